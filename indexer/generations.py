"""Where the live index is, and how a new one takes its place without anybody noticing.

    <index>/current                      the pointer: {"generation": name, "manifest": sha256}
    <index>/previous                     the pointer before that, the way back
    <index>/generations/<name>/          manifest.json, skipped.jsonl, engine/...
    <index>/lock                         held by the one build that may run

A chain of sums makes every byte checkable: the pointer holds the manifest's SHA-256, the manifest
that of every file. Both must be byte for byte in canonical form, so nothing can hide between the
fields.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from indexer.durable import (
    canonical,
    exclusive,
    file_sum,
    files_below,
    read_canonical,
    replace,
    sync_directory,
    sync_file,
    write,
)
from indexer.errors import BuildInProgress, IndexDamaged, IndexUnavailable
from indexer.manifest import MANIFEST, Content, Generation, Manifest, differences, parse

__all__ = ["LOCAL_TIME", "Content", "Generation", "Generations", "Manifest"]

LOCAL_TIME = timezone(timedelta(hours=7))
_NAME = re.compile(r"\d{8}-\d{8}T\d{6}")
_BELONGING = ("current", "previous", "generations", "lock", "pointer.new")
_CURE = "run: timbaocao rebuild"


class Generations:
    """The generations of one index directory. Every method may be called from any thread or process."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._pointer = directory / "current"
        self._way_back = directory / "previous"
        self._rooms = directory / "generations"

    def pointer(self) -> bytes:
        """The pointer's bytes, cheap enough to be watched. Raises IndexUnavailable where there is none."""
        try:
            return self._pointer.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise IndexUnavailable(f"There is no index yet; {_CURE}") from None
        except OSError as error:
            raise IndexUnavailable(f"{self._pointer} cannot be read ({error.strerror}).") from error

    def current(self) -> Generation:
        """The live generation, its manifest proved by the pointer. Raises IndexUnavailable, IndexDamaged."""
        while True:
            pointer = self.pointer()
            try:
                return self._pointed(pointer)
            except IndexDamaged:
                # Two rebuilds may have come and swept it since the pointer was read.
                if self.pointer() == pointer:
                    raise

    def _pointed(self, content: bytes) -> Generation:
        """The generation that a pointer of this content names, proved by it."""
        pointer = _parse(content, self._pointer)
        name, sum_ = pointer.get("generation"), pointer.get("manifest")
        if len(pointer) != 2 or not isinstance(name, str) or not _NAME.fullmatch(name):
            raise IndexDamaged(f"{self._pointer} is damaged; {_CURE}")
        manifest = _read(self._rooms / name / MANIFEST)
        if hashlib.sha256(manifest).hexdigest() != sum_:
            raise IndexDamaged(f"The manifest of {name} is not the one that was written; {_CURE}")
        return self._generation(name, manifest)

    def previous(self) -> Generation | None:
        """The sound generation that was live before this one, or None. Raises IndexDamaged."""
        try:
            return self._pointed(self._way_back.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IndexDamaged(f"{self._way_back} cannot be read ({error.strerror}); {_CURE}") from error

    def check(self, generation: Generation) -> None:
        """Reads every byte of a generation. Raises IndexDamaged."""
        if problems := differences(generation):
            raise IndexDamaged(f"The index is damaged ({problems[0]}); {_CURE}")

    def verify(self) -> list[str]:
        """What is wrong with the live and the previous generation, every byte of them; [] if nothing is.

        Raises IndexUnavailable where there is no index.
        """
        while True:
            self.pointer()
            before = self._pointers()
            problems = self._problems()
            # A generation published meanwhile swept files that were just being read: look again.
            if self._pointers() == before:
                return problems

    def _problems(self) -> list[str]:
        problems = []
        for entry in sorted(self.directory.iterdir()):
            if entry.name not in _BELONGING:
                problems.append(f"{entry.name}: does not belong here")
            elif entry.name == "lock" and entry.stat().st_size:
                problems.append("lock: is not empty")
        for find in (self.current, self.previous):
            try:
                if generation := find():
                    problems += differences(generation)
            except IndexDamaged as error:
                problems.append(str(error))
        return problems

    def publish(
        self,
        fill: Callable[[Path], Content],
        check: Callable[[Path, Content], None] | None = None,
    ) -> Generation:
        """Lets `fill` write a new generation, and makes it the live one.

        `check` is handed the complete generation before the switch and raises to prevent it. Whatever
        fails, the live index stays as it was and nothing of the new one is left. Raises
        BuildInProgress, IndexUnavailable (it cannot be written), and what `fill` and `check` raise.
        """
        try:
            self._make_directories()
            with exclusive(self.directory / "lock"):
                self._sweep()
                before = self._pointers()
                generation = self._write(fill, check)
                with suppress(OSError):  # The new one is live; what cannot be tidied now waits for the next.
                    self._keep_way_back(before)
                    self._sweep()
                return generation
        except BlockingIOError:
            raise BuildInProgress(
                f"Another rebuild of {self.directory} is running; wait until it has ended."
            ) from None
        except OSError as error:
            raise IndexUnavailable(
                f"The index in {self.directory} cannot be written ({error.strerror or error}); "
                "the live one is unchanged. Give it space and permission and rebuild again."
            ) from error

    def _write(
        self, fill: Callable[[Path], Content], check: Callable[[Path, Content], None] | None
    ) -> Generation:
        started = time.monotonic()
        directory = self._rooms / self._new_name()
        directory.mkdir(mode=0o700)
        try:
            content = fill(directory)
            generation = self._seal(directory, content, started)
            if check:
                check(directory, content)
            self.check(generation)
            self._switch(generation)
        except BaseException:
            # It may have become the live one just before it was interrupted.
            if not self._is_live(directory.name):
                shutil.rmtree(directory, ignore_errors=True)
            raise
        return generation

    def _is_live(self, name: str) -> bool:
        with suppress(IndexUnavailable, IndexDamaged):
            return self.current().manifest.generation == name
        return False

    def _seal(self, directory: Path, content: Content, started: float) -> Generation:
        """Makes what was written durable, then says in the manifest what it is."""
        found = files_below(directory)
        for path in found.values():
            sync_file(path)
        files = {name: file_sum(path) for name, path in found.items()}
        manifest = Manifest(
            generation=directory.name,
            created=datetime.now(LOCAL_TIME).isoformat(timespec="seconds"),
            bytes=sum(file.size for file in files.values()),
            seconds=round(time.monotonic() - started, 3),
            files=files,
            **asdict(content),
        )
        write(directory / MANIFEST, canonical(asdict(manifest)))
        for room in [*(path for path in directory.rglob("*") if path.is_dir()), directory, self._rooms]:
            sync_directory(room)
        return Generation(directory, manifest)

    def _switch(self, generation: Generation) -> None:
        sum_ = hashlib.sha256((generation.directory / MANIFEST).read_bytes()).hexdigest()
        pointer = {"generation": generation.manifest.generation, "manifest": sum_}
        self._point(self._pointer, canonical(pointer))

    def _point(self, pointer: Path, content: bytes) -> None:
        temporary = self.directory / "pointer.new"
        write(temporary, content)
        replace(temporary, pointer)
        sync_directory(self.directory)

    def _make_directories(self) -> None:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._rooms.mkdir(mode=0o700, exist_ok=True)
        sync_directory(self.directory)

    def _pointers(self) -> list[bytes]:
        return [path.read_bytes() for path in (self._pointer, self._way_back) if path.exists()]

    def _names(self) -> list[str]:
        with suppress(FileNotFoundError):
            return sorted(path.name for path in self._rooms.iterdir() if _NAME.fullmatch(path.name))
        return []

    def _new_name(self) -> str:
        last = self._names()[-1:]
        number = int(last[0].partition("-")[0]) + 1 if last else 1
        return f"{number:08d}-{datetime.now(LOCAL_TIME):%Y%m%dT%H%M%S}"

    def _keep_way_back(self, before: Iterable[bytes]) -> None:
        """Points back to the latest of the generations before that is sound: a damaged one is no way back."""
        for content in before:
            with suppress(IndexDamaged):
                self.check(self._pointed(content))
                self._point(self._way_back, content)
                return
        self._way_back.unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Removes what no pointer names: old generations and what builds that died have left."""
        try:
            named = (self.current(), self.previous())
        except (IndexUnavailable, IndexDamaged):
            return  # without pointers to trust nothing is removed
        kept = [generation.manifest.generation for generation in named if generation]
        for name in self._names():
            if name not in kept:
                # Where an open file cannot be deleted (Windows), the next build tries again.
                shutil.rmtree(self._rooms / name, ignore_errors=True)

    def _generation(self, name: str, manifest: bytes) -> Generation:
        return Generation(self._rooms / name, parse(name, _parse(manifest, self._rooms / name / MANIFEST)))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read ({error.strerror}); {_CURE}") from error


def _parse(content: bytes, path: Path) -> dict[str, Any]:
    try:
        return read_canonical(content)
    except ValueError:
        raise IndexDamaged(f"{path} is not what was written; {_CURE}") from None
