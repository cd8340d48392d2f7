"""Records -> IndexedReport: parsing and analysis of one report, here or in processes of their own."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import chain, islice

from indexer.errors import TimbaocaoError
from indexer.language.analyzer import Analyzer, date_terms
from indexer.model import Analysis, IndexedReport, Layer, RawReport, Skipped
from indexer.reports import attributes, parse_report, sort_date

__all__ = ["understood"]

_logger = logging.getLogger(__name__)
# Below this many reports, starting processes (each loads the word model) takes longer than it saves.
_WORTH_PROCESSES = 64
# Small, since an interrupted rebuild ends only when the chunks in hand are done.
_CHUNK_REPORTS, _CHUNK_CHARS = 32, 50_000


@cache
def _analyzer() -> Analyzer:
    return Analyzer()


def _understand(raw: RawReport) -> IndexedReport | Skipped:
    try:
        report = parse_report(raw)
        analyzer = _analyzer()
        body = analyzer.analyze(report.body)
        known = date_terms([report.published, report.event_date])
        layers = {**body.layers, Layer.CANONICAL: known + body.layers[Layer.CANONICAL]}
        return IndexedReport(
            report=report,
            title=analyzer.analyze(report.title),
            body=Analysis(body.offsets, layers),
            attributes=attributes(report),
            sort_date=sort_date(report),
        )
    except Exception as error:
        # One odd report never costs the others.
        _logger.info("%s was skipped: %s", raw.path, type(error).__name__, exc_info=True)
        return Skipped(raw.path, f"it could not be understood ({type(error).__name__}: {error})")


def _understand_chunk(chunk: list[RawReport | Skipped]) -> list[IndexedReport | Skipped]:
    return [item if isinstance(item, Skipped) else _understand(item) for item in chunk]


def understood(records: Iterator[RawReport | Skipped], jobs: int) -> Iterator[IndexedReport | Skipped]:
    """The records, parsed and analysed, in their order; `jobs` processes (0: one a core) where that pays.

    A report that cannot be understood becomes Skipped, whatever was raised.
    """
    jobs = jobs or _cores()
    head = list(islice(records, _WORTH_PROCESSES))
    if jobs > 1 and len(head) == _WORTH_PROCESSES:
        yield from _in_processes(_chunks(chain(head, records)), jobs)
    else:
        for record in chain(head, records):
            yield from _understand_chunk([record])


def _in_processes(
    chunks: Iterator[list[RawReport | Skipped]], jobs: int
) -> Iterator[IndexedReport | Skipped]:
    # spawn: a fork would copy the threads' locks of a server, and Windows and macOS have no other.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker)
    waiting: deque[Future[list[IndexedReport | Skipped]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_understand_chunk, chunk))
            if len(waiting) > 2 * jobs:  # the bound on what is held in memory
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise TimbaocaoError(
            "A process that reads reports was ended (too little memory?); run again with --jobs 1."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _chunks(records: Iterable[RawReport | Skipped]) -> Iterator[list[RawReport | Skipped]]:
    chunk: list[RawReport | Skipped] = []
    chars = 0
    for record in records:
        chunk.append(record)
        chars += len(record.text) if isinstance(record, RawReport) else 0
        if len(chunk) == _CHUNK_REPORTS or chars >= _CHUNK_CHARS:
            yield chunk
            chunk, chars = [], 0
    if chunk:
        yield chunk


def _start_worker() -> None:
    """A process leaves interrupts to its parent, and ends when that dies: it would wait for work for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
