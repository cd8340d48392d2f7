"""The five reports come out as a reader would note them down."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.model import Period, RawReport, Report
from indexer.reports import attributes, parse_report, sort_date
from indexer.sources import read_sources

SEEDS = Path(__file__).parents[2] / "seeds"

HALF_1_2012 = Period("half", 2012, 1, "2012-01", "2012-06")
HALF_2_2012 = Period("half", 2012, 2, "2012-07", "2012-12")
HALF_1_2019 = Period("half", 2019, 1, "2019-01", "2019-06")
HALF_2_2019 = Period("half", 2019, 2, "2019-07", "2019-12")


def year(number: int) -> Period:
    return Period("year", number, None, f"{number}-01", f"{number}-12")


FACTS: dict[str, dict[str, object]] = {
    "000_d8e5532c43022347": {
        "title": "Sở TT&TT Nghệ An tổng kết công tác năm 2012, triển khai kế hoạch công tác năm 2013",
        "published": "2012-12-18T09:30",
        "event_date": "2012-12-14",
        "period": year(2012),
        "plan_period": year(2013),
        "province": "Nghệ An",
        "province_now": "Nghệ An",
        "kind": "tổng kết",
        "byline": "Sở TT&TT Nghệ An",
        "publisher": None,
        "file": "000_d8e5532c43022347.txt",
    },
    "001_c527001e0bf07e56": {
        "published": None,
        "event_date": "2012-07-02",
        "period": HALF_1_2012,
        "plan_period": HALF_2_2012,
        "province": "Điện Biên",
        "kind": "sơ kết",
        "byline": "T.N- Sở TT& TT Điện Biên",
        "publisher": "Mic.gov.vn",
    },
    "002_2fea4f76a796102a": {
        "published": "2010-01-25T16:27",
        "event_date": "2010-01-20",
        "period": year(2009),
        "plan_period": year(2010),
        "province": "Thái Nguyên",
        "kind": "tổng kết",
        "byline": None,
    },
    "003_de13024027c2f808": {
        "title": "Sở Thông tin và Truyền thông: Triển khai nhiệm vụ 6 tháng cuối năm",
        "published": "2019-07-18T14:04",
        "event_date": "2019-07-18",
        "period": HALF_1_2019,
        "plan_period": HALF_2_2019,
        "province": None,
        "province_now": None,
        "kind": "sơ kết",
        "byline": "Việt Hoa",
    },
    "004_763baed69ffaf6d4": {
        "published": None,
        "event_date": None,
        "period": year(2015),
        "plan_period": year(2016),
        "province": "Nghệ An",
        "kind": "tổng kết",
        "byline": "Kim Oanh - Sở TT&TT Nghệ An",
        "publisher": "Mic.gov.vn",
    },
}


@pytest.fixture(scope="module")
def seeds() -> dict[str, tuple[RawReport, Report]]:
    found = [raw for raw in read_sources([SEEDS], max_file_bytes=1 << 20) if isinstance(raw, RawReport)]
    return {raw.id: (raw, parse_report(raw)) for raw in found}


@pytest.mark.parametrize("id", FACTS)
def test_facts(seeds: dict[str, tuple[RawReport, Report]], id: str) -> None:
    report = seeds[id][1]
    assert {name: getattr(report, name) for name in FACTS[id]} == FACTS[id]


@pytest.mark.parametrize("id", FACTS)
def test_every_long_line_but_the_title_stands_in_the_body(
    seeds: dict[str, tuple[RawReport, Report]], id: str
) -> None:
    raw, report = seeds[id]
    long = [line.strip() for line in raw.text.split("\n") if len(line) > 80]
    assert [line for line in long if line not in (*report.body.split("\n"), report.title)] == []


@pytest.mark.parametrize("id", FACTS)
def test_no_line_of_the_portal_stands_in_the_body(
    seeds: dict[str, tuple[RawReport, Report]], id: str
) -> None:
    body = seeds[id][1].body
    lines = body.split("\n")
    for line in (
        "img",
        "banner",
        "icon",
        "Top",
        "Quốc Gia",
        "Doanh nghiệp",
        "Cổng dịch vụ công",
        "Giới thiệu",
    ):
        assert line not in lines
    assert "ĐÁNH GIÁ BÀI VIẾT" not in body
    assert "lượt xem" not in body
    assert "\n\n\n" not in body


def test_captions_and_publishers_datelines_stay(seeds: dict[str, tuple[RawReport, Report]]) -> None:
    body = seeds["004_763baed69ffaf6d4"][1].body
    assert body.startswith("(Mic.gov.vn) -\xa0Mới đây, Sở TT&TT Nghệ An")
    assert "\n\nToàn cảnh hội nghị\n\n" in body
    assert body.endswith("\n\nKim Oanh - Sở TT&TT Nghệ An")


def test_attributes_and_sort_dates(seeds: dict[str, tuple[RawReport, Report]]) -> None:
    reports = {id: report for id, (_, report) in seeds.items()}
    assert attributes(reports["002_2fea4f76a796102a"]) == {
        "province": ("Thái Nguyên",),
        "province_old": ("Thái Nguyên",),
        "year": ("2009",),
        "kind": ("tổng kết",),
        "plan_year": ("2010",),
        "publisher": ("none",),
        "agency": ("Sở Thông tin và Truyền thông",),
        "person": ("Hoàng Quốc Vượng", "Nguyễn Đình Bàng"),
        "district": ("none",),
    }
    assert attributes(reports["003_de13024027c2f808"])["province"] == ("none",)
    assert sort_date(reports["003_de13024027c2f808"]) == "2019-07-18"
    assert sort_date(reports["004_763baed69ffaf6d4"]) == "2015-12-31"
