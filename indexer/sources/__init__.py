"""Bytes -> text: finds the reports below files and directories, one module a format.

walk.py    which files there are        kinds.py   which of them are read
jsonl.py   a JSON line is one report    text.py    a text file is one report
inputs.py  has anything changed?        ids.py     a name for each report
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from indexer.errors import SourceError
from indexer.model import RawReport, Skipped
from indexer.sources.ids import Ids
from indexer.sources.inputs import inputs_sum
from indexer.sources.jsonl import read_jsonl
from indexer.sources.kinds import JSONL_ENDINGS, TEXT_ENDINGS, holds_records, is_read, is_text
from indexer.sources.packed import Meter
from indexer.sources.text import read_text
from indexer.sources.walk import FoundFile, walk

__all__ = ["Meter", "inputs_sum", "read_sources", "source_bytes"]

# What a packed file may unpack to.
_PACKED = 5


def read_sources(
    paths: Sequence[Path], *, max_file_bytes: int, meter: Meter | None = None
) -> Iterator[RawReport | Skipped]:
    """Every report below `paths`, in an order that depends on names only, and what gave none, with why.

    `max_file_bytes` bounds a text file and a line of a JSON lines file; larger ones are skipped. `meter`
    tells what share of all is read.
    Raises SourceError at once where a path does not exist; anything found below never raises.
    """
    for path in paths:
        if not _exists(path):
            raise SourceError(f"{path} does not exist; name a file or a directory that holds reports.")
    return _read(paths, max_file_bytes, meter or Meter())


def source_bytes(paths: Sequence[Path], *, max_file_bytes: int) -> int:
    """About how many bytes `read_sources` reads; what cannot be looked at counts for nothing."""
    count = 0
    for found in walk(paths):
        if not isinstance(found, Skipped) and is_read(found, max_file_bytes):
            count += found.size * (_PACKED if found.name.endswith((".gz", ".xz")) else 1)
    return count


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return True  # what cannot be looked into is skipped by the walk, with the reason


def _read(paths: Sequence[Path], limit: int, meter: Meter) -> Iterator[RawReport | Skipped]:
    records: list[FoundFile] = []
    texts: list[FoundFile] = []
    for found in walk(paths):
        if isinstance(found, Skipped):
            yield found
        elif holds_records(found):
            records.append(found)
        elif is_text(found):
            texts.append(found)
        else:
            readable = ", ".join((*TEXT_ENDINGS, *JSONL_ENDINGS))
            yield Skipped(found.shown, f"files of this type are not read; readable are {readable}")
    meter.total = sum(file.size for file in (*records, *texts))
    ids = Ids()
    # JSON lines come first: their ids are kept verbatim, so a file that claims the same one gets the suffix.
    for file in records:
        yield from read_jsonl(file, ids, limit, meter)
    for file in texts:
        yield read_text(file, ids, limit, meter)
