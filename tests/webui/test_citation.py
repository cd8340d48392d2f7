from __future__ import annotations

import datetime as dt

import pytest

from indexer.model import Report
from webui import texts
from webui.citation import citation

DAY = dt.date(2026, 11, 24)
ADDRESS = "http://bao.cao/reports/a"
READ = f"{ADDRESS}, truy cập ngày 24/11/2026."


@pytest.mark.parametrize(
    ("report", "cited"),
    [
        (
            Report("a", "Tổng kết", "", "2012-12-18T09:30", "2012-12-14", byline="Sở TT&TT Nghệ An"),
            f"Sở TT&TT Nghệ An (2012), “Tổng kết”, đăng ngày 18/12/2012, {READ}",
        ),
        (
            Report("a", "Sơ kết", "", event_date="2012-07-02", agency="Sở Y tế", province="Điện Biên",
                   publisher="Mic.gov.vn"),
            f"Sở Y tế Điện Biên (2012), “Sơ kết”, họp ngày 02/07/2012, Mic.gov.vn, {READ}",
        ),
        (Report("a", "Tổng kết", "", "2010-01-25"), f"“Tổng kết” (2010), đăng ngày 25/01/2010, {READ}"),
        (Report("mã-1", "", "", byline="A", province="Huế"), f"A, “mã-1”, {READ}"),
    ],
)  # fmt: skip
def test_what_is_known_is_cited_and_nothing_else(report: Report, cited: str) -> None:
    assert citation(report, ADDRESS, DAY) == cited


def test_an_english_reader_is_told_in_english() -> None:
    texts.use("en")
    try:
        found = citation(Report("a", "Tổng kết", "", "2010-01-25"), "", DAY)
    finally:
        texts.use(texts.DEFAULT)
    assert found == "“Tổng kết” (2010), posted on 25 January 2010, accessed on 24 November 2026."


def test_a_citation_is_one_line_of_plain_text() -> None:
    report = Report("a", "x\n<b>\u202e", "", byline="A\x00\tB")
    assert citation(report, ADDRESS, DAY).startswith("A B, “x <b>\u202e”\u202c, http")
