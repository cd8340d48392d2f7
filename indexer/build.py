"""rebuild: sources -> reports -> language -> engine, beside the live index, then the switch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise
from pathlib import Path

from indexer.engines.base import Engine, EngineFactory
from indexer.errors import IndexDamaged, IndexUnavailable, SourceError
from indexer.generations import Content, Generation, Generations
from indexer.language.analyzer import Analyzer
from indexer.language.gather import Gatherer
from indexer.language.lexicon import FILE as LEXICON
from indexer.language.lexicon import dump
from indexer.model import AllOf, IndexedReport, Layer, Phrase, Query, RawReport, Skipped
from indexer.settings import Settings
from indexer.sources import read_sources
from indexer.understand import understood

SKIPPED = "skipped.jsonl"
_CANARY_SYLLABLES, _CANARY_HITS = 8, 1_000


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
    progress: Callable[[int], None] | None = None,
    if_needed: bool = False,
) -> BuildSummary:
    """Builds a new generation from `sources` and makes it the live one.

    `progress` is told how many reports are done. With `if_needed` nothing is done where the live index
    is sound and holds just these records, read by just these rules. Whatever is raised (SourceError,
    BuildInProgress, IndexUnavailable, IndexDamaged), the live index stays as it was.
    """
    build = _Build(sources, factory, settings, progress or _silent)
    if if_needed and (live := _unchanged(build, generations)):
        return _summary(live, rebuilt=False)
    return _summary(generations.publish(build.fill, build.check), rebuilt=True)


def _silent(_done: int) -> None:
    pass


def read_skipped(generation: Generation) -> tuple[Skipped, ...]:
    """What the rebuild of a generation left out, and why."""
    with (generation.directory / SKIPPED).open(encoding="utf-8", newline="\n") as lines:
        return tuple(Skipped(**json.loads(line)) for line in lines)


def _summary(generation: Generation, *, rebuilt: bool) -> BuildSummary:
    manifest = generation.manifest
    return BuildSummary(
        manifest.generation,
        manifest.reports,
        read_skipped(generation),
        manifest.bytes,
        manifest.seconds,
        rebuilt,
    )


def _unchanged(build: _Build, generations: Generations) -> Generation | None:
    """The live generation, if a rebuild would only write it once more."""
    try:
        live = generations.current()
        manifest = live.manifest
        if (manifest.analyzer, manifest.engine) != (build.analyzer, build.factory.fingerprint):
            return None
        generations.check(live)
    except (IndexUnavailable, IndexDamaged):
        return None
    digest = _Digest()
    for _ in digest.of(build.read()):
        pass
    return live if digest.value == manifest.sources else None


class _Digest:
    """One sum over the records as they pass, what was skipped, and the rules that read reports."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256(_parser_fingerprint().encode())

    def of(self, records: Iterable[RawReport | Skipped]) -> Iterator[RawReport | Skipped]:
        for record in records:
            said = (
                ("skipped", record.source, record.reason)
                if isinstance(record, Skipped)
                else ("report", record.id, record.path, record.sha256)
            )
            self._sum.update(json.dumps(said).encode() + b"\n")
            yield record

    @property
    def value(self) -> str:
        return self._sum.hexdigest()


@cache
def _parser_fingerprint() -> str:
    """Changes with every rule and table by which a file becomes a Report."""
    digest = hashlib.sha256()
    for package in ("indexer.sources", "indexer.reports"):
        for entry in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if entry.is_file() and not entry.name.endswith(".pyc"):
                digest.update(entry.name.encode() + entry.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


@dataclass
class _Build:
    """One run: how to read, and what is remembered for the manifest and the canaries."""

    sources: Sequence[Path]
    factory: EngineFactory
    settings: Settings
    progress: Callable[[int], None]
    analyzer: str = field(default_factory=lambda: Analyzer().fingerprint)
    skipped: list[Skipped] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    canaries: list[tuple[str, Phrase]] = field(default_factory=list)
    gatherer: Gatherer = field(default_factory=Gatherer)

    def read(self) -> Iterator[RawReport | Skipped]:
        return read_sources(self.sources, max_file_bytes=self.settings.max_file_mb << 20)

    def fill(self, directory: Path) -> Content:
        digest = _Digest()
        reports = self._kept(understood(digest.of(self.read()), self.settings.jobs))
        first = next(reports, None)
        if first is None:
            raise SourceError(self._why_none())
        engine = directory / "engine"
        engine.mkdir()
        written = self.factory.build(engine, chain([first], reports))
        if written != len(self.ids):
            raise IndexDamaged(f"{len(self.ids)} reports were read, but {written} written; rebuild again.")
        lines = (json.dumps(asdict(skipped), ensure_ascii=False) + "\n" for skipped in self.skipped)
        (directory / LEXICON).write_bytes(dump(self.gatherer.lexicon()))
        (directory / SKIPPED).write_bytes("".join(lines).encode("utf-8", "replace"))
        return Content(
            written, len(self.skipped), self.analyzer, self.factory.fingerprint, sources=digest.value
        )

    def _kept(self, items: Iterable[IndexedReport | Skipped]) -> Iterator[IndexedReport]:
        for item in items:
            if isinstance(item, Skipped):
                self.skipped.append(item)
                continue
            self.ids.append(item.report.id)
            done = len(self.ids)
            # Every power of two: a few of a small collection, a few more of a large one.
            if done & (done - 1) == 0 and (phrase := _own_phrase(item)):
                self.canaries.append((item.report.id, phrase))
            self.gatherer.add(item)
            yield item
            self.progress(done)

    def _why_none(self) -> str:
        names = ", ".join(map(str, self.sources))
        why = f" ({self.skipped[0].source}: {self.skipped[0].reason})" if self.skipped else ""
        return f"No report was found in {names}{why}; name a file or a directory that holds reports."

    def check(self, directory: Path, _content: Content) -> None:
        """Canaries: each report is there, and some are found by their own words."""
        engine = self.factory.open(directory / "engine")
        try:
            if sorted(engine.ids()) != sorted(self.ids):
                raise IndexDamaged("The new index lacks reports; the live one is unchanged. Rebuild again.")
            for id, phrase in self.canaries:
                if not _finds(engine, id, phrase):
                    raise IndexDamaged(
                        f"The new index does not find {id} by its own words; the live one is unchanged."
                    )
        finally:
            engine.close()


def _own_phrase(report: IndexedReport) -> Phrase | None:
    """A few neighbouring syllables out of the middle of a report."""
    for analysis in (report.body, report.title):
        tokens = analysis.layers[Layer.SYLLABLE]
        begin = max(0, (len(tokens) - _CANARY_SYLLABLES) // 2)
        taken = tokens[begin : begin + _CANARY_SYLLABLES]
        if taken and all(left.last + 1 == right.first for left, right in pairwise(taken)):
            return Phrase(Layer.SYLLABLE, tuple(token.text for token in taken))
    return None


def _finds(engine: Engine, id: str, phrase: Phrase) -> bool:
    query = Query(text="", understood="", match=AllOf((phrase,)))
    result = engine.search(query, offset=0, size=_CANARY_HITS, sort="relevance", facets=())
    listed = result.total > _CANARY_HITS or any(hit.id == id for hit in result.hits)
    return listed and bool(engine.spans(id, query)) and engine.report(id) is not None
