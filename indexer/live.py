"""LiveIndex: the one open generation, handed out by counted snapshots, replaced while requests run."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from indexer.engines.base import Engine, EngineFactory
from indexer.errors import IndexDamaged, TimbaocaoError
from indexer.generations import Generation, Generations
from indexer.language.lexicon import FILE as LEXICON
from indexer.language.lexicon import Lexicon, load
from indexer.manifest import Manifest, check_bytes, check_sizes, check_version, read_file
from indexer.memory import give_back
from indexer.model import AllOf, Query

Answer = TypeVar("Answer")
_logger = logging.getLogger(__name__)
_EVERYTHING = Query(text="", understood="", match=AllOf(()))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation for the length of a request."""

    engine: Engine
    generation: Generation
    lexicon: Lexicon

    @property
    def manifest(self) -> Manifest:
        return self.generation.manifest


@dataclass(slots=True)
class _Open:
    """An open generation and how many requests use it; closed when it is retired and nobody does."""

    snapshot: Snapshot
    pointer: bytes
    users: int = 0
    retired: bool = False


class LiveIndex:
    """Safe to use from several threads.

    `start` follows rebuilds in the background. Without it the first snapshot opens what is live then,
    and stays with it. A new generation that cannot be opened leaves the old one in service; where none is,
    the previous generation serves instead of a damaged one. Both are logged.
    """

    def __init__(
        self,
        generations: Generations,
        factory: EngineFactory,
        *,
        analyzer_fingerprint: str,
        watch_seconds: float,
        thorough: bool = True,
    ) -> None:
        """`thorough`: every byte of a generation is checked when it is opened, not when it is first read."""
        self._generations = generations
        self._factory = factory
        self._analyzer_fingerprint = analyzer_fingerprint
        self._watch_seconds = watch_seconds
        self._thorough = thorough
        self._open: _Open | None = None
        self._refused: tuple[bytes, float, TimbaocaoError] | None = None
        self._counting = threading.Lock()
        self._opening = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to watch the pointer."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._watch, name="live-index", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Ends the watch; the open generation is closed once no request holds it."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._swap(None)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The live generation, kept until the block ends. Raises IndexUnavailable, IndexDamaged."""
        held = self._acquire()
        while held is None:
            self.refresh()
            held = self._acquire()
        try:
            yield held.snapshot
        finally:
            self._release(held)

    def generation(self) -> Generation:
        """The live one. Raises IndexUnavailable, IndexDamaged."""
        held = self._open
        if held is not None:
            return held.snapshot.generation  # its name stays what it is, whoever closes its files
        with self.snapshot() as snapshot:
            return snapshot.generation

    def refresh(self) -> None:
        """Moves to the generation that is live now, if it is another than the open one.

        Raises IndexUnavailable and IndexDamaged where it cannot be opened and none is open; where one
        is, that is logged and the open one stays.
        """
        with self._opening:
            try:
                pointer = self._generations.pointer()
                if self._open is None or self._open.pointer != pointer:
                    self._refuse_again(pointer)
                    self._swap(self._opened(pointer))
            except TimbaocaoError:
                if self._open is None:
                    raise

    def _refuse_again(self, pointer: bytes) -> None:
        """A generation that was just found bad is not read through once more for every request."""
        if self._refused is None:
            return
        refused, when, error = self._refused
        patience = max(self._watch_seconds, 1.0) * (60 if self._open else 1)
        if refused == pointer and time.monotonic() - when < patience:
            raise type(error)(str(error))

    def _opened(self, pointer: bytes) -> _Open:
        while True:
            try:
                return _Open(self._read(self._generations.current(), thorough=self._thorough), pointer)
            except TimbaocaoError as error:
                # Between reading the pointer and opening, rebuilds may have swept what it named.
                latest = self._generations.pointer()
                if latest == pointer:
                    self._refused = (pointer, time.monotonic(), error)
                    if self._open is not None:
                        _logger.warning("a new generation is not served, the old one is: %s", error)
                    elif isinstance(error, IndexDamaged) and (spare := self._spare(error)):
                        return _Open(spare, pointer)
                    raise
                pointer = latest

    def _spare(self, damage: IndexDamaged) -> Snapshot | None:
        """The previous generation, every byte of it checked, where it is sound."""
        try:
            previous = self._generations.previous()
            spare = self._read(previous, thorough=True) if previous else None
        except TimbaocaoError:
            return None
        if spare:
            _logger.warning("%s; until then the previous generation answers, %s",
                            damage, spare.manifest.generation)  # fmt: skip
        return spare

    def answer(self, ask: Callable[[Snapshot], Answer]) -> Answer:
        """What `ask` says of the live generation; where that turns out to be damaged, of the previous one.

        Raises IndexUnavailable, IndexDamaged, and what `ask` raises.
        """
        with self.snapshot() as snapshot:
            try:
                return ask(snapshot)
            except IndexDamaged as error:
                self._leave(snapshot, error)
            except (ArithmeticError, LookupError, ValueError):
                # Bytes that were sound when they were first read may have changed under our feet.
                try:
                    check_bytes(snapshot.generation)
                except IndexDamaged as error:
                    self._leave(snapshot, error)
                else:
                    raise
        with self.snapshot() as snapshot:
            return ask(snapshot)

    def _leave(self, snapshot: Snapshot, damage: IndexDamaged) -> None:
        """Moves on to the previous generation, unless somebody has already. Raises the damage."""
        with self._opening:
            if self._open is None or self._open.snapshot is not snapshot:
                return
            spare = self._spare(damage)
            if spare is None or spare.manifest.generation == snapshot.manifest.generation:
                raise damage
            self._swap(_Open(spare, self._open.pointer))

    def _read(self, generation: Generation, *, thorough: bool) -> Snapshot:
        check_version(generation.manifest, self._analyzer_fingerprint, self._factory.fingerprint)
        if thorough:
            check_bytes(generation)
        else:
            check_sizes(generation)
        lexicon = load(read_file(generation, LEXICON))
        if thorough:
            lexicon.warm()
        engine = self._factory.open(generation.engine, verified=thorough)
        try:
            # The first search reads what every later one needs: better here than in a request.
            engine.search(_EVERYTHING, offset=0, size=1, sort="relevance", facets=())
        except Exception as error:
            engine.close()
            raise IndexDamaged(
                f"The index cannot be searched ({type(error).__name__}: {error}); run: timbaocao rebuild"
            ) from error
        return Snapshot(engine, generation, lexicon)

    def _watch(self) -> None:
        while not self._stop.wait(self._watch_seconds):
            try:
                self.refresh()
            except TimbaocaoError:
                pass  # Each request says so; the watch only waits for an index to come.
            except Exception:  # A watch that has died would leave the old generation live for ever.
                _logger.exception("looking for a new generation failed; it will be tried again")

    def _acquire(self) -> _Open | None:
        with self._counting:
            if self._open is not None:
                self._open.users += 1
            return self._open

    def _release(self, held: _Open) -> None:
        with self._counting:
            held.users -= 1
            idle = held.retired and held.users == 0
        if idle:
            _close(held)

    def _swap(self, new: _Open | None) -> None:
        with self._counting:
            old, self._open = self._open, new
            if old is not None:
                old.retired = True
            idle = old is not None and old.users == 0
        if old is not None and idle:
            _close(old)


def _close(retired: _Open) -> None:
    retired.snapshot.engine.close()
    give_back()
