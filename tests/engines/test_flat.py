"""A flat query has a path of its own: by compiled loops and by NumPy alone it answers as the general one."""

from __future__ import annotations

import random
from importlib.util import find_spec
from pathlib import Path

import pytest

from indexer import kernels
from indexer.engines.whoosh import WhooshFactory
from indexer.model import AnyOf, AtLeast, Layer, Query, Term
from tests.engines.collection import random_reports

QUERIES = 300
RARE = 40  # words that few reports hold, so that there are short lists too


@pytest.mark.parametrize("fast", [False, True], ids=["plain", "fast"])
def test_flat_queries_are_answered_as_all_others(fast: bool, tmp_path: Path) -> None:
    if fast and find_spec("numba") is None:
        pytest.skip('numba is not installed: pip install -e ".[fast]"')
    draw = random.Random(7)
    WhooshFactory().build(tmp_path, random_reports(400, 7))
    engine = WhooshFactory().open(tmp_path)
    later = engine._kernels
    later._left, later.loaded = -1, kernels.load() if fast else None
    held = [text for text, _ in engine.terms(Layer.SYLLABLE)]
    pairs = [text for text, count in engine.terms(Layer.PAIR) if count < 5][:RARE]
    assert len(pairs) == RARE
    found = 0
    for _ in range(QUERIES):
        terms = tuple(
            Term(Layer.PAIR, draw.choice(pairs), draw.choice((0.5, 1.0)))
            if draw.random() < 0.5
            else Term(Layer.SYLLABLE, draw.choice([*held, "không đâu có"]), draw.choice((1.0, 2.0)))
            for _ in range(draw.randint(1, 4))
        )
        match = AtLeast(1, terms) if draw.random() < 0.5 else AnyOf(terms)
        query = Query("", "", match, tiers=False, minimum_first=False)
        offset, size = draw.choice(((0, 10), (0, 1), (3, 5), (0, 400)))
        flat = engine.search(query, offset=offset, size=size, sort="relevance", facets=())
        general = engine.search(query, offset=offset, size=size, sort="relevance", facets=("year",))
        assert flat.total == general.total, query
        assert [hit.score for hit in flat.hits] == pytest.approx(
            [hit.score for hit in general.hits], rel=1e-5
        )
        assert [(hit.grade, hit.loose) for hit in flat.hits] == [(h.grade, h.loose) for h in general.hits]
        by_id = {hit.id: hit.score for hit in general.hits}
        last = general.hits[-1].score if general.hits else 0.0
        for hit in flat.hits:  # equal scores at the end of the page may be rounded otherwise
            assert hit.id in by_id or hit.score == pytest.approx(last, rel=1e-5), query
        found += bool(flat.hits)
    assert found > QUERIES / 2, "queries that find nothing prove nothing"
    engine.close()
