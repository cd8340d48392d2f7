"""Compiled loops show what is shown without them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from importlib.util import find_spec

import pytest

from indexer import kernels, listing
from indexer.language.tokenize import offsets
from indexer.model import Report, Span, StoredReport
from indexer.model.rows import SpanRows, Steps

WORDS = (
    "Sở",
    "TT&TT",
    "hội",
    "nghị",
    "Hội",
    "an",
    "An",
    "AN",
    "2012",
    "14/12",
    "Đ",
    "x_y",
    "Ấp",
    "북",
    "ﬃ",
    "0",
)
BETWEEN = (" ",) * 30 + (
    *(". ", ", ", "; ", "\n", "\n\n", " (", ") ", "… ", "” ", '." ', "\u00a0", "\t", "-", " – ", "  "),
    *("!) ", "[", "} ", " .", "\r\n", "./.\n", " * * ", "\u2028"),
)
needs_numba = pytest.mark.skipif(
    find_spec("numba") is None, reason='numba is not installed: pip install -e ".[fast]"'
)


def a_text(draw: random.Random, words: int) -> str:
    """Words and what may stand between them; one in thirty is too long for a passage to begin with."""
    found = (draw.choice(WORDS) * (9 if draw.random() < 1 / 30 else 1) for _ in range(words))
    return "".join(word + draw.choice(BETWEEN) for word in found)


def some_spans(draw: random.Random, ordinals: int) -> list[Span]:
    """Spans in the order of the text, of which some touch and some overlap."""
    chosen = sorted(draw.sample(range(ordinals), min(ordinals, draw.choice((0, 1, 3, 12, 60)))))
    wide = draw.random() < 0.3
    spans = {
        Span(at, min(at + (draw.choice((0, 0, 1, 2)) if wide else 0), ordinals - 1), draw.random() < 0.2)
        for at in chosen
    }
    return sorted(spans)


def a_report(draw: random.Random) -> StoredReport:
    title, body = a_text(draw, draw.choice((0, 3, 9))), a_text(draw, draw.choice((0, 5, 60, 400)))
    return StoredReport(Report("a", title, body), offsets(title), Steps.of(offsets(body)))


def a_page(draw: random.Random) -> tuple[list[StoredReport], SpanRows, SpanRows]:
    reports = [a_report(draw) for _ in range(draw.choice((1, 3, 10)))]
    titles = [some_spans(draw, len(one.title_offsets)) for one in reports]
    bodies = [some_spans(draw, len(one.body_offsets)) for one in reports]
    return reports, SpanRows.of(titles), SpanRows.of(bodies)


def without_loops(
    reports: Sequence[StoredReport], titles: SpanRows, bodies: SpanRows
) -> list[listing.Listing]:
    return [listing.listing(*row) for row in zip(reports, titles, bodies, strict=True)]


@needs_numba
def test_compiled_loops_show_the_same() -> None:
    loops = kernels.load()
    assert loops
    assert kernels.loaded() is loops
    draw = random.Random(3)
    compiled = 0
    for _ in range(300):
        page = reports, *spans = a_page(draw)
        assert listing.listings(*page) == without_loops(*page)
        texts = [one.report.title for one in reports] + [one.report.body for one in reports]
        rows = [one.title_offsets for one in reports] + [one.body_offsets for one in reports]
        compiled += loops.passages(texts, rows, *spans) is not None
    assert 100 < compiled < 300, "both have to be met"


@needs_numba
def test_what_does_not_fit_together_is_never_read_by_native_code() -> None:
    loops = kernels.load()
    assert loops
    right, none = SpanRows.of([[Span(0, 1)]]), SpanRows.of([[]])
    row = [(0, 3), (4, 8)]
    assert loops.passages(["Hội nghị"] * 2, [row, row], right, right) is not None
    for text, bounds, spans in (
        ("Hội nghị", [(0, 3), (4, 9)], right),
        ("Hội nghị", [(0, 3), (2, 8)], right),
        ("Hội nghị", [(0, 3), (2**31, 2**31 + 4)], none),
        ("Hội nghị", [(0, 3)], right),
        ("Hội nghị", row, SpanRows.of([[Span(-1, 0)]])),
        ("Hội nghị \U0001f600", row, right),
    ):
        assert loops.passages(["", text], [[], bounds], none, spans) is None
