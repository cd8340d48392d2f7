"""Is the search better than syllables alone, or is it luck? A paired bootstrap over a judged collection.

python -m tests.benchmarks.significance DIR        DIR: a BEIR folder, as for `timbaocao evaluate`
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from indexer.evaluate import DEPTH, settings_for
from indexer.judgments import read_judged
from indexer.language.analyzer import Analyzer
from indexer.model import AtLeast, Layer, Query, SearchRequest, Term
from indexer.search import SearchService
from indexer.settings import Settings
from tests.benchmarks.judged import indexed, ndcg

RESAMPLES = 10_000


def syllables_alone(text: str, analyzer: Analyzer) -> Query:
    """What a standard analyzer does: an OR of the syllables as they were typed, by BM25."""
    tokens = analyzer.analyze(text).layers[Layer.SYLLABLE]
    terms = tuple(Term(Layer.SYLLABLE, token.text) for token in tokens)
    return Query(text, text, AtLeast(1, terms), tiers=False, minimum_first=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directory", type=Path)
    options = parser.parse_args()
    judged = read_judged(options.directory)
    settings = settings_for(judged, Settings())
    analyzer = Analyzer()
    ours, plain = [], []
    with indexed(options.directory, settings) as live, live.snapshot() as snapshot:
        service = SearchService(live, settings)
        for id, scores in judged.scores.items():
            text = judged.queries[id]
            page = service.search(SearchRequest(text=text, size=DEPTH))
            result = snapshot.engine.search(
                syllables_alone(text, analyzer), offset=0, size=DEPTH, sort="relevance", facets=()
            )
            ours.append(ndcg(scores, [hit.report.id for hit in page.hits]))
            plain.append(ndcg(scores, [hit.id for hit in result.hits]))
    gains = np.array(ours) - np.array(plain)
    draw = np.random.default_rng(0)
    means = gains[draw.integers(0, len(gains), (RESAMPLES, len(gains)))].mean(axis=1)
    print(f"{len(gains):,} queries, nDCG@10: ours {np.mean(ours):.4f}, syllables alone {np.mean(plain):.4f}")
    low, high = np.quantile(means, (0.025, 0.975))
    print(f"gain {gains.mean():+.4f}, 95 % between {low:+.4f} and {high:+.4f}")
    print(f"p = {(means <= 0).mean():.4f} that there is none ({RESAMPLES:,} paired resamples)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
