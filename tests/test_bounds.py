"""What is asked is bounded, and what is left out for it is said."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from indexer.engines.whoosh import WhooshFactory
from indexer.errors import BadRequest
from indexer.live import LiveIndex
from indexer.model import AllOf, AtLeast, EngineResult, Layer, Node, Not, Phrase, Query, SearchRequest, Term
from indexer.search import SearchService
from indexer.settings import Settings
from indexer.wire import page_json
from tests.engines.collection import indexed
from tests.serving import opened, publish_texts
from webui import create_app

HOI, NGHI = Term(Layer.SYLLABLE, "hội"), Term(Layer.SYLLABLE, "nghị")
WORDS = " ".join(f"từ{number}" for number in range(100))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveIndex]:
    root = tmp_path_factory.mktemp("bounds")
    repeated = "hội nghị tổng kết, " * 5_000 + "họp tại Nghệ An. " + "hội nghị tổng kết, " * 5_000
    texts = {"lớn": f"Báo cáo lớn\n\n{repeated}\n", "dài": f"Báo cáo dài\n\n{WORDS}\n"}
    with opened(publish_texts(root / "index", root / "source", texts)) as index:
        yield index


def search(live: LiveIndex, text: str, **settings: float) -> object:
    page = SearchService(live, Settings(**settings)).search(SearchRequest(text))  # type: ignore[arg-type]
    return page.partial, [hit.report.id for hit in page.hits]


def test_a_phrase_is_searched_for_by_its_first_syllables(live: LiveIndex) -> None:
    long = " ".join(WORDS.split()[:40])
    assert search(live, f'"{long}"', max_phrase_units=50) == (False, ["dài"])
    assert search(live, f'"{long}"') == (True, ["dài"])
    assert search(live, f'"{long} khác"') == (True, ["dài"])
    assert search(live, f'"{long} khác"', max_phrase_units=50) == (False, [])
    # What only begins like an excluded phrase must not be lost.
    assert search(live, f'báo cáo dài -"{long} khác"') == (True, ["dài", "lớn"])


def test_units_and_alternatives_are_bounded(live: LiveIndex) -> None:
    assert search(live, WORDS, max_query_units=100) == (False, ["dài"])
    assert search(live, WORDS) == (True, ["dài"])
    alternatives = " OR ".join([*WORDS.split()[:70], "lớn"])
    assert search(live, alternatives, max_query_units=80)[1] == ["dài", "lớn"]  # type: ignore[index]
    assert search(live, alternatives) == (True, ["dài"])


def test_a_query_beyond_its_length_or_depth_is_refused(live: LiveIndex) -> None:
    service = SearchService(live, Settings())
    for request in (SearchRequest("a" * 1001), SearchRequest("a", page=10_000), SearchRequest("a", size=101)):
        with pytest.raises(BadRequest):
            service.search(request)


def test_a_query_over_its_time_says_so(live: LiveIndex) -> None:
    page = SearchService(live, Settings(query_seconds=1e-9)).search(SearchRequest("hội nghị"))
    assert page.partial
    assert (page.total, page.hits) == (0, ())
    assert list(page_json(page).items())[-1] == ("partial", True)
    answered = SearchService(live, Settings()).search(SearchRequest("hội nghị"))
    assert list(page_json(answered).items())[-1] == ("partial", False)


@pytest.mark.parametrize(
    ("match", "in_time"),
    [
        (AllOf((HOI, Not(NGHI))), ["a"]),
        (AllOf((HOI, Phrase(Layer.SYLLABLE, ("hội", "nghị")))), ["b"]),
        (AtLeast(2, (HOI, NGHI)), ["b", "a"]),
    ],
)
def test_what_time_leaves_is_never_a_wrong_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, match: Node, in_time: Sequence[str]
) -> None:
    WhooshFactory().build(tmp_path, [indexed("a", "hội sơ kết"), indexed("b", "hội nghị")])
    engine = WhooshFactory().open(tmp_path)

    def ask(steps: int) -> EngineResult:
        """The clock passes the deadline when it has been looked at so often."""
        ticks = iter(range(1_000))
        monkeypatch.setattr(time, "monotonic", lambda: next(ticks))
        return engine.search(
            Query("", "", match), offset=0, size=9, sort="relevance", facets=("kind",), deadline=steps
        )

    results = [ask(steps) for steps in range(9)]
    assert [hit.id for hit in results[-1].hits] == in_time
    assert (results[0].partial, results[-1].partial) == (True, False)
    right = {hit.id for hit in results[-1].hits if not hit.loose}
    for result in results:
        assert {hit.id for hit in result.hits if not hit.loose} <= right
        assert {hit.id for hit in result.hits} <= set(in_time)
    engine.close()


def test_a_report_of_one_phrase_is_marked_in_part_and_the_rare_word_stays_marked(live: LiveIndex) -> None:
    service = SearchService(live, Settings())
    (hit,) = [hit for hit in service.search(SearchRequest("hội nghị Nghệ An")).hits if hit.report.id == "lớn"]
    assert 0 < hit.matches <= 500
    marked = [piece.text for piece in service.view("lớn", "hội nghị Nghệ An").body_pieces if piece.matched]
    assert "Nghệ An" in marked
    assert "hội nghị" in marked
    view = service.view("lớn", '"hội nghị tổng kết"')
    assert (view.marks, view.more) == (Settings().max_marks, True)
    assert view.body_pieces.text == view.report.body
    assert not service.view("lớn", "Nghệ An").more
    exactly = SearchService(live, Settings(max_marks=10_000)).view("lớn", '"hội nghị tổng kết"')
    assert (exactly.marks, exactly.more) == (10_000, False)


def test_the_site_says_what_was_left_out(live: LiveIndex) -> None:
    def page(path: str, **settings: float) -> str:
        chosen = Settings(**settings)  # type: ignore[arg-type]
        return create_app(SearchService(live, chosen), chosen).test_client().get(path).text

    partial, marked = "đây mới là một phần kết quả", "chỉ một phần được đánh dấu"
    assert partial in page(f"/?q={WORDS}")
    assert partial in page("/?q=hội nghị", query_seconds=1e-9)
    assert partial not in page("/?q=hội nghị")
    assert marked in page("/reports/lớn?q=hội nghị", max_marks=5)
    assert marked not in page("/reports/dài?q=báo cáo")
