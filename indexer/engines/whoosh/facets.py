"""Which reports pass the filters, and how many of those that match have which values of each facet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from indexer.engines.whoosh.attributes import Attribute, Entries
from indexer.engines.whoosh.evaluate import Flags
from indexer.engines.whoosh.reader import Integers, SegmentReader
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
    reader: SegmentReader, facets: Sequence[str], filters: FilterFlags, strict: Flags, size: int | None
) -> Mapping[str, Mapping[str, int]]:
    """The values of each facet among the reports that reach the minimum, its own filters left aside."""
    counts: dict[str, Mapping[str, int]] = {}
    left: dict[tuple[int, ...], _Held] = {}  # by the filters that are not left aside
    for facet in facets:
        others = [entry for entry in filters if _own(entry[0].attribute) != _own(facet)]
        key = tuple(id(flags) for _, flags in others)
        if key not in left:
            passed = passing(others)
            left[key] = _Held(reader.entries, strict if passed is None else strict & passed)
        asked = [value for filter_, _ in filters if filter_.attribute == facet for value in filter_.values]
        counts[facet] = left[key].counts(facet, size, [*asked, "none"])
    return counts


def _own(name: str) -> str:
    return name.removesuffix("_old")


class _Held:
    """The values that some reports have, with how many of them have each."""

    def __init__(self, entries: Entries, reports: Flags) -> None:
        self._entries = entries
        self._counts = entries.counts(reports)
        (self._values,) = (self._counts != 0).nonzero()  # in the order of the attributes
        self._bounds = self._values.searchsorted(entries.bounds).tolist()
        # In the order of these the most frequent value comes first, of equal ones the first.
        self._keys = self._values - (self._counts[self._values] << 32)

    def counts(self, facet: str, size: int | None, kept: Sequence[str]) -> dict[str, int]:
        """The counts of the `size` most frequent values of a facet, and of those `kept` in any case."""
        if facet not in self._entries.attributes:
            return {}
        at, attribute = self._entries.attributes[facet]
        begin, end = self._bounds[at : at + 2]
        if size is None or end - begin <= size:
            return self._named(self._values[begin:end])
        found = self._named(np.partition(self._keys[begin:end], size)[:size] & 0xFFFFFFFF)
        first = self._entries.bounds[at]
        for value in kept:
            if value in attribute.places and (count := self._counts.item(first + attribute.places[value])):
                found[value] = count
        return found

    def _named(self, values: Integers) -> dict[str, int]:
        names = map(self._entries.names.__getitem__, values.tolist())
        return dict(zip(names, self._counts[values].tolist(), strict=True))
