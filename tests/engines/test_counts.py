"""How many reports match is also told where none of them is asked for."""

from __future__ import annotations

from pathlib import Path

from indexer.engines.whoosh import WhooshFactory
from indexer.model import AtLeast, Grade, Layer, Query, Term
from tests.engines.collection import indexed
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
