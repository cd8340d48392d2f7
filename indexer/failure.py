"""Why the last rebuild failed: one small file beside the pointer, until a rebuild succeeds."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from indexer import durable
from indexer.errors import IndexDamaged
from indexer.manifest import LOCAL_TIME

FILE = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """`when` is ISO 8601 at +07:00."""

    reason: str
    when: str


def write(directory: Path, reason: str) -> None:
    line = " ".join(reason.encode("utf-8", "replace").decode().split())
    said = asdict(Failure(line, datetime.now(LOCAL_TIME).isoformat(timespec="seconds")))
    temporary = directory / "pointer.new"
    durable.write(temporary, durable.canonical({**said, "sum": _sum(said)}))
    durable.replace(temporary, directory / FILE)
    durable.sync_directory(directory)


def read(directory: Path) -> Failure | None:
    """What the last rebuild failed of; None where it succeeded. Raises IndexDamaged."""
    path = directory / FILE
    try:
        said = durable.read_canonical(path.read_bytes())
        sum_ = said.pop("sum", None)
        if sum_ == _sum(said):
            return Failure(**said)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        pass
    raise IndexDamaged(f"{path} is not what was written; delete it, or run: timbaocao rebuild")


def _sum(said: dict[str, str]) -> str:
    return hashlib.sha256(durable.canonical(said)).hexdigest()
