"""Untidy text as portals really carry it, and what must and must not be read out of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from indexer.model import Report
from indexer.reports import attributes, sort_date


@pytest.mark.parametrize(
    ("title", "opening", "kind"),
    [
        ("TỔNG KẾT CÔNG TÁC", "Sở sơ kết", "tổng kết"),
        ("Hội nghị", "Sở đã tổ chức giao ban và tổng kết thi đua.", "giao ban"),
        ("Hội nghị giao ban, tổng kết", "", "giao ban"),
        ("Khai trương cổng thông tin", "Sở khai trương.", "khác"),
    ],
)
def test_kinds(page: Callable[..., Report], title: str, opening: str, kind: str) -> None:
    assert page(title, opening).kind == kind


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("Việt Hoa", "Việt Hoa"),
        ("Sở TT&TT Nghệ An", "Sở TT&TT Nghệ An"),
        ("T.N- Sở TT& TT Điện Biên", "T.N- Sở TT& TT Điện Biên"),
        ("Nguyễn Thị Hoà (Sở TT&TT Thái Bình)", "Nguyễn Thị Hoà (Sở TT&TT Thái Bình)"),
        ("Tin, ảnh: Hoàng Anh", "Hoàng Anh"),
        ("Tác giả: Lê Văn Ba", "Lê Văn Ba"),
        ("Văn phòng Sở Thông tin và Truyền thông", "Văn phòng Sở Thông tin và Truyền thông"),
        ("Hoàng Anh\nSở TT&TT Hà Nam", "Hoàng Anh - Sở TT&TT Hà Nam"),
        ("BBT", "BBT"),
        ("Toàn cảnh hội nghị", None),
        ("Sở TT&TT tặng giấy khen cho các tập thể xuất sắc", None),
        ("Nghệ An", None),
        ("Quyết tâm phấn đấu hoàn thành nhiệm vụ./.", None),
    ],
)
def test_bylines(page: Callable[..., Report], line: str, byline: str | None) -> None:
    report = page("Tin", tail=line)
    assert report.byline == byline
    assert report.body.endswith(line)


@pytest.mark.parametrize(
    "line",
    [
        "Skip Ribbon Commands",
        "[img]",
        "A- A A+ | Chia sẻ bài viết lên facebook Chia sẻ bài viết lên twitter",
        "Số lượt xem: 265",
        "1.265 lượt xem",
        "Đọc bài viết",
        "Bản in  Gửi email",
        "ĐÁNH GIÁ BÀI VIẾT( 12)",
        "banner\nicon\n\nCổng dịch vụ công\nQuốc Gia\n\nXem chi tiết icon\n\nTop",
        "Tin liên quan\n- Sở TT&TT Hà Nam giao ban quý I (12/4/2012)\n- Hội nghị công tác (3/1/2012)",
    ],
)
def test_boilerplate_goes_and_the_byline_before_it_is_found(
    page: Callable[..., Report], closing: str, line: str
) -> None:
    report = page("Tin", tail=f"Việt Hoa\n\n{line}")
    assert report.body == f"{closing}\n\nViệt Hoa"
    assert report.byline == "Việt Hoa"


@pytest.mark.parametrize(
    "line",
    [
        "Giới thiệu",
        "Doanh nghiệp",
        "Top 10 doanh nghiệp có doanh thu cao nhất tỉnh",
        "Số lượt xem trang thông tin điện tử đạt 265 nghìn lượt.",
        "Chia sẻ tại hội nghị, đồng chí Giám đốc nhấn mạnh vai trò của chuyển đổi số.",
        "Tin liên quan đến an toàn thông tin được cập nhật hàng ngày.",
    ],
)
def test_what_a_person_wrote_is_no_boilerplate(page: Callable[..., Report], line: str) -> None:
    assert line in page("Tin", line).body.split("\n")


def test_text_behind_the_portals_block_stays(page: Callable[..., Report]) -> None:
    report = page("Tin", tail="banner\nicon\nTop\n\nMột câu mà ai đó viết thêm ở cuối trang, không được mất.")
    assert report.body.endswith("không được mất.")
    assert "banner" not in report.body


def test_title_is_the_first_line_that_is_not_the_portals(parse: Callable[..., Report], closing: str) -> None:
    report = parse(
        f"Skip Ribbon Commands\nTrang chủ > Tin tức\n18/12/2012 09:30\n\nTỔNG KẾT NĂM 2012\n\n{closing}"
    )
    assert (report.title, report.published, report.body) == ("TỔNG KẾT NĂM 2012", "2012-12-18T09:30", closing)


def test_a_report_without_a_title_keeps_its_whole_text(parse: Callable[..., Report], closing: str) -> None:
    text = f"(Mic.gov.vn) - Sáng 12/5/2016, Sở TT&TT Hà Nam tổ chức giao ban. {closing}\n\nViệt Hoa"
    report = parse(text)
    assert report.body == text
    assert report.title.startswith("(Mic.gov.vn) - Sáng 12/5/2016")
    assert (report.kind, report.event_date, report.province) == ("giao ban", "2016-05-12", "Hà Nam")


def test_a_file_of_nothing_but_boilerplate_is_named_by_its_id(parse: Callable[..., Report]) -> None:
    report = parse("img\n\nTop\n")
    assert (report.title, report.body) == ("id", "")


def test_repeated_captions_and_titles_stand_once_and_paragraphs_stay(
    parse: Callable[..., Report], closing: str
) -> None:
    report = parse(f"Tin\n\nTin\n\nToàn cảnh hội nghị\nToàn cảnh hội nghị\n\n\xa0\n\n{closing} \n")
    assert report.body == f"Toàn cảnh hội nghị\n\n{closing}"


def test_decomposed_text_is_read_like_composed_text(parse: Callable[..., Report], closing: str) -> None:
    text = f"SỞ TT&TT HÒA BÌNH SƠ KẾT 6 THÁNG ĐẦU NĂM 2012\n\n{closing}\n\nViệt Hoa"
    assert parse(unicodedata.normalize("NFD", text)) == parse(text)


def test_json_lines_keep_title_and_text(parse: Callable[..., Report]) -> None:
    text = "img\n18/12/2012 09:30\nSáng 12/5/2016, UBND tỉnh Thái Bình tổ chức hội nghị tổng kết công tác."
    report = parse(text, title="Hội nghị")
    assert (report.title, report.body, report.published, report.byline) == ("Hội nghị", text, None, None)
    assert (report.province, report.province_now, report.file) == ("Thái Bình", "Hưng Yên", None)


def test_attributes_name_the_old_and_the_new_unit(page: Callable[..., Report]) -> None:
    report = page("Sở TT&TT Thái Bình giao ban", head="22/07/2017")
    assert attributes(report)["province"] == ("Hưng Yên", "Thái Bình")
    assert attributes(report)["province_old"] == ("Thái Bình",)
    assert attributes(report)["year"] == ("2017",)
    assert sort_date(report) == "2017-07-22"
    assert sort_date(page("Tin")) is None
    assert attributes(page("Tin"))["year"] == ("none",)


@pytest.mark.parametrize(
    "text", ["", "\n", ".", "(" * 5000, "1/" * 20_000, "ngày " * 20_000, "a" * 1_000_000]
)
def test_no_text_raises_or_hangs(parse: Callable[..., Report], text: str) -> None:
    assert parse(text).id == "id"
    assert parse(text, title=text[:100]).id == "id"
