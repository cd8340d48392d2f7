"""Generated queries: the Whoosh engine answers as the oracle does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.engines.whoosh import WhooshFactory
from indexer.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Filter,
    Grade,
    IndexedReport,
    Layer,
    Node,
    Not,
    Phrase,
    Query,
    Sort,
    Term,
)
from tests.engines.collection import indexed, random_reports
from tests.engines.oracle import OracleEngine

FACETS = ("province", "year", "kind")
SORTS: tuple[Sort, ...] = ("relevance", "relevance", "newest", "oldest")


def a_term(draw: random.Random, report: IndexedReport) -> Term:
    layer = draw.choice(list(Layer))
    tokens = [*report.title.layers[layer], *report.body.layers[layer]]
    text = draw.choice(tokens).text if tokens else "không"
    return Term(layer, text, draw.choice((0.25, 0.5, 1.0)), draw.choice(list(Grade)))


def a_phrase(draw: random.Random, report: IndexedReport) -> Phrase:
    layer = draw.choice((Layer.SYLLABLE, Layer.BARE))
    row = [token.text for token in report.body.layers[layer]] or ["không"]
    first = draw.randrange(len(row))
    return Phrase(layer, tuple(row[first : first + draw.randint(1, 4)]), draw.choice(list(Grade)))


def a_node(draw: random.Random, reports: list[IndexedReport], depth: int) -> Node:
    report = draw.choice(reports)
    if depth == 0 or draw.random() < 0.3:
        return a_term(draw, report) if draw.random() < 0.8 else a_phrase(draw, report)
    children = tuple(a_node(draw, reports, depth - 1) for _ in range(draw.randint(1, 4)))
    kind = draw.randrange(6)
    if kind == 0:
        return AllOf(children[:2])
    if kind == 1:
        return AllOf((children[0], Not(children[-1])))
    if kind == 2:
        return AnyOf(children)
    if kind == 3:  # as most queries are
        children = tuple(an_exact_unit(draw, report) for _ in children)
    return AtLeast(draw.randint(1, len(children)), children)


def an_exact_unit(draw: random.Random, report: IndexedReport) -> Node:
    terms = tuple(a_term(draw, report)._replace(grade=Grade.EXACT) for _ in range(draw.randint(1, 3)))
    return AnyOf(terms) if draw.random() < 0.8 else terms[0]


def a_filter(draw: random.Random) -> Filter:
    return draw.choice(
        (
            Filter("province", ("Nghệ An",)),
            Filter("province_old", ("Huế", "none")),
            Filter("year", ("2012", "none")),
            Filter("year", low=2012),
            Filter("year", low=2011, high=2012),
        )
    )


@pytest.mark.parametrize("seed", range(6))
def test_whoosh_and_the_oracle_agree(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    reports = random_reports(30, seed)
    oracle = OracleEngine(reports)
    WhooshFactory().build(tmp_path, reports)
    engine = WhooshFactory().open(tmp_path)
    found = 0
    for number in range(25):
        query = Query(
            text="",
            understood="",
            match=a_node(draw, reports, 2),
            optional=tuple(a_term(draw, draw.choice(reports)) for _ in range(draw.randint(0, 3))),
            filters=tuple(a_filter(draw) for _ in range(draw.choice((0, 0, 1, 2)))),
            tiers=draw.random() < 0.5,
            minimum_first=draw.random() < 0.5,
        )
        sort = draw.choice(SORTS)
        most = (None, 1, 2, 3)[number % 4]
        expected = oracle.search(query, offset=0, size=50, sort=sort, facets=FACETS, facet_size=most)
        actual = engine.search(query, offset=0, size=50, sort=sort, facets=FACETS, facet_size=most)
        assert (actual.total, actual.total_loose, actual.facets) == (
            expected.total,
            expected.total_loose,
            expected.facets,
        ), query
        for facet in FACETS:
            assert list(actual.facets[facet]) == list(expected.facets[facet]), query
        assert [(hit.grade, hit.loose, round(hit.score, 4)) for hit in actual.hits] == [
            (hit.grade, hit.loose, round(hit.score, 4)) for hit in expected.hits
        ], query
        assert {hit.id for hit in actual.hits} == {hit.id for hit in expected.hits}, query
        ids = [hit.id for hit in expected.hits[:3]] + ["nobody"]
        assert engine.spans(ids, query) == oracle.spans(ids, query), query
        found += len(expected.hits)
    assert found > 100, "the generated queries must find something to compare"
    engine.close()


def test_phrases_of_long_reports_stand_where_the_oracle_says(tmp_path: Path) -> None:
    draw = random.Random(7)
    words = ("hội", "nghị", "tổng", "hiếm")
    reports = [
        indexed("dài", " ".join(draw.choices(words, (9, 9, 9, 1), k=3_000))),
        indexed("ngắn", "hội nghị"),
    ]
    WhooshFactory().build(tmp_path, reports)
    engine, oracle = WhooshFactory().open(tmp_path), OracleEngine(reports)
    for _ in range(40):
        phrase = Phrase(Layer.SYLLABLE, tuple(draw.choices(words, k=draw.randint(1, 4))))
        query = Query("", "", AnyOf((phrase, Term(Layer.BARE, "hiem"))))
        asked = engine.spans(["dài", "ngắn"], query)
        assert asked == oracle.spans(["dài", "ngắn"], query), phrase
        bounded = engine.spans(["dài", "ngắn"], query, 100)
        assert [len(spans) for spans in bounded.body] == [min(100, len(spans)) for spans in asked.body]
        assert all(set(some) <= set(every) for some, every in zip(bounded.body, asked.body, strict=True))
    engine.close()
