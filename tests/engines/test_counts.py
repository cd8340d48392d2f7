"""How many reports match, and have which values: also where none of them is asked for."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path

import pytest

from indexer.engines.base import Engine
from indexer.engines.whoosh import WhooshFactory
from indexer.model import AllOf, AtLeast, Filter, Grade, Layer, Node, Query, Term
from tests.engines.collection import backwards, indexed
from tests.engines.oracle import OracleEngine


def test_reports_are_counted_where_none_is_asked_for(tmp_path: Path) -> None:
    reports = [indexed(f"r{number}", "hội nghị") for number in range(3)]
    WhooshFactory().build(tmp_path, reports)
    hoi, nghi = (Term(Layer.SYLLABLE, text, 1.0, Grade.EXACT) for text in ("hội", "nghị"))
    queries = [Query(text="", understood="", match=node) for node in (hoi, AtLeast(1, (nghi,)))]
    for engine in (OracleEngine(reports), WhooshFactory().open(tmp_path)):
        for query in queries * 20:  # compiled loops may take over after some
            result = engine.search(query, offset=0, size=0, sort="relevance", facets=())
            assert (result.total, result.hits) == (3, ())


@pytest.mark.parametrize("seed", range(3))
def test_values_that_few_or_most_or_all_reports_have_are_counted_alike(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    people = ("An", "Bình", "Cúc", "Dần", "none")
    reports = [
        indexed(
            f"r{number}",
            "hội nghị" + " tổng kết" * draw.choice((0, 1)) + " hiếm" * (number % 20 == 0),
            attributes={
                "year": (draw.choice(("none", "none", "none", "2012")),),
                "person": tuple(dict.fromkeys(("Bình", draw.choice(people))[draw.random() < 0.2 :])),
            },
        )
        for number in range(60)
    ]
    WhooshFactory().build(tmp_path, reports)
    engine, oracle = WhooshFactory().open(tmp_path), OracleEngine(reports)
    terms = (Term(Layer.SYLLABLE, text, 1.0, Grade.EXACT) for text in ("tổng", "hiếm", "không"))
    nodes: list[Node] = [AllOf(()), *terms]
    for filters in ((), (Filter("person", ("Bình",)),), (Filter("year", ("2012", "2013")),)):
        for query, most in product((Query("", "", node, filters=filters) for node in nodes), (None, 1, 2, 3)):
            assert _facets(engine, query, most) == _facets(oracle, query, most), (query, most)


def _facets(engine: Engine | OracleEngine, query: Query, most: int | None) -> list[list[tuple[str, int]]]:
    facets = ("year", "kind", "person")
    result = engine.search(
        query, offset=0, size=0, sort="newest", facets=facets, facet_size=most, collation=backwards
    )
    return [list(result.facets[facet].items()) for facet in facets]
