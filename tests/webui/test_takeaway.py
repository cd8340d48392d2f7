"""What visitors take along opens where they take it, and nobody's text is anything but text in it."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any, Protocol
from urllib.parse import urlencode

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt
from flask import Flask
from flask.testing import FlaskClient

from indexer.model import Page, SearchRequest
from indexer.search import SearchService
from indexer.settings import Settings
from tests.webui.hostile import HOSTILE, Says, short
from webui import create_app

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d")


class Fake(Protocol):
    asked: list[SearchRequest]
    total: int
    pages: int


def table(client: FlaskClient, url: str) -> list[dict[str, str]]:
    answer = client.get(url)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def texts(data: bytes) -> list[str]:
    document = Document(io.BytesIO(data))
    cells = [cell.text for one in document.tables for row in one.rows for cell in row.cells]
    return cells + [paragraph.text for paragraph in document.paragraphs]


def test_the_table_opens_in_a_spreadsheet_with_its_accents(client: FlaskClient) -> None:
    answer = client.get("/export.csv?q=nghe+an&page=7")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bao-cao-nghe-an.csv"'
    assert answer.data.startswith(b'\xef\xbb\xbf"STT","')
    assert answer.data.count(b"\r\n") == answer.data.count(b"\n") == 3
    first, second = table(client, "/export.csv?q=nghe+an")
    assert first["Tiêu đề"] == "Nghệ An tổng kết năm 2012"
    assert (first["Ngày họp"], first["Ngày đăng"]) == ("2012-12-14", "2012-12-18 09:30")
    assert first["Kỳ báo cáo"] == "năm 2012"
    assert first["Các đoạn tìm thấy"] == "… Hội nghị <b> …"
    assert (second["STT"], second["Mức khớp"], second["Ngày họp"]) == ("2", "gần đúng", "")
    assert (second["Tỉnh, thành phố lúc bấy giờ"], second["Tỉnh, thành phố hiện nay"]) == (
        "Thái Bình",
        "Hưng Yên",
    )
    assert second["Địa chỉ"] == "http://localhost/reports/th%C6%B0%20m%E1%BB%A5c/b%C3%ACnh"
    assert client.get(second["Địa chỉ"].removeprefix("http://localhost")).status_code == 200


def test_the_table_speaks_the_language_of_its_reader(client: FlaskClient) -> None:
    assert "Province or city today" in table(client, "/export.csv?q=x&lang=en")[0]


def test_the_table_goes_over_all_pages_up_to_its_limit(fake: Fake) -> None:
    fake.total, fake.pages = 9, 3
    few = create_app(fake, Settings(max_page_size=2, max_export=5))  # type: ignore[arg-type]
    rows = table(few.test_client(), "/export.csv?q=x")
    assert [row["STT"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [(asked.page, asked.size) for asked in fake.asked] == [(1, 2), (2, 2), (3, 2)]


def test_a_table_is_of_one_generation(
    client: FlaskClient, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.total, fake.pages = 300, 3
    whole = fake.search  # type: ignore[attr-defined]
    live = iter(["g1", "g1", "g2"])

    def search(request: SearchRequest) -> Page:
        page: Page = whole(request)._replace(generation=next(live, "g2"))
        return page

    monkeypatch.setattr(fake, "search", search)
    assert len(table(client, "/export.csv?q=x")) == 6
    assert [asked.page for asked in fake.asked] == [1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize("text", HOSTILE, ids=short)
def test_no_cell_of_a_table_is_a_formula(client: FlaskClient, says: Says, text: str) -> None:
    says(text)
    (row,) = table(client, "/export.csv?q=x")
    for name in ("Tiêu đề", "Tỉnh, thành phố lúc bấy giờ", "Nơi đăng", "Các đoạn tìm thấy"):
        assert row[name].removeprefix("'") == HOSTILE[text]
        assert not row[name].lstrip("\u202e").startswith(FORMULA)


def test_a_report_is_a_document_as_offices_write_them(client: FlaskClient) -> None:
    answer = client.get("/export/report.docx?id=an&q=hoi+nghi")
    assert (answer.mimetype or "").endswith("wordprocessingml.document")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bao-cao-an.docx"'
    document = Document(io.BytesIO(answer.data))
    section = document.sections[0]
    names = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin")
    width, height, top, bottom, left, right = (round(getattr(section, name).mm) for name in names)
    assert (width, height) == (210, 297)
    assert 20 <= top <= 25
    assert 20 <= bottom <= 25
    assert 30 <= left <= 35
    assert 15 <= right <= 20
    paragraphs = [one for one in document.paragraphs if one.text]
    assert [one.text for one in paragraphs[:3]] == [
        "Nghệ An tổng kết năm 2012", "Hội nghị tổng kết.", "Họp ở Vinh.",
    ]  # fmt: skip
    assert "đăng ngày 18/12/2012, http://localhost/reports/an, truy cập ngày" in paragraphs[-1].text
    marked = [(run.text, run.font.highlight_color) for run in paragraphs[1].runs if run.bold]
    assert marked == [("Hội nghị", WD_COLOR_INDEX.YELLOW), ("tổng kết", WD_COLOR_INDEX.YELLOW)]
    styles: list[Any] = [one.style for one in paragraphs]
    assert {style.font.name for style in styles} == {"Times New Roman"}
    assert {style.font.size for style in styles} == {Pt(13), Pt(14)}
    facts = dict(zip(*[iter(cell.text for cell in document.tables[0]._cells)] * 2, strict=True))
    assert facts["Ngày họp"] == "14/12/2012"
    assert "Kế hoạch" not in facts


def test_passages_of_the_reports_ticked_are_one_document(client: FlaskClient) -> None:
    found = texts(client.get("/export/passages.docx?q=hoi&id=an&id=thư+mục/bình&id=an").data)
    assert found[0] == "Các đoạn tìm thấy: hoi"
    assert found.count("Nghệ An tổng kết năm 2012") == 1
    assert "Hội nghị " in found
    assert "<script>alert(1)</script>" in found
    assert len([one for one in found if "truy cập ngày" in one]) == 2


@pytest.mark.parametrize("text", HOSTILE, ids=short)
def test_documents_hold_text_and_lead_nowhere(client: FlaskClient, says: Says, text: str) -> None:
    says(text)
    for name in ("report", "passages"):
        answer = client.get(f"/export/{name}.docx?{urlencode({'id': 'x', 'q': HOSTILE[text][:900]})}")
        assert answer.status_code == 200
        found = texts(answer.data)
        assert HOSTILE[text] in found
        with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
            assert not any("vba" in part.lower() or "embed" in part.lower() for part in parts.namelist())
            for part in parts.namelist():
                if part.endswith(".rels"):
                    assert b"External" not in parts.read(part)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/export/passages.docx?q=a", 400, "từ 1 đến 50 báo cáo"),
        ("/export/passages.docx?q=a&" + "&".join(f"id={n}" for n in range(51)), 400, "từ 1 đến 50 báo cáo"),
        ("/export/passages.docx?id=an&id=none", 400, "không còn trong kho"),
        ("/export/report.docx", 400, "của một báo cáo"),
        ("/export/report.docx?id=%3Cscript%3E", 404, "&lt;script&gt;"),
        ("/export.csv?page=x", 400, "page=x"),
        ("/feed.atom?year=abc", 400, "year=abc"),
        ("/feed.atom?q=" + "a" * 1001, 400, "1.001 ký tự"),
        ("/export.csv?q=fault", 500, "Máy chủ gặp lỗi"),
    ],
)
def test_what_cannot_be_taken_is_explained_on_a_page(
    client: FlaskClient, address: str, status: int, said: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert said in answer.text


def test_results_offer_what_can_be_taken(client: FlaskClient) -> None:
    markup = client.get("/?q=a%26b&year=2012&off=shorthand&page=1").text
    assert (
        '<link rel="alternate" type="application/atom+xml" href="/feed.atom?q=a%26b&amp;year=2012' in markup
    )
    for path in ("/export.csv?q=a%26b&amp;year=2012", "/feed.atom?q=a%26b", "/api/search?q=a%26b", "/api"):
        assert f'href="{path}' in markup
    assert '<form id="take" action="/export/passages.docx" method="get">' in markup
    form = markup[markup.index('<form id="take"') :]
    assert '<input type="hidden" name="q" value="a&amp;b">' in form
    assert '<input type="hidden" name="off" value="shorthand">' in form
    assert 'href="/feed.atom?q=x&amp;lang=en"' in client.get("/?q=x&lang=en").text
    assert 'href="/export/report.docx?id=an&amp;q=x"' in client.get("/reports/an?q=x").text


def test_documents_of_real_reports_are_whole(service: SearchService) -> None:
    app: Flask = create_app(service, Settings())
    client = app.test_client()
    for hit in client.get("/api/search").get_json()["hits"]:
        answer = client.get("/export/report.docx", query_string={"id": hit["id"], "q": "hội nghị"})
        body = client.get(f"/api/reports/{hit['id']}").get_json()["body"]
        found = "\n".join(texts(answer.data))
        assert all(line.strip() in found for line in body.split("\n"))
    assert len(table(client, "/export.csv?q=nghe+an")) >= 2
