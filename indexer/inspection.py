"""Every byte of an index directory, looked at: files against manifests, and what lies there besides."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from indexer import failure
from indexer.errors import IndexDamaged
from indexer.manifest import NAME, differences

if TYPE_CHECKING:
    from indexer.generations import Generations

_BELONGING = ("current", "previous", "generations", "lock", failure.FILE)
_PASSING = ("pointer.new",)  # there for a moment, while a build switches


def problems(generations: Generations) -> list[str]:
    """What is wrong, of the live and the previous generation and of the directory; [] if nothing is."""
    found, named = [], []
    for find in (generations.current, generations.previous):
        try:
            if generation := find():
                named.append(generation.manifest.generation)
                found += differences(generation)
        except IndexDamaged as error:
            found.append(str(error))
    try:
        failure.read(generations.directory)
    except IndexDamaged as error:
        found.append(str(error))
    lock = generations.directory / "lock"
    if lock.exists() and lock.stat().st_size:
        found.append("lock: is not empty")
    return found + _strays(generations, named)


def _strays(generations: Generations, named: Collection[str]) -> list[str]:
    """What lies in the index and is no part of it, nor of a build that runs."""
    building = generations.is_building()
    found = [
        f"{path.name}: does not belong here"
        for path in sorted(generations.directory.iterdir())
        if path.name not in _BELONGING and not (building and path.name in _PASSING)
    ]
    rooms = generations.directory / "generations"
    for path in sorted(rooms.iterdir()) if rooms.is_dir() else ():
        if not NAME.fullmatch(path.name):
            found.append(f"generations/{path.name}: does not belong here")
        # A build may have begun since the lock was looked at.
        elif path.name not in named and not building and not generations.is_building():
            found.append(f"generations/{path.name}: was left by a rebuild that died; the next one removes it")
    return found
