"""Files that may be packed by gzip or xz, told by their ending."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path


@contextmanager
def open_packed(path: Path, meter: Meter | None = None) -> Iterator[BufferedIOBase]:
    """The bytes of a file, unpacked as they are read; `meter` is told how many of the packed ones are."""
    with path.open("rb") as file:
        if meter:
            meter.reads(file)
        match path.suffix.lower():
            case ".gz":
                with gzip.open(file) as stream:
                    yield stream
            case ".xz":
                with lzma.open(file) as stream:
                    yield stream
            case _:
                yield file
        if meter:
            meter.ended()


class Meter:
    """How many of so many bytes were read."""

    def __init__(self, total: int = 0) -> None:
        self.total = total
        self._before = 0
        self._file: BufferedIOBase | None = None

    def reads(self, file: BufferedIOBase) -> None:
        """`file` is the one that is read now."""
        self._file = file

    def ended(self) -> None:
        """The file that was read is read to its end."""
        if self._file is not None:
            self._before += self._file.tell()
            self._file = None

    @property
    def share(self) -> float:
        """From 0 to 1."""
        here = 0 if self._file is None or self._file.closed else self._file.tell()
        return min((self._before + here) / self.total, 1.0) if self.total else 1.0
