"""A service with hand-made answers, so that these tests are about the site and nothing below it."""

from __future__ import annotations

from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.errors import IndexUnavailable, UnknownReport
from indexer.model import (
    Completion,
    Grade,
    Hit,
    Note,
    Overview,
    Page,
    Passage,
    Period,
    Pieces,
    Report,
    ReportView,
    SearchRequest,
    Similar,
    Suggestion,
)
from indexer.search import SearchService
from indexer.settings import Settings
from tests.webui.hostile import Says
from webui import create_app

YEAR = Period("year", 2012, None, "2012-01", "2012-12")
HOSTILE = "<script>alert(1)</script>"
REPORTS = {
    "an": Report(
        id="an", title="Nghệ An tổng kết năm 2012", body="Hội nghị tổng kết.\n\nHọp ở Vinh.",
        published="2012-12-18T09:30", event_date="2012-12-14", period=YEAR, province="Nghệ An",
        province_now="Nghệ An", kind="tổng kết", file="an.txt",
    ),
    "thư mục/bình": Report(
        id="thư mục/bình", title=HOSTILE, body=f"{HOSTILE}</mark>", published="2013-01-02",
        province="Thái Bình", province_now="Hưng Yên",
    ),
}  # fmt: skip
FACETS = {
    "province": {"Nghệ An": 1, "Hưng Yên": 1, "none": 1},
    "year": {"2013": 1, "2012": 1},
    "kind": {"tổng kết": 1, "khác": 1},
}


NOTES = {
    "nghe an": (
        Note("accents", "nghe an", "Nghệ An", "accents"),
        Note("shorthand", "NA", "Nghệ An", "shorthand"),
    ),
    "ngjhe an": (Note("corrected", "ngjhe an", "nghe an", "corrected"),),
}


class FakeService:
    """Finds both reports whatever is asked, but for a few words that stand for a state."""

    def __init__(self) -> None:
        self.asked: list[SearchRequest] = []
        self.available = True
        self.live = "g1"
        self.total, self.pages = 1, 1

    def search(self, request: SearchRequest) -> Page:
        self._check()
        self.asked.append(request)
        if request.text == "fault":
            raise RuntimeError("a secret of the machine")
        page = Page(request, request.text, (), 0, 0, 0, 1.25, (), FACETS, "g1")
        if request.text == "xyzzy":
            return page._replace(suggestion=Suggestion("xyz", "/?q=xyz"))
        if request.page > self.pages:
            return page._replace(total=self.total, pages=self.pages)
        return page._replace(
            understood="Nghệ An" if request.text == "nghe an" else request.text,
            notes=NOTES.get(request.text, ()),
            total=self.total,
            total_loose=1,
            pages=self.pages,
            hits=(_hit("an", Grade.BARE, more=4), _hit("thư mục/bình", Grade.EXACT, loose=True)),
        )

    def view(self, id: str, text: str = "", *, expand: bool = True, off: tuple[str, ...] = ()) -> ReportView:
        self._check()
        if id not in REPORTS:
            raise UnknownReport(f"There is no report with the id {id!r}; look for it with a search.")
        report = REPORTS[id]
        title = Pieces(report.title)
        if not text or id != "an":
            return ReportView(report, title, Pieces(report.body), (), 0)
        body = Pieces("Hội nghị tổng kết.\n\nHọp ở Vinh.", (0, 8, 9, 17))
        passages = (Passage(1, Pieces("Hội nghị ", (0, 8))), Passage(2, Pieces("tổng kết", (0, 8))))
        return ReportView(report, title, body, passages if expand and not off else (), 2)

    def similar(self, id: str) -> tuple[Similar, ...]:
        return (Similar(REPORTS["thư mục/bình"], 0.5),) if id == "an" else ()

    def original(self, id: str) -> bytes:
        if id != "an":
            raise UnknownReport(f"The file of {id!r} is gone or has changed; the report itself is here.")
        return "Hội nghị".encode()

    def suggest(self, text: str) -> tuple[Completion, ...]:
        self._check()
        if text == "fault":
            raise RuntimeError("a secret of the machine")
        return (Completion(f"{text} tổng kết", "phrase"), Completion("Nghệ An", "place")) if text else ()

    def generation(self) -> str:
        self._check()
        return self.live

    def overview(self) -> Overview:
        self._check()
        return Overview("g1", "2026-11-22T08:00:00+07:00", 1234, 2009, 2019, FACETS)

    def _check(self) -> None:
        if not self.available:
            raise IndexUnavailable("There is no index yet; make one with: timbaocao rebuild")


def _hit(id: str, grade: Grade, *, loose: bool = False, more: int = 0) -> Hit:
    report = REPORTS[id]
    title = Pieces(report.title, (0, len(report.title)) if loose else ())
    snippets = (Pieces("… Hội nghị <b> …", (2, 14)),)
    return Hit(report, title, snippets, 1.5, grade, loose, 5, more)


@pytest.fixture
def fake() -> FakeService:
    return FakeService()


@pytest.fixture
def says(fake: FakeService, monkeypatch: pytest.MonkeyPatch) -> Says:
    """Makes every report say some text, in its title, its facts and its body."""

    def answer(text: str) -> None:
        report = Report(text, text, text, province=text, publisher=text, byline=text)
        marked = Pieces(text, (0, len(text)))
        hit = Hit(report, marked, (marked,), 1.0, Grade.EXACT, False)

        def search(request: SearchRequest) -> Page:
            return Page(request, request.text, (), 1, 0, 1, 1.0, (hit,), {}, "g1")

        view = ReportView(report, marked, marked, (Passage(1, marked),), 1)
        monkeypatch.setattr(fake, "search", search)
        monkeypatch.setattr(fake, "view", lambda *_, **__: view)

    return answer


@pytest.fixture
def app(fake: FakeService) -> Flask:
    return create_app(cast(SearchService, fake), Settings())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
