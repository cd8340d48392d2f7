"""Who is named, as what; which office acts; which districts are named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Person, RawReport, Report
from indexer.reports import attributes, parse_report
from indexer.sources import read_sources

ROOT = Path(__file__).parents[2]
SOURCES = (ROOT / "seeds", ROOT / "tests" / "golden" / "reports")

PEOPLE: dict[str, tuple[tuple[str, str | None], ...]] = {
    "000_d8e5532c43022347": (
        ("Hồ Quang Thành", "Giám đốc Sở TT&TT"),
        ("Phan Nguyên Hào", "Phó Giám đốc Sở TT&TT"),
    ),
    "001_c527001e0bf07e56": (("Giàng Thị Hoa", "Phó Chủ tịch UBND tỉnh"),),
    "002_2fea4f76a796102a": (
        ("Hoàng Quốc Vượng", "Phó Chủ tịch UBND tỉnh"),
        ("Nguyễn Đình Bàng", "Thường trực HĐND tỉnh"),
    ),
    "003_de13024027c2f808": (("Nguyễn Tiến Nhường", "Phó Chủ tịch Thường trực UBND tỉnh"),),
    "004_763baed69ffaf6d4": (
        ("Hồ Quang Thành", "Giám đốc Sở TT&TT"),
        ("Đậu Vĩnh Thịnh", "Phó Chủ tịch UBND TP. Vinh"),
    ),
    "dak_lak_2019": (
        ("H'Loan Êban", "Phó Giám đốc Sở"),
        ("Y Bhim Kbuôr", "Trưởng phòng Văn hoá - Thông tin huyện Cư M'gar"),
    ),
    "kon_tum_2013": (("A Kháp", "Phó Chủ tịch UBND tỉnh"), ("Y Ngân", "Phó Giám đốc Sở")),
    "ha_giang_2015": (("Vàng Seo Chứ", "Phó Chủ tịch HĐND tỉnh"),),
    "lam_dong_2016": (("K'Brơi", "Phó Chủ tịch HĐND tỉnh"), ("Phạm Đình Sỹ", "Giám đốc Sở TT & TT")),
    "hoa_binh_2011": (("Quách Thúy Lan", "Phó Chủ tịch UBND tỉnh"),),
    "ha_tay_2007": (("Kiều Xuân Lâm", "Phó Giám đốc phụ trách Sở"), ("Đỗ Kim Ngà", None)),
    "thai_binh_2013": (("Bùi Đức Khoát", "Phó Chủ tịch UBND tỉnh"), ("Vũ Thị Nhàn", "Giám đốc Sở")),
    "bo_tttt_2024": (),
}
AGENCIES = {
    "000_d8e5532c43022347": "Sở Thông tin và Truyền thông",
    "004_763baed69ffaf6d4": "Sở Thông tin và Truyền thông",
    "bo_tttt_2024": "Bộ Thông tin và Truyền thông",
    "dong_thap_2006": "Ủy ban nhân dân tỉnh",
    "ha_giang_2015": "Thường trực Hội đồng nhân dân tỉnh",
    "ha_tay_2007": "Sở Bưu chính, Viễn thông",
    "hung_yen_2025": "Sở Khoa học và Công nghệ",
    "thanh_hoa_2024": "Văn phòng Ủy ban nhân dân tỉnh",
    "quang_nam_2021": "Ban Tuyên giáo Tỉnh ủy",
}
DISTRICTS = {
    "000_d8e5532c43022347": (),
    "004_763baed69ffaf6d4": (
        *("thành phố Vinh", "huyện Yên Thành", "huyện Diễn Châu", "huyện Nghi Lộc", "huyện Hưng Nguyên"),
        *("huyện Nam Đàn", "thị xã Cửa Lò"),
    ),
    "can_tho_2019": ("quận Ninh Kiều", "quận Cái Răng", "huyện Cờ Đỏ"),
    "ha_giang_2015": ("huyện Đồng Văn", "huyện Mèo Vạc", "huyện Yên Minh", "huyện Quản Bạ"),
    "hoa_binh_2011": ("huyện Đà Bắc", "huyện Mai Châu", "huyện Lạc Thủy"),
    "tphcm_2016": (),
}


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    found = [raw for raw in read_sources(SOURCES, max_file_bytes=1 << 20) if isinstance(raw, RawReport)]
    return {raw.id: parse_report(raw) for raw in found}


@pytest.mark.parametrize("id", PEOPLE)
def test_people_with_their_positions(reports: dict[str, Report], id: str) -> None:
    assert reports[id].people == tuple(Person(*columns) for columns in PEOPLE[id])


@pytest.mark.parametrize("id", AGENCIES)
def test_the_office_that_acts(reports: dict[str, Report], id: str) -> None:
    assert reports[id].agency == AGENCIES[id]


@pytest.mark.parametrize("id", DISTRICTS)
def test_districts_with_their_type(reports: dict[str, Report], id: str) -> None:
    assert reports[id].districts == DISTRICTS[id]


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (
            "Phó Giám đốc Sở TT&TT Hà Giang Trần Đức Minh dự.",
            ("Trần Đức Minh", "Phó Giám đốc Sở TT&TT Hà Giang"),
        ),
        (
            "Bà Lê Thị Hà - PCT (Thường trực) Ủy ban nhân dân tỉnh Bắc Giang chủ trì.",
            ("Lê Thị Hà", "Phó Chủ tịch Thường trực UBND tỉnh Bắc Giang"),
        ),
        ("Chủ tịch UBND huyện Nam Đàn Nguyễn Văn Ba dự.", ("Nguyễn Văn Ba", "Chủ tịch UBND huyện Nam Đàn")),
        ("Thứ trưởng Trần Đức Lai phát biểu chỉ đạo.", ("Trần Đức Lai", "Thứ trưởng")),
        ("Đ/c Bế Xuân Tiến, TUV, GĐ Sở TT&TT báo cáo.", ("Bế Xuân Tiến", "Giám đốc Sở TT&TT")),
        ("Ông Mai Văn Ba (Giám đốc Viettel Nghệ An) dự.", ("Mai Văn Ba", "Giám đốc Viettel Nghệ An")),
        (
            "Đồng chí Vi Văn Sơn, Ủy viên Ban Thường vụ Tỉnh ủy dự.",
            ("Vi Văn Sơn", "Ủy viên Ban Thường vụ Tỉnh ủy"),
        ),
    ],
)
def test_a_name_before_or_behind_its_position(
    page: Callable[..., Report], opening: str, expected: tuple[str, str]
) -> None:
    assert page("Hội nghị", opening).people == (Person(*expected),)


@pytest.mark.parametrize(
    "opening",
    [
        "Các đồng chí Phó Giám đốc Sở, bà con và đồng chí lãnh đạo dự.",
        "Học tập và làm theo tấm gương Chủ tịch Hồ Chí Minh.",
        "Lãnh đạo UBND huyện Lương Sơn, Phó Chủ tịch UBND các xã dự.",
        "Hội nghị của Sở TT&TT Hà Nam, Giám đốc các doanh nghiệp dự.",
        "Họp tại đường Ông Ích Khiêm; Sở ở Bà Rịa.",
    ],
)
def test_who_is_not_named_is_not_guessed(page: Callable[..., Report], opening: str) -> None:
    report = page("Hội nghị", opening)
    assert report.people == ()
    assert attributes(report)["person"] == ("none",)


@pytest.mark.parametrize(
    ("title", "opening", "expected"),
    [
        ("Bộ TT&TT họp giao ban tháng 3", "", "Bộ Thông tin và Truyền thông"),
        ("Nghệ An - Sở TT-TT sơ kết", "", "Sở Thông tin và Truyền thông"),
        ("Tổng kết", "Vừa qua Sở VHTT&DL Huế tổ chức hội nghị tổng kết.", "Sở Văn hóa, Thể thao và Du lịch"),
        ("Giao ban", "Chiều 3/4, tại Vinh, UBND TP Vinh họp.", "Ủy ban nhân dân thành phố"),
        ("UBND tỉnh làm việc với Sở TT&TT", "", "Ủy ban nhân dân tỉnh"),
        ("Giao ban", "Dự hội nghị có lãnh đạo UBND tỉnh, Sở TT&TT.", None),
        ("Giao ban", "Dưới sự chủ trì của Sở TT&TT, hội nghị đã diễn ra.", None),
        ("Sở đã họp, bộ phận một cửa thông tin", "", None),
    ],
)
def test_offices_in_any_form_where_they_act(
    page: Callable[..., Report], title: str, opening: str, expected: str | None
) -> None:
    assert page(title, opening).agency == expected


def test_cities_that_are_provinces_are_no_districts(page: Callable[..., Report]) -> None:
    opening = (
        "Tại TP.HCM, thành phố Hà Nội, Huyện ủy và các huyện, thị xã; TX. Tân Uyên, Quận 1, huyện đảo Lý Sơn."
    )
    assert page("Hội nghị", opening).districts == ("thị xã Tân Uyên", "quận 1", "huyện Lý Sơn")


def test_a_report_planned_for_a_year_and_published_somewhere_can_be_filtered_by_both() -> None:
    text = "(Mic.gov.vn) - Ngày 5/1/2013, Sở TT&TT Lào Cai tổng kết năm 2012, triển khai nhiệm vụ năm 2013."
    report = parse_report(RawReport("a", "a.txt", f"Hội nghị tổng kết\n\n{text}\n", "0"))
    assert attributes(report)["plan_year"] == ("2013",)
    assert attributes(report)["publisher"] == ("Mic.gov.vn",)


WORDS = (
    "Giám đốc",
    "PCT",
    "UBND tỉnh",
    "Nguyễn Văn A",
    "ông",
    "Bà",
    ",",
    "-",
    "(",
    ")",
    "huyện",
    "các",
    "TP.",
    "Nghệ An",
    "Sở TT&TT",
    "đồng chí",
    ";",
    "K'Brơi",
    "\xa0",
    "İ",
    "ẞ",
    "và",
    "Thường trực",
    ".",
    "\n",
)


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_no_mixture_of_names_and_offices_raises(parse: Callable[..., Report], text: str) -> None:
    report = parse(text, title="")
    assert report == parse(text, title="")
    assert all(report.people) is True
    assert all(attributes(report).values())
