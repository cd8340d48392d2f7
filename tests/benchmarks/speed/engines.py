"""One field of ready tokens: how long writing takes, and the top 10 of one to four words.

Ours, stock Whoosh, tantivy, SQLite FTS5 and bm25s have the same tokens and the same queries, in one run.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import mean
from typing import TypeVar

import numpy as np

from tests.benchmarks.speed.collection import draw_queries, read_documents
from tests.benchmarks.speed.others import peers
from tests.benchmarks.speed.peers import CURE, Opened, Peer
from tests.benchmarks.speed.table import Row, judged

QUERIES, K = 400, 10
FIGURES = ("p50", "p95", "mean")
# What ours has to reach beside tantivy.
_WRITING, _SEARCHING, _GROWING = 2.0, {"ours, fast": 0.7, "ours, plain": 2.0}, 4.0
_CLOSE = 1e-3  # bm25s has single precision

Result = TypeVar("Result")
Runs = dict[str, dict[str, list[float]]]  # peer -> figure -> a value a run


def measure(documents: Mapping[int, Path], runs: int, queries: int = QUERIES) -> list[Row]:
    """Rows for every size; `documents`: a file of tokens for each (`write_documents`)."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as temporary:
        for size, path in documents.items():
            here = Path(temporary) / str(size)
            writing = _write(path, here, runs)
            rows += judged(_writing_rows(writing, size), size, documents)
            rooms = {name: here / name / str(len(seconds) - 1) for name, seconds in writing.items()}
            asked = draw_queries(read_documents(path), queries)
            figures = _in_process(_search, rooms, asked, _matching(asked, path), runs)
            rows += judged(_searching_rows(figures, size, len(asked)), size, documents)
        if len(documents) > 1:
            small, large = min(documents), max(documents)
            asked = draw_queries(read_documents(documents[small]), queries)
            ends = [Path(temporary) / str(size) for size in (small, large)]
            taken = _in_process(_grow, ends, asked, runs)
            rows += _growth_rows(taken, small, large)
    return rows


def _write(path: Path, directory: Path, runs: int) -> dict[str, list[float]]:
    """Seconds a run of every engine that is installed; the index of the last run stays."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for run in range(runs):
        for peer in peers():
            if peer.missing:
                if not run:
                    print(f"{peer.name} is left out: {peer.missing} is missing; {CURE}", file=sys.stderr)
            elif not (peer.once and run):
                documents = read_documents(path)
                room = directory / peer.name / str(run)
                room.mkdir(parents=True)
                gc.collect()
                began = time.perf_counter()
                peer.write(room, documents)
                seconds[peer.name].append(time.perf_counter() - began)
    return seconds


def _writing_rows(seconds: Mapping[str, Sequence[float]], size: int) -> Iterator[Row]:
    what = f"writing one field from ready tokens, {size:,} texts"
    # Both of ours write the same way, so that all their runs count.
    ours = [*seconds.get("ours, fast", ()), *seconds["ours, plain"]]
    for name, theirs in seconds.items():
        if name == "tantivy":
            yield Row(what, "s", ours, "tantivy, one thread", theirs, "at most", _WRITING)
        elif not name.startswith("ours"):
            yield Row(what, "s", ours, name, theirs)


def _in_process(work: Callable[..., Result], *arguments: object) -> Result:
    """Searches run in a new process, as those of a server do, not among what writing has left in memory."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _matching(queries: Sequence[Sequence[str]], path: Path) -> list[set[int]]:
    """The places of the documents that hold a token of each query."""
    wanted = {token for query in queries for token in query}
    holding: dict[str, set[int]] = defaultdict(set)
    for place, (_, tokens) in enumerate(read_documents(path)):
        for token in wanted.intersection(tokens):
            holding[token].add(place)
    return [set().union(*(holding[token] for token in query)) for query in queries]


def check(
    opened: Mapping[Peer, Opened], queries: Sequence[Sequence[str]], matching: Sequence[Set[int]]
) -> None:
    """Every engine gives as many hits as there are, and bm25s the scores and the order of ours.

    Raises AssertionError: a faster answer that is another one proves nothing.
    """
    for query, held in zip(queries, matching, strict=True):
        found = {}
        for peer, one in opened.items():
            found[peer.name] = hits = one.hits(one.search(one.prepare(query), K))
            assert len(hits) == min(K, len(held)), (peer.name, query, len(hits), len(held))
            assert all(place in held for place, _ in hits), (peer.name, query)
        for name, hits in found.items():
            if name.startswith(("ours", "bm25s")):
                same_order(found["ours, plain"], hits)


def same_order(left: Sequence[tuple[int, float]], right: Sequence[tuple[int, float]]) -> None:
    """Both have the same scores, and the same documents above the last score, up to a common factor."""
    if left:
        factor = left[0][1] / right[0][1]
        last = left[-1][1] * (1 + _CLOSE)
        scores = dict(left)
        for (_, score), (place, other) in zip(left, right, strict=True):
            assert math.isclose(score, other * factor, rel_tol=_CLOSE), (left, right)
            assert score <= last or math.isclose(scores[place], score, rel_tol=_CLOSE), (left, right)


def _search(
    rooms: Mapping[str, Path], queries: Sequence[Sequence[str]], matching: Sequence[Set[int]], runs: int
) -> Runs:
    """Milliseconds, warm: every query was asked before. Engines take turns, a whole pass each."""
    opened = {peer: peer.open(rooms[peer.name]) for peer in peers() if peer.name in rooms}
    check(opened, queries, matching)
    prepared = {peer: [one.prepare(query) for query in queries] for peer, one in opened.items()}
    for peer, one in opened.items():
        for query in prepared[peer]:
            one.search(query, K)
    figures: Runs = {peer.name: {figure: [] for figure in FIGURES} for peer in opened}
    for run in range(runs):
        for peer, one in opened.items():
            if not (peer.once and run):
                for figure, value in zip(FIGURES, _figures(one, prepared[peer]), strict=True):
                    figures[peer.name][figure].append(value)
    for one in opened.values():
        one.close()
    return figures


def _figures(one: Opened, prepared: Sequence[object]) -> tuple[float, float, float]:
    taken = []
    for query in prepared:
        began = time.perf_counter()
        one.search(query, K)
        taken.append((time.perf_counter() - began) * 1e3)
    return float(np.median(taken)), float(np.percentile(taken, 95)), mean(taken)


def _searching_rows(figures: Runs, size: int, queries: int) -> Iterator[Row]:
    for ours, limit in _SEARCHING.items():
        for name, theirs in figures.items() if ours in figures else ():
            for figure in FIGURES if not name.startswith("ours") else ():
                what = f"top {K} of 1-4 words, {figure}, {ours.removeprefix('ours, ')}, {size:,} texts"
                what += f", {queries} queries, warm"
                measured = figures[ours][figure]
                if name == "tantivy":
                    yield Row(what, "ms", measured, name, theirs[figure], "at most", limit)
                elif ours == "ours, fast" or "ours, fast" not in figures:
                    yield Row(what, "ms", measured, name, theirs[figure])


def _grow(
    ends: Sequence[Path], queries: Sequence[Sequence[str]], runs: int
) -> dict[str, list[tuple[float, ...]]]:
    """The p50 of every run of ours, over each of two collections."""
    found = {}
    for peer in peers():
        if peer.name in _SEARCHING and not peer.missing:
            opened = [peer.open(end / peer.name / str(runs - 1)) for end in ends]
            prepared = [opened[0].prepare(query) for query in queries]
            taken = [tuple(_figures(one, prepared)[0] for one in opened) for _ in range(runs + 1)]
            found[peer.name] = taken[1:]  # the first warms
            for one in opened:
                one.close()
    return found


def _growth_rows(taken: Mapping[str, Sequence[tuple[float, ...]]], small: int, large: int) -> Iterator[Row]:
    """The queries of the smaller collection, asked of both."""
    for name, pairs in taken.items():
        what = f"top {K} of 1-4 words, p50, {name.removeprefix('ours, ')}, {large:,} texts, warm"
        before, after = zip(*pairs, strict=True)
        yield Row(what, "ms", after, f"the same queries, {small:,} texts", before, "at most", _GROWING)
