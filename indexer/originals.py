"""The file a report was read from, handed out again: just the bytes that were indexed, or nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

from indexer.model import Original


def is_there(original: Original | None) -> bool:
    """Whether the file still stands where it was read; its content is looked at when it is asked for."""
    return original is not None and Path(original.location).is_file()


def read(original: Original) -> bytes | None:
    """Its bytes; None where it is gone or is not what was indexed. So no other file can be had this way."""
    try:
        data = Path(original.location).read_bytes()
    except (OSError, ValueError):
        return None
    return data if hashlib.sha256(data).hexdigest() == original.sha256 else None
