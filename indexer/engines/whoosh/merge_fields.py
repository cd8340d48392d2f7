"""The fields of several sources -> those of one segment.

Beside its postings (codec.py) a field has, to sum scores from,

    impacts              f4  of a posting: the share of the term's idf that BM25 gives the report

A source's postings are sorted by term, and its reports follow those of the source before: the place of each
posting in the merged field is counted, nothing is sorted. A slab of terms is brought together at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.scoring import impact_norms, impacts
from indexer.engines.whoosh.arrays import ArrayWriter
from indexer.engines.whoosh.dictionary import compact, steps, write_pairs, write_terms
from indexer.engines.whoosh.merge_reports import Source
from indexer.engines.whoosh.merge_terms import Numbers, PairRow, TextRow, merge_pairs, merge_texts
from indexer.engines.whoosh.schema import MENTION
from indexer.model.rows import run_places

Integers = NDArray[np.int64]
# Postings that are brought together at once, which bounds the memory beside the dictionary; of many more, a
# share of all: every slab asks every source.
_SLAB, _MOST_SLABS = 250_000, 64


@dataclass(frozen=True, slots=True)
class Merged:
    """A field that was written: its length in every report, and the new number of each source's terms."""

    name: str
    lengths: NDArray[np.unsignedinteger]
    places: Sequence[Numbers]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Postings of some terms of a source: `places` of the terms when merged, and how many each has."""

    places: Numbers
    counts: Integers
    docs: Integers
    weights: Integers
    values: NDArray[np.int32]


class _Field:
    """One field of one source, with the terms and postings that are left of it."""

    def __init__(self, source: Source, name: str) -> None:
        self._file, self._numbers, self._name = source.file, source.numbers, name
        self._docs, self._starts = self._file[f"{name}/docs"], self._file[f"{name}/posting_start"]
        self._value_starts = self._file[f"{name}/value_start"] if f"{name}/values" in self._file else None
        self._values = self._file[f"{name}/values"] if self._value_starts is not None else _NO_VALUES
        self._weights = self._file[f"{name}/weights"] if self._value_starts is None else None
        # Numbers of the terms that are left, and how many postings each has; None where all are.
        self._held: Integers | None = None
        self._left: Integers | None = None
        self.values = len(self._values)
        if (source.numbers < 0).any():
            self._left, self.values = self._counted()
            self._held = np.flatnonzero(self._left)
        self.places = np.empty(len(self._starts) - 1 if self._held is None else len(self._held), np.uint32)

    def _counted(self) -> tuple[Integers, int]:
        """How many postings are left of every term, and how many values of all."""
        counts, values = np.zeros(len(self._starts) - 1, np.int64), 0
        for first, last in _slabs(self._starts):
            _, docs, weights, _ = self._read(first, last)
            left = docs >= 0
            starts = self._starts[first : last + 1].astype(np.int64)
            counts[first:last] = steps(np.concatenate([[0], np.cumsum(left)])[starts - starts[0]])
            values += int(weights[left].sum())
        return counts, values if self._weights is None else 0

    def texts(self) -> TextRow:
        return TextRow(self._file, self._name, self._held)

    def pairs(self, singles: Numbers) -> PairRow:
        return PairRow(self._file, self._name, self._held, singles)

    def all_places(self) -> Numbers:
        """`places`, by the numbers that terms have in the source; of no term that is left out."""
        if self._held is None:
            return self.places
        places = np.zeros(len(self._starts) - 1, np.uint32)
        places[self._held] = self.places
        return places

    def add_counts(self, totals: Integers) -> None:
        totals[self.places] += steps(self._starts) if self._left is None else self._left[self._held]

    def largest_weight(self) -> int:
        return 0 if self._weights is None else int(self._weights.max(initial=0))

    def between(self, low: int, high: int) -> _Piece | None:
        """The postings of the merged terms from `low` up to `high`."""
        first, last = np.searchsorted(self.places, np.array([low, high], np.uint32)).tolist()
        if first == last:
            return None
        places = self.places[first:last]
        if self._held is None or self._left is None:
            return _Piece(places, *self._read(first, last))
        held = self._held[first:last]
        _, docs, weights, values = self._read(int(held[0]), int(held[-1]) + 1)
        left = docs >= 0
        if self._weights is None:
            values = values[np.repeat(left, weights)]
        return _Piece(places, self._left[held], docs[left], weights[left], values)

    def _read(self, first: int, last: int) -> tuple[Integers, Integers, Integers, NDArray[np.int32]]:
        """Of the terms from `first` up to `last`: postings of each; their reports, weights and values."""
        starts = self._starts[first : last + 1].astype(np.int64)
        here = slice(int(starts[0]), int(starts[-1]))
        docs = self._numbers[self._docs[here]]
        if self._value_starts is None:
            assert self._weights is not None, "postings have values or weights"
            return steps(starts), docs, self._weights[here].astype(np.int64), _NO_VALUES
        begins = self._value_starts[here.start : here.stop + 1].astype(np.int64)
        return steps(starts), docs, steps(begins), self._values[begins[0] : begins[-1]]

    def rest(self) -> None:
        self._file.rest()


_NO_VALUES = np.empty(0, np.int32)


def merge_field(
    writer: ArrayWriter, name: str, sources: Sequence[Source], singles: Merged | None, *, placed: bool
) -> Merged:
    """Writes one field; of a field of pairs `singles` is the one that these are made of."""
    lengths = np.zeros(sum(int((source.numbers >= 0).sum()) for source in sources), np.uint32)
    for source in sources:
        held = source.numbers >= 0
        lengths[source.numbers[held]] = source.file[f"{name}/lengths"][held]
    parts = [_Field(source, name) for source in sources]
    places = [part.places for part in parts]
    if singles:
        rows = [part.pairs(new) for part, new in zip(parts, singles.places, strict=True)]
        count = write_pairs(writer, name, singles.name, merge_pairs(rows, places))
    else:
        count = write_terms(writer, name, merge_texts([part.texts() for part in parts], places))
    posting_start = np.zeros(count + 1, np.int64)
    for part in parts:
        part.add_counts(posting_start[1:])
    np.cumsum(posting_start, out=posting_start)
    writer.add(f"{name}/posting_start", compact(posting_start))
    writer.add(f"{name}/lengths", compact(lengths))
    norms = None if name == MENTION else impact_norms(lengths)
    _write_postings(writer, name, parts, posting_start, norms, placed=placed)
    return Merged(name, compact(lengths), [part.all_places() for part in parts])


def _write_postings(
    writer: ArrayWriter,
    name: str,
    parts: Sequence[_Field],
    posting_start: Integers,
    norms: NDArray[np.float64] | None,
    *,
    placed: bool,
) -> None:
    postings, total = int(posting_start[-1]), sum(part.values for part in parts)
    docs_out = writer.reserve(f"{name}/docs", _U4, postings)
    if norms is not None:
        impacts_out = writer.reserve(f"{name}/impacts", _F4, postings)
    if placed:
        starts_out = writer.reserve(f"{name}/value_start", compact(np.array([total])).dtype, postings + 1)
        values_out = writer.reserve(f"{name}/values", np.dtype("<i4"), total)
    else:
        largest = max((part.largest_weight() for part in parts), default=0)
        weights_out = writer.reserve(f"{name}/weights", compact(np.array([largest])).dtype, postings)
    done = 0
    for low, high in _slabs(posting_start):
        starts = posting_start[low : high + 1] - posting_start[low]
        docs, weights, values = _together(parts, low, high, starts, placed=placed)
        docs_out.append(docs)
        if norms is not None:
            impacts_out.append(impacts(weights, norms[docs]))
        if placed:
            ends = np.cumsum(weights) + done
            starts_out.append(np.concatenate([[done], ends[:-1]]))
            values_out.append(values)
            done = int(ends[-1])
        else:
            weights_out.append(weights)
    if placed:
        starts_out.append(np.array([total]))


_U4, _F4 = np.dtype("<u4"), np.dtype("<f4")


def _together(
    parts: Sequence[_Field], low: int, high: int, starts: Integers, *, placed: bool
) -> tuple[Numbers, Integers, NDArray[np.int32]]:
    """Reports, weights and values of the merged terms from `low` up to `high`.

    `starts`: where the postings of each begin, and the end.
    """
    # Postings of one source alone are in their order already.
    if len(parts) == 1 and (only := parts[0].between(low, high)) is not None:
        parts[0].rest()
        return only.docs.astype(np.uint32), only.weights, only.values
    free = starts[:-1].copy()
    docs, weights = np.empty(int(starts[-1]), np.uint32), np.empty(int(starts[-1]), np.int64)
    found = []
    for part in parts:
        if (piece := part.between(low, high)) is not None:
            terms = piece.places - np.uint32(low)
            at = run_places(free[terms], piece.counts)
            free[terms] += piece.counts
            docs[at], weights[at] = piece.docs, piece.weights
            found.append((at, piece))
        part.rest()
    if not placed:
        return docs, weights, _NO_VALUES
    begins = np.cumsum(weights) - weights
    values = np.empty(int(weights.sum()), np.int32)
    for at, piece in found:
        values[run_places(begins[at], piece.weights)] = piece.values
    return docs, weights, values


def _slabs(posting_start: NDArray[Any]) -> Iterator[tuple[int, int]]:
    """Ranges of terms with about a slab of postings each."""
    total = int(posting_start[-1])
    cuts = np.searchsorted(posting_start, np.arange(0, total, max(_SLAB, total // _MOST_SLABS)))
    yield from pairwise(dict.fromkeys([*cuts.tolist(), len(posting_start) - 1]))
