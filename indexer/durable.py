"""Files that survive a crash: canonical JSON, synced writes, atomic replace, a lock nobody dead holds."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO


@dataclass(frozen=True, slots=True)
class FileSum:
    size: int
    sha256: str


def file_sum(path: Path) -> FileSum:
    with path.open("rb") as file:
        return FileSum(os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest())


def sync_file(path: Path) -> None:
    with path.open("r+b") as file:  # Windows syncs only what is open for writing
        os.fsync(file.fileno())


def files_below(directory: Path) -> dict[str, Path]:
    """Every entry below that is no directory, by its relative path; links are listed, not followed."""
    paths = (path for path in directory.rglob("*") if path.is_symlink() or not path.is_dir())
    return {path.relative_to(directory).as_posix(): path for path in sorted(paths)}


def canonical(value: object) -> bytes:
    """The one way to write a value as a line of JSON.

    >>> canonical({"b": 1, "a": "ệ"}).decode()
    '{"a":"ệ","b":1}\\n'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def read_canonical(content: bytes) -> dict[str, Any]:
    """The object that `content` holds. Raises ValueError where it is not in canonical form."""
    try:
        value = json.loads(content)
        if isinstance(value, dict) and canonical(value) == content:
            return value
    except RecursionError:
        pass
    raise ValueError("not a canonical JSON object")


def write(path: Path, content: bytes) -> None:
    """Writes a file whose bytes are on the disk when this returns."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_directory(directory: Path) -> None:
    if sys.platform != "win32":  # Windows cannot open a directory, and NTFS journals its entries
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def replace(source: Path, target: Path) -> None:
    """`os.replace`, which on Windows fails for the moment in which another process reads the target."""
    attempts = 100 if os.name == "nt" else 1
    for attempt in range(1, attempts + 1):
        try:
            source.replace(target)
            return
        except PermissionError:
            if attempt == attempts:
                raise
            time.sleep(0.02)


@contextmanager
def exclusive(path: Path, patience: float = 0.0) -> Iterator[None]:
    """Holds a lock that the system takes back from a process that dies.

    Raises BlockingIOError while another holds it, after `patience` seconds. The file stays and stays
    empty: deleting it would let two holders in.
    """
    end = time.monotonic() + patience
    with path.open("ab") as file:
        while True:
            try:
                _lock(file)
                break
            except BlockingIOError:
                if time.monotonic() >= end:
                    raise
                time.sleep(0.01)
        yield


def _lock(file: BinaryIO, *, shared: bool = False) -> None:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(error.errno, error.strerror) from error
    else:
        import fcntl

        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock. Raises OSError where that cannot be told."""
    try:
        with path.open("r+b") as file:
            _lock(file, shared=True)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def free_bytes(directory: Path) -> int:
    """What may still be written where a directory is, or will be."""
    there = next(path for path in (directory.absolute(), *directory.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free
