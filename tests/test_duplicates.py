"""One release on several portals is one result; reports that only look alike are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.build import rebuild
from indexer.engines.whoosh import WhooshFactory
from indexer.errors import UnknownReport
from indexer.generations import Generations
from indexer.language.analyzer import Analyzer
from indexer.live import LiveIndex
from indexer.model import Page, SameReport, SearchRequest
from indexer.search import SearchService
from indexer.settings import Settings
from indexer.wire import page_json

TEXT = (
    "Sáng ngày 10/01/2013, Sở Thông tin và Truyền thông tỉnh Lào Cai tổ chức hội nghị tổng kết công "
    "tác năm 2012. Toàn tỉnh có 412 trạm thu phát sóng, cáp quang đã tới trung tâm các huyện; đài "
    "truyền thanh của 96 xã được nâng cấp trước mùa mưa. Các đại biểu thảo luận việc quản lý thuê bao "
    "di động trả trước, đại lý Internet gần trường học và dịch vụ công trực tuyến. Sở phấn đấu hoàn "
    "thành cổng thông tin điện tử của tỉnh trong năm tới, mở thêm lớp tin học cho cán bộ xã vùng cao "
    "và kiểm tra chất lượng bản tin tiếng Mông trên sóng phát thanh."
)
OTHER = (
    "Ngày 12/01/2013, Sở Thông tin và Truyền thông Yên Bái tổng kết công tác năm 2012. Đài truyền "
    "thanh của các xã được nâng cấp; đại lý Internet gần trường học được kiểm tra, dịch vụ công trực "
    "tuyến còn ít người dùng."
)
AWAY = "Ngày 20/03/2011, Sở Công Thương khai mạc hội chợ hàng tiêu dùng, bán nông sản và vật liệu xây dựng."
TITLE = "Sở TT&TT Lào Cai tổng kết công tác năm 2012"
PAGES = {
    "a": f"{TITLE}\n\nThứ sáu, 11/01/2013 14:45\n\n{TEXT}\n",
    "b": f"Lào Cai: Tổng kết công tác thông tin và truyền thông\n\n12/01/2013 08:00\n\n(ICTPress) - {TEXT}\n",
    "c": f"{TITLE}\n\n{TEXT.replace('412', '413')}\n\nThu Hà\n",
    "held another day": f"{TITLE}\n\n{TEXT.replace('10/01/2013', '10/01/2014')}\n",
    "named otherwise": f"{TITLE.replace('2012', '2011')}\n\n{TEXT.replace(' năm 2012', '')}\n",
    "other": f"Sở TT&TT Yên Bái tổng kết năm 2012\n\n{OTHER}\n",
    "away": f"Hội chợ hàng tiêu dùng\n\n{AWAY}\n",
}
Make = Callable[[dict[str, str]], SearchService]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    generations = Generations(tmp_path / "index")
    opened: list[LiveIndex] = []

    def service(pages: dict[str, str]) -> SearchService:
        sources = tmp_path / "pages"
        sources.mkdir(exist_ok=True)
        for name, text in pages.items():
            (sources / f"{name}.txt").write_text(text, encoding="utf-8")
        rebuild([sources], generations, WhooshFactory(), Settings(jobs=1))
        opened.append(
            LiveIndex(
                generations,
                WhooshFactory(),
                analyzer_fingerprint=Analyzer().fingerprint,
                watch_seconds=1.0,
            )
        )
        return SearchService(opened[-1], Settings())

    yield service
    for live in opened:
        live.close()


def groups(page: Page) -> list[set[str]]:
    return [{hit.report.id, *(copy.id for copy in hit.same)} for hit in page.hits]


def test_copies_fold_under_the_best_and_are_counted(make: Make) -> None:
    page = make(PAGES).search(SearchRequest("tổng kết lào cai", fold=True))
    assert {"a", "b", "c"} in groups(page)
    assert {"held another day"} in groups(page)
    assert {"named otherwise"} in groups(page)
    assert page.total == 5
    (folded,) = (hit for hit in page.hits if hit.same)
    ids = [hit.report.id for hit in page.hits]
    assert len(ids) == len(set(ids))
    documents = page_json(page)["hits"]
    (document,) = (document for document in documents if document["same"])
    assert list(document)[-1] == "same"
    assert [set(copy) for copy in document["same"]] == [{"id", "title", "url", "publisher", "published"}] * 2
    assert folded.report.id == document["id"]


def test_a_program_is_given_every_copy(make: Make) -> None:
    page = make(PAGES).search(SearchRequest("tổng kết lào cai"))
    assert len(page.hits) == page.total + page.total_loose > 5
    assert not any(hit.same for hit in page.hits)


def test_a_copy_tells_what_differs(make: Make) -> None:
    service = make({id: PAGES[id] for id in ("a", "b")})
    page = service.search(SearchRequest(f'"{TITLE}"'))
    assert [hit.same for hit in page.hits] == [()], "what does not match is not listed"
    (hit,) = service.search(SearchRequest("lào cai", sort="oldest", fold=True)).hits
    assert hit.same == (
        SameReport(
            "b",
            "Lào Cai: Tổng kết công tác thông tin và truyền thông",
            "ICTPress",
            "2013-01-12T08:00",
            ("title", "publisher", "published"),
        ),
    )


def test_a_copy_on_another_page_is_a_result_there(make: Make) -> None:
    service = make({id: PAGES[id] for id in ("a", "b", "c")})
    pages = [service.search(SearchRequest("lào cai", page=page, size=2, fold=True)) for page in (1, 2)]
    assert [len(page.hits) for page in pages] == [1, 1]
    assert [page.pages for page in pages] == [2, 2]
    assert [hit.same for hit in pages[1].hits] == [()]


def test_groups_are_the_same_when_reports_come_one_by_one(make: Make) -> None:
    for upto in range(1, len(PAGES)):
        make(dict(list(PAGES.items())[::-1][:upto]))
    page = make(PAGES).search(SearchRequest("tổng kết lào cai", fold=True))
    assert {"a", "b", "c"} in groups(page)
    assert {"named otherwise"} in groups(page)


def test_similar_reports_are_others_with_the_same_matter(make: Make) -> None:
    service = make(PAGES)
    found = [similar.report.id for similar in service.similar("a")]
    assert "other" in found
    assert not {"a", "b", "c", "away"} & set(found)
    assert service.similar("away") == ()
    assert len(service.similar("a", size=1)) == 1
    with pytest.raises(UnknownReport):
        service.similar("nobody")
