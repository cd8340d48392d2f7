"""Where the terms of a query stand in the reports that it found: what is to be marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.phrases import Ordinals, phrase_ordinals
from indexer.engines.whoosh.reader import Numbers, SegmentReader
from indexer.engines.whoosh.schema import PAIRED
from indexer.model import FIELDS, FieldName, Layer, Node, Not, Phrase, Query, Span, Spans, Term
from indexer.model.rows import maker

# What phrases match in one field of one report: how many ordinals after its first each ends, and where.
Flags = NDArray[np.bool_]
Found = list[tuple[int, Ordinals]]
# Places this near to each other are read together.
_NEAR = 40
_made = maker(Span)


def find_spans(
    reader: SegmentReader, numbers: Sequence[int | None], query: Query, limit: int | None = None
) -> list[Spans]:
    """The spans of each report; none for None.

    `limit`: the most of a field, weak ones apart.
    """
    strong = dict.fromkeys(_phrases(query.match))
    weak = dict.fromkeys(
        Phrase(term.layer, (term.text,))
        for term in query.optional
        if term.layer in (Layer.SYLLABLE, Layer.BARE)
    )
    known = [at for at, number in enumerate(numbers) if number is not None]
    asked = np.array([numbers[at] for at in known], np.uint32)
    fields: list[list[list[Span]]] = []
    for field in FIELDS:
        spans: list[list[Span]] = [[] for _ in numbers]
        here, faint = (_found(reader, phrases, field, asked) for phrases in (strong, weak))
        for at, clear, dim in zip(known, here, faint, strict=True):
            if clear or dim:
                places = {*_places(clear, limit, False), *_places(dim, limit, True)}
                spans[at] = list(map(_made, sorted(places)))
        fields.append(spans)
    return list(map(Spans, *fields))


def _found(
    reader: SegmentReader, phrases: Iterable[Phrase], field: FieldName, numbers: Numbers
) -> list[Found]:
    """All that phrases, or terms as such, match in a field of each report."""
    found: list[Found] = [[] for _ in range(len(numbers))]
    for phrase in phrases:
        if phrase.layer is Layer.CANONICAL:
            for rows, number in zip(found, numbers.tolist(), strict=True):
                by_width: dict[int, list[int]] = defaultdict(list)
                for token in reader.document(number).canonical(field):
                    if token.text == phrase.texts[0] and token.first >= 0:
                        by_width[token.last - token.first].append(token.first)
                rows += [(width, np.array(firsts, np.int32)) for width, firsts in by_width.items()]
        else:
            width = len(phrase.texts) - 1 + phrase.texts[-1].count(" ")
            for at, firsts in phrase_ordinals(reader, phrase, field, numbers).items():
                found[at].append((width, firsts))
    return found


def _places(found: Found, limit: int | None, weak: bool) -> list[tuple[int, int, bool]]:
    """What makes the spans of what was found: of `limit` places where there are more."""
    if limit is not None and sum([len(firsts) for _, firsts in found]) > limit:
        found = _nearest(found, limit)
    return [(first, first + width, weak) for width, firsts in found for first in firsts.tolist()]


def _nearest(found: Found, limit: int) -> Found:
    """The rarest rows whole; of the others an equal share: what stands near to rarer ones, then the first."""
    last = max(int(firsts.max()) for _, firsts in found)
    seen: dict[int, Flags] = defaultdict(lambda: np.zeros(last + 1, np.bool_))
    rows: Found = []
    for width, firsts in sorted(found, key=lambda row: len(row[1])):
        new = firsts[~seen[width][firsts]]
        seen[width][new] = True
        rows.append((width, new))
    rows.sort(key=lambda row: len(row[1]))
    kept: Found = []
    beside = np.empty(0, np.int32)
    for at, (width, firsts) in enumerate(rows):
        share = (limit - sum(len(row) for _, row in kept)) // (len(rows) - at)
        taken = firsts
        if len(firsts) > share:
            taken = np.sort(firsts[np.argsort(~_beside(firsts, beside), kind="stable")[:share]])
        kept.append((width, taken))
        beside = np.union1d(beside, taken)
    return kept


def _beside(firsts: Ordinals, places: Ordinals) -> Flags:
    """Which of some ordinals stand near to one of `places`, which are ascending."""
    after = np.searchsorted(places, firsts - np.int32(_NEAR))
    before = np.searchsorted(places, firsts + np.int32(_NEAR), side="right")
    return after < before


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
