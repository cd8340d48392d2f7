"""One sum over all that would be read: equal sums, equal records, without unpacking or parsing any."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from indexer.model import Skipped
from indexer.sources.kinds import is_read
from indexer.sources.walk import FoundFile, walk, why


def inputs_sum(paths: Sequence[Path], *, max_file_bytes: int) -> str:
    """SHA-256 of every file's name, of the bytes of what `read_sources` would read, and of its limit."""
    digest = hashlib.sha256(str(max_file_bytes).encode())
    for found in walk(paths):
        said = (
            (found.source, found.reason)
            if isinstance(found, Skipped)
            else (found.relative, found.shown, found.named, _content(found, max_file_bytes))
        )
        digest.update(json.dumps(said).encode() + b"\n")
    return digest.hexdigest()


def _content(file: FoundFile, limit: int) -> str:
    if not is_read(file, limit):
        return ""
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return why(error, file.path)
