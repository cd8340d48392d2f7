"""From what matches to a page of hits and the counts of facets, without sorting what nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.attributes import Attribute
from indexer.engines.whoosh.evaluate import Flags, Matches, Scores
from indexer.engines.whoosh.reader import SegmentReader
from indexer.model import Filter, Grade, Query, Sort

Integers = NDArray[np.int64]
_UNDATED = np.int64(1) << 30  # behind every day


def by_relevance(
    query: Query, matches: Matches, held: Flags, scores: Scores, rank: Integers, offset: int, size: int
) -> Integers:
    """Of the reports `held`, those from `offset` on: by minimum, tier, score and id."""
    page = []
    for group in _groups(query, matches, held):
        rows = np.flatnonzero(group)
        if offset < len(rows) and size:
            taken = rows[best_rows(rows, scores[rows], rank, offset + size)[offset:]]
            page.append(taken)
            size -= len(taken)
        offset = max(offset - len(rows), 0)
        if not size:
            break
    return np.concatenate(page) if page else np.empty(0, np.int64)


def _groups(query: Query, matches: Matches, held: Flags) -> Iterator[Flags]:
    """The reports in groups, each of which comes before the next whatever its scores."""
    whole = [held]
    if query.minimum_first and matches.strict is not matches.any:
        whole = [held & matches.strict, held & ~matches.strict]
    tier = _tier(matches) if query.tiers else None
    for group in whole:
        if tier is None:
            yield group
        else:
            yield group & ~tier
            yield group & tier


def _tier(matches: Matches) -> Flags | None:
    """Which reports match by a weak reading only, or None where all or none do."""
    weak = [matches.grade >= Grade.BARE, matches.missing >= Grade.BARE]
    rows = [row for row in weak if isinstance(row, np.ndarray)]
    if not rows or any(row is True for row in weak):
        return None
    return rows[0] | rows[-1]


def best_rows(
    rows: NDArray[np.integer[Any]], scores: NDArray[np.floating[Any]], rank: Integers, count: int
) -> Integers:
    """Places of the `count` highest scores, in order; those of equal ones by the rank of their rows."""
    if 0 < count < len(rows) / 4:
        places = np.flatnonzero(scores >= np.partition(scores, len(scores) - count)[len(scores) - count])
        order = np.lexsort((rank[rows[places]], -scores[places]))[:count]
        found: Integers = places[order]
        return found
    found = np.lexsort((rank[rows], -scores))[:count]
    return found


def by_date(
    strict: Flags, dates: NDArray[np.int32], sort: Sort, rank: Integers, offset: int, size: int
) -> Integers:
    """Reports by date and id, undated last."""
    rows = np.flatnonzero(strict)
    days = dates[rows].astype(np.int64)
    keys = np.where(days == 0, _UNDATED, -days if sort == "newest" else days) << 32 | rank[rows]
    if len(rows) > 4 * (offset + size):
        chosen = keys <= np.partition(keys, offset + size)[offset + size]
        rows, keys = rows[chosen], keys[chosen]
    page: Integers = rows[np.argsort(keys)][offset : offset + size]
    return page


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
    counts: dict[str, dict[str, int]] = {}
    left: dict[tuple[int, ...], Integers] = {}  # by the filters that are not left aside
    for facet in facets:
        others = [entry for entry in filters if _own(entry[0].attribute) != _own(facet)]
        key = tuple(id(flags) for _, flags in others)
        if key not in left:
            passed = passing(others)
            left[key] = np.flatnonzero(strict if passed is None else strict & passed)
        attribute = reader.attributes.get(facet)
        own = [filter_ for filter_, _ in filters if filter_.attribute == facet and filter_.values]
        asked = [place for filter_ in own if attribute for place in _wanted(attribute, filter_)]
        counts[facet] = _count(attribute, left[key], size, asked)
    return counts


def _own(name: str) -> str:
    return name.removesuffix("_old")


def _count(
    attribute: Attribute | None, rows: Integers, size: int | None, asked: Sequence[int]
) -> dict[str, int]:
    if attribute is None or not len(rows):
        return {}
    names = attribute.names
    if attribute.single and len(names) == 1:  # often nothing is known of any report
        return {names[0]: len(rows)}
    found = np.bincount(attribute.values_of(rows), minlength=len(names))
    (held,) = found.nonzero()
    if size is not None and len(held) > size:
        most = held[(-found[held]).argsort(kind="stable")[:size]].tolist()
        kept = [*asked, *([attribute.places["none"]] if "none" in attribute.places else [])]
        held = np.array(sorted({*most, *(place for place in kept if found[place])}), np.int64)
    return {names[place]: count for place, count in zip(held.tolist(), found[held].tolist(), strict=True)}
