"""Parts, and what is kept of an older index -> one Whoosh segment of arrays.

It has the fields as merge_fields.py writes them, and of its reports what merge_reports.py writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
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

NAME = "MAIN"


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
            merged[name] = merge_field(writer, name, sources, singles, placed=singles is None)
            lengths.add(name, merged[name].lengths)
            give_back()
        mentions = merge_field(writer, MENTION, sources, None, placed=False)
        lengths.add(MENTION, mentions.lengths)
        give_back()
        writer.add("fields", np.frombuffer("\n".join([*FIELD_NAMES.values(), MENTION]).encode(), np.uint8))
        merge_reports(writer, sources)
    index.TOC(schema(), [segment], 0).write(storage, NAME)
