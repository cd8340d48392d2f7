"""Search pages over HTTP, from a real `serve`, beside its /healthz and beside a bare Flask route.

The pages are those of new queries, which no cache of answers helps; the same ones asked for again, which the
site has kept, are told apart.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlsplit

from tests.benchmarks.speed.collection import draw_phrases
from tests.benchmarks.speed.processes import PRODUCT, running
from tests.benchmarks.speed.table import Row

# Pages asked for in a run, and the fewest of them that have to show ten hits; requests beforehand.
_ASKED, _FEWEST, _WARMING, _HITS = 300, 50, 100, 10
_PAGE, _HEALTH = 6.0, 2.0


def measure(texts: Path, index: Path, size: int, runs: int) -> list[Row]:
    """Rows for an index that the product has made of the texts."""
    phrases = draw_phrases(texts, _WARMING + runs * _ASKED, longest=3)
    batches = [phrases[_WARMING + run :: runs] for run in range(runs)]
    serve = (*PRODUCT, "serve", "--port", "0", "--index", str(index))
    bare = (sys.executable, "-m", "tests.benchmarks.speed.bare")
    pages, kept, health, simple, counted = [], [], [], [], []
    with (
        running(serve) as site,
        running(bare) as other,
        closing(_connection(site)) as ours,
        closing(_connection(other)) as theirs,
    ):
        for phrase in phrases[:_WARMING]:
            _page(ours, phrase)
            _fetch(ours, "/healthz")
            _fetch(theirs, "/")
        for batch in batches:
            taken = [ms for phrase in batch if (ms := _page(ours, phrase)) is not None]
            if len(taken) < _FEWEST:
                raise SystemExit(
                    f"Only {len(taken)} of {len(batch)} queries have {_HITS} hits; give more texts."
                )
            counted.append(len(taken))
            pages.append(median(taken))
            kept.append(median(ms for phrase in batch if (ms := _page(ours, phrase)) is not None))
            health.append(_p50(lambda: _fetch(ours, "/healthz")[0], len(taken)))
            simple.append(_p50(lambda: _fetch(theirs, "/")[0], len(taken)))
    what = f"a search page over HTTP, p50, {_HITS} hits, snippets, facets and marks, {size:,} texts"
    what += f", {min(counted)} queries a run"
    return [
        Row(f"{what}, each new", "ms", pages, "`/healthz` of the same process", health, "at most", _PAGE),
        Row(f"{what}, asked again", "ms", kept, "`/healthz` of the same process", health, "at most", _PAGE),
        Row(
            f"`/healthz`, p50, {size:,} texts", "ms", health, "a bare Flask route", simple, "at most", _HEALTH
        ),
    ]


def _connection(address: str) -> HTTPConnection:
    parts = urlsplit(address)
    return HTTPConnection(parts.hostname or "", parts.port, timeout=60)


def _p50(request: Callable[[], float], count: int) -> float:
    return median(request() for _ in range(count))


def _fetch(connection: HTTPConnection, path: str) -> tuple[float, str]:
    """Milliseconds until the answer is there; the answer. Raises SystemExit for another status than 200."""
    began = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    taken = (time.perf_counter() - began) * 1e3
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}; nothing was measured.")
    return taken, body.decode()


def _page(connection: HTTPConnection, phrase: str) -> float | None:
    """Milliseconds for a page of ten hits; None where the query has fewer."""
    taken, body = _fetch(connection, f"/?q={quote(phrase)}")
    if body.count('<li class="hit">') != _HITS:
        return None
    if "<mark>" not in body:
        raise SystemExit(f"The page for {phrase!r} marks nothing; nothing was measured.")
    return taken
