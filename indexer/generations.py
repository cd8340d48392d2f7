"""Where the live index is, and how a new one takes its place without anybody noticing.

    <index>/current                      the pointer: {"generation": name, "manifest": sha256}
    <index>/previous                     the pointer before that, the way back
    <index>/generations/<name>/          manifest.json, skipped.jsonl, engine/...
    <index>/lock                         held by the one build that may run
    <index>/failed                       why the last rebuild failed, until one succeeds (failure.py)

A chain of sums makes every byte checkable: the pointer holds the manifest's SHA-256, the manifest that of
every file. Both must be byte for byte in canonical form, so nothing can hide between the fields.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from indexer import failure, inspection
from indexer.durable import (
    canonical,
    exclusive,
    free_bytes,
    is_held,
    read_canonical,
    replace,
    sync_directory,
    write,
)
from indexer.errors import BuildInProgress, IndexDamaged, IndexUnavailable
from indexer.manifest import (
    LOCAL_TIME,
    MANIFEST,
    NAME,
    Content,
    Generation,
    Manifest,
    check_bytes,
    parse,
    seal,
)

__all__ = ["LOCAL_TIME", "Content", "Generation", "Generations", "Manifest"]

_PATIENCE = 0.05  # seconds: a look at the lock holds it for an instant
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
                return self._pointed(pointer, self._pointer)
            except IndexDamaged:
                # Two rebuilds may have come and swept it since the pointer was read.
                if self.pointer() == pointer:
                    raise

    def _pointed(self, content: bytes, path: Path) -> Generation:
        """The generation that a pointer of this content names, proved by it."""
        pointer = _parse(content, path)
        name, sum_ = pointer.get("generation"), pointer.get("manifest")
        if len(pointer) != 2 or not isinstance(name, str) or not NAME.fullmatch(name):
            raise IndexDamaged(f"{path} is damaged; {_CURE}")
        manifest = _read(self._rooms / name / MANIFEST)
        if hashlib.sha256(manifest).hexdigest() != sum_:
            raise IndexDamaged(f"The manifest of {name} is not the one that was written; {_CURE}")
        room = self._rooms / name
        return Generation(room, parse(name, _parse(manifest, room / MANIFEST)))

    def previous(self) -> Generation | None:
        """The sound generation that was live before this one, or None. Raises IndexDamaged."""
        try:
            return self._pointed(self._way_back.read_bytes(), self._way_back)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IndexDamaged(f"{self._way_back} cannot be read ({error.strerror}); {_CURE}") from error

    def verify(self) -> list[str]:
        """What is wrong with the live and the previous generation, every byte of them; [] if nothing is.

        Raises IndexUnavailable where there is no index.
        """
        while True:
            self.pointer()
            before = self._pointers()
            problems = inspection.problems(self)
            if self._pointers() == before:  # else files were swept while they were read
                return problems

    def is_building(self) -> bool:
        """Whether a rebuild runs now. What cannot be told counts as yes."""
        with suppress(OSError):
            return is_held(self.directory / "lock")
        return True

    def unfinished(self) -> bool:
        """Whether a rebuild has begun that is not done and, where none runs, never will be."""
        return any(name > self.current().manifest.generation for name in self._names())

    def publish(
        self,
        fill: Callable[[Path], Content],
        check: Callable[[Generation], None] | None = None,
        sound: Generation | None = None,
    ) -> Generation:
        """Lets `fill` write a new generation, and makes it the live one.

        `check` is handed the complete generation before the switch and raises to prevent it. Whatever fails,
        the live index stays as it was and nothing of the new one is left. Of `sound` every byte is checked
        by then. Raises BuildInProgress, IndexUnavailable, and what `fill` and `check` raise.
        """
        with self._alone():
            self._sweep()
            before = self._pointers()
            try:
                return self._write(fill, check)
            finally:
                if self._pointers()[:1] != before[:1]:
                    with suppress(OSError):  # What cannot be tidied now waits for the next.
                        self._keep_way_back(before, sound)
                        self._sweep()

    def rollback(self, check: Callable[[Generation], None]) -> Generation:
        """Makes the previous generation the live one, and the live one, where it is sound, the previous.

        `check` raises to prevent it. Raises IndexUnavailable (there is none), IndexDamaged, BuildInProgress.
        """
        self.pointer()
        with self._alone():
            previous = self.previous()
            before = self._pointers()
            if previous is None or before[-1] == before[0]:
                raise IndexUnavailable(f"There is no previous generation to go back to; {_CURE}")
            check_bytes(previous)
            check(previous)
            self._point(self._pointer, before[-1])
            self._keep_way_back(before[:1])
            self._sweep()
            return previous

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Lets nobody else change the index until the block ends."""
        try:
            self._make_directories()
            with exclusive(self.directory / "lock", _PATIENCE):
                yield
        except BlockingIOError:
            raise BuildInProgress(
                f"Another rebuild of {self.directory} is running; wait until it has ended."
            ) from None
        except OSError as error:
            raise IndexUnavailable(
                f"The index in {self.directory} cannot be written ({error.strerror or error}); "
                "the live one is unchanged. Give it space and permission and rebuild again."
            ) from error

    def check_space(self, needed: int) -> None:
        """Raises IndexUnavailable where fewer bytes than these may be written, once leftovers are removed."""
        if free_bytes(self.directory) < needed:
            with self._alone():
                self._sweep()
        if (free := free_bytes(self.directory)) < needed:
            raise IndexUnavailable(
                f"A rebuild needs about {-(-needed // 1_000_000):,} MB in {self.directory.absolute()}, where "
                f"{free // 1_000_000:,} MB are free; the live index is unchanged. Give it space."
            )

    def note_failure(self, reason: str) -> None:
        """Lets `status` say why the last rebuild failed."""
        with suppress(OSError, IndexUnavailable, BuildInProgress), self._alone():
            failure.write(self.directory, reason)

    def note_success(self) -> None:
        with suppress(OSError):
            (self.directory / failure.FILE).unlink(missing_ok=True)

    def _write(
        self, fill: Callable[[Path], Content], check: Callable[[Generation], None] | None
    ) -> Generation:
        started = time.monotonic()
        directory = self._rooms / self._new_name()
        directory.mkdir(mode=0o700)
        try:
            generation = seal(directory, fill(directory), started)
            if check:
                check(generation)
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
        for directory in (self.directory, self._rooms):
            with suppress(PermissionError):  # It is another's, who may have given it to a group.
                directory.chmod(0o700)
        sync_directory(self.directory)

    def _pointers(self) -> list[bytes]:
        return [path.read_bytes() for path in (self._pointer, self._way_back) if path.exists()]

    def _names(self) -> list[str]:
        with suppress(FileNotFoundError):
            return sorted(path.name for path in self._rooms.iterdir() if NAME.fullmatch(path.name))
        return []

    def _new_name(self) -> str:
        number = int(max(self._names(), default="0").partition("-")[0]) + 1
        return f"{number:08d}-{datetime.now(LOCAL_TIME):%Y%m%dT%H%M%S}"

    def _keep_way_back(self, before: Iterable[bytes], sound: Generation | None = None) -> None:
        """Points back to the latest of the generations before that is sound: a damaged one is no way back."""
        for content in before:
            with suppress(IndexDamaged):
                if (pointed := self._pointed(content, self._way_back)) != sound:
                    check_bytes(pointed)
                self._point(self._way_back, content)
                return
        self._way_back.unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Removes what no pointer names: old generations and what builds that died have left."""
        try:
            kept = [each.manifest.generation for each in (self.current(), self.previous()) if each]
        except (IndexUnavailable, IndexDamaged):
            # without pointers to trust nothing is removed that was whole
            kept = [name for name in self._names() if (self._rooms / name / MANIFEST).exists()]
        (self.directory / "pointer.new").unlink(missing_ok=True)
        for name in self._names():
            if name not in kept:
                # Where an open file cannot be deleted (Windows), the next build tries again.
                shutil.rmtree(self._rooms / name, ignore_errors=True)


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
