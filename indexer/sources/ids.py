"""A name for each report: unique in a rebuild, and the same in every rebuild of the same files."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import PurePosixPath


class Ids:
    """The ids given so far.

    >>> ids = Ids()
    >>> ids.for_file("2012/hội nghị.txt"), ids.for_file("2013/hội nghị.txt")
    ('hội nghị', 'hội nghị~2013')
    """

    def __init__(self) -> None:
        self._given: set[str] = set()

    def claim(self, id: str) -> bool:
        """Takes `id` as it is; False where it was given before."""
        if id in self._given:
            return False
        self._given.add(id)
        return True

    def for_file(self, relative: str) -> str:
        """The file's name without its ending; where that was given, with its folder or a hash behind it."""
        path = PurePosixPath(relative)
        stem = _printable(path.stem)
        folder = _printable(str(path.parent))
        candidates = [stem]
        if folder != ".":
            candidates.append(f"{stem}~{folder}")
        for id in candidates:
            if self.claim(id):
                return id
        return self._hashed(stem, relative)

    def _hashed(self, stem: str, relative: str) -> str:
        turn = 0
        while True:  # two sources may hold the same relative path
            digest = hashlib.sha256(f"{relative}\0{turn}".encode()).hexdigest()
            if self.claim(id := f"{stem}~{digest[:8]}"):
                return id
            turn += 1


def _printable(name: str) -> str:
    # A line break in a file's name would break every list of ids that is written a line each.
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in name)
