"""No query brings the search down, or keeps it. TIMBAOCAO_TEST_FULL=1: 20,000 of them.

How long they take on a collection: python -m tests.benchmarks.nasty --index DIR.
"""

from __future__ import annotations

import json

from indexer.model import SearchRequest
from indexer.search import SearchService
from indexer.settings import Settings
from indexer.wire import page_json
from tests.forked import FULL
from tests.nasty import queries

QUERIES = 20_000 if FULL else 600


def test_every_query_has_an_answer(service: SearchService) -> None:
    found = 0
    for number, text in enumerate(queries(QUERIES, seed=6)):
        page = service.search(SearchRequest(text))
        assert len(page.hits) <= page.request.size
        assert not page.partial or len(text) > 100, "what is short is answered whole"
        json.dumps(page_json(page))
        found += bool(page.hits)
        service.suggest(text)
        if page.hits and number % 10 == 0:
            view = service.view(page.hits[0].report.id, text)
            assert view.body_pieces.text == view.report.body
            assert view.marks <= Settings().max_marks
    assert QUERIES / 4 < found < QUERIES
