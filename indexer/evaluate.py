"""How good the search is: judged queries through the search service -> nDCG, reciprocal rank, recall.

The metrics are those of trec_eval, by `ir_measures`; a query that finds nothing counts as 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.errors import BadRequest, UnknownReport
from indexer.judgments import Judged
from indexer.model import SearchRequest
from indexer.search import SearchService
from indexer.settings import Settings
from indexer.transforms import Transform, transformed

DEPTH = 10
_PATIENCE = 3_600.0  # seconds: a figure must not depend on how busy a machine is


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Means over `queries` queries, each of the first ten hits."""

    queries: int
    ndcg: float
    mrr: float
    recall: float
    transform: Transform

    def document(self) -> dict[str, object]:
        """The values under the names they are published by."""
        return {
            "queries": self.queries,
            f"ndcg@{DEPTH}": self.ndcg,
            f"mrr@{DEPTH}": self.mrr,
            f"recall@{DEPTH}": self.recall,
            "transform": self.transform,
        }


def evaluate(
    service: SearchService,
    judged: Judged,
    transform: Transform = "none",
    *,
    progress: Callable[[int, float], None] | None = None,
) -> Evaluation:
    """Searches for every judged query, typed as `transform` says. Raises BadRequest without ir_measures.

    `progress` is told how many queries are done, and what share of all.
    """
    check_installed()
    run: dict[str, dict[str, float]] = {}
    for done, (id, text) in enumerate(judged.queries.items(), 1):
        page = service.search(SearchRequest(text=transformed(text, transform), size=DEPTH))
        # Ranks, not scores: hits are sorted by more than the score.
        run[id] = {hit.report.id: -float(rank) for rank, hit in enumerate(page.hits)}
        if progress:
            progress(done, done / len(judged.queries))
    ndcg, mrr, recall = _means(judged, run)
    return Evaluation(len(run), ndcg, mrr, recall, transform)


def settings_for(judged: Judged, settings: Settings) -> Settings:
    """The settings of the site, but for limits that a judged query or its ten hits might meet."""
    longest = max(len(text) for text in judged.queries.values())
    # A letter is typed with three keys at most.
    return replace(
        settings,
        max_query_chars=max(settings.max_query_chars, 3 * longest + 1),
        max_page_size=max(settings.max_page_size, DEPTH),
        query_seconds=max(settings.query_seconds, _PATIENCE),
    )


def check_indexed(judged: Judged, service: SearchService) -> None:
    """Raises BadRequest where the index lacks a report that was judged: it is one of another collection."""
    for id, where in judged.places.items():
        try:
            service.view(id)
        except UnknownReport:
            raise BadRequest(
                f"{where}: the index has no report {id!r}; index this collection, or leave out --index."
            ) from None


def cache_directory(corpus: Path, settings: Settings) -> Path:
    """Where the index of a corpus is kept for the next time: beside the live one, named by its content."""
    with corpus.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Path(f"{settings.index}_cache") / digest[:16]


def check_installed() -> None:
    try:
        import ir_measures  # noqa: F401 - an extra, so its absence is told before any work is done
    except ImportError as error:
        raise BadRequest('evaluate needs ir_measures; run: pip install "timbaocao[evaluate]"') from error


def _means(judged: Judged, run: dict[str, dict[str, float]]) -> tuple[float, float, float]:
    import ir_measures

    measures = (ir_measures.nDCG @ DEPTH, ir_measures.RR @ DEPTH, ir_measures.R @ DEPTH)
    means = ir_measures.calc_aggregate(measures, judged.scores, run)
    ndcg, mrr, recall = (float(means[measure]) for measure in measures)
    return ndcg, mrr, recall
