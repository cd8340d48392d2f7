"""Records -> parts of an index, here or in processes of their own."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from itertools import chain, count, islice
from pathlib import Path

from indexer.engines.base import EngineFactory
from indexer.language.analyzer import forget
from indexer.memory import give_back
from indexer.model import IndexedReport, Layer, Phrase, RawReport, Skipped
from indexer.processes import Tally, helpers
from indexer.understand import understand_all

# Below this many reports, starting processes takes longer than it saves.
_WORTH_PROCESSES = 64
# What a part holds at most: larger ones are merged faster, and hold more memory in each process.
_PART_REPORTS, _PART_CHARS = 4_000, 600_000
_CANARY_SYLLABLES = 8
# What is remembered of words only grows and holds no cycles: looking through it often costs a tenth.
_COLLECTING = 200_000, 50, 100
_TELL_SECONDS = 0.2


@dataclass(slots=True)
class Part:
    """A part that was written, or nothing but what was skipped. Canaries are phrases by which to find it."""

    path: Path
    ids: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    canaries: list[tuple[str, Phrase]] = field(default_factory=list)


def write_parts(
    records: Iterator[RawReport],
    directory: Path,
    factory: EngineFactory,
    jobs: int,
    progress: Callable[[int], None],
) -> Iterator[Part]:
    """The records, analysed and written; by `jobs` processes where that pays.

    Parts come in the order of their records; `progress` is told how many reports are done.
    """
    head = list(islice(records, _WORTH_PROCESSES))
    chunks = _chunks(chain(head, records))
    tasks = (_Task(factory, directory / f"{number:06}", chunk) for number, chunk in enumerate(chunks))
    collecting = gc.get_threshold()
    gc.set_threshold(*_COLLECTING)
    try:
        if jobs > 1 and len(head) == _WORTH_PROCESSES:
            yield from _in_processes(tasks, jobs, progress)
        else:
            done = count(1)
            for task in tasks:
                yield task.run(lambda: progress(next(done)))
    finally:
        gc.set_threshold(*collecting)
        forget()
        give_back()


@dataclass(frozen=True, slots=True)
class _Task:
    factory: EngineFactory
    path: Path
    records: list[RawReport]

    def run(self, tell: Callable[[], None]) -> Part:
        part = Part(self.path)
        self.factory.write_part(self.path, self._reports(part, tell))
        give_back()
        return part

    def run_in_worker(self) -> Part:
        return self.run(_tell_parent)

    def _reports(self, part: Part, tell: Callable[[], None]) -> Iterator[IndexedReport]:
        for raw, report in zip(self.records, understand_all(self.records), strict=True):
            tell()
            if isinstance(report, Skipped):
                part.skipped.append(report)
                continue
            part.ids.append(raw.id)
            # Every power of two: a few of a small part, a few more of a large one.
            done = len(part.ids)
            if done & (done - 1) == 0 and (phrase := _own_phrase(report)):
                part.canaries.append((raw.id, phrase))
            yield report


def _own_phrase(report: IndexedReport) -> Phrase | None:
    """A few neighbouring syllables out of the middle of a report."""
    for analysis in (report.body, report.title):
        texts = analysis.layers[Layer.SYLLABLE].texts
        begin = max(0, (len(texts) - _CANARY_SYLLABLES) // 2)
        if taken := texts[begin : begin + _CANARY_SYLLABLES]:
            return Phrase(Layer.SYLLABLE, tuple(taken))
    return None


def _in_processes(tasks: Iterator[_Task], jobs: int, progress: Callable[[int], None]) -> Iterator[Part]:
    """Parts by so many processes, of which this is one: each gets another task when it has done its last."""
    others, own = Tally(), 0  # reports that are done
    parts: deque[Future[Part]] = deque()  # in the order of their records
    running: list[Future[Part]] = []

    def hand_out() -> None:
        running[:] = [part for part in running if not part.done()]
        while len(running) < jobs - 1 and (task := next(tasks, None)):
            running.append(pool.submit(task.run_in_worker))
            parts.append(running[-1])

    def tell() -> None:
        nonlocal own
        own += 1
        hand_out()
        progress(own + others.value)

    with helpers(jobs - 1, _start_worker, others) as pool:
        hand_out()
        for task in tasks:
            part: Future[Part] = Future()
            parts.append(part)
            part.set_result(task.run(tell))
            while parts and parts[0].done():
                yield parts.popleft().result()
        while parts:
            while wait([parts[0]], _TELL_SECONDS).not_done:
                progress(own + others.value)
            yield parts.popleft().result()


def _chunks(records: Iterable[RawReport]) -> Iterator[list[RawReport]]:
    chunk: list[RawReport] = []
    chars = 0
    for record in records:
        chunk.append(record)
        chars += len(record.text)
        if len(chunk) == _PART_REPORTS or chars >= _PART_CHARS:
            yield chunk
            chunk, chars = [], 0
    if chunk:
        yield chunk


def _start_worker(done: Tally) -> None:
    global _done
    _done = done
    gc.set_threshold(*_COLLECTING)


_done: Tally | None = None


def _tell_parent() -> None:
    assert _done is not None, "only a process that _start_worker has begun tells"
    _done.add()
