"""Dictionaries of several sources -> one, range by range, so that few of the terms are in memory at once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence, Sized
from itertools import chain, compress
from operator import ne
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import ArrayFile
from indexer.engines.whoosh.dictionary import SortedTerms

# Terms that are merged at once, and of how many one is looked at to find where the ranges end.
_RANGE, _SAMPLED = 100_000, 1_000
_MOST_RANGES = 64  # every range asks every source
_HALF, _LOW = np.uint64(32), np.uint64((1 << 32) - 1)

Numbers = NDArray[np.uint32]
Some = TypeVar("Some", bound=Sized)


class TextRow(Sequence[bytes]):
    """The terms of a source that are left, ascending. `held`: their numbers there, None where all are."""

    def __init__(self, file: ArrayFile, name: str, held: NDArray[np.int64] | None) -> None:
        self._terms = SortedTerms(file, name)
        self._held = held
        self.rest = file.rest

    def __len__(self) -> int:
        return len(self._terms) if self._held is None else len(self._held)

    def __getitem__(self, at: Any) -> Any:
        return self._terms[at if self._held is None else int(self._held[at])]

    def sampled(self) -> list[bytes]:
        return [self[at] for at in range(0, len(self), _SAMPLED)]

    def between(self, first: int, last: int) -> list[bytes]:
        if self._held is None:
            return self._terms.between(first, last)
        return [self._terms[number] for number in self._held[first:last].tolist()]


class PairRow(Sequence[int]):
    """The same of a field of pairs, as keys of the numbers `singles` that their terms have when merged."""

    def __init__(self, file: ArrayFile, name: str, held: NDArray[np.int64] | None, singles: Numbers) -> None:
        self._keys = file[f"{name}/keys"]
        self._held = held
        self._singles = singles
        self.rest = file.rest

    def __len__(self) -> int:
        return len(self._keys if self._held is None else self._held)

    def __getitem__(self, at: Any) -> Any:
        return int(self.between(at, at + 1)[0])

    def sampled(self) -> list[int]:
        return list(map(int, self._taken(slice(None, None, _SAMPLED))))

    def between(self, first: int, last: int) -> NDArray[np.uint64]:
        return self._taken(slice(first, last))

    def _taken(self, which: slice) -> NDArray[np.uint64]:
        keys = self._keys[which] if self._held is None else self._keys[self._held[which]]
        lefts, rights = self._singles[keys >> _HALF], self._singles[keys & _LOW]
        row: NDArray[np.uint64] = lefts.astype(np.uint64) << _HALF | rights
        return row


def merge_texts(rows: Sequence[TextRow], places: Sequence[Numbers]) -> Iterator[list[bytes]]:
    """The terms of all rows, ascending, in pieces; fills `places` with the numbers of each row's terms."""
    return _merged(rows, places, _united_texts)


def merge_pairs(rows: Sequence[PairRow], places: Sequence[Numbers]) -> Iterator[NDArray[np.uint64]]:
    """The same of pairs."""
    return _merged(rows, places, _united_keys)


def _merged(
    rows: Sequence[Any],
    places: Sequence[Numbers],
    unite: Callable[[list[Some]], tuple[Some, list[NDArray[np.int64]]]],
) -> Iterator[Some]:
    begins, count = [0] * len(rows), 0
    for ends in _ranges(rows):
        pieces = [row.between(begin, end) for row, begin, end in zip(rows, begins, ends, strict=True)]
        for row in rows:
            row.rest()
        terms, found = unite(pieces)
        for place, begin, end, here in zip(places, begins, ends, found, strict=True):
            place[begin:end] = here + count
        yield terms
        begins, count = ends, count + len(terms)


def _ranges(rows: Sequence[Any]) -> Iterator[list[int]]:
    """Where in every row one range after the other ends; the last ends with the rows."""
    samples = sorted(chain.from_iterable(row.sampled() for row in rows))
    step = max(_RANGE // _SAMPLED, len(samples) // _MOST_RANGES)
    for cut in dict.fromkeys(samples[step::step]):
        yield [bisect_left(row, cut) for row in rows]
    yield [len(row) for row in rows]


def _united_texts(rows: Sequence[list[bytes]]) -> tuple[list[bytes], list[NDArray[np.int64]]]:
    """Ascending rows of terms as one, and where the terms of each row stand in it.

    >>> terms, places = _united_texts([[b"an", b"xa"], [b"an", b"ba"]])
    >>> terms, [row.tolist() for row in places]
    ([b'an', b'ba', b'xa'], [[0, 2], [0, 1]])
    """
    if len(rows) == 1:
        return rows[0], [np.arange(len(rows[0]))]
    texts = [text for row in rows for text in row]
    # Python's sort merges what is in order already: this costs less than sorting, or a set.
    order = sorted(range(len(texts)), key=texts.__getitem__)
    ordered = [texts[at] for at in order]
    new = np.ones(len(texts), np.bool_)
    new[1:] = np.fromiter(map(ne, ordered[1:], ordered), np.bool_, max(len(texts) - 1, 0))
    places = np.empty(len(texts), np.int64)
    places[order] = np.cumsum(new) - 1
    parted = np.split(places, np.cumsum([len(row) for row in rows])[:-1]) if rows else []
    return list(compress(ordered, new.tolist())), parted


def _united_keys(
    rows: Sequence[NDArray[np.uint64]],
) -> tuple[NDArray[np.uint64], list[NDArray[np.int64]]]:
    """The same of rows of ascending keys."""
    if len(rows) == 1:
        return rows[0], [np.arange(len(rows[0]))]
    keys = np.concatenate([np.empty(0, np.uint64), *rows])
    keys.sort()  # np.unique takes four times as long
    new = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    keys = keys[new]
    return keys, [np.searchsorted(keys, row) for row in rows]
