"""One index, three ways to read it: our executor, Whoosh's searcher, and the oracle that holds no index."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from indexer.engines.whoosh import WhooshFactory
from indexer.model import AllOf, AnyOf, AtLeast, EngineResult, IndexedReport, Node, Not, Query, Term
from tests.engines.collection import random_reports
from tests.engines.oracle import OracleEngine
from tests.engines.test_differential import FACETS, a_phrase, a_term
from tests.engines.whoosh_peer import WhooshPeer

# More by the environment: TIMBAOCAO_TEST_QUERIES=20000.
QUERIES = int(os.environ.get("TIMBAOCAO_TEST_QUERIES", "1000"))


def a_part(draw: random.Random, reports: list[IndexedReport], depth: int) -> Node:
    """A node that a report matches wholly or not at all: the only kind that Whoosh knows."""
    report = draw.choice(reports)
    if depth == 0 or draw.random() < 0.4:
        return a_term(draw, report) if draw.random() < 0.75 else a_phrase(draw, report)
    children = tuple(a_part(draw, reports, depth - 1) for _ in range(draw.randint(1, 4)))
    kind = draw.randrange(3)
    if kind == 0:
        return AllOf(children[:3])
    return AllOf((children[0], Not(children[-1]))) if kind == 1 else AnyOf(children)


def a_query(draw: random.Random, reports: list[IndexedReport]) -> Query:
    parts = tuple(a_part(draw, reports, 2) for _ in range(draw.randint(1, 4)))
    match = AtLeast(draw.randint(1, len(parts)), parts) if draw.random() < 0.5 else AnyOf(parts)
    optional: tuple[Term, ...] = tuple(
        a_term(draw, draw.choice(reports)) for _ in range(draw.choice((0, 0, 2)))
    )
    return Query("", "", match, optional, tiers=False)


def strict(result: EngineResult) -> dict[str, float]:
    return {hit.id: hit.score for hit in result.hits if not hit.loose}


def grouped(scores: dict[str, float]) -> list[set[str]]:
    """The ids by falling score, those of (nearly) equal scores together."""
    groups: list[set[str]] = []
    last = float("inf")
    for id, score in sorted(scores.items(), key=lambda item: -item[1]):
        if groups and last - score <= 1e-4 * max(last, 1e-9):
            groups[-1].add(id)
        else:
            groups.append({id})
        last = score
    return groups


def goes_through(scores: dict[str, float], groups: list[set[str]]) -> bool:
    """Whether the ids come by falling score one group after the other, within a group in any order.

    Groups of their own would differ where scores lie just so far apart as makes a group.
    """
    place = {id: at for at, group in enumerate(groups) for id in group}
    row = [place[id] for id in sorted(scores, key=lambda id: -scores[id])]
    return row == sorted(row)


@pytest.mark.parametrize("seed", range(3))
def test_all_three_find_the_same_with_the_same_scores_in_the_same_order(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    reports = random_reports(80, seed)
    numbers = {number: report.report.id for number, report in enumerate(reports)}
    attributes = {report.report.id: report.attributes for report in reports}
    WhooshFactory().build(tmp_path, reports)
    engine, oracle, whoosh = WhooshFactory().open(tmp_path), OracleEngine(reports), WhooshPeer(tmp_path)
    several = 0
    for _ in range(QUERIES):
        query = a_query(draw, reports)
        asked = {"offset": 0, "size": len(reports), "sort": "relevance", "facets": FACETS}
        ours, theirs = engine.search(query, **asked), oracle.search(query, **asked)  # type: ignore[arg-type]
        peer = {
            numbers[number]: score for number, score in whoosh.scores(query.match, query.optional).items()
        }
        assert strict(ours).keys() == strict(theirs).keys() == peer.keys(), query
        assert strict(ours) == pytest.approx(strict(theirs), rel=1e-4), query
        assert strict(ours) == pytest.approx(peer, rel=1e-4), query
        groups = grouped(strict(theirs))
        assert goes_through(strict(ours), groups), query
        assert goes_through(peer, groups), query
        for facet in FACETS:
            counts = Counter(value for id in peer for value in attributes[id][facet])
            assert ours.facets[facet] == theirs.facets[facet] == counts, query
        several += len(peer) > 1
    assert several > QUERIES / 4, "queries that find nothing prove nothing"
    whoosh.close()
    engine.close()
