"""Files that may be packed by gzip or xz, told by their ending."""

from __future__ import annotations

import gzip
import lzma
from io import BufferedIOBase
from pathlib import Path


def open_packed(path: Path) -> BufferedIOBase:
    """The bytes of a file, unpacked as they are read."""
    match path.suffix.lower():
        case ".gz":
            return gzip.open(path)
        case ".xz":
            return lzma.open(path)
        case _:
            return path.open("rb")
