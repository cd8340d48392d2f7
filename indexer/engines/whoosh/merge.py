"""Parts, and what is kept of an older index -> one Whoosh segment of arrays.

It has the fields as merge_fields.py writes them, and of its reports what merge_reports.py writes. A part that
is alone becomes the segment (completion.py). Where there is much to merge, another process writes half of the
fields into a file of its own, whose arrays are then taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
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
from indexer.engines.whoosh.completion import complete
from indexer.engines.whoosh.merge_fields import Merged, merge_field
from indexer.engines.whoosh.merge_reports import Source, merge_reports, metas_of
from indexer.engines.whoosh.schema import (
    ALL_FIELDS,
    FIELD_NAMES,
    LISTED,
    MENTION,
    PAIRED,
    field_name,
    schema,
)
from indexer.memory import give_back, may_open
from indexer.model import Layer

NAME = "MAIN"
# Pairs are written where the terms are that they are made of; so parted, both take about as long, the copying
# of this half with the other.
_OF_HELPER = frozenset((Layer.BARE, Layer.BARE_PAIR, Layer.WORD, Layer.CANONICAL))
# With fewer bytes to merge, starting a process takes longer than it saves.
_WORTH_A_PROCESS = 50_000_000

Lengths = dict[str, NDArray[np.unsignedinteger]]  # of each field, in every report


def merge(directory: Path, parts: Sequence[Path], kept: Kept | None = None, jobs: int = 1) -> int:
    storage = FileStorage(str(directory))
    codec = ArrayCodec()
    segment = codec.new_segment(storage, NAME)
    codec.per_document_writer(storage, segment).close()
    path = directory / segment.make_filename(ARRAYS)
    if len(parts) == 1 and not kept:
        parts[0].rename(path)
        reports, lengths = complete(path)
    else:
        reports, lengths = _write_segment(path, _Inputs(tuple(parts), kept), jobs)
    with ArrayWriter(directory / segment.make_filename(LENGTHS)) as writer:
        for name, row in lengths.items():
            writer.add(name, row)
    segment.set_doc_count(reports)
    index.TOC(schema(), [segment], 0).write(storage, NAME)
    return reports


def _write_segment(path: Path, inputs: _Inputs, jobs: int) -> tuple[int, Lengths]:
    """Writes the file of the segment; the number of reports, and all lengths."""
    helped = jobs > 1 and inputs.bytes > _WORTH_A_PROCESS
    half = path.with_suffix(".half") if helped else None
    with ArrayWriter(path) as writer:
        reports, lengths = _merged(writer, inputs, half)
        for part in inputs.parts:
            part.unlink()
        if half:
            writer.adopt(half)
            half.unlink()
    return reports, lengths


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
        may_open(len(self._paths))
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
    """Writes all but what a helper writes into the file `half`; the number of reports, and all lengths."""
    with ExitStack() as stack:
        helper = None
        if half:
            from indexer.processes import helpers  # whoever only reads needs no processes

            helper = stack.enter_context(helpers(1)).submit(_write_half, half, inputs)
        sources, reports = stack.enter_context(inputs.opened())
        lengths = _merge_fields(writer, sources, set(Layer) - (_OF_HELPER if half else set()))
        lengths[MENTION] = merge_field(writer, MENTION, sources, None, placed=False).lengths
        give_back()
        writer.add("fields", np.frombuffer(LISTED, np.uint8))
        merge_reports(writer, sources)
        lengths |= helper.result() if helper else {}
        return reports, {name: lengths[name] for name in ALL_FIELDS}


def _write_half(path: Path, inputs: _Inputs) -> Lengths:
    with inputs.opened() as (sources, _), ArrayWriter(path) as writer:
        return _merge_fields(writer, sources, _OF_HELPER)


def _merge_fields(writer: ArrayWriter, sources: Sequence[Source], layers: Set[Layer]) -> Lengths:
    lengths: Lengths = {}
    singles: dict[str, Merged] = {}  # of which pairs are made
    for (field, layer), name in FIELD_NAMES.items():
        if layer in layers:
            of = singles.pop(field_name(field, PAIRED[layer])) if layer in PAIRED else None
            merged = merge_field(writer, name, sources, of, placed=of is None)
            lengths[name] = merged.lengths
            if layer in PAIRED.values():
                singles[name] = merged
            give_back()
    return lengths
