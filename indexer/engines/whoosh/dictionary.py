"""The terms of one field as arrays: sorted for prefixes and ranges, hashed for single terms.

NAME/text         u1  all terms' bytes, ascending, one after the other
NAME/text_start       where each begins, and the end
NAME/hash         u4  open addressing: number of the term + 1, 0 where free; slot crc32(term) & mask,
                      then the next free one; terms that find none near have no slot

A field of pairs has the numbers of their two terms in another field instead:

NAME/pairs_of     u1  the name of that field
NAME/keys         u8  first << 32 | second, ascending: no byte of a term is less than a blank
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter

_SMALLEST_TABLE = 8
_PIECE = 4_096  # terms that are read at once
_AT_ONCE = 200_000  # terms that are put into a table at once: what bounds the memory
# Slots that are looked at for a term. Hardly any needs as many, unless somebody has made terms of one sum: of
# these the others are looked for among the sorted.
_PROBES = 64
_REMEMBERED = 1 << 14  # terms of pairs
_NONE = np.empty(0, np.uint32)
_NO_KEYS = np.empty(0, np.int64)
_LOW = (1 << 32) - 1


class SortedTerms(Sequence[bytes]):
    """The terms of one field of an open file, ascending."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._text = file[f"{name}/text"].data
        self._starts = file[f"{name}/text_start"].data

    def lower_bound(self, text: bytes) -> int:
        """The number of the first term that is not less than `text`."""
        return bisect_left(self, text)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: Any) -> Any:
        return self._text[self._starts[number] : self._starts[number + 1]].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        for first in range(0, len(self), _PIECE):
            yield from self.between(first, min(first + _PIECE, len(self)))

    def between(self, first: int, last: int) -> list[bytes]:
        """The terms from `first` up to `last`."""
        starts = self._starts[first : last + 1].tolist()
        text = self._text[starts[0] : starts[-1]].tobytes()
        return [text[begin - starts[0] : end - starts[0]] for begin, end in pairwise(starts)]


class Terms(SortedTerms):
    """The same with the table in which single terms are found."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        super().__init__(file, name)
        self._table = file[f"{name}/hash"].data
        self._mask = len(self._table) - 1

    def find(self, text: bytes) -> int:
        """The term's number, or -1."""
        slot = zlib.crc32(text) & self._mask
        for _ in range(_PROBES):
            if not (number := self._table[slot]):
                return -1
            if self._text[self._starts[number - 1] : self._starts[number]] == text:
                return number - 1
            slot = (slot + 1) & self._mask
        at = self.lower_bound(text)
        return at if at < len(self) and self[at] == text else -1


class PairTerms(Sequence[bytes]):
    """The dictionary of a field of pairs."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._singles = Terms(file, file[f"{name}/pairs_of"].tobytes().decode())
        # Pairs are of few syllables, that come again and again.
        self._find_single = lru_cache(_REMEMBERED)(self._singles.find)
        self._row = file[f"{name}/keys"]
        self._keys = self._row.data

    def find(self, text: bytes) -> int:
        """The pair's number, or -1."""
        first, _, second = text.partition(b" ")
        return self._find(self._find_single(first), self._find_single(second))

    def find_neighbours(self, row: Sequence[bytes]) -> list[int]:
        """The numbers, or -1, of the pairs that stand in a row of texts."""
        singles = list(map(self._find_single, row))
        return list(map(self._find, singles, singles[1:]))

    def _find(self, first: int, second: int) -> int:
        """The number of a pair by those of its terms, -1 where one is."""
        if first < 0 or second < 0:
            return -1
        key = first << 32 | second
        at = bisect_left(self._keys, key)
        return at if at < len(self._keys) and self._keys[at] == key else -1

    def find_all(self, columns: Sequence[Sequence[bytes]]) -> NDArray[np.int64]:
        """The numbers, or -1, of all pairs of a text of one column and one of the next, in one row."""
        singles = [np.array(list(map(self._find_single, column)), np.int64) for column in columns]
        # All bits of -1 are set: with one, the number of a pair is less than 0, or more than any key.
        pairs = [(left[:, None] << 32 | right).ravel() for left, right in pairwise(singles)]
        keys = np.concatenate([_NO_KEYS, *pairs]).view(np.uint64)
        if not len(self._row):
            return np.full(len(keys), -1)
        at = self._row.searchsorted(keys)
        at[at == len(self._row)] = 0
        return np.where(self._row[at] == keys, at, -1)

    def lower_bound(self, text: bytes) -> int:
        """The number of the first pair that is not less than `text`."""
        return bisect_left(self, text)

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, number: Any) -> Any:
        key = self._keys[number]
        return self._singles[key >> 32] + b" " + self._singles[key & _LOW]

    def __iter__(self) -> Iterator[bytes]:
        texts = list(self._singles)
        return (texts[key >> 32] + b" " + texts[key & _LOW] for key in self._keys)


def open_terms(file: ArrayFile, name: str) -> Terms | PairTerms:
    return PairTerms(file, name) if f"{name}/keys" in file else Terms(file, name)


def write_dictionary(writer: ArrayWriter, name: str, terms: Sequence[bytes]) -> None:
    """Writes the terms of a field, which are ascending and differ."""
    write_terms(writer, name, [terms])


def write_terms(
    writer: ArrayWriter, name: str, pieces: Iterable[Sequence[bytes]], *, table: bool = True
) -> int:
    """The same of terms that come in pieces; how many there are. `table`: single ones will be looked for."""
    lengths, sums = [_NONE], [_NONE]
    with writer.stream(f"{name}/text", np.dtype("u1")) as stream:
        for terms in pieces:
            stream.append(np.frombuffer(b"".join(terms), np.uint8))
            lengths.append(np.fromiter(map(len, terms), np.uint32, len(terms)))
            if table:
                sums.append(_sums(terms))
    starts = np.concatenate(lengths, dtype=np.int64).cumsum()
    writer.add(f"{name}/text_start", compact(np.concatenate([[0], starts])))
    if table:
        writer.add(f"{name}/hash", _table(np.concatenate(sums)))
    return len(starts)


def write_table(writer: ArrayWriter, name: str, terms: SortedTerms) -> None:
    """The table of terms that were written without it."""
    writer.add(f"{name}/hash", _table(_sums(terms)))


def write_pairs(writer: ArrayWriter, name: str, singles: str, pieces: Iterable[NDArray[np.uint64]]) -> int:
    """Writes a field of pairs of the terms of the field `singles`; how many there are.

    The keys come in pieces, are ascending and differ.
    """
    writer.add(f"{name}/pairs_of", np.frombuffer(singles.encode(), np.uint8))
    count = 0
    with writer.stream(f"{name}/keys", np.dtype("<u8")) as stream:
        for keys in pieces:
            stream.append(keys)
            count += len(keys)
    return count


def _sums(terms: Sequence[bytes]) -> NDArray[np.uint32]:
    return np.fromiter(map(zlib.crc32, terms), np.uint32, len(terms))


def _table(sums: NDArray[np.uint32]) -> NDArray[np.uint32]:
    size = max(_SMALLEST_TABLE, 1 << (2 * len(sums) - 1).bit_length()) if len(sums) else _SMALLEST_TABLE
    table = np.zeros(size, np.uint32)
    last = np.uint32(size - 1)
    for first in range(0, len(sums), _AT_ONCE):
        slots = sums[first : first + _AT_ONCE] & last
        waiting = np.arange(first, first + len(slots), dtype=np.uint32)
        for _ in range(_PROBES):
            if not len(waiting):
                break
            # Of those that want the same slot the last stays; the others and the late go on to the next.
            free = table[slots] == 0
            table[slots[free]] = waiting[free] + np.uint32(1)
            left = table[slots] != waiting + np.uint32(1)
            waiting, slots = waiting[left], slots[left] + np.uint32(1) & last
    return table


def steps(starts: NDArray[Any]) -> NDArray[np.int64]:
    """From each start to the next: how many each has.

    >>> steps(np.array([0, 2, 5], np.uint8)).tolist()
    [2, 3]
    """
    row: NDArray[np.int64] = starts.astype(np.int64)
    return row[1:] - row[:-1]


def compact(array: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers from 0 on in the smallest type that holds them all.

    >>> compact(np.array([0, 70_000])).dtype.name
    'uint32'
    """
    largest = int(array.max()) if len(array) else 0
    for dtype in (np.uint8, np.uint16, np.uint32):
        if largest <= np.iinfo(dtype).max:
            return array.astype(dtype)
    return array.astype(np.uint64)
