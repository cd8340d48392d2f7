"""Terms of reports, one field after the other -> postings sorted by term, as the arrays of a part.

All tokens of a field are sorted as numbers, and unpacked a stretch at a time: memory that is touched for the
first time costs more than what is done in it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import ArrayWriter, stretches
from indexer.engines.whoosh.dictionary import compact, write_pairs, write_terms
from indexer.model.rows import Numbered, Renumbering

Numbers = NDArray[np.uint32]
_U4, _I4 = np.dtype("<u4"), np.dtype("<i4")
# Ordinals are sorted as what is not below 0: that of a date that stands nowhere in a text is -1.
_SHIFT = np.uint32(1)
_BITS, _HALF = 64, np.uint64(32)
_MOST = (1 << 32) - 1  # terms of a field, which are counted in 32 bits
_NONE = np.empty(0, np.uint32)


class _Numbers(dict[str, int]):
    """Numbers texts in the order they are first asked for; a plain look-up, in C, for all others."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


class Inverter:
    """One field: `add` the terms of each report that has any, in turn, then `write` the postings.

    `placed`: ordinals are kept.
    """

    def __init__(self, *, placed: bool) -> None:
        self._placed = placed
        self._numbers = _Numbers()
        self._terms, self._ordinals = array("I"), array("i")
        self._reports, self._lengths = array("I"), array("I")
        self._renumbering = Renumbering(self._numbers.__getitem__)

    def add(self, report: int, texts: Sequence[str], ordinals: Iterable[int] = ()) -> None:
        self._reports.append(report)
        self._lengths.append(len(texts))
        if type(texts) is Numbered:  # isinstance asks the abstract class, at ten times the price
            self._terms.frombytes(self._renumbering.of(texts).astype(np.uint32).tobytes())
        else:
            self._terms.extend(
                itemgetter(*texts)(self._numbers) if len(texts) > 1 else [self._numbers[texts[0]]]
            )
        if type(ordinals) is range:
            self._ordinals.frombytes(np.arange(ordinals.start, ordinals.stop, dtype=np.int32).tobytes())
        elif self._placed:
            self._ordinals.extend(ordinals)

    def write(self, writer: ArrayWriter, name: str, reports: int) -> None:
        """Writes the arrays of the field, of so many reports."""
        dictionary, _ = self._sorted
        write_terms(writer, name, [dictionary], table=False)
        columns = self.columns()
        if self._placed:
            columns = *columns, _row(self._ordinals) + _SHIFT
        rows = SortedRows(*columns)
        _write_postings(writer, name, rows, rows.changes(1), report=1, placed=self._placed)
        writer.add(f"{name}/lengths", compact(self.lengths(reports)))

    def lengths(self, reports: int) -> Numbers:
        """How many terms each of so many reports has."""
        lengths = np.zeros(reports, np.uint32)
        lengths[_row(self._reports)] = _row(self._lengths)
        return lengths

    def columns(self) -> tuple[Numbers, ...]:
        """The place in the dictionary of every term, and its report."""
        _, rank = self._sorted
        return rank[_row(self._terms)], np.repeat(_row(self._reports), _row(self._lengths))

    @cached_property
    def _sorted(self) -> tuple[list[bytes], Numbers]:
        return _ascending(list(self._numbers))


class PairInverter:
    """A field of pairs: of a report that has any, they are the neighbours in another field."""

    def __init__(self, of: Inverter, name: str) -> None:
        self._of = of
        self._name = name
        self._held = array("I")

    def add(self, report: int) -> None:
        self._held.append(report)

    def write(self, writer: ArrayWriter, name: str, reports: int) -> None:
        held = np.zeros(reports, np.bool_)
        held[_row(self._held)] = True
        rows = SortedRows(*self._columns(held))
        pairs = rows.changes(2)
        lefts, rights = rows.column(0, pairs), rows.column(1, pairs)
        write_pairs(writer, name, self._name, [lefts.astype(np.uint64) << _HALF | rights])
        _write_postings(writer, name, rows, pairs, report=2, placed=False)
        lengths = np.maximum(self._of.lengths(reports), 1) - 1
        writer.add(f"{name}/lengths", compact(lengths * held))

    def _columns(self, held: NDArray[np.bool_]) -> tuple[Numbers, ...]:
        """Both terms of every pair, and its report."""
        if not self._held:
            return _NONE, _NONE, _NONE
        terms, docs = self._of.columns()
        together = (docs[1:] == docs[:-1]) & held[docs[1:]]
        return terms[:-1][together], terms[1:][together], docs[1:][together]


class SortedRows:
    """Rows of several columns, ascending by the first, then by the second and so on.

    >>> rows = SortedRows(np.array([2, 1, 2, 2], np.uint32), np.array([5, 9, 4, 5], np.uint32))
    >>> rows.column(1, slice(None)).tolist(), rows.changes(1).tolist(), rows.changes(2).tolist()
    ([9, 4, 5, 5], [0, 1], [0, 1, 2])
    """

    def __init__(self, *columns: Numbers) -> None:
        if len(columns[0]) > _MOST:
            raise OverflowError(f"{len(columns[0]):,} terms are more than a part holds; write fewer at once.")
        widths = [int(column.max(initial=0)).bit_length() for column in columns]
        self._shifts = [np.uint64(sum(widths[at + 1 :])) for at in range(len(widths))]
        self._masks = [np.uint64((1 << width) - 1) for width in widths]
        self._columns: list[Numbers] | None = None
        if sum(widths) > _BITS:
            order = np.lexsort(columns[::-1])
            self._columns = [column[order] for column in columns]
            self._length = len(order)
            return
        # As one number a row, they are sorted without an order that all columns would have to follow.
        self._packed = columns[0].astype(np.uint64)
        for column, width in zip(columns[1:], widths[1:], strict=True):
            self._packed <<= np.uint64(width)
            self._packed |= column
        self._packed.sort()
        self._length = len(self._packed)

    def __len__(self) -> int:
        return self._length

    def column(self, number: int, at: slice | Numbers) -> Numbers:
        """Some rows of a column."""
        if self._columns is not None:
            return self._columns[number][at]
        rows = self._packed[at] >> self._shifts[number]
        rows &= self._masks[number]
        return rows.astype(np.uint32)

    def changes(self, columns: int) -> Numbers:
        """The first row, and those that differ from the one before in the first `columns` columns."""
        found = [_NONE]
        for some in stretches(len(self)):
            changed = np.zeros(some.stop - some.start, np.bool_)
            changed[0] = not some.start
            with_one_before = slice(max(some.start - 1, 0), some.stop)
            for number in range(columns):
                column = self.column(number, with_one_before)
                changed[len(changed) - len(column) + 1 :] |= column[1:] != column[:-1]
            found.append((np.flatnonzero(changed) + some.start).astype(np.uint32))
        return np.concatenate(found)


def _write_postings(
    writer: ArrayWriter, name: str, rows: SortedRows, terms: Numbers, *, report: int, placed: bool
) -> None:
    """`terms`: the first row of each; `report`: its column, that of the place follows where `placed`."""
    first = rows.changes(report + 1)
    starts = np.searchsorted(first, terms)
    writer.add(f"{name}/posting_start", compact(np.append(starts, len(first))))
    with writer.stream(f"{name}/docs", _U4) as stream:
        for some in stretches(len(first)):
            stream.append(rows.column(report, first[some]))
    if not placed:
        writer.add(f"{name}/weights", compact(np.diff(first, append=np.uint32(len(rows)))))
        return
    writer.add(f"{name}/value_start", compact(np.append(first, np.uint32(len(rows)))))
    with writer.stream(f"{name}/values", _I4) as stream:
        for some in stretches(len(rows)):
            stream.append((rows.column(report + 1, some) - _SHIFT).view(np.int32))


def _row(numbers: array[int]) -> Numbers:
    return np.frombuffer(numbers, np.uint32) if numbers else _NONE


def _ascending(texts: list[str]) -> tuple[list[bytes], Numbers]:
    """The bytes of texts, ascending, and the place of each text there."""
    try:
        data = list(map(str.encode, texts))
    except UnicodeEncodeError:
        # Texts with lone surrogates may have the same bytes.
        data = [text.encode("utf-8", "replace") for text in texts]
        dictionary = sorted(set(data))
        place = {text: at for at, text in enumerate(dictionary)}
        return dictionary, np.array([place[text] for text in data], np.uint32)
    # By their first eight bytes texts are nearly sorted: what is left for the whole comparison is little.
    first = np.array(data, "S8").view(">u8").astype(np.uint64)
    order = sorted(first.argsort().tolist(), key=data.__getitem__)
    rank = np.empty(len(data), np.uint32)
    rank[order] = np.arange(len(data))
    return [data[at] for at in order], rank
