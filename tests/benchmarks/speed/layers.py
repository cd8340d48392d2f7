"""The product's own planned queries at `Engine.search`, beside stock Whoosh with the same layers.

Every query asks for ten hits and the counts of all facets, as the product does. Whoosh's index takes long
to build: it is kept in the cache. Its queries are those of ours translated, but scored by its own rule.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from statistics import mean, median

from indexer import kernels
from indexer.engines.base import Engine
from indexer.engines.whoosh import WhooshFactory
from indexer.facets import FACETS
from indexer.generations import Generations
from indexer.language.analyzer import Analyzer
from indexer.language.normalize import bare
from indexer.language.tokenize import offsets
from indexer.live import LiveIndex
from indexer.model import AllOf, EngineResult, Filter, Query
from indexer.query.plan import Planner
from tests.benchmarks.speed.collection import draw_phrases
from tests.benchmarks.speed.stock import StockLayers, stock_layers
from tests.benchmarks.speed.table import Row, judged

_EACH, _FASTER, _GROWING = 30, 30.0, 4.0
# A minimum match becomes every choice of so many units: of more units, Whoosh would have too many.
_MOST_SYLLABLES = 6
_EVERYTHING = Query("", "", AllOf(()))
Facets = tuple[str, ...]
Asked = tuple[Query, Facets]


def measure(texts: Mapping[int, Path], indexes: Mapping[int, Path], cache: Path, runs: int) -> list[Row]:
    """Rows for every size: `indexes` are those that the product has made of the texts."""
    kernels.prepare()  # as a server does
    rows: list[Row] = []
    for size, path in texts.items():
        with closing(_live(indexes[size])) as live, live.snapshot() as snapshot:
            planner = Planner(snapshot.engine, snapshot.lexicon, Analyzer())
            asked = _kinds(planner, snapshot.engine, _phrases(path))
            several = _several(snapshot.engine)
            directory = stock_layers(path, cache, several, FACETS, Analyzer().fingerprint)
            with closing(StockLayers(directory, several)) as stock:
                rows += judged(_rows(size, *_times(snapshot.engine, stock, asked, runs)), size, texts)
    if len(texts) > 1:
        rows.append(_growth(texts, indexes, runs))
    return rows


def _live(index: Path) -> LiveIndex:
    fingerprint = Analyzer().fingerprint
    return LiveIndex(Generations(index), WhooshFactory(), analyzer_fingerprint=fingerprint, watch_seconds=60)


def _phrases(path: Path) -> list[str]:
    drawn = draw_phrases(path, 4 * _EACH)
    return [phrase for phrase in drawn if len(offsets(phrase)) <= _MOST_SYLLABLES][:_EACH]


def _kinds(planner: Planner, engine: Engine, phrases: Sequence[str]) -> dict[str, list[Asked]]:
    """Planned queries of each kind, and the facets that they count."""
    filters = _filters(engine)

    def planned(
        typed: Callable[[str], str], facets: Facets = FACETS, *, filtered: bool = False
    ) -> list[Asked]:
        found = []
        for number, phrase in enumerate(phrases):
            chosen = [filters[number % len(filters)]] if filtered else []
            if query := planner.plan(typed(phrase), chosen):
                found.append((query, facets))
        return found

    return {
        "accented": planned(str),
        "accented, no facets": planned(str, ()),
        "without accents": planned(bare),
        "quoted phrase": planned(lambda phrase: f'"{phrase}"'),
        "with a filter": planned(str, filtered=True),
    }


def _filters(engine: Engine) -> list[Filter]:
    """The commonest known value of every facet."""
    result = engine.search(_EVERYTHING, offset=0, size=0, sort="newest", facets=FACETS)
    found = []
    for facet, counts in result.facets.items():
        known = Counter({value: count for value, count in counts.items() if value != "none"})
        found += [Filter(facet, (value,)) for value, _ in known.most_common(1)]
    return found


def _several(engine: Engine) -> list[str]:
    """Facets of which some report has more than one value."""
    result = engine.search(_EVERYTHING, offset=0, size=0, sort="newest", facets=FACETS)
    return [facet for facet, counts in result.facets.items() if sum(counts.values()) > result.total]


def _ours(engine: Engine, asked: Asked) -> EngineResult:
    query, facets = asked
    return engine.search(query, offset=0, size=10, sort="relevance", facets=facets)


Times = dict[str, list[list[float]]]  # kind -> for every run, milliseconds a query


def _times(
    engine: Engine, stock: StockLayers, kinds: Mapping[str, Sequence[Asked]], runs: int
) -> tuple[Times, Times]:
    """Warm, in turns. Raises SystemExit where the two do not find the same number of reports."""
    prepared = {kind: [stock.prepare(*one) for one in asked] for kind, asked in kinds.items()}
    for kind, asked in kinds.items():
        for one, other in zip(asked, prepared[kind], strict=True):
            stock.search(other)
            ours, theirs = _ours(engine, one).total, stock.count(other)
            if ours != theirs:
                raise SystemExit(f"{one[0].text!r}, {kind}: we find {ours} reports, stock Whoosh {theirs}.")
    mine: Times = defaultdict(list)
    others: Times = defaultdict(list)
    for _ in range(runs):
        for kind, asked in kinds.items():
            mine[kind].append([_ms(partial(_ours, engine, one)) for one in asked])
            others[kind].append([_ms(partial(stock.search, other)) for other in prepared[kind]])
    return mine, others


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def _rows(size: int, mine: Times, others: Times) -> list[Row]:
    """The median of every run; and the mean of the queries, each by its median over the runs."""
    against = "stock Whoosh with the same layers"
    rows = []
    for kind in mine:
        what = f"the product's own queries, {kind}, {{}}, {size:,} texts, {len(mine[kind][0])} queries, warm"
        p50s, means = [], []
        for times in (mine, others):
            p50s.append([median(run) for run in times[kind]])
            means.append([mean(median(of_query) for of_query in zip(*times[kind], strict=True))])
        for figure, (ours, theirs) in (("p50", p50s), ("mean", means)):
            rows.append(Row(what.format(figure), "ms", ours, against, theirs, "times faster", _FASTER))
    return rows


def _growth(texts: Mapping[int, Path], indexes: Mapping[int, Path], runs: int) -> Row:
    """The queries of the smallest collection, planned and asked over it and over the largest."""
    small, large = min(texts), max(texts)
    phrases = _phrases(texts[small])
    taken: dict[int, list[float]] = {small: [], large: []}
    with ExitStack() as stack:
        asked = {}
        for size in taken:
            live = stack.enter_context(closing(_live(indexes[size])))
            snapshot = stack.enter_context(live.snapshot())
            planner = Planner(snapshot.engine, snapshot.lexicon, Analyzer())
            kinds = _kinds(planner, snapshot.engine, phrases)
            asked[size] = snapshot.engine, [query for found in kinds.values() for query in found]
        for run in range(runs + 1):
            for size, (engine, queries) in asked.items():
                p50 = median(_ms(partial(_ours, engine, query)) for query in queries)
                taken[size] += [p50] if run else []  # the first warms
    what = f"the product's own queries, all kinds, p50, {large:,} texts, warm"
    return Row(what, "ms", taken[large], f"the same, {small:,} texts", taken[small], "at most", _GROWING)
