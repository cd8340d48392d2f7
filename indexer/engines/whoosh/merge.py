"""Parts, and what is kept of an older index -> one Whoosh segment of arrays.

It has the fields as merge_fields.py writes them, and of its reports what merge_reports.py writes. Where there
is much to merge, another process writes the reports and half of the fields into a file of its own, whose
arrays are then taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh import index
from whoosh.filedb.filestore import FileStorage

from indexer.engines.base import Kept
from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter
from indexer.engines.whoosh.codec import ARRAYS, LENGTHS, ArrayCodec
from indexer.engines.whoosh.merge_fields import Merged, merge_field
from indexer.engines.whoosh.merge_reports import Source, merge_reports, metas_of
from indexer.engines.whoosh.schema import FIELD_NAMES, MENTION, PAIRED, field_name, schema
from indexer.memory import give_back
from indexer.model import Layer
from indexer.processes import helpers

NAME = "MAIN"
# Pairs are written where the terms are that they are made of; so parted, both halves take about as long.
_OF_HELPER = frozenset((Layer.SYLLABLE, Layer.PAIR, Layer.WORD))
# With fewer bytes to merge, starting a process takes longer than it saves.
_WORTH_A_PROCESS = 50_000_000

Lengths = dict[str, NDArray[np.unsignedinteger]]  # of each field, in every report


def merge(directory: Path, parts: Sequence[Path], kept: Kept | None = None, jobs: int = 1) -> int:
    storage = FileStorage(str(directory))
    codec = ArrayCodec()
    segment = codec.new_segment(storage, NAME)
    codec.per_document_writer(storage, segment).close()
    inputs = _Inputs(tuple(parts), kept)
    helped = jobs > 1 and inputs.bytes > _WORTH_A_PROCESS
    half = directory / "half" if helped else None
    with ArrayWriter(directory / segment.make_filename(ARRAYS)) as writer:
        reports, lengths = _merged(writer, inputs, half)
        for path in parts:
            path.unlink()
        if half:
            writer.adopt(half)
            half.unlink()
    with ArrayWriter(directory / segment.make_filename(LENGTHS)) as writer:
        for name, row in lengths.items():
            writer.add(name, row)
    segment.set_doc_count(reports)
    index.TOC(schema(), [segment], 0).write(storage, NAME)
    return reports


def segment_file(directory: Path) -> Path:
    """The arrays of an index of one segment. Raises FileNotFoundError, IndexDamaged elsewhere."""
    (path,) = directory.glob("*.arrays")
    return path


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What is merged, for whatever process reads it."""

    parts: tuple[Path, ...]
    kept: Kept | None

    @property
    def bytes(self) -> int:
        return sum(path.stat().st_size for path in self._paths)

    @property
    def _paths(self) -> tuple[Path, ...]:
        return (*((segment_file(self.kept.directory),) if self.kept else ()), *self.parts)

    @contextmanager
    def opened(self) -> Iterator[tuple[list[Source], int]]:
        """The sources, and how many reports they have."""
        with ExitStack() as opened:
            sources = []
            reports = 0
            for path in self._paths:
                file = opened.enter_context(ArrayFile(path, verified=path in self.parts))
                here = _numbers(file, self.kept if path not in self.parts else None)
                sources.append(Source(file, np.where(here, np.cumsum(here) - 1 + reports, -1)))
                reports += int(here.sum())
            yield sources, reports


def _numbers(file: ArrayFile, kept: Kept | None) -> NDArray[np.bool_]:
    """Which reports of a file are taken over."""
    metas = metas_of(file)
    ids = kept.ids if kept else ()
    return np.array([not kept or id in ids for id, *_ in metas], np.bool_)


def _merged(writer: ArrayWriter, inputs: _Inputs, half: Path | None) -> tuple[int, Lengths]:
    """Writes everything but what a helper writes into the file `half`; the reports, and all lengths."""
    with ExitStack() as stack:
        others = None
        if half:
            pool = stack.enter_context(helpers(1, give_back))
            others = pool.submit(_write_half, half, inputs)
        sources, reports = stack.enter_context(inputs.opened())
        lengths = _merge_fields(writer, sources, set(Layer) - (_OF_HELPER if half else set()))
        mentions = merge_field(writer, MENTION, sources, None, placed=False)
        give_back()
        names = [*FIELD_NAMES.values(), MENTION]
        writer.add("fields", np.frombuffer("\n".join(names).encode(), np.uint8))
        if not others:
            merge_reports(writer, sources)
        lengths |= {MENTION: mentions.lengths} | (others.result() if others else {})
        return reports, {name: lengths[name] for name in names}


def _write_half(path: Path, inputs: _Inputs) -> Lengths:
    with inputs.opened() as (sources, _), ArrayWriter(path) as writer:
        merge_reports(writer, sources)
        return _merge_fields(writer, sources, _OF_HELPER)


def _merge_fields(
    writer: ArrayWriter, sources: Sequence[Source], layers: frozenset[Layer] | set[Layer]
) -> Lengths:
    merged: dict[str, Merged] = {}
    for (field, layer), name in FIELD_NAMES.items():
        if layer in layers:
            singles = merged[field_name(field, PAIRED[layer])] if layer in PAIRED else None
            merged[name] = merge_field(writer, name, sources, singles, placed=singles is None)
            give_back()
    return {name: field.lengths for name, field in merged.items()}
