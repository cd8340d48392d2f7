"""What reports are filtered and counted by: which of them have which values of an attribute."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.base import Collation
from indexer.engines.whoosh.arrays import ArrayFile
from indexer.engines.whoosh.dictionary import Terms
from indexer.kernels import Kernels
from indexer.model.rows import run_places

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Attribute:
    """Which reports have which values: entry i says that `reports[i]` has value number `values[i]`.

    `places` are the numbers of the values. The arrays are as wide as NumPy wants an index: it would widen
    narrower ones for every question.
    """

    names: Sequence[str]
    places: Mapping[str, int]
    reports: Integers
    values: Integers


@dataclass(frozen=True, slots=True)
class Entries:
    """The values that each report has, of all attributes, so that one look counts them all.

    Values are numbered over all attributes, as in `names`: those of an attribute, which has a number too,
    go from `bounds[number]` to `bounds[number + 1]`. `totals`: how many reports have each value.
    Report `noted[i]` has `values[starts[i] : starts[i + 1]]`; but of the `common` values, those of more than
    half of all reports, the ones that it lacks stand there. Little is known of most: the others have none.
    """

    attributes: Mapping[str, tuple[int, Attribute]]
    names: Sequence[str]
    bounds: Integers
    totals: Integers
    common: Integers
    noted: NDArray[np.uint32]
    starts: NDArray[np.uint32]
    values: NDArray[np.unsignedinteger[Any]]

    def counts(self, reports: NDArray[np.bool_], kernels: Kernels | None = None) -> Integers:
        """How many of some reports have each value."""
        count = np.count_nonzero(reports)
        if 2 * count > len(reports):  # the others are sooner counted
            return self.totals - self.counts(~reports, kernels)
        counts = np.zeros(len(self.names), np.int64)
        (kernels.tally if kernels else tally)(reports, self.noted, self.starts, self.values, counts)
        counts[self.common] = count - counts[self.common]
        return counts


def tally(
    flags: NDArray[np.bool_],
    reports: NDArray[np.uint32],
    starts: NDArray[np.uint32],
    values: NDArray[np.unsignedinteger[Any]],
    counts: Integers,
) -> None:
    """What `kernels.tally` does."""
    rows = np.flatnonzero(flags[reports])
    begins = starts[rows].astype(np.int64)
    counts += np.bincount(values[run_places(begins, starts[rows + 1] - begins)], minlength=len(counts))


def ranks_of(entries: Entries, collation: Collation) -> Integers:
    """The place of each value among all that are ordered by a collation."""
    order = sorted(range(len(entries.names)), key=lambda value: (collation(entries.names[value]), value))
    return np.argsort(np.array(order, np.int64))


def read_attributes(file: ArrayFile) -> dict[str, Attribute]:
    """Every attribute of a segment."""
    found = {}
    for name in json.loads(file["attributes"].tobytes()):
        key = f"attribute:{name}"
        values = [data.decode("utf-8", "surrogatepass") for data in Terms(file, key)]
        found[name] = Attribute(
            values,
            {value: place for place, value in enumerate(values)},
            file[f"{key}/report"].astype(np.int64),
            file[f"{key}/value"].astype(np.int64),
        )
    return found


def entries_of(attributes: Mapping[str, Attribute], reports: int) -> Entries:
    """What so many reports have of all attributes."""
    rows = attributes.values()
    names = list(chain.from_iterable(attribute.names for attribute in rows))
    bounds = np.cumsum([0, *(len(attribute.names) for attribute in rows)])
    having = _joined([attribute.reports for attribute in rows])
    values = _joined([attribute.values + at for attribute, at in zip(rows, bounds, strict=False)])
    totals = np.bincount(values, minlength=len(names))
    is_common = 2 * totals > reports
    common, rare = np.flatnonzero(is_common), ~is_common[values]
    lacking = [_others(having[values == value], reports) for value in common]
    having = _joined([having[rare], *lacking])
    values = _joined([values[rare], common.repeat(list(map(len, lacking)))])
    order = having.argsort(kind="stable")
    noted, starts = np.unique(having[order], return_index=True)
    return Entries(
        {name: (number, attribute) for number, (name, attribute) in enumerate(attributes.items())},
        names,
        bounds,
        totals,
        common,
        noted.astype(np.uint32),
        np.append(starts, len(order)).astype(np.uint32),
        values[order].astype(np.min_scalar_type(len(names))),
    )


def _others(having: Integers, reports: int) -> Integers:
    """All reports but some."""
    lacks = np.ones(reports, np.bool_)
    lacks[having] = False
    return np.flatnonzero(lacks)


def _joined(rows: Sequence[Integers]) -> Integers:
    return np.concatenate([np.empty(0, np.int64), *rows])
