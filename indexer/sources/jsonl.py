"""JSON lines: `{"_id", "title", "text"}` a line is one report; read line by line, also from .gz and .xz."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import zlib
from collections.abc import Iterator
from io import BufferedIOBase

from indexer.model import RawReport, Skipped
from indexer.sources.ids import Ids
from indexer.sources.packed import Meter, open_packed
from indexer.sources.text import tidy
from indexer.sources.walk import FoundFile, why


def read_jsonl(file: FoundFile, ids: Ids, limit: int, meter: Meter) -> Iterator[RawReport | Skipped]:
    """A report a line. A bad line is skipped by its number; a damaged file ends where the damage begins."""
    number = 0
    try:
        with open_packed(file.path, meter) as stream:
            for number, line in enumerate(_lines(stream, limit), 1):
                if line is None:
                    yield _skipped(
                        file, number, f"it is longer than {limit:,} bytes (the setting max_file_mb)"
                    )
                elif line.strip():
                    yield _record(file, number, line, ids)
    except (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile) as error:
        yield Skipped(file.shown, f"it is damaged after line {number} ({error})")
    except OSError as error:
        yield Skipped(file.shown, why(error, file.path))
    else:
        if number == 0:
            yield Skipped(file.shown, "it is empty")


def _lines(stream: BufferedIOBase, limit: int) -> Iterator[bytes | None]:
    """The lines without their ends; None for one over `limit` bytes, which is never held in memory."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line.rstrip(b"\r\n")
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(1 << 20)
        yield None


def _record(file: FoundFile, number: int, line: bytes, ids: Ids) -> RawReport | Skipped:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return _skipped(file, number, f"it is not UTF-8 (the byte at offset {error.start})")
    except (ValueError, RecursionError) as error:
        return _skipped(file, number, f"it is not JSON ({error})")
    if not isinstance(record, dict):
        return _skipped(file, number, "it is no JSON object")
    id, title, text = record.get("_id"), record.get("title"), record.get("text")
    if isinstance(id, int) and not isinstance(id, bool):
        id = str(id)
    if not isinstance(id, str) or not id.strip() or not _is_text(id):
        return _skipped(file, number, 'it needs an "_id" that is a text')
    if not isinstance(text, str) or not isinstance(title, str | None):
        return _skipped(file, number, 'its "text" and "title" must be texts')
    if not text.strip() and not (title or "").strip():
        return _skipped(file, number, "it is empty")
    if not ids.claim(id):
        return _skipped(file, number, f"the id {id!r} stands in an earlier line already")
    digest = hashlib.sha256(line).hexdigest()
    return RawReport(id, f"{file.relative}#{number}", tidy(text), digest, tidy(title or ""))


def _is_text(id: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in id)


def _skipped(file: FoundFile, number: int, reason: str) -> Skipped:
    return Skipped(f"{file.shown}#{number}", f"line {number}: {reason}")
