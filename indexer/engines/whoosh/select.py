"""From what matches to a page of hits, without sorting what nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.evaluate import Flags, Matches, Scores
from indexer.kernels import MOST_KEPT, Kernels
from indexer.model import Grade, Query, Sort

Integers = NDArray[np.int64]
_UNDATED = np.int64(1) << 30  # behind every day


def by_relevance(
    query: Query,
    matches: Matches,
    scores: Scores,
    rank: Integers,
    offset: int,
    size: int,
    kernels: Kernels | None = None,
) -> Integers:
    """Of the reports that match, those from `offset` on: by minimum, tier, score and id."""
    page = []
    for group in _groups(query, matches):
        if not size:
            break
        rows = _best(group, scores, rank, offset + size, kernels)
        page.append(rows[offset:])
        size -= max(len(rows) - offset, 0)
        offset = max(offset - len(rows), 0)
    return np.concatenate(page) if page else np.empty(0, np.int64)


def _best(group: Flags, scores: Scores, rank: Integers, count: int, kernels: Kernels | None) -> Integers:
    """The `count` best reports of a group, in order."""
    if kernels and count <= MOST_KEPT:
        matching = np.empty(len(group), np.uint32)
        total = kernels.flagged(group, matching)
        rows, found = np.empty(count, np.int64), np.empty(count)
        return rows[: kernels.best(matching, total, scores, False, rank, count, rows, found)]
    (reports,) = group.nonzero()
    return reports[best_rows(reports, scores[reports], rank, count)]


def _groups(query: Query, matches: Matches) -> Iterator[Flags]:
    """The reports in groups, each of which comes before the next whatever its scores."""
    tier = _tier(matches) if query.tiers else None
    if query.minimum_first and matches.strict is not matches.any:
        yield from _tiers(matches.strict, tier)
        yield from _tiers(matches.any & ~matches.strict, tier)
    else:
        yield from _tiers(matches.any, tier)


def _tiers(group: Flags, tier: Flags | None) -> Iterator[Flags]:
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
        least = np.partition(scores, len(scores) - count)[len(scores) - count]
        (places,) = (scores >= least).nonzero()
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
