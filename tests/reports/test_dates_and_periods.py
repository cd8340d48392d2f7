"""When a report was posted, when its meeting was held, what it sums up and plans for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Period, Report
from indexer.reports import attributes, sort_date


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("(12/30/2016 10:36:57 AM)", "2016-12-30T10:36"),
        ("(7/5/2016 2:05:09 PM)", "2016-07-05T14:05"),
        ("Cập nhật lúc: 09:53 18/11/2019", "2019-11-18T09:53"),
        ("13/01/2023 - 17:18", "2023-01-13T17:18"),
        ("22/07/2017", "2017-07-22"),
        ("Thứ ba, 18/12/2012 09:30", "2012-12-18T09:30"),
        ("Thứ\xa0Ba,\xa018/12/2012,\xa009:30 (GMT+7)", "2012-12-18T09:30"),
        ("Thứ 6, ngày 18 tháng 12 năm 2015", "2015-12-18"),
        ("Thứ ba, 25 Tháng 1 2022 16:22", "2022-01-25T16:22"),
        ("Chủ nhật, 08/07/2012 | 7h05", "2012-07-08T07:05"),
        ("Ngày đăng: 18-12-2012", "2012-12-18"),
        ("Ngày đăng tin: 18.12.2012 | Lượt xem: 1.265", "2012-12-18"),
        ("Đăng ngày 05/07/2012 08:09:10", "2012-07-05T08:09"),
        ("Lượt xem: 12 | 18/12/2012 09:30 | Chia sẻ", "2012-12-18T09:30"),
        ("18/07/2019 14:04 Số lượt xem: 15", "2019-07-18T14:04"),
        ("18/07/2019 3:04 CH", "2019-07-18T15:04"),
        ("31/02/2012 09:30", None),
        ("18/12/2012 25:30", "2012-12-18"),
    ],
)
def test_datelines_are_read_and_leave_the_body(
    page: Callable[..., Report], closing: str, line: str, published: str | None
) -> None:
    report = page("Sở TT&TT Hà Nam tổng kết năm", head=line)
    assert report.published == published
    assert report.body == closing


def test_the_posting_date_wins_over_a_later_update(page: Callable[..., Report]) -> None:
    report = page("Tin", head="Cập nhật lúc: 09:53 18/11/2019\nNgày đăng: 12/11/2019")
    assert report.published == "2019-11-12"


def test_a_sentence_after_a_dateline_on_the_same_line_stays(page: Callable[..., Report]) -> None:
    sentence = "Chiều ngày 14/12/2012, Sở Thông tin và Truyền thông tổ chức hội nghị tổng kết công tác năm."
    report = page("Tin", f"18/12/2012 09:30 {sentence}")
    assert report.published == "2012-12-18T09:30"
    assert report.body.startswith(sentence)


def test_an_author_on_the_line_of_the_dateline_stays(page: Callable[..., Report]) -> None:
    report = page("Tin", head="Đinh Tiến Dũng| 05/11/2022 14:00")
    assert report.published == "2022-11-05T14:00"
    assert report.body.startswith("Đinh Tiến Dũng\n")


@pytest.mark.parametrize(
    "sentence",
    [
        "18/12/2012, Sở tổ chức hội nghị.",
        "Ngày 20/01/2010, Sở tổ chức hội nghị tổng kết.",
        "Cập nhật lúc giao ban 09:30 ngày 18/12/2012 của các đơn vị.",
    ],
)
def test_a_sentence_with_a_date_is_no_dateline(page: Callable[..., Report], sentence: str) -> None:
    report = page("Tin", sentence)
    assert sentence in report.body
    assert report.published is None


@pytest.mark.parametrize(
    ("opening", "held"),
    [
        ("Ngày 20/01/2010, Sở tổ chức hội nghị.", "2010-01-20"),
        ("Chiều 14-12-2012, Sở tổ chức hội nghị.", "2012-12-14"),
        ("Sáng 14.12.2012 tại hội trường, Sở tổ chức hội nghị.", "2012-12-14"),
        ("Ngày 18 tháng 12 năm 2012, Sở tổ chức hội nghị.", "2012-12-18"),
        ("Vào lúc 8h00 ngày 14/12/2012, tại hội trường, Sở tổ chức hội nghị.", "2012-12-14"),
        ("Trong hai ngày 25, 26/9/2019, Sở tổ chức hội nghị.", "2019-09-25"),
        ("Từ ngày 12 đến 14/12/2012, Sở tổ chức lớp tập huấn.", "2012-12-12"),
        ("Sở tổ chức hội nghị giao ban vào chiều ngày 3/5/2016.", "2016-05-03"),
        ("Sáng nay (12/5/2016), Sở tổ chức hội nghị.", "2016-05-12"),
        (
            "Thực hiện Kế hoạch số 12/KH-UBND ngày 3/1/2012 của UBND tỉnh, ngày 15/7/2012, Sở họp.",
            "2012-07-15",
        ),
        ("Sở tập huấn Thông tư số 04/2012/TT-BTTTT, ngày 13/4/2012 của Bộ.", None),
        ("Sở triển khai Quyết định số 5/QĐ-UBND của UBND tỉnh ngày 13/4/2012.", None),
        ("Tính đến ngày 30/6/2012, toàn tỉnh có 18 doanh nghiệp.", None),
        ("Từ ngày 01/01/2012 đến ngày 30/6/2012, toàn tỉnh có 18 đơn vị.", None),
        ("Nhân kỷ niệm ngày 21/6/2012, Sở tổ chức gặp mặt báo chí.", None),
        ("Mới đây, Sở đã tổ chức hội nghị giao ban; hội nghị trước họp ngày 3/5/2016.", None),
        ("Ngày 31/2/2012, Sở tổ chức hội nghị.", None),
        ("Sáng 21-7, Sở tổ chức hội nghị.", None),
    ],
)
def test_the_day_of_the_event(page: Callable[..., Report], opening: str, held: str | None) -> None:
    assert page("Hội nghị của Sở", opening).event_date == held


@pytest.mark.parametrize(
    ("title", "head", "opening", "held"),
    [
        ("Tin", "22/07/2017", "Sáng 21-7, Sở sơ kết công tác.", "2017-07-21"),
        ("Tin", "05/01/2013 08:00", "Ngày 28/12, Sở tổ chức hội nghị.", "2012-12-28"),
        ("Tổng kết năm 2012", "", "Ngày 14/12, Sở tổ chức hội nghị.", "2012-12-14"),
        ("Tổng kết năm 2012", "", "Ngày 14/01, Sở tổ chức hội nghị.", "2013-01-14"),
        ("Tổng kết năm 2012", "11/11/2020 10:00", "Ngày 14/01, Sở họp.", "2013-01-14"),
        ("Giao ban báo chí tháng 3/2016", "", "Chiều 5-4, Sở giao ban.", "2016-04-05"),
        ("Triển khai nhiệm vụ năm 2014", "", "Sáng ngày 27/12, Sở họp.", "2013-12-27"),
    ],
)
def test_a_missing_year_follows_from_text_or_posting(
    page: Callable[..., Report], title: str, head: str, opening: str, held: str
) -> None:
    assert page(title, opening, head).event_date == held


def spelled(period: Period | None) -> str | None:
    return f"{period.type} {period.start}..{period.end}" if period else None


@pytest.mark.parametrize(
    ("title", "opening", "period", "plan"),
    [
        ("SỞ TT&TT THÁI BÌNH TỔNG KẾT NĂM 2012", "", "year 2012-01..2012-12", None),
        ("Sơ kết 6 tháng đầu năm 2012", "", "half 2012-01..2012-06", None),
        ("Sơ kết công tác sáu tháng cuối năm 2012", "", "half 2012-07..2012-12", None),
        ("Kết quả 9 tháng đầu năm 2013", "", "range 2013-01..2013-09", None),
        ("Giao ban quý I/2015", "", "quarter 2015-01..2015-03", None),
        ("Giao ban quý 3 năm 2014", "", "quarter 2014-07..2014-09", None),
        ("Giao ban báo chí tháng 5/2016", "", "month 2016-05..2016-05", None),
        ("Giao ban tháng 12, nhiệm vụ tháng 01/2013", "", "month 2012-12..2012-12", "month 2013-01..2013-01"),
        (
            "Giao ban quý IV/2014 và phương hướng quý I",
            "",
            "quarter 2014-10..2014-12",
            "quarter 2015-01..2015-03",
        ),
        ("Tổng kết giai đoạn 2011-2015, định hướng đến năm 2020", "", "range 2011-01..2015-12", None),
        ("Sơ kết 5 năm 2016 - 2020", "", "range 2016-01..2020-12", None),
        ("Tổng kết nhiệm kỳ 2010 – 2015", "", "range 2010-01..2015-12", None),
        ("Tổng kết năm học 2018-2019", "", "range 2018-09..2019-05", None),
        ("Triển khai kế hoạch năm 2013", "", None, "year 2013-01..2013-12"),
        ("Tổng kết 2 năm thực hiện Chỉ thị 12, ngày 18 tháng 12 năm 2010", "", None, None),
        ("Doanh thu tăng so với năm 2011", "", None, None),
        (
            "Hội nghị của Sở",
            "Năm 2015, toàn ngành đã nỗ lực hoàn thành kế hoạch.",
            "year 2015-01..2015-12",
            None,
        ),
        ("Hội nghị của Sở", "Sở được thành lập năm 2004, đến nay có 50 cán bộ.", None, None),
        (
            "Hội nghị của Sở",
            "Ngày 10/7/2014, Sở đánh giá kết quả kế hoạch 6 tháng đầu năm, bàn việc 6 tháng cuối năm.",
            "half 2014-01..2014-06",
            "half 2014-07..2014-12",
        ),
        (
            "Hội nghị của Sở",
            "Ngày 10/1/2014, Sở giao ban quý IV với các doanh nghiệp bưu chính, viễn thông.",
            "quarter 2013-10..2013-12",
            None,
        ),
    ],
)
def test_periods(
    page: Callable[..., Report], title: str, opening: str, period: str | None, plan: str | None
) -> None:
    report = page(title, opening)
    assert (spelled(report.period), spelled(report.plan_period)) == (period, plan)


FRAGMENTS = (
    *(
        "ngày",
        "tháng",
        "năm",
        "31",
        "12",
        "2012",
        "0000",
        "9999",
        "18/12/2012",
        "00/00/0001 09:30",
        "1-1",
        "/",
        "-",
    ),
    *(
        "quý IV",
        "6 tháng",
        "đầu năm",
        "giai đoạn 2015-2011",
        "từ",
        "đến",
        "sáng",
        "tổng kết",
        "triển khai",
        "(",
    ),
    *(
        "Sở",
        "tỉnh",
        "Nghệ An",
        "TP.HCM",
        "(Mic.gov.vn) -",
        "img",
        "banner",
        "Tin liên quan",
        ".",
        ",",
        "\n",
        "\n\n",
    ),
)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(" ".join))
def test_no_mixture_of_dates_periods_and_places_raises(parse: Callable[..., Report], text: str) -> None:
    report = parse(text)
    assert report == parse(text)
    assert {"province", "province_old", "year", "plan_year", "kind"} < set(attributes(report))
    assert all(attributes(report).values())
    assert len(sort_date(report) or "1234-56-78") == 10
