from __future__ import annotations

import html
import re
from typing import Protocol
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from indexer.model import SearchRequest


class Fake(Protocol):
    asked: list[SearchRequest]
    available: bool
    total: int
    pages: int


def page(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    return html.unescape(answer.text)


def words_of(markup: str) -> str:
    text = re.sub(r"<(?:/?(?:mark|bdi|strong|span|a)\b)[^>]*>", "", markup)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def links_of(markup: str) -> dict[str, str]:
    """Address by visible words."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', markup)
    return {words_of(label): url for url, label in found}


def test_the_front_page_says_what_is_here_and_gives_ways_in(client: FlaskClient) -> None:
    markup = page(client, "/")
    assert "1.234 báo cáo, kỳ từ năm 2009 đến năm 2019; cập nhật ngày 22/11/2026." in words_of(markup)
    links = links_of(markup)
    assert links["tổng kết Nghệ An"] == "/?q=t%E1%BB%95ng+k%E1%BA%BFt+Ngh%E1%BB%87+An"
    assert links["2012"] == "/?year=2012"
    assert links["Hưng Yên"] == "/?province=H%C6%B0ng+Y%C3%AAn"
    assert links["không rõ tỉnh"] == "/?province=none"


@pytest.mark.parametrize("url", ["/?q=", "/?q=%20%00", "/?page=2", "/?sort=newest"])
def test_a_question_without_words_and_filters_is_the_front_page(client: FlaskClient, url: str) -> None:
    assert "Thử tìm" in page(client, url)


def test_examples_are_asked_for_once_a_generation(client: FlaskClient, fake: Fake) -> None:
    page(client, "/")
    asked = len(fake.asked)
    page(client, "/")
    assert 0 < len(fake.asked) == asked


def test_a_hit_shows_its_facts_and_how_it_matched(client: FlaskClient) -> None:
    text = words_of(page(client, "/?q=nghe+an"))
    assert "1 báo cáo · 1 gần đúng" in text
    assert "Nghệ An · tổng kết năm 2012 · họp ngày 14/12/2012 · 5 chỗ khớp · khớp khi bỏ dấu" in text
    assert "Thái Bình (nay thuộc Hưng Yên) · đăng ngày 02/01/2013" in text
    assert text.index("họp ngày") < text.index("Gần đúng") < text.index("đăng ngày")


def test_what_was_understood_can_be_switched_off(client: FlaskClient) -> None:
    markup = page(client, "/?q=nghe+an")
    text = words_of(markup)
    assert "Hiểu là: Nghệ An (bạn gõ không dấu) · Chỉ tìm đúng như đã gõ" in text
    assert "Tìm cả: NA = Nghệ An · Tắt" in text
    links = links_of(markup)
    assert links["Tắt, không tìm cả chữ viết tắt"] == "/?q=nghe+an&off=shorthand"
    assert links["Chỉ tìm đúng như đã gõ"] == "/?q=nghe+an&off=accents&off=bare"
    assert "Hiểu là" not in client.get("/?q=Ngh%E1%BB%87+An").text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=nghe+an&expand=0", "Đang tìm đúng như đã gõ."),
        ("q=nghe+an&off=shorthand&off=unheard", "Đang tắt: chữ viết tắt"),
        ("q=xyzzy&off=accents&off=bare", "Đang tắt: đoán dấu, tìm không dấu"),
        ("q=x&page=7&off=keyboard", "Đang tắt: giải mã Telex/VNI"),
    ],
)
def test_what_is_switched_off_is_said_and_can_be_switched_on(
    client: FlaskClient, query: str, said: str
) -> None:
    markup = page(client, f"/?{query}")
    assert said in words_of(markup)
    assert links_of(markup)["Tìm đầy đủ"] == "/?" + query.split("&")[0]


def test_a_corrected_search_says_so_and_leads_to_what_was_typed(client: FlaskClient) -> None:
    markup = page(client, "/?q=ngjhe+an&year=2012")
    assert "Không thấy ngjhe an, đang tìm: nghe an · Tìm đúng như đã gõ" in words_of(markup)
    assert links_of(markup)["Tìm đúng như đã gõ"] == "/?q=ngjhe+an&year=2012&off=corrected"


def test_filters_add_and_remove_themselves_and_keep_the_rest(client: FlaskClient) -> None:
    markup = page(client, "/?q=x&year=2012&page=1&sort=newest")
    links = links_of(markup)
    assert links["2013 1"] == "/?q=x&year=2012&year=2013&sort=newest"
    assert links["2012, bỏ lọc 1"] == "/?q=x&sort=newest"
    assert links["năm 2012, bỏ lọc ×"] == "/?q=x&sort=newest"
    assert '<input type="hidden" name="year" value="2012">' in markup


def test_the_report_is_reached_at_its_first_mark(client: FlaskClient) -> None:
    links = links_of(page(client, "/?q=x&kind=t%E1%BB%95ng+k%E1%BA%BFt"))
    assert links["Còn 4 đoạn khác – xem trong báo cáo"].endswith("#m1")
    back = links_of(page(client, links["Nghệ An tổng kết năm 2012"]))["‹ Quay lại kết quả"]
    assert back == "/?q=x&kind=t%E1%BB%95ng+k%E1%BA%BFt"


def test_pages_are_numbered_and_linked(client: FlaskClient, fake: Fake) -> None:
    fake.total, fake.pages = 95, 10
    markup = page(client, "/?q=x&page=5")
    links = links_of(markup)
    assert links["‹ Trang trước"] == "/?q=x&page=4"
    assert links["Trang sau ›"] == "/?q=x&page=6"
    assert [label for label in links if label.isdigit() and len(label) < 3] == "1 3 4 5 6 7 10".split()


def test_nothing_found_says_what_was_searched_and_what_to_try(client: FlaskClient) -> None:
    markup = page(client, "/?q=xyzzy&year=2012")
    assert "Đã tìm: xyzzy" in words_of(markup)
    assert "Có phải bạn muốn tìm: xyz?" in words_of(markup)
    links = links_of(markup)
    assert links["Tìm lại mà không lọc"] == "/?q=xyzzy"
    assert links["xyz"] == "/?q=xyz"
    assert "tổng kết Nghệ An" in links


def test_a_page_past_the_end_leads_to_the_first(client: FlaskClient) -> None:
    markup = page(client, "/?q=x&page=7")
    assert "Không có trang 7" in markup
    assert links_of(markup)["Về trang đầu của kết quả"] == "/?q=x"


def test_a_report_has_its_marks_facts_and_passages(client: FlaskClient) -> None:
    markup = client.get("/reports/an?q=hoi+nghi").text
    assert '<p><mark id="m1">Hội nghị</mark> <mark id="m2">tổng kết</mark>.</p>' in markup
    assert "<p>Họp ở Vinh.</p>" in markup
    assert 'href="#m2"' in markup
    text = words_of(markup)
    for facts in ("Ngày đăng 18/12/2012, 09:30", "Ngày họp 14/12/2012", "Kỳ báo cáo năm 2012",
                  "Kế hoạch không rõ", "Tỉnh, thành phố Nghệ An", "2 chỗ khớp"):  # fmt: skip
        assert facts in text


def test_a_report_without_a_question_has_no_marks_and_leads_home(client: FlaskClient) -> None:
    markup = client.get("/reports/an").text
    assert "<mark" not in markup
    assert links_of(markup)["‹ Về trang đầu"] == "/"


def test_an_id_may_hold_slashes_blanks_and_accents(client: FlaskClient) -> None:
    assert client.get("/reports/" + quote("thư mục/bình")).status_code == 200


def test_text_of_reports_and_questions_is_never_markup(client: FlaskClient) -> None:
    for url in (
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/?q=xyzzy&province=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/?page=%3Cscript%3Ealert(1)%3C/script%3E",
        "/reports/" + quote("thư mục/bình"),
        "/reports/%3Cscript%3Ealert(1)%3C/script%3E",
    ):
        markup = client.get(url).text
        assert "<script>alert" not in markup
        assert "&lt;script&gt;alert" in markup
        assert "</mark></p>" not in markup


def test_no_page_needs_inline_script_or_style(client: FlaskClient) -> None:
    for url in ("/", "/?q=nghe+an", "/?q=xyzzy", "/reports/an?q=x", "/nowhere"):
        markup = client.get(url).text
        assert not re.search(r"\s(?:style|on\w+)=|<style|<script(?! src=)", markup)
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", markup)
