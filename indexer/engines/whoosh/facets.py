"""Which reports pass the filters, and how many of those that match have which values of each facet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

import numpy as np

from indexer.engines.base import Collation
from indexer.engines.whoosh.attributes import Attribute, Entries
from indexer.engines.whoosh.evaluate import Flags
from indexer.engines.whoosh.field import Integers
from indexer.engines.whoosh.reader import SegmentReader
from indexer.kernels import Kernels
from indexer.model import Filter

FilterFlags = Sequence[tuple[Filter, Flags]]


def flags_of(reader: SegmentReader, filters: Sequence[Filter]) -> FilterFlags:
    """Each filter with the reports that pass it."""
    return [(filter_, _flags(reader, filter_)) for filter_ in filters]


def _flags(reader: SegmentReader, filter_: Filter) -> Flags:
    flags = np.zeros(reader.reports, np.bool_)
    attribute = reader.attributes.get(filter_.attribute)
    if attribute is not None:
        wanted = np.zeros(len(attribute.names), np.bool_)
        wanted[_wanted(attribute, filter_)] = True
        flags[attribute.reports[wanted[attribute.values]]] = True
    return flags


def _wanted(attribute: Attribute, filter_: Filter) -> list[int]:
    """The numbers of the values that a filter asks for."""
    if filter_.low is None and filter_.high is None:
        return [attribute.places[value] for value in filter_.values if value in attribute.places]
    low, high = filter_.low or 0, 9999 if filter_.high is None else filter_.high
    return [
        place for place, value in enumerate(attribute.names) if value.isdigit() and low <= int(value) <= high
    ]


def passing(filters: FilterFlags) -> Flags | None:
    """Which reports pass all filters; None for all of them."""
    passed: Flags | None = None
    for _, flags in filters:
        passed = flags if passed is None else passed & flags
    return passed


def facet_counts(
    reader: SegmentReader,
    facets: Sequence[str],
    filters: FilterFlags,
    strict: Flags,
    size: int | None,
    collation: Collation,
    kernels: Kernels | None = None,
) -> Mapping[str, Mapping[str, int]]:
    """The values of each facet among the reports that reach the minimum, its own filters left aside."""
    if not facets:
        return {}
    ranks = reader.ranks(collation)
    counts: dict[str, Mapping[str, int]] = {}
    asked: dict[str, list[str]] = {}
    for filter_, _ in filters:
        asked.setdefault(filter_.attribute, []).extend(filter_.values)
    filtered = set(map(_own, asked))
    left: dict[str, _Held] = {}  # by whose filters are left aside; "" for nobody's
    for facet in facets:
        own = _own(facet)
        aside = own if own in filtered else ""
        if aside not in left:
            passed = passing([entry for entry in filters if _own(entry[0].attribute) != aside])
            held = strict if passed is None else strict & passed
            left[aside] = _Held(reader.entries, held, ranks, size, kernels)
        counts[facet] = left[aside].counts(facet, [*asked.get(facet, ()), "none"])
    return counts


def _own(name: str) -> str:
    return name.removesuffix("_old")


class _Held:
    """The `size` most frequent values of each attribute that some reports have, and how many have each."""

    def __init__(
        self, entries: Entries, reports: Flags, ranks: Integers, size: int | None, kernels: Kernels | None
    ) -> None:
        self._entries, self._ranks = entries, ranks
        self._all = entries.counts(reports, kernels)
        self._size = len(entries.names) if size is None else size
        values = np.empty(min(len(entries.names), len(entries.attributes) * self._size), np.int64)
        bounds = np.zeros(len(entries.bounds), np.int64)
        choose = kernels.most if kernels and size is not None else most  # who sorts all has no use for a loop
        choose(self._all, entries.bounds, ranks, self._size, values, bounds)
        self._bounds = bounds.tolist()
        values = values[: self._bounds[-1]]
        self._names = list(map(entries.names.__getitem__, values.tolist()))
        self._counts = self._all[values].tolist()

    def counts(self, facet: str, kept: Sequence[str]) -> dict[str, int]:
        """The counts of a facet's values that are held, and of those `kept` in any case."""
        if facet not in self._entries.attributes:
            return {}
        at, attribute = self._entries.attributes[facet]
        begin, end = self._bounds[at : at + 2]
        found = dict(zip(self._names[begin:end], self._counts[begin:end], strict=True))
        if end - begin < self._size:
            return found
        first = self._entries.bounds.item(at)
        for value in kept:  # they may be among those that were left out
            if value in attribute.places and (count := self._all.item(first + attribute.places[value])):
                found[value] = count
        if len(found) == self._size:
            return found

        def place(value: str) -> tuple[int, int]:
            return -found[value], self._ranks.item(first + attribute.places[value])

        return {value: found[value] for value in sorted(found, key=place)}


def most(
    counts: Integers, bounds: Integers, ranks: Integers, size: int, values: Integers, found: Integers
) -> None:
    """What `kernels.most` does."""
    (held,) = counts.nonzero()
    # In the order of these the most frequent value comes first, of equal ones the first.
    keys = held - (counts[held] << 32)
    rows = [keys[begin:end] for begin, end in pairwise(held.searchsorted(bounds).tolist())]
    for row in rows:
        if len(row) > size:
            row.partition(size)
    rows = [row[:size] for row in rows]
    ends = list(accumulate(map(len, rows), initial=0))
    found[:] = ends
    keys = np.concatenate([keys[:0], *rows])
    chosen = keys & 0xFFFFFFFF
    keys += ranks[chosen] - chosen  # of equal ones now the first by rank
    for begin, end in pairwise(ends):
        values[begin:end] = chosen[begin:end][keys[begin:end].argsort()]
