from __future__ import annotations

import pytest

from indexer.model import Grade, Period, Piece, Report
from webui import words
from webui.reading import paragraphs


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period("year", 2012, None, "2012-01", "2012-12"), "năm 2012"),
        (Period("half", 2012, 1, "2012-01", "2012-06"), "6 tháng đầu năm 2012"),
        (Period("half", 2012, 2, "2012-07", "2012-12"), "6 tháng cuối năm 2012"),
        (Period("quarter", 2015, 4, "2015-10", "2015-12"), "quý IV/2015"),
        (Period("month", 2016, 5, "2016-05", "2016-05"), "tháng 5/2016"),
        (Period("range", 2013, None, "2013-01", "2013-09"), "9 tháng đầu năm 2013"),
        (Period("range", 2013, None, "2013-10", "2013-12"), "3 tháng cuối năm 2013"),
        (Period("range", 2020, None, "2016-01", "2020-12"), "giai đoạn 2016–2020"),
        (Period("range", 2013, None, "2012-11", "2013-02"), "từ tháng 11/2012 đến tháng 2/2013"),
        (None, "không rõ"),
    ],
)
def test_periods_are_said_as_reports_say_them(period: Period | None, expected: str) -> None:
    assert words.period(period) == expected


def test_a_report_is_dated_by_its_meeting_else_by_its_posting() -> None:
    report = Report("a", "", "", published="2013-01-02T08:00", event_date="2012-12-30")
    assert words.when(report) == "họp ngày 30/12/2012"
    assert words.when(Report("a", "", "", published="2013-01-02T08:00")) == "đăng ngày 02/01/2013"
    assert words.when(Report("a", "", "")) == "không rõ ngày họp"


def test_a_merged_province_says_where_it_belongs_now() -> None:
    assert words.place(Report("a", "", "", province="Thái Bình", province_now="Hưng Yên")) == (
        "Thái Bình (nay thuộc Hưng Yên)"
    )
    assert words.place(Report("a", "", "", province="Nghệ An", province_now="Nghệ An")) == "Nghệ An"
    assert words.place(Report("a", "", "")) == "không rõ tỉnh"


def test_every_grade_but_the_best_is_explained() -> None:
    assert [bool(words.grade(grade)) for grade in Grade] == [False] + [True] * 5


def test_marks_are_numbered_through_all_paragraphs() -> None:
    pieces = (Piece("a", True), Piece(" b\n \n\nc ", False), Piece("d\n\ne", True), Piece("\nf", False))
    first, second, third = paragraphs(pieces)
    assert [(part.text, part.mark) for part in first] == [("a", 1), (" b", 0)]
    assert [(part.text, part.mark, part.opens) for part in second[1:]] == [("d", 2, True)]
    assert [(part.text, part.mark, part.opens) for part in third] == [("e", 2, False), ("\nf", 0, False)]


def test_a_body_without_text_has_no_paragraphs() -> None:
    assert paragraphs((Piece("", False),)) == paragraphs((Piece(" \n\n \n", False),)) == ()
