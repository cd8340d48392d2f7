"""Titles and bodies of a page's reports with their spans -> what is shown of them, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from indexer import highlight
from indexer.kernels import texts as loops
from indexer.kernels.layout import Codes, Kinds, Measures, Rows, Spans, Tables
from indexer.model import Span
from indexer.model.rows import SpanRows, Steps


def passages(
    texts: Sequence[str],
    offsets: Sequence[Sequence[tuple[int, int]]],
    titles: SpanRows,
    bodies: SpanRows,
) -> list[int] | None:
    """What is shown of titles and of the bodies behind them, in numbers, one text behind the other.

    Of a title these are all its marks. None where the loops cannot handle a text.
    """
    codes = np.frombuffer("".join(texts).encode("utf-16-le", "surrogatepass"), np.uint16)
    steps = [Steps.of(one).steps for one in offsets]
    ends, step_ends = (np.array([*accumulate(map(len, rows))]) for rows in (texts, steps))
    if len(codes) != ends[-1]:  # characters of two units
        return None
    facts = len(texts) * (loops.HEAD + highlight.PASSAGES * (loops.PASSAGE + 1))
    out = np.empty(facts + 2 * len(titles.firsts) + 2 * len(bodies.firsts), np.int32)
    size = loops.shown(
        Rows(codes, ends),
        Rows(np.concatenate(steps, dtype=np.int32), step_ends),
        Spans(titles.firsts, titles.lasts, titles.weak, titles.ends),
        Spans(bodies.firsts, bodies.lasts, bodies.weak, bodies.ends),
        _TABLES,
        _MEASURES,
        out,
    )
    found: list[int] | None = out[:size].tolist() if size >= 0 else None
    return found


def _kinds() -> Kinds:
    """What each code unit is."""
    found = np.zeros(1 << 16, np.uint8)
    for code, char in enumerate(map(chr, range(1 << 16))):
        word = char.isalnum() or char == "_"
        small = word and not "A" <= char <= "Z" and char not in "Đ_"
        found[code] = (
            loops.WORD * word
            | loops.LETTER * char.isalpha()
            | loops.SPACE * char.isspace()
            | loops.SMALL * small
        )
    for kind, chars in ((loops.STOP, ".!?;:…"), (loops.BRACKET, "()[]{}"), (loops.FULL_STOP, ".!?…")):
        found[list(map(ord, chars))] |= kind
    return found


def _lower() -> Codes:
    """Each code unit in lower case."""
    chars = [chr(code) for code in range(1 << 16)]
    return np.array([ord(low) if len(low := char.lower()) == 1 else ord(char) for char in chars], np.uint16)


_TABLES = Tables(_kinds(), _lower())
_MEASURES = Measures()


def call_once() -> None:
    """Compiles for what it is called with."""
    spans = SpanRows.of([[Span(0, 0)]])
    passages(["Hội nghị"] * 2, [[(0, 3), (4, 8)]] * 2, spans, spans)
