"""An index of a judged collection, for the benchmarks that judge; and nDCG of one query."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from indexer.build import rebuild
from indexer.engines.whoosh import WhooshFactory
from indexer.evaluate import DEPTH
from indexer.generations import Generations
from indexer.judgments import corpus_file
from indexer.language.analyzer import Analyzer
from indexer.live import LiveIndex
from indexer.settings import Settings


@contextmanager
def indexed(directory: Path, settings: Settings) -> Iterator[LiveIndex]:
    """The corpus of a BEIR folder, indexed by the product in a directory that is thrown away."""
    with tempfile.TemporaryDirectory() as temporary:
        generations = Generations(Path(temporary) / "index")
        rebuild([corpus_file(directory)], generations, WhooshFactory(), settings)
        fingerprint = Analyzer().fingerprint
        live = LiveIndex(generations, WhooshFactory(), analyzer_fingerprint=fingerprint, watch_seconds=60)
        with closing(live):
            yield live


def ndcg(scores: Mapping[str, int], found: Sequence[str]) -> float:
    """nDCG@10 with linear gains, as ir_measures has it.

    >>> round(ndcg({"a": 1}, ["b", "a"]), 4)
    0.6309
    """
    gained = sum(scores.get(report, 0) / math.log2(place + 2) for place, report in enumerate(found[:DEPTH]))
    best = sorted(scores.values(), reverse=True)[:DEPTH]
    return gained / sum(score / math.log2(place + 2) for place, score in enumerate(best))
