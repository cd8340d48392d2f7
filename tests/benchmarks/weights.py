"""Are the weights of the layers right, or fitted to the set? Cross-validation by article.

python -m tests.benchmarks.weights DIR [--transform bare]      DIR: a BEIR folder

For each fold the weights that do best on the other folds answer its queries: no query is judged by weights
that saw it or its article. What the code ships are the medians of the folds' choices; where it does better
than the folds' own choice by more than luck, it has been fitted. An article is what has the same title.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines import scoring
from indexer.engines.base import Engine
from indexer.evaluate import DEPTH, settings_for
from indexer.judgments import Judged, corpus_file, read_judged
from indexer.language.analyzer import Analyzer
from indexer.live import Snapshot
from indexer.query import units
from indexer.query.plan import Limits, Planner
from indexer.settings import Settings
from indexer.sources.packed import open_packed
from indexer.transforms import Transform, transformed
from tests.benchmarks.judged import indexed, ndcg

FOLDS = 5
TITLE = "title"
# What is tried: names of constants in indexer.query.units, and the weight of a title.
GRIDS: Mapping[Transform, Mapping[str, Sequence[float]]] = {
    "none": {
        "PAIR_WEIGHT": (0.2, 0.35, 0.5),
        "WORD_WEIGHT": (0.0, 0.25, 0.5),
        TITLE: (0.5, 0.7, 1.0),
    },
    "bare": {
        "BARE_PAIR_WEIGHT": (0.35, 0.5),
        "SAME_WEIGHT": (0.5, 0.7),
        "MEANT_WEIGHT": (0.1, 0.25, 0.5),
        "MEANT_PAIR_WEIGHT": (0.1, 0.2, 0.3),
    },
}
Row = NDArray[np.float64]


def articles(directory: Path, judged: Judged) -> NDArray[np.str_]:
    """The article of each judged query: the title of its first relevant report."""
    with open_packed(corpus_file(directory)) as stream:
        titles = {str(record["_id"]): str(record["title"]) for record in map(json.loads, stream)}
    return np.array([titles[max(scores, key=scores.__getitem__)] for scores in judged.scores.values()])


def folds(article: NDArray[np.str_]) -> NDArray[np.intp]:
    """The fold of each query: articles are dealt out, in an order that a fixed seed shuffles."""
    names = np.random.default_rng(1).permutation(np.unique(article))
    dealt = {name: at % FOLDS for at, name in enumerate(names.tolist())}
    return np.array([dealt[name] for name in article.tolist()], np.intp)


def use(weights: Mapping[str, float]) -> None:
    for name, weight in weights.items():
        if name == TITLE:
            scoring.FIELD_WEIGHTS["title"] = weight
        else:
            setattr(units, name, weight)


def in_use(names: Sequence[str]) -> dict[str, float]:
    return {name: scoring.FIELD_WEIGHTS["title"] if name == TITLE else getattr(units, name) for name in names}


def judge(engine: Engine, planner: Planner, judged: Judged, transform: Transform) -> Row:
    """nDCG@10 of every judged query with the weights that are in use."""
    row = []
    for id, scores in judged.scores.items():
        query = planner.plan(transformed(judged.queries[id], transform))
        hits = engine.search(query, offset=0, size=DEPTH, sort="relevance", facets=()).hits if query else ()
        row.append(ndcg(scores, [hit.id for hit in hits]))
    return np.array(row)


def planner(snapshot: Snapshot, settings: Settings) -> Planner:
    limits = Limits(settings.max_query_units, settings.max_expansions)
    return Planner(snapshot.engine, snapshot.lexicon, Analyzer(), limits)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--transform", choices=sorted(GRIDS), default="none")
    options = parser.parse_args()
    judged = read_judged(options.directory)
    settings = settings_for(judged, Settings())
    grid = GRIDS[options.transform]
    candidates = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    shipped = in_use(list(grid))
    with indexed(options.directory, settings) as live, live.snapshot() as snapshot:
        plans = planner(snapshot, settings)
        rows = []
        for candidate in [shipped, *candidates]:
            use(candidate)
            rows.append(judge(snapshot.engine, plans, judged, options.transform))
    fold = folds(articles(options.directory, judged))
    left_out = np.empty(len(fold))
    choices = []
    for at in range(FOLDS):
        training = fold != at
        best = max(range(len(candidates)), key=lambda choice: rows[choice + 1][training].mean())
        left_out[~training] = rows[best + 1][~training]
        choices.append(candidates[best])
        chosen = ", ".join(f"{name} {weight}" for name, weight in candidates[best].items())
        print(f"fold {at + 1}: {chosen}: {rows[best + 1][~training].mean():.4f} on what was left out")
    medians = {name: float(np.median([choice[name] for choice in choices])) for name in grid}
    print(f"medians: {', '.join(f'{name} {weight}' for name, weight in medians.items())}")
    gains = rows[0] - left_out
    error = gains.std(ddof=1) / np.sqrt(len(gains))
    print(f"nDCG@10 of {len(fold):,} queries, by weights that never saw the article: {left_out.mean():.4f}")
    print(f"as shipped ({', '.join(f'{n} {w}' for n, w in shipped.items())}): {rows[0].mean():.4f}")
    print(f"difference {gains.mean():+.4f}, standard error {error:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
