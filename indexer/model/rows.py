"""Rows of texts and of places as arrays: what millions of terms are handed on as."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from indexer.model.terms import Span

Made = TypeVar("Made", bound=tuple[Any, ...])


def maker(class_: type[Made]) -> Callable[[tuple[object, ...]], Made]:
    """Makes named tuples of rows of their values, in half the time that the class takes by itself.

    >>> from typing import NamedTuple
    >>> maker(NamedTuple("Place", [("first", int), ("last", int)]))((1, 2))
    Place(first=1, last=2)
    """
    return partial(tuple.__new__, class_)


@dataclass(frozen=True, slots=True, eq=False)
class Numbered(Sequence[str]):
    """A row of texts as numbers: text i is `names[numbers[i]]`; `names` only grows, and many rows share it.

    >>> list(Numbered(["hội", "nghị"], np.array([1, 0, 1])))
    ['nghị', 'hội', 'nghị']
    """

    names: Sequence[str]
    numbers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return list(map(self.names.__getitem__, self.numbers[at].tolist()))
        return self.names[int(self.numbers[at])]

    def __iter__(self) -> Iterator[str]:
        return map(self.names.__getitem__, self.numbers.tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Offsets(Sequence[tuple[int, int]]):
    """Start and end of every ordinal, as two columns.

    >>> Offsets(np.array([0, 4]), np.array([3, 8]))[1]
    (4, 8)
    """

    starts: NDArray[np.signedinteger]
    ends: NDArray[np.signedinteger]

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, at: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[int, int]]: ...
    def __getitem__(self, at: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        if isinstance(at, slice):
            return list(zip(self.starts[at].tolist(), self.ends[at].tolist(), strict=True))
        return self.starts.item(at), self.ends.item(at)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts.tolist(), self.ends.tolist(), strict=True)

    def of(self, firsts: Sequence[int], lasts: Sequence[int]) -> tuple[list[int], list[int]]:
        """Where each of some runs of ordinals, from a first one to a last, begins and ends."""
        begins: list[int] = self.starts[np.array(firsts, np.int64)].tolist()
        ends: list[int] = self.ends[np.array(lasts, np.int64)].tolist()
        return begins, ends

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Offsets):
            return NotImplemented
        return np.array_equal(self.starts, other.starts) and np.array_equal(self.ends, other.ends)

    __hash__ = None  # type: ignore[assignment]


@dataclass(slots=True, eq=False)  # not frozen, which takes three times as long to make
class Steps(Sequence[tuple[int, int]]):
    """Start and end of every ordinal, as steps from each of these to the next: read with every report found.

    >>> Steps.of([(0, 3), (4, 8)]).steps.tolist(), Steps.of([(0, 3), (4, 8)])[1]
    ([0, 3, 1, 4], (4, 8))
    """

    steps: NDArray[np.unsignedinteger]

    @classmethod
    def of(cls, offsets: Sequence[tuple[int, int]]) -> Steps:
        if isinstance(offsets, Steps):
            return offsets
        if not len(offsets):
            return _NOWHERE
        row = np.empty((len(offsets), 2), np.int64)
        if isinstance(offsets, Offsets):
            row[:, 0], row[:, 1] = offsets.starts, offsets.ends
        else:
            row[:] = offsets
        steps = row.ravel().copy()
        steps[1:] -= row.ravel()[:-1]
        return cls(steps.astype(np.uint32))

    def offsets(self) -> Offsets:
        row = np.add.accumulate(self.steps, dtype=np.int32)  # for few in half the time of cumsum
        return Offsets(row[::2], row[1::2])

    def __len__(self) -> int:
        return len(self.steps) // 2

    @overload
    def __getitem__(self, at: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[int, int]]: ...
    def __getitem__(self, at: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        return self.offsets()[at]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self.offsets())


_NOWHERE = Steps(np.empty(0, np.uint32))


@dataclass(slots=True, eq=False)  # not frozen, which takes three times as long to make
class SpanRows(Sequence[Sequence[Span]]):
    """Rows of spans as columns, one row behind the other: `ends[i]` is where row i ends.

    >>> rows = SpanRows.of([[Span(2, 3)], [], [Span(0, 0, weak=True)]])
    >>> rows.firsts.tolist(), rows.ends.tolist(), rows[2]
    ([2, 0], [1, 1, 2], [Span(first=0, last=0, weak=True)])
    """

    firsts: NDArray[np.int32]
    lasts: NDArray[np.int32]
    weak: NDArray[np.bool_]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Span]]) -> SpanRows:
        if isinstance(rows, SpanRows):
            return rows
        spans = np.array([span for row in rows for span in row], np.int32).reshape(-1, 3)
        firsts, lasts, weak = spans.T.copy()
        return cls(firsts, lasts, weak.astype(np.bool_), np.array([*map(len, rows)], np.int64).cumsum())

    def counts(self) -> NDArray[np.int64]:
        """How many spans each row has."""
        counts = self.ends.copy()
        counts[1:] -= self.ends[:-1]
        return counts

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, at: int) -> list[Span]: ...
    @overload
    def __getitem__(self, at: slice) -> list[Sequence[Span]]: ...
    def __getitem__(self, at: int | slice) -> list[Span] | list[Sequence[Span]]:
        if isinstance(at, slice):
            return list(self)[at]
        begin, end = (self.ends.item(at - 1) if at else 0), self.ends.item(at)
        columns = (column[begin:end].tolist() for column in (self.firsts, self.lasts, self.weak))
        return list(map(_span, zip(*columns, strict=True)))

    def __iter__(self) -> Iterator[Sequence[Span]]:
        return map(self.__getitem__, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return list(self) == list(map(list, other))

    __hash__ = None  # type: ignore[assignment]


_span = maker(Span)


def run_places(begins: NDArray[Any], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of items that stand in runs: of each run where it begins, and how many items it has.

    >>> run_places(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = counts.cumsum()
    places: NDArray[np.int64] = (begins - (ends - counts)).repeat(counts)
    places += np.arange(len(places))
    return places


class Renumbering:
    """Numbers of shared names -> numbers of one's own, each name asked for once.

    >>> own = Renumbering({"hội": 7, "nghị": 9}.__getitem__)
    >>> own.of(Numbered(["nghị", "hội"], np.array([1, 0, 1]))).tolist()
    [7, 9, 7]
    """

    def __init__(self, number: Callable[[str], int]) -> None:
        self._number = number
        self._names: Sequence[str] = ()
        self._known = np.empty(0, np.int64)

    def of(self, texts: Numbered) -> NDArray[np.int64]:
        if texts.names is not self._names:
            # Other names, and mostly the same texts.
            known = {
                self._names[at]: int(self._known[at]) for at in np.flatnonzero(self._known >= 0).tolist()
            }
            self._names = texts.names
            self._known = np.array([known.get(name, -1) for name in texts.names], np.int64)
        if len(self._known) < len(texts.names):
            more = 2 * len(texts.names) - len(self._known)
            self._known = np.append(self._known, np.full(more, -1))
        found = self._known[texts.numbers]
        unknown = found < 0
        if unknown.any():
            for number in dict.fromkeys(texts.numbers[unknown].tolist()):
                self._known[number] = self._number(texts.names[number])
            found = self._known[texts.numbers]
        return found
