"""One field as the executor sees it: the terms of a layer of title or body, their postings and ordinals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.scoring import idf
from indexer.engines.whoosh.arrays import Array, ArrayFile
from indexer.engines.whoosh.dictionary import PairTerms, Terms, open_terms, steps
from indexer.engines.whoosh.schema import encoded
from indexer.model.rows import run_places

CACHED_TERMS = 65_536

Numbers = NDArray[np.uint32]
Integers = NDArray[np.int64]


class Postings(NamedTuple):
    """The reports of a term in a field, ascending, with the impact of each; `begin` is the first's place."""

    reports: Numbers
    impacts: NDArray[np.float32]
    begin: int
    idf: float


class Field:
    """The arrays of a layer of the title or of the body."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name
        self.terms = open_terms(file, name)
        self._starts = file[f"{name}/posting_start"]
        self._value_start, self._values = f"{name}/value_start", f"{name}/values"
        reports = len(file[f"{name}/lengths"])
        # What remembers does not point back to who asks it: else only the collector would free them.
        self.postings = lru_cache(CACHED_TERMS)(
            partial(
                _postings,
                self.terms,
                self._starts.data,
                partial(file.slice, f"{name}/docs"),
                partial(file.slice, f"{name}/impacts"),
                reports,
            )
        )

    def count(self, text: str) -> int:
        return self._count(self.terms.find(encoded(text)))

    def count_neighbours(self, row: Sequence[str]) -> list[int]:
        """The counts of the pairs that stand in a row of texts, of a field that has such."""
        assert isinstance(self.terms, PairTerms)
        return list(map(self._count, self.terms.find_neighbours(list(map(encoded, row)))))

    def _count(self, number: int) -> int:
        """The reports of a term, by its number; none for -1."""
        return self._starts.item(number + 1) - self._starts.item(number) if number >= 0 else 0

    def count_pairs(self, columns: Sequence[Sequence[str]]) -> list[Integers]:
        """The counts of pairs, of a field that has such: a table for each two neighbouring columns."""
        assert isinstance(self.terms, PairTerms)
        numbers = self.terms.find_all([list(map(encoded, column)) for column in columns])
        counts = self._starts[numbers + 1].astype(np.int64) - self._starts[numbers].astype(np.int64)
        counts[numbers < 0] = 0
        tables, end = [], 0
        for left, right in pairwise(columns):
            begin, end = end, end + len(left) * len(right)
            tables.append(counts[begin:end].reshape(len(left), len(right)))
        return tables

    def positions(self, postings: Postings, places: Integers) -> tuple[Integers, NDArray[np.int32]]:
        """Ordinals of the postings at `places` of a list, one after the other, and how many each has."""
        starts = self._value_starts(postings)
        begins, ends = starts[places].astype(np.int64), starts[places + 1].astype(np.int64)
        counts = ends - begins
        low, high = (int(begins.min()), int(ends.max())) if len(places) else (0, 0)
        values = self._file.slice(self._values, low, high)
        return counts, values[run_places(begins - low, counts)]

    def ordinals(self, text: str, numbers: Numbers) -> Iterator[tuple[int, NDArray[np.int32]]]:
        """Where a term begins in some reports, by their place in `numbers`; those that lack it are left out.

        A term that stands nowhere in the text of a report (-1) is left out too.
        """
        postings = self.postings(text)
        if postings is None:
            return
        places = postings.reports.searchsorted(numbers).tolist()
        reports, starts = postings.reports.data, self._value_starts(postings).data
        for at, (place, number) in enumerate(zip(places, numbers.tolist(), strict=True)):
            if place < len(reports) and reports[place] == number:
                found = self._file.slice(self._values, starts[place], starts[place + 1])
                if found.item(0) < 0:
                    found = found[found >= 0]
                if len(found):
                    yield at, found

    @cached_property
    def whole(self) -> tuple[Array, ...] | None:
        """Reports, where the ordinals of each posting begin, and these; None if each use is to be checked."""
        names = f"{self._name}/docs", self._value_start, self._values
        return tuple(map(self._file.__getitem__, names)) if self._file.verified else None

    def _value_starts(self, postings: Postings) -> NDArray[np.unsignedinteger]:
        """Where the ordinals of each posting of a list begin, and where those of the last one end."""
        last = postings.begin + len(postings.reports) + 1
        return self._file.slice(self._value_start, postings.begin, last)

    def counts(self) -> Integers:
        """How many reports hold each term, in the dictionary's order."""
        return steps(self._starts)

    def between(self, low: bytes, high: bytes) -> tuple[int, Integers]:
        """The first term from `low` on, and the counts of all below `high`."""
        first, last = self.terms.lower_bound(low), self.terms.lower_bound(high)
        return first, steps(self._starts[first : last + 1])

    def docs(self, number: int) -> Numbers:
        """The reports of a term, by its number; none for -1."""
        begin, end = self._starts[number : number + 2].tolist() if number >= 0 else (0, 0)
        return self._file.slice(f"{self._name}/docs", begin, end)

    @property
    def starts(self) -> NDArray[np.unsignedinteger]:
        return self._starts


def _postings(
    terms: Terms | PairTerms,
    starts: Sequence[int],
    docs: Callable[[int, int], Array],
    impacts: Callable[[int, int], Array],
    reports: int,
    text: str,
) -> Postings | None:
    at = terms.find(encoded(text))
    if at < 0:
        return None
    begin, end = starts[at], starts[at + 1]
    return Postings(docs(begin, end), impacts(begin, end), begin, idf(reports, end - begin))
