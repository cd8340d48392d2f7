"""Addresses of static files that change with their content, so that browsers may keep them for good."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

STATIC_PATH = "/static/"
PACKED = (".css", ".js", ".svg")


class Assets:
    def __init__(self, folder: str) -> None:
        root = Path(folder)
        files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
        self._versions = {
            name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for name, path in files.items()
        }
        self._packed = {
            name: gzip.compress(path.read_bytes(), 9, mtime=0)
            for name, path in files.items()
            if path.suffix in PACKED
        }

    def url(self, name: str) -> str:
        """The address of a static file; KeyError where there is none of that name."""
        return f"{STATIC_PATH}{name}?v={self._versions[name]}"

    def packed(self, path: str) -> bytes | None:
        """The bytes of a static file packed by gzip; None where that does not pay."""
        return self._packed.get(path.removeprefix(STATIC_PATH))

    def is_current(self, path: str, version: str | None) -> bool:
        """Whether `version` is that of the file as it is now: an older page may ask for an older one."""
        return version is not None and self._versions.get(path.removeprefix(STATIC_PATH)) == version
