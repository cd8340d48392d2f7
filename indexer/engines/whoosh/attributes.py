"""What reports are filtered and counted by: which of them have which values of an attribute."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import ArrayFile
from indexer.engines.whoosh.dictionary import Terms
from indexer.model.rows import run_places

Integers = NDArray[np.int64]
# More reports than one in so many are many.
_MANY = 4


@dataclass(frozen=True, slots=True)
class Attribute:
    """Which reports have which values: entry i says that `reports[i]` has value number `values[i]`.

    `places` are the numbers of the values; `single`: entry i is of report i, and every report has one.
    Entries of report i begin at `starts[i]`.
    The arrays are as wide as NumPy wants an index: it would widen narrower ones for every question.
    """

    names: Sequence[str]
    places: Mapping[str, int]
    reports: Integers
    values: Integers
    starts: Integers
    single: bool

    def values_of(self, rows: Integers) -> Integers:
        """The numbers of all values of some reports."""
        if self.single:
            return self.values[rows]
        if _MANY * len(rows) > len(self.starts):  # all entries are looked through sooner
            held = np.zeros(len(self.starts), np.bool_)
            held[rows] = True
            return self.values[held[self.reports]]
        begins = self.starts[rows]
        return self.values[run_places(begins, self.starts[rows + 1] - begins)]


def read_attributes(file: ArrayFile, reports: int) -> dict[str, Attribute]:
    """Every attribute of a segment of so many reports."""
    found = {}
    for name in json.loads(file["attributes"].tobytes()):
        key = f"attribute:{name}"
        values = [data.decode("utf-8", "surrogatepass") for data in Terms(file, key)]
        having = file[f"{key}/report"].astype(np.int64)
        found[name] = Attribute(
            values,
            {value: place for place, value in enumerate(values)},
            having,
            file[f"{key}/value"].astype(np.int64),
            np.searchsorted(having, np.arange(reports + 1)),
            single=bool(np.array_equal(having, np.arange(reports))),
        )
    return found
