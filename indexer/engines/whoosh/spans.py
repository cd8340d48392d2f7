"""Where the terms of a query stand in the reports that it found: what is to be marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.field import Field, Numbers
from indexer.engines.whoosh.phrases import Ordinals, phrase_ordinals
from indexer.engines.whoosh.reader import SegmentReader
from indexer.engines.whoosh.schema import PAIRED
from indexer.kernels import STARTS, Kernels
from indexer.model import FIELDS, FieldName, Layer, Node, Not, Phrase, Query, Span, Spans, Term
from indexer.model.rows import SpanRows, maker

# Where phrases begin, ascending, by how many ordinals later they end.
Rows = Mapping[int, list[int]]
Flags = NDArray[np.bool_]
# What phrases match in one field of one report: how many ordinals after its first each ends, and where.
Found = list[tuple[int, Ordinals]]
# Places this near to each other are read together.
_NEAR = 40
# Layers of which each term is one syllable.
_SYLLABLES = (Layer.SYLLABLE, Layer.BARE)
_Terms = tuple[Layer, bool]  # a layer, and whether its terms are weak
_made = maker(Span)


def find_spans(
    reader: SegmentReader,
    numbers: Sequence[int | None],
    query: Query,
    limit: int | None = None,
    kernels: Kernels | None = None,
) -> Spans:
    """The spans of each report; none for None.

    `limit`: the most of a field, weak ones apart.
    """
    strong = dict.fromkeys(_phrases(query.match))
    weak = dict.fromkeys(
        Phrase(term.layer, (term.text,)) for term in query.optional if term.layer in _SYLLABLES
    )
    known = [at for at, number in enumerate(numbers) if number is not None]
    asked = np.array([numbers[at] for at in known], np.uint32)
    terms = _single_terms(strong, weak) if len(known) == len(numbers) else None

    def rows(field: FieldName) -> SpanRows:
        if kernels and limit and terms and known:
            found = _compiled(kernels, reader, terms, asked, limit, field)
            if found is not None:
                return found
        spans = dict(zip(known, _by_numpy(reader, (strong, weak), asked, limit, field), strict=True))
        return SpanRows.of([spans.get(at, ()) for at in range(len(numbers))])

    return Spans(*map(rows, FIELDS))


def _by_numpy(
    reader: SegmentReader,
    phrases: tuple[Collection[Phrase], Collection[Phrase]],
    numbers: Numbers,
    limit: int | None,
    field: FieldName,
) -> list[list[Span]]:
    """The spans of strong and of weak phrases in a field of each report."""
    spans: list[list[Span]] = [[] for _ in range(len(numbers))]
    for weak, some in enumerate(phrases):
        for row, found in zip(spans, _found(reader, some, field, numbers), strict=True):
            row += _spans(_by_width(found, limit), weak=bool(weak))
    if phrases[True]:
        for row in spans:
            row.sort()
    return spans


def _single_terms(strong: Iterable[Phrase], weak: Iterable[Phrase]) -> dict[_Terms, list[str]] | None:
    """The texts of each layer, strong and weak; None where something else than single terms is asked for."""
    texts: dict[_Terms, list[str]] = {}
    for is_weak, phrases in enumerate((strong, weak)):
        for phrase in phrases:
            if len(phrase.texts) > 1 or phrase.layer not in _SYLLABLES:
                return None
            texts.setdefault((phrase.layer, bool(is_weak)), []).append(phrase.texts[0])
    return texts


def _compiled(
    kernels: Kernels,
    reader: SegmentReader,
    terms: Mapping[_Terms, Sequence[str]],
    numbers: Numbers,
    limit: int,
    field: FieldName,
) -> SpanRows | None:
    """What the compiled loop finds; None where it is more than `limit`, or not to be had at once."""
    parts: list[SpanRows] = []
    for (layer, weak), texts in terms.items():
        part = _by_kernel(kernels, reader.fields[field, layer], texts, numbers, limit, weak)
        if part is None:
            return None
        parts.append(part)
    if len(parts) == 1:
        return parts[0]
    for is_weak in (False, True):
        counts = [part.counts() for part, (_, weak) in zip(parts, terms, strict=True) if weak is is_weak]
        if len(counts) > 1 and np.sum(counts, axis=0).max() > limit:
            return None
    return _merged(parts, len(numbers))


def _by_kernel(
    kernels: Kernels, row: Field, texts: Iterable[str], numbers: Numbers, limit: int, weak: bool
) -> SpanRows | None:
    """Where terms begin; None where that is more than `limit`, or the row is not what the loop takes."""
    if not row.whole or row.whole[1].dtype not in STARTS:
        return None
    lists = [postings for text in texts if (postings := row.postings(text))]
    firsts, ends = np.empty(len(numbers) * limit if lists else 0, np.int32), np.zeros(len(numbers), np.int64)
    if lists:
        terms = np.array([(postings.begin, postings.begin + len(postings.reports)) for postings in lists])
        if not kernels.places(*row.whole, terms, numbers, firsts, ends):
            return None
        firsts = firsts[: ends[-1]]
    flags = np.ones(len(firsts), np.bool_) if weak else np.zeros(len(firsts), np.bool_)
    return SpanRows(firsts, firsts, flags, ends)


def _merged(parts: Sequence[SpanRows], size: int) -> SpanRows:
    """Rows of spans of one ordinal each, put together: in order, and each once."""
    owners = [np.repeat(np.arange(size), part.counts()) for part in parts]
    keys = [
        owner << 33 | part.firsts.astype(np.int64) << 1 | part.weak
        for owner, part in zip(owners, parts, strict=True)
    ]
    key = np.unique(np.concatenate([np.empty(0, np.int64), *keys]))
    firsts = (key >> 1).astype(np.uint32).astype(np.int32)
    ends = np.searchsorted(key, np.arange(1, size + 1) << 33)
    return SpanRows(firsts, firsts, key & 1 > 0, ends)


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


def _by_width(found: Found, limit: int | None) -> Rows:
    """What was found, ascending and each once: of `limit` places where there are more."""
    if limit is not None and sum([len(firsts) for _, firsts in found]) > limit:
        found = _nearest(found, limit)
    rows: dict[int, list[list[int]]] = {}
    for width, firsts in found:
        rows.setdefault(width, []).append(firsts.tolist())
    return {width: sorted(set().union(*firsts)) for width, firsts in rows.items()}


def _spans(rows: Rows, *, weak: bool = False) -> list[Span]:
    """Spans in the order of the text."""
    spans: list[Span] = []
    for width, firsts in rows.items():
        if firsts:  # as in half of the titles
            lasts = [first + width for first in firsts] if width else firsts
            spans += map(_made, zip(firsts, lasts, repeat(weak)))
    if len(rows) > 1:
        spans.sort()
    return spans


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
