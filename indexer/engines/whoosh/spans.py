"""Where the terms of a query stand in the reports that it found: what is to be marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from indexer.engines.whoosh.phrases import Integers, phrase_ordinals
from indexer.engines.whoosh.reader import SegmentReader
from indexer.engines.whoosh.schema import PAIRED
from indexer.model import FIELDS, FieldName, Layer, Node, Not, Phrase, Query, Span, Term

Places = set[tuple[int, int]]  # first and last ordinals


def find_spans(reader: SegmentReader, numbers: Sequence[int | None], query: Query) -> list[list[Span]]:
    """The spans of each report, in text order; none for None."""
    strong = dict.fromkeys(_phrases(query.match))
    weak = dict.fromkeys(
        Phrase(term.layer, (term.text,))
        for term in query.optional
        if term.layer in (Layer.SYLLABLE, Layer.BARE)
    )
    known = [at for at, number in enumerate(numbers) if number is not None]
    asked = np.array([numbers[at] for at in known], np.int64)
    found: list[list[Span]] = [[] for _ in numbers]
    for field in FIELDS:
        here, faint = (_places(reader, phrases, field, asked) for phrases in (strong, weak))
        for at, clear, dim in zip(known, here, faint, strict=True):
            spans = [Span(field, first, last) for first, last in clear]
            spans += [Span(field, first, last, True) for first, last in dim]
            found[at] += sorted(spans)
    return found


def _places(
    reader: SegmentReader, phrases: Iterable[Phrase], field: FieldName, numbers: Integers
) -> list[Places]:
    """All that phrases, or terms as such, match in a field of each report."""
    found: list[Places] = [set() for _ in range(len(numbers))]
    for phrase in phrases:
        if phrase.layer is Layer.CANONICAL:
            for places, number in zip(found, numbers.tolist(), strict=True):
                tokens = reader.document(number).canonical[field]
                places.update((t.first, t.last) for t in tokens if t.text == phrase.texts[0] and t.first >= 0)
        else:
            width = len(phrase.texts) - 1 + phrase.texts[-1].count(" ")
            for at, firsts in phrase_ordinals(reader, phrase, field, numbers).items():
                found[at].update((first, first + width) for first in firsts)
    return found


def _phrases(node: Node) -> Iterator[Phrase]:
    """All that is to be marked of a node; a pair is marked where its syllables stand side by side."""
    if isinstance(node, Phrase):
        yield Phrase(node.layer, node.texts)
    elif isinstance(node, Term):
        if node.layer in PAIRED:
            yield Phrase(PAIRED[node.layer], tuple(node.text.split(" ")))
        else:
            yield Phrase(node.layer, (node.text,))
    elif not isinstance(node, Not):
        for child in node.nodes:
            yield from _phrases(child)
