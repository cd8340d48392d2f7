"""Which files there are below the paths that were named: sorted, hidden ones left out, loops cut."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.model import Skipped

# What every index holds: one that lies among the reports is none of them.
_INDEX = frozenset({"generations", "lock"})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read. `relative` is below its source, `/` between the parts, NFC; `shown` is for people.

    `size` is in bytes, as it was found.
    """

    path: Path
    relative: str
    named: bool
    size: int

    @property
    def shown(self) -> str:
        return shown(self.path)

    @property
    def name(self) -> str:
        """The file's name in lower case, to tell its type by."""
        return self.relative.rpartition("/")[2].lower()


def walk(sources: Iterable[Path]) -> Iterator[FoundFile | Skipped]:
    """Every regular file below `sources`, each once, and what could not be looked into."""
    directories: set[tuple[int, int]] = set()
    files: set[str] = set()
    for source in sources:
        pending = [(source, "")]  # not recursion: a tree may be deeper than the interpreter's stack
        while pending:
            path, relative = pending.pop()
            try:
                status = path.stat()
                if stat.S_ISDIR(status.st_mode):
                    if (status.st_dev, status.st_ino) in directories:
                        yield Skipped(shown(path), "this directory was read already under another name")
                        continue
                    directories.add((status.st_dev, status.st_ino))
                    names = _visible(path)
                    if _INDEX.issubset(names):
                        yield Skipped(shown(path), "it is an index, and holds no reports")
                        continue
                    pending += [(path / name, f"{relative}{readable(name)}/") for name in reversed(names)]
                    continue
            except OSError as error:
                yield Skipped(shown(path), why(error, path))
                continue
            if not stat.S_ISREG(status.st_mode):
                yield Skipped(shown(path), "it is no file but a device, a pipe or a socket")
            elif (real := os.path.realpath(path)) in files:
                yield Skipped(shown(path), "this file was read already under another name")
            else:
                files.add(real)
                name = relative.rstrip("/") or readable(path.name)
                yield FoundFile(path, name, named=not relative, size=status.st_size)


def _visible(directory: Path) -> list[str]:
    with os.scandir(directory) as entries:
        names = [entry.name for entry in entries if not entry.name.startswith(".")]
    return sorted(names, key=lambda name: (readable(name), os.fsencode(name)))


def why(error: OSError, path: Path) -> str:
    """What the operating system refused, in words for a person."""
    if isinstance(error, PermissionError):
        return "there is no permission to read it"
    if error.errno == errno.ELOOP:
        return "it is a link that leads back to itself"
    if isinstance(error, FileNotFoundError):
        return "it is a link that leads nowhere" if path.is_symlink() else "it vanished before it was read"
    return f"it could not be read ({error.strerror or error})"


def readable(name: str) -> str:
    """A name from the file system as NFC text; bytes that are not UTF-8 become U+FFFD.

    >>> readable("bao\\udcff")
    'bao�'
    """
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))


def shown(path: Path) -> str:
    return readable(str(path))
