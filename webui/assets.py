"""Addresses of static files that change with their content, so that browsers may keep them for good."""

from __future__ import annotations

import hashlib
from pathlib import Path

STATIC_PATH = "/static/"


class Assets:
    def __init__(self, folder: str) -> None:
        root = Path(folder)
        self._versions = {
            path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            for path in root.rglob("*")
            if path.is_file()
        }

    def url(self, name: str) -> str:
        """The address of a static file; KeyError where there is none of that name."""
        return f"{STATIC_PATH}{name}?v={self._versions[name]}"

    def is_current(self, path: str, version: str | None) -> bool:
        """Whether `version` is that of the file as it is now: an older page may ask for an older one."""
        return version is not None and self._versions.get(path.removeprefix(STATIC_PATH)) == version
