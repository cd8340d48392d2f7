"""rebuild: sources -> reports -> language -> engine, beside the live index, then the switch."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import get_args

from indexer.canaries import FILE as CANARIES
from indexer.canaries import Canary, chosen, silent
from indexer.canaries import dump as dump_canaries
from indexer.canaries import load as load_canaries
from indexer.engines.base import EngineFactory, Kept
from indexer.errors import (
    BuildInProgress,
    IndexDamaged,
    IndexUnavailable,
    SourceError,
    TimbaocaoError,
)
from indexer.generations import Content, Generation, Generations
from indexer.language.analyzer import Analyzer
from indexer.language.lexicon import FILE as LEXICON
from indexer.language.lexicon import Lexicon, dump
from indexer.language.lexicon import load as load_lexicon
from indexer.language.mentions import COMPLETIONS, lexicon
from indexer.manifest import check_bytes, check_sizes, differences, read_file
from indexer.memory import give_back
from indexer.model import Layer, MentionType, RawReport, Skipped
from indexer.processes import cores
from indexer.settings import Settings
from indexer.skipped import FILE as SKIPPED
from indexer.skipped import dump as dump_skipped
from indexer.skipped import load as load_skipped
from indexer.sources import Meter, inputs_sum, read_sources, source_bytes
from indexer.understand import Digest, origin, parser_fingerprint
from indexer.workers import write_parts

_logger = logging.getLogger(__name__)
# Bytes that stand on the disk at once for each of the sources, and for the smallest index. Parts of 73 MB of
# articles have 9.6, and 9.4 what they are merged into; where most is taken over there are few parts, but a
# third of what is merged may stand there twice.
_NEED, _NEED_BESIDE_LIVE, _SMALLEST_NEED = 19, 13, 4_000_000


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a rebuild did. `bytes` is the size of the index; not `rebuilt` means nothing had changed."""

    generation: str
    reports: int
    skipped: tuple[Skipped, ...]
    bytes: int
    seconds: float
    rebuilt: bool


def rebuild(
    sources: Sequence[Path],
    generations: Generations,
    factory: EngineFactory,
    settings: Settings,
    *,
    progress: Callable[[int, float], None] | None = None,
    if_needed: bool = False,
) -> BuildSummary:
    """Builds a new generation from `sources` and makes it the live one.

    `progress` is told how many reports are done, and what share of all. With `if_needed` nothing is done
    where the live index is sound and holds just these records, read by just these rules. Whatever is raised
    (SourceError, BuildInProgress, IndexUnavailable, IndexDamaged), the live index stays as it was.
    """
    try:
        live = _reusable(generations, factory)
        build = _Build(sources, factory, settings, progress or _silent, live)
        if if_needed and live and build.changes_nothing(live) and not differences(live):
            summary = _summary(live, rebuilt=False)
        else:
            summary = _summary(_published(build, generations), rebuilt=True)
    except BuildInProgress:
        raise  # the other one will say how it ended
    except TimbaocaoError as error:
        generations.note_failure(str(error))
        raise
    except BaseException as error:
        generations.note_failure(f"{type(error).__name__}: {error}".removesuffix(": "))
        raise
    generations.note_success()
    return summary


def _published(build: _Build, generations: Generations) -> Generation:
    generations.check_space(build.needed_bytes())
    try:
        return generations.publish(build.fill, build.check, sound=build.live)
    except Exception as error:
        at_fault = isinstance(error, IndexDamaged) or not isinstance(error, TimbaocaoError)
        if build.live is None or not at_fault:
            raise
        # Its bytes are those that its manifest names, and still it may be no index: nothing is taken of it.
        what, _, _cure = str(error).partition("; run: ")  # which is what runs
        _logger.warning("the index is written anew, nothing is taken over from the live one: %s", what)
        anew = _Build(build.sources, build.factory, build.settings, build.progress, None)
        return generations.publish(anew.fill, anew.check)


def _silent(_done: int, _share: float) -> None:
    pass


def _summary(generation: Generation, *, rebuilt: bool) -> BuildSummary:
    manifest = generation.manifest
    return BuildSummary(
        manifest.generation,
        manifest.reports,
        load_skipped(read_file(generation, SKIPPED)),
        manifest.bytes,
        manifest.seconds,
        rebuilt,
    )


def _reusable(generations: Generations, factory: EngineFactory) -> Generation | None:
    """The live generation, if it looks whole and was written by this analysis and engine."""
    with suppress(IndexUnavailable, IndexDamaged):
        live = generations.current()
        check_sizes(live)
        if (live.manifest.analyzer, live.manifest.engine) == (Analyzer().fingerprint, factory.fingerprint):
            return live
    return None


@dataclass
class _Build:
    """One run: how to read, what can be taken over, and what is remembered for manifest and canaries."""

    sources: Sequence[Path]
    factory: EngineFactory
    settings: Settings
    progress: Callable[[int, float], None]
    live: Generation | None
    meter: Meter = field(default_factory=Meter)
    seen: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    ids: list[str] = field(default_factory=list)
    canaries: list[Canary] = field(default_factory=list)
    copied: Generation | None = None

    @property
    def largest(self) -> int:
        """The bytes of the largest file that is read."""
        return self.settings.max_file_mb << 20

    @property
    def jobs(self) -> int:
        """The processes that work."""
        return self.settings.jobs or cores()

    def needed_bytes(self) -> int:
        """About what a rebuild writes."""
        read = source_bytes(self.sources, max_file_bytes=self.largest)
        return _SMALLEST_NEED + (_NEED_BESIDE_LIVE if self.live else _NEED) * read

    def read(self) -> Iterator[RawReport | Skipped]:
        return read_sources(self.sources, max_file_bytes=self.largest, meter=self.meter)

    @cached_property
    def inputs(self) -> str:
        """A sum of all that would be read and of the rules to read it by."""
        return f"{inputs_sum(self.sources, max_file_bytes=self.largest)} {parser_fingerprint()}"

    def changes_nothing(self, live: Generation) -> bool:
        """The same files, or other files with the same records."""
        if self.inputs == live.manifest.inputs:
            return True
        digest = Digest()
        for _ in digest.of(self.read()):
            pass
        return digest.value == live.manifest.sources

    def fill(self, directory: Path) -> Content:
        if self.live and self.inputs == self.live.manifest.inputs:
            (directory / "engine").mkdir()
            return self._copy(self.live, directory)
        if self.live:
            check_bytes(self.live)
        digest = Digest()
        rooms = engine, parts = directory / "engine", directory / "parts"
        for room in rooms:
            room.mkdir()
        records = self._new(digest.of(self.read()))
        paths = [path for path in self._written(records, parts) if path.exists()]
        if not self.ids and not self.kept:
            raise SourceError(self._why_none())
        if self.live and digest.value == self.live.manifest.sources:
            shutil.rmtree(parts)
            return self._copy(self.live, directory)
        self.progress(len(self.ids) + len(self.kept), 1.0)
        kept = Kept(self.live.engine, self.kept) if self.live and self.kept else None
        written = self.factory.merge(engine, paths, kept, self.jobs)
        parts.rmdir()
        give_back()
        self.ids += self.kept
        if self.live:
            known = load_canaries(read_file(self.live, CANARIES))
            self.canaries += [(id, phrase) for id, phrase in known if id in self.kept]
        self.canaries = chosen(self.canaries)
        (directory / CANARIES).write_bytes(dump_canaries(self.canaries))
        if written != len(self.ids):
            raise IndexDamaged(f"{len(self.ids)} reports were read, but {written} written; rebuild again.")
        (directory / SKIPPED).write_bytes(dump_skipped(self.skipped))
        (directory / LEXICON).write_bytes(dump(self._lexicon(engine)))
        give_back()
        analyzer = Analyzer().fingerprint
        engine_ = self.factory.fingerprint
        return Content(written, len(self.skipped), analyzer, engine_, digest.value, self.inputs)

    def _new(self, records: Iterable[RawReport | Skipped]) -> Iterator[RawReport]:
        """The records that the live generation has not; what it has is kept."""
        origins = self._origins()
        for self.seen, record in enumerate(records, 1):
            if isinstance(record, Skipped):
                self.skipped.append(record)
            elif origins.get(record.id) == origin(record):
                self.kept.add(record.id)
            else:
                yield record

    def _origins(self) -> Mapping[str, str]:
        if self.live is None:
            return {}
        with closing(self.factory.open(self.live.engine)) as engine:
            return engine.origins()

    def _written(self, records: Iterator[RawReport], directory: Path) -> Iterator[Path]:
        def tell(done: int) -> None:
            behind = len(self.kept) + len(self.skipped) + done
            self.progress(done + len(self.kept), self.meter.share * min(behind / (self.seen or 1), 1.0))

        for part in write_parts(records, directory, self.factory, self.jobs, tell):
            self.skipped += part.skipped
            self.ids += part.ids
            self.canaries += part.canaries
            yield part.path

    def _lexicon(self, directory: Path) -> Lexicon:
        with closing(self.factory.open(directory)) as engine:
            counted = (engine.mentions(type_, 2 * COMPLETIONS) for type_ in get_args(MentionType))
            return lexicon(chain.from_iterable(counted), engine.terms(Layer.SYLLABLE))

    def _copy(self, live: Generation, directory: Path) -> Content:
        """Nothing has changed: the same files once more, so that two generations never share one."""
        self.copied = live
        load_skipped(read_file(live, SKIPPED))
        load_lexicon(read_file(live, LEXICON))
        self.canaries = load_canaries(read_file(live, CANARIES))
        try:
            for name in live.manifest.files:
                shutil.copyfile(live.directory / name, directory / name)
        except OSError:
            check_bytes(live)  # it may be the live one that cannot be read
            raise
        with closing(self.factory.open(live.engine)) as engine:
            self.ids = list(engine.ids())
        manifest = live.manifest
        return Content(
            manifest.reports,
            manifest.skipped,
            manifest.analyzer,
            manifest.engine,
            manifest.sources,
            self.inputs,
        )

    def _why_none(self) -> str:
        names = ", ".join(map(str, self.sources))
        why = f" ({self.skipped[0].source}: {self.skipped[0].reason})" if self.skipped else ""
        return f"No report was found in {names}{why}; name a file or a directory that holds reports."

    def check(self, generation: Generation) -> None:
        """A copy is what it was copied from. Canaries: each report is there, and some are found."""
        if self.copied and self.copied.manifest.files != generation.manifest.files:
            raise IndexDamaged("The live index is not what was written.")
        with closing(self.factory.open(generation.engine)) as engine:
            if sorted(engine.ids()) != sorted(self.ids):
                raise IndexDamaged("The new index lacks reports; the live one is unchanged. Rebuild again.")
            if (id := silent(engine, self.canaries)) is not None:
                raise IndexDamaged(
                    f"The new index does not find {id} by its own words; the live one is unchanged."
                )
