"""What a generation says of itself, and whether it is still true."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from indexer.durable import (
    FileSum,
    canonical,
    file_sum,
    files_below,
    sync_directory,
    sync_file,
    write,
)
from indexer.errors import IndexDamaged, IndexUnavailable

LOCAL_TIME = timezone(timedelta(hours=7))
MANIFEST = "manifest.json"
NAME = re.compile(r"\d{8}-\d{8}T\d{6}")  # of a generation
_CURE = "run: timbaocao rebuild"


@dataclass(frozen=True, slots=True)
class Content:
    """What a build says of what it wrote: counts, and what the index depends on."""

    reports: int
    skipped: int
    analyzer: str
    engine: str
    sources: str
    inputs: str


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
    inputs: str
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


def seal(directory: Path, content: Content, started: float) -> Generation:
    """Makes what was written durable, then says in the manifest what it is.

    `started`: when the build began, of time.monotonic().
    """
    found = files_below(directory)
    with ThreadPoolExecutor(1) as pool:  # the disk writes while the sums are taken
        synced = pool.map(sync_file, found.values())
        files = {name: file_sum(path) for name, path in found.items()}
        list(synced)  # raises what went wrong
    manifest = Manifest(
        generation=directory.name,
        created=datetime.now(LOCAL_TIME).isoformat(timespec="seconds"),
        bytes=sum(file.size for file in files.values()),
        seconds=round(time.monotonic() - started, 3),
        files=files,
        **asdict(content),
    )
    write(directory / MANIFEST, canonical(asdict(manifest)))
    rooms = (path for path in directory.rglob("*") if path.is_dir())
    for room in (*rooms, directory, directory.parent):
        sync_directory(room)
    return Generation(directory, manifest)


def read_file(generation: Generation, name: str) -> bytes:
    """A small file of a generation, as it was written. Raises IndexDamaged."""
    path = generation.directory / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read ({error.strerror}); {_CURE}") from error
    if generation.manifest.files.get(name) != FileSum(len(content), hashlib.sha256(content).hexdigest()):
        raise IndexDamaged(f"{path} is not what was written; {_CURE}")
    return content


def check_sizes(generation: Generation) -> None:
    """Looks, without reading them, whether the files are all there and as long as they were.

    Raises IndexDamaged.
    """
    expected = {name: sum_.size for name, sum_ in generation.manifest.files.items()}
    try:
        found = {name: path.lstat().st_size for name, path in files_below(generation.directory).items()}
    except OSError as error:
        raise IndexDamaged(f"{generation.directory} cannot be read ({error.strerror}); {_CURE}") from error
    found.pop(MANIFEST, None)
    if wrong := sorted(found.items() ^ expected.items()):
        raise IndexDamaged(f"{generation.directory / wrong[0][0]} is not what was written; {_CURE}")


def check_bytes(generation: Generation) -> None:
    """Reads every byte of a generation. Raises IndexDamaged."""
    if problems := differences(generation):
        raise IndexDamaged(f"The index is damaged ({problems[0]}); {_CURE}")


def check_version(manifest: Manifest, analyzer: str, engine: str) -> None:
    """Raises IndexUnavailable for a generation of another analysis or engine than of these fingerprints."""
    written = {"analysis": manifest.analyzer, "engine": manifest.engine}
    for what, now in (("analysis", analyzer), ("engine", engine)):
        if written[what] != now:
            raise IndexUnavailable(f"The index was written by another version of the {what}; {_CURE}")


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
