"""Parts, and what is kept of an older index -> one Whoosh segment of arrays.

Beside the postings of every field (codec.py) and the impacts that scores are summed from

    impacts              f4  of a posting: the share of the term's idf that BM25 gives the report

a segment has what merge_reports.py writes of its reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh import index
from whoosh.filedb.filestore import FileStorage

from indexer.engines.base import Kept
from indexer.engines.scoring import impact_norms
from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter
from indexer.engines.whoosh.codec import ARRAYS, LENGTHS, ArrayCodec
from indexer.engines.whoosh.dictionary import (
    Terms,
    compact,
    merge_keys,
    merge_texts,
    stable_order,
    steps,
    write_dictionary,
    write_pairs,
)
from indexer.engines.whoosh.merge_reports import Source, merge_reports, metas_of
from indexer.engines.whoosh.schema import FIELD_NAMES, MENTION, PAIRED, field_name, schema

Integers = NDArray[np.int64]
NAME = "MAIN"
# Postings that are brought together at once: what bounds the memory beside the arrays themselves.
_SLAB = 4_000_000


def merge(directory: Path, parts: Sequence[Path], kept: Kept | None) -> int:
    with ExitStack() as opened:
        sources = []
        reports = 0
        for path in [*([segment_file(kept.directory)] if kept else []), *parts]:
            file = opened.enter_context(ArrayFile(path, verified=path in parts))
            here = _numbers(file, kept if path not in parts else None)
            sources.append(Source(file, np.where(here, np.cumsum(here) - 1 + reports, -1)))
            reports += int(here.sum())
        _write_segment(directory, sources, reports)
    for path in parts:
        path.unlink()
    return reports


def segment_file(directory: Path) -> Path:
    """The arrays of an index of one segment. Raises FileNotFoundError, IndexDamaged elsewhere."""
    (path,) = directory.glob("*.arrays")
    return path


def _numbers(file: ArrayFile, kept: Kept | None) -> NDArray[np.bool_]:
    """Which reports of a file are taken over."""
    metas = metas_of(file)
    ids = kept.ids if kept else ()
    return np.array([not kept or id in ids for id, *_ in metas], np.bool_)


def _write_segment(directory: Path, sources: Sequence[Source], reports: int) -> None:
    storage = FileStorage(str(directory))
    codec = ArrayCodec()
    segment = codec.new_segment(storage, NAME)
    columns = codec.per_document_writer(storage, segment)
    columns.close()
    segment.set_doc_count(reports)
    with (
        ArrayWriter(directory / segment.make_filename(ARRAYS)) as writer,
        ArrayWriter(directory / segment.make_filename(LENGTHS)) as lengths,
    ):
        merged: dict[str, Merged] = {}
        for (field, layer), name in FIELD_NAMES.items():
            singles = merged[field_name(field, PAIRED[layer])] if layer in PAIRED else None
            merged[name] = _merge_field(writer, name, sources, singles, placed=singles is None)
        merged[MENTION] = _merge_field(writer, MENTION, sources, None, placed=False)
        for name, field_ in merged.items():
            lengths.add(name, field_.lengths)
        writer.add("fields", np.frombuffer("\n".join([*FIELD_NAMES.values(), MENTION]).encode(), np.uint8))
        merge_reports(writer, sources)
    index.TOC(schema(), [segment], 0).write(storage, NAME)


@dataclass(frozen=True, slots=True)
class Merged:
    """A field that was written: its length in every report, and the new number of each source's terms."""

    name: str
    lengths: NDArray[np.unsignedinteger]
    places: Sequence[Integers]


class _Field:
    """One field of one source, with the terms and postings that are left of it."""

    def __init__(self, source: Source, name: str) -> None:
        self._file = file = source.file
        self._numbers = source.numbers
        self._docs, self._starts = file[f"{name}/docs"], file[f"{name}/posting_start"].astype(np.int64)
        self.placed = f"{name}/values" in file
        self._weights = None if self.placed else file[f"{name}/weights"]
        self._values = file[f"{name}/values"] if self.placed else np.empty(0, np.int32)
        self._value_starts = file[f"{name}/value_start"] if self.placed else None
        self.counts = steps(self._starts)
        if (source.numbers < 0).any():
            left = np.concatenate([[0], np.cumsum(source.numbers[self._docs] >= 0)])
            self.counts = steps(left[self._starts])
        self._held = np.flatnonzero(self.counts)
        self._name = name

    def texts(self) -> list[bytes]:
        texts = Terms(self._file, self._name).all()
        return texts if len(self._held) == len(texts) else [texts[at] for at in self._held.tolist()]

    def keys(self, singles: Integers) -> NDArray[np.uint64]:
        """Of a field of pairs: their keys once the terms they are made of have the numbers `singles`."""
        renumbered = singles.astype(np.uint64)
        keys = self._file[f"{self._name}/keys"][self._held]
        row: NDArray[np.uint64] = renumbered[keys >> _HALF] << _HALF | renumbered[keys & _LOW]
        return row

    def place(self, places: Integers) -> None:
        """`places`: in the merged dictionary, of each term that is left."""
        self._places = places
        self.all_places = np.full(len(self.counts), -1, np.int64)
        self.all_places[self._held] = places

    def add_counts(self, totals: Integers) -> None:
        totals[self._places] += self.counts[self._held]

    def between(self, low: int, high: int) -> tuple[Integers, Integers, Integers, NDArray[np.int32]]:
        """The postings of the merged terms from `low` to `high`: term, report, frequency; and positions."""
        first, last = np.searchsorted(self._places, (low, high))
        if first == last:
            return _EMPTY, _EMPTY, _EMPTY, _EMPTY.astype(np.int32)
        begin, end = int(self._held[first]), int(self._held[last - 1]) + 1
        here = slice(int(self._starts[begin]), int(self._starts[end]))
        terms = np.repeat(self.all_places[begin:end], steps(self._starts[begin : end + 1]))
        docs = self._numbers[self._docs[here]]
        values = self._values[:0]
        if self._value_starts is not None:
            starts = self._value_starts[here.start : here.stop + 1].astype(np.int64)
            counts = steps(starts)
            values = self._values[starts[0] : starts[-1]]
        else:
            assert self._weights is not None
            counts = self._weights[here].astype(np.int64)
        left = docs >= 0
        if not left.all():
            values = values[np.repeat(left, counts)] if self.placed else values
            terms, docs, counts = terms[left], docs[left], counts[left]
        return terms, docs, counts, values


_EMPTY = np.empty(0, np.int64)
_HALF, _LOW = np.uint64(32), np.uint64((1 << 32) - 1)


def _merge_field(
    writer: ArrayWriter, name: str, sources: Sequence[Source], singles: Merged | None, *, placed: bool
) -> Merged:
    """Writes one field; of a field of pairs `singles` is the one that these are made of."""
    lengths = np.zeros(sum(int((source.numbers >= 0).sum()) for source in sources), np.uint32)
    for source in sources:
        held = source.numbers >= 0
        lengths[source.numbers[held]] = source.file[f"{name}/lengths"][held]
    parts = [_Field(source, name) for source in sources]
    if singles:
        keys, places = merge_keys([p.keys(s) for p, s in zip(parts, singles.places, strict=True)])
        write_pairs(writer, name, singles.name, keys)
        count = len(keys)
    else:
        dictionary, places = merge_texts([part.texts() for part in parts])
        write_dictionary(writer, name, dictionary)
        count = len(dictionary)
    totals = np.zeros(count, np.int64)
    for part, row in zip(parts, places, strict=True):
        part.place(row)
        part.add_counts(totals)
    posting_start = np.concatenate([[0], np.cumsum(totals)])
    writer.add(f"{name}/posting_start", compact(posting_start))
    writer.add(f"{name}/lengths", compact(lengths))
    docs, counts = (np.empty(int(posting_start[-1]), np.uint32) for _ in range(2))
    values = []
    at = 0
    for low, high in _slabs(posting_start):
        slab = _together([part.between(low, high) for part in parts])
        end = at + len(slab[0])
        docs[at:end], counts[at:end] = slab[0], slab[1]
        values.append(slab[2])
        at = end
    writer.add(f"{name}/docs", docs)
    if placed:
        writer.add(f"{name}/value_start", compact(np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])))
        with writer.stream(f"{name}/values", np.dtype("<i4")) as stream:
            for piece in values:
                stream.append(piece)
    else:
        writer.add(f"{name}/weights", compact(counts))
    if name != MENTION:
        norms = impact_norms(lengths)
        writer.add(f"{name}/impacts", (counts / (counts + norms[docs])).astype(np.float32))
    return Merged(name, compact(lengths), [part.all_places for part in parts])


def _slabs(posting_start: Integers) -> Iterator[tuple[int, int]]:
    """Ranges of terms with about a slab of postings each."""
    cuts = np.searchsorted(posting_start, np.arange(0, posting_start[-1], _SLAB))
    yield from pairwise(dict.fromkeys([*cuts.tolist(), len(posting_start) - 1]))


def _together(
    pieces: Sequence[tuple[Integers, Integers, Integers, NDArray[np.int32]]],
) -> tuple[Integers, Integers, NDArray[np.int32]]:
    """Postings of several sources in the order of their terms; within a term, sources follow each other."""
    if len(pieces) == 1:
        return pieces[0][1:]
    terms, docs, counts, values = (np.concatenate(column) for column in zip(*pieces, strict=True))
    order = stable_order(terms)
    if len(values):
        begins = np.cumsum(counts) - counts
        new = np.cumsum(counts[order]) - counts[order]
        values = values[np.repeat(begins[order] - new, counts[order]) + np.arange(len(values))]
    return docs[order], counts[order], values
