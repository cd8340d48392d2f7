"""What a generation says of itself, and whether it is still true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.durable import FileSum, file_sum, files_below
from indexer.errors import IndexDamaged

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Content:
    """What a build says of what it wrote: counts, and what the index depends on."""

    reports: int
    skipped: int
    analyzer: str
    engine: str
    sources: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A generation's description. `created` is ISO 8601 at +07:00; `bytes` is the sum of `files`."""

    generation: str
    created: str
    reports: int
    skipped: int
    bytes: int
    seconds: float
    analyzer: str
    engine: str
    sources: str
    files: Mapping[str, FileSum]


@dataclass(frozen=True, slots=True)
class Generation:
    directory: Path
    manifest: Manifest

    @property
    def engine(self) -> Path:
        return self.directory / "engine"


def parse(name: str, values: dict[str, Any]) -> Manifest:
    """The manifest of the generation `name` from its JSON. Raises IndexDamaged."""
    try:
        files = {path: FileSum(**sum_) for path, sum_ in values.pop("files").items()}
        manifest = Manifest(**values, files=files)
    except (TypeError, KeyError, AttributeError):
        raise IndexDamaged(f"The manifest of {name} is damaged; run: timbaocao rebuild") from None
    if manifest.generation != name:
        raise IndexDamaged(f"The manifest of {name} is another generation's; run: timbaocao rebuild")
    return manifest


def differences(generation: Generation) -> list[str]:
    """How the files of a generation differ from its manifest.

    Only files that were found are read, never a path that a forged manifest names.
    """
    name, expected = generation.manifest.generation, generation.manifest.files
    found = files_below(generation.directory)
    found.pop(MANIFEST, None)
    problems = [f"{name}/{path}: is missing" for path in sorted(expected.keys() - found.keys())]
    problems += [f"{name}/{path}: does not belong here" for path in sorted(found.keys() - expected.keys())]
    for path in sorted(expected.keys() & found.keys()):
        try:
            if file_sum(found[path]) != expected[path]:
                problems.append(f"{name}/{path}: is not what was written")
        except OSError as error:
            problems.append(f"{name}/{path}: cannot be read ({error.strerror})")
    return problems
