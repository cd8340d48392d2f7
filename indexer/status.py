"""What is live, and how the last rebuild ended."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from indexer import failure
from indexer.errors import IndexDamaged
from indexer.generations import Generations
from indexer.manifest import LOCAL_TIME, check_sizes, read_file


def read_status(generations: Generations) -> dict[str, Any]:
    """The document of `status`. Raises IndexUnavailable, IndexDamaged."""
    try:
        live = generations.current()
        check_sizes(live)
        for name in live.manifest.files:
            if "/" not in name:  # the small ones
                read_file(live, name)
    except IndexDamaged as error:
        raise IndexDamaged(f"{error}{_instead(generations)}") from error
    document = asdict(live.manifest)
    del document["files"]
    previous = generations.previous()
    age = datetime.now(LOCAL_TIME) - datetime.fromisoformat(live.manifest.created)
    return {
        "index": str(generations.directory),
        **document,
        "age_seconds": max(round(age.total_seconds()), 0),
        "previous": previous.manifest.generation if previous else None,
        "last_rebuild": _last_rebuild(generations, live.manifest.created),
    }


def _instead(generations: Generations) -> str:
    """What answers while the live generation is damaged."""
    try:
        previous = generations.previous()
    except IndexDamaged:
        return ""
    return f"; until then the previous generation answers, {previous.manifest.generation}" if previous else ""


def _last_rebuild(generations: Generations, created: str) -> dict[str, str | None]:
    """`result`: done, failed, running, or died; `when` it ended, `reason` why it failed."""
    if generations.unfinished():
        building = generations.is_building()
        reason = None if building else "it was ended before it was done; the next one clears up what it left"
        return {"result": "running" if building else "died", "when": None, "reason": reason}
    if failed := failure.read(generations.directory):
        return {"result": "failed", "when": failed.when, "reason": failed.reason}
    return {"result": "done", "when": created, "reason": None}
