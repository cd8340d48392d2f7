"""One file of named arrays, mapped into memory, in which a damaged byte is found before it is used.

    arrays, each at a multiple of 64 bytes · directory (JSON) · footer

The directory names every array (type, place, length) and holds the CRC-32 of every block of the data;
the footer holds the directory's own. Blocks are checked when they are first read.
"""

from __future__ import annotations

import errno
import json
import mmap
import struct
import zlib
from collections.abc import Iterator, KeysView
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged

Array = NDArray[Any]
BLOCK = 1 << 16
_ALIGNMENT = 64
_PIECE = 1 << 20  # bytes that are copied at once
_STRETCH = 1 << 18  # items
_MAGIC = b"tbc-arr1"
_FOOTER = struct.Struct("<QQII8s")  # data length, directory length, CRC of the directory, block size, magic
_TYPES = frozenset({"|u1", "<i4", "<u2", "<u4", "<i8", "<u8", "<f4", "<f8"})
_CURE = "run: timbaocao rebuild"
# Of a file that cannot be opened now: too many are open, or memory is short.
_NOT_ITS_FAULT = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


class ArrayWriter:
    """Writes a file, one array after the other.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     with ArrayWriter(Path(directory) / "file") as writer:
    ...         writer.add("dates", np.array([20121218, 0], np.int32))
    ...     with ArrayFile(Path(directory) / "file") as file:
    ...         file["dates"].tolist()
    [20121218, 0]
    """

    def __init__(self, path: Path, *, behind: ArrayFile | None = None) -> None:
        """`behind`: goes on after the arrays of this file, which is at that path."""
        self._file: BinaryIO = path.open("r+b" if behind else "w+b")
        self._arrays: dict[str, tuple[str, int, int]] = behind.places() if behind else {}
        self._length = _end(self._arrays)
        self._sums = behind.whole_sums() if behind else []
        self._at = 0

    def add(self, name: str, array: Array) -> None:
        self.reserve(name, array.dtype, len(array)).append(array)

    def reserve(self, name: str, dtype: np.dtype[Any], count: int) -> Stream:
        """Room for an array of `count` items, to be written in pieces while others are."""
        stream = self._stream(dtype)
        self._arrays[name] = (stream.dtype.str, stream.at, count)
        self._length = stream.at + count * stream.dtype.itemsize
        return stream

    @contextmanager
    def stream(self, name: str, dtype: np.dtype[Any]) -> Iterator[Stream]:
        """An array whose length is not known; no other begins until it is whole."""
        stream = self._stream(dtype)
        begin = stream.at
        yield stream
        self._length = stream.at
        self._arrays[name] = (stream.dtype.str, begin, (stream.at - begin) // stream.dtype.itemsize)

    def _stream(self, dtype: np.dtype[Any]) -> Stream:
        return Stream(self, dtype.newbyteorder("<"), self._next)

    @property
    def _next(self) -> int:
        """Where the next array may begin."""
        return self._length + -self._length % _ALIGNMENT

    def adopt(self, path: Path) -> None:
        """All arrays of another file, which is whole."""
        base = self._next
        with ArrayFile(path) as file:
            for name, (dtype, begin, count) in file.places().items():
                self._arrays[name] = (dtype, base + begin, count)
        self._length = _end(self._arrays)
        self._file.seek(base)
        with path.open("rb") as other:
            copyfileobj(other, self._file, _PIECE)  # what is behind its arrays is cut off again
        self._at = self._file.tell()

    def write(self, data: memoryview, at: int) -> None:
        if at != self._at:
            self._file.seek(at)
        self._file.write(data)
        self._at = at + len(data)

    def close(self) -> None:
        self._file.truncate(self._length)  # room that ends the file may have been left empty
        self._file.seek(len(self._sums) * BLOCK)
        self._sums += [zlib.crc32(block) for block in iter(lambda: self._file.read(BLOCK), b"")]
        directory = json.dumps([self._arrays, self._sums], separators=(",", ":")).encode()
        self._file.write(directory)
        self._file.write(_FOOTER.pack(self._length, len(directory), zlib.crc32(directory), BLOCK, _MAGIC))
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, type_: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if type_ is None:
            self.close()
        else:
            self._file.close()


class Stream:
    """Writes an array in pieces; `at` is where the next one goes."""

    def __init__(self, writer: ArrayWriter, dtype: np.dtype[Any], at: int) -> None:
        self._writer = writer
        self.dtype = dtype
        self.at = at

    def append(self, piece: Array) -> None:
        whole = np.ascontiguousarray(piece, self.dtype)
        if len(whole):
            self._writer.write(whole.data.cast("B"), self.at)
            self.at += whole.nbytes


class ArrayFile:
    """An open file. Safe to use from several threads; arrays are read-only views into the mapped file.

    Raises IndexDamaged when it is opened or when a damaged block is first read. `verified`: every byte was
    just checked by other means. A file that is cut short while it is mapped cannot be caught: generations
    are never written to once they are live.
    """

    def __init__(self, path: Path, *, verified: bool = False) -> None:
        self._path = path
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._map: mmap.mmap | None = data
            self._bytes: Array = np.frombuffer(data, np.uint8)
            length, directory, sums = _directory(data)
            self._sums: list[int] = sums
            self._arrays = {name: self._view(length, *entry) for name, entry in directory.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError, struct.error) as error:
            if isinstance(error, OSError) and error.errno in _NOT_ITS_FAULT:
                raise
            raise IndexDamaged(f"{path.name} is damaged ({error}); {_CURE}") from error
        self._length = length
        self._good = bytearray(len(sums))
        self.verified = verified

    def _view(self, length: int, dtype: str, begin: int, count: int) -> tuple[Array, int]:
        size = np.dtype(dtype).itemsize if dtype in _TYPES else 0
        if not size or begin < 0 or count < 0 or begin % _ALIGNMENT or begin + count * size > length:
            raise ValueError("an array lies outside")
        return self._bytes[begin : begin + count * size].view(dtype), begin

    def names(self) -> KeysView[str]:
        return self._arrays.keys()

    def places(self) -> dict[str, tuple[str, int, int]]:
        """Of each array its type, the byte at which it begins and the number of its items."""
        return {name: (array.dtype.str, begin, len(array)) for name, (array, begin) in self._arrays.items()}

    def whole_sums(self) -> list[int]:
        """The sums of all blocks that are full of data: these do not change with what comes behind."""
        return self._sums[: self._length // BLOCK]

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def __getitem__(self, name: str) -> Array:
        """The whole array."""
        return self.slice(name, 0, len(self._arrays[name][0]))

    def slice(self, name: str, start: int, stop: int) -> Array:
        """A part of an array; only what lies under it is checked."""
        array, begin = self._arrays[name]
        if not self.verified:
            self._check(begin + start * array.itemsize, begin + stop * array.itemsize)
        return array[start:stop]

    def _check(self, start: int, stop: int) -> None:
        for block in range(start // BLOCK, -(-stop // BLOCK)):
            if not self._good[block]:
                begin = block * BLOCK
                if (
                    zlib.crc32(self._bytes[begin : min(begin + BLOCK, self._length)].data)
                    != self._sums[block]
                ):
                    raise IndexDamaged(f"{self._path.name} is damaged at byte {begin:,} or after; {_CURE}")
                self._good[block] = 1
                self._rest(begin, BLOCK)  # whoever asked may want a few bytes of it

    def verify(self) -> None:
        """Checks every block. Raises IndexDamaged."""
        self._check(0, self._length)

    def rest(self) -> None:
        """Lets go of the memory that reading has taken; what is read again is fetched again."""
        self._rest(0, len(self._bytes))

    def _rest(self, begin: int, length: int) -> None:
        if length and self._map and hasattr(self._map, "madvise"):
            self._map.madvise(mmap.MADV_DONTNEED, begin, length)

    def close(self) -> None:
        """Lets go of the file; it is unmapped when the last view into it is gone."""
        self.rest()
        self._arrays = {}
        self._bytes = np.empty(0, np.uint8)
        self._map = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def stretches(length: int) -> Iterator[slice]:
    """How long arrays are gone through, so that what is made of each stretch stays near.

    >>> list(stretches(300_000))
    [slice(0, 262144, None), slice(262144, 300000, None)]
    """
    for begin in range(0, length, _STRETCH):
        yield slice(begin, min(begin + _STRETCH, length))


def _end(arrays: dict[str, tuple[str, int, int]]) -> int:
    """The byte at which the last of some arrays ends."""
    return max(
        (begin + count * np.dtype(dtype).itemsize for dtype, begin, count in arrays.values()), default=0
    )


def _directory(data: mmap.mmap) -> tuple[int, dict[str, tuple[str, int, int]], list[int]]:
    """The length of the data, the arrays in it and the sums of its blocks."""
    end = len(data) - _FOOTER.size
    if end < 0:
        raise ValueError("it is too short")
    length, directory_length, sum_, block, magic = _FOOTER.unpack_from(data, end)
    if magic != _MAGIC or block != BLOCK or length + directory_length != end:
        raise ValueError("it does not end as it should")
    directory = data[length:end]
    if zlib.crc32(directory) != sum_:
        raise ValueError("its directory is not what was written")
    arrays, sums = json.loads(directory)
    if len(sums) != -(-length // BLOCK):
        raise ValueError("its sums are incomplete")
    return length, arrays, sums
