"""Dates, periods, places and grades as a reader of the site would say them."""

from __future__ import annotations

import re

from indexer.model import Grade, Hit, Period, Report, SameReport
from webui.texts import counted, has_text, number, text

# Templates take all they say from here.
__all__ = [
    "date",
    "day",
    "differs",
    "facts",
    "grade",
    "heading",
    "kind_name",
    "number",
    "period",
    "place",
    "when",
]

ROMAN = ("", "I", "II", "III", "IV")


def date(iso: str | None) -> str:
    """
    >>> date("2012-12-18T09:30"), date("2012-12-14"), date(None)
    ('18/12/2012, 09:30', '14/12/2012', 'không rõ')
    """
    if not iso:
        return text("unknown")
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d))?", iso)
    if not match:
        return iso
    year, month, day, time = match.groups()
    name = text(f"month.{int(month)}") if 1 <= int(month) <= 12 else month
    return text("date", day=int(day), month=name, year=year) + (f", {time}" if time else "")


def day(iso: str | None) -> str:
    """The date alone, without its time."""
    return date(iso[:10] if iso else None)


def period(period: Period | None) -> str:
    """
    >>> period(Period("half", 2012, 1, "2012-01", "2012-06"))
    '6 tháng đầu năm 2012'
    >>> period(Period("range", 2013, None, "2013-01", "2013-09"))
    '9 tháng đầu năm 2013'
    >>> period(Period("range", 2020, None, "2016-01", "2020-12"))
    'giai đoạn 2016–2020'
    """
    if period is None:
        return text("unknown")
    match period.type, period.part:
        case "half", int(part):
            return text(f"period.half.{part}", year=period.year)
        case "quarter", int(part) if part < len(ROMAN):
            return text("period.quarter", part=ROMAN[part], year=period.year)
        case "month", int(part):
            return text("period.month", part=part, year=period.year)
        case "year", _:
            return text("period.year", year=period.year)
    return _range(period.start, period.end)


def _range(start: str, end: str) -> str:
    (first_year, first), (last_year, last) = (map(int, month.split("-")) for month in (start, end))
    if (first, last) == (1, 12):
        if first_year == last_year:
            return text("period.year", year=last_year)
        return text("period.years", first=first_year, last=last_year)
    if first_year == last_year and first == 1:
        return text("period.first_months", months=last, year=last_year)
    if first_year == last_year and last == 12:
        return text("period.last_months", months=13 - first, year=last_year)
    return text("period.months", first=f"{first}/{first_year}", last=f"{last}/{last_year}")


def kind_name(kind: str) -> str:
    """A kind as the reader calls it; one that is asked for and does not exist, as it was asked for."""
    return text(name) if has_text(name := f"kind.{kind}") else kind


def heading(report: Report) -> str:
    """Kind and period in one: `tổng kết năm 2012`. Empty where neither is known."""
    kind = "" if report.kind == "khác" else kind_name(report.kind)
    return f"{kind} {period(report.period) if report.period else ''}".strip()


def place(report: Report) -> str:
    """The province named then, and what it belongs to now where that has another name."""
    if not report.province:
        return report.province_now or text("place.unknown")
    if report.province_now and report.province_now != report.province:
        return text("place.moved", then=report.province, now=report.province_now)
    return report.province


def when(report: Report) -> str:
    """The date that sorts a report: held, else posted."""
    if report.event_date:
        return text("when.held", date=day(report.event_date))
    if report.published:
        return text("when.posted", date=day(report.published))
    return text("when.unknown")


def facts(hit: Hit) -> str:
    """The line below a result's title: where, what, when, how often and how it matched."""
    marks = counted("report.marks", hit.matches) if hit.matches else ""
    found = (place(hit.report), heading(hit.report), when(hit.report), marks, grade(hit.grade))
    return " · ".join(filter(None, found))


def differs(copy: SameReport) -> str:
    """What tells a copy from the report it folds under."""
    return text("same.differs", what=", ".join(text(f"same.differs.{name}") for name in copy.differs))


def grade(grade: Grade) -> str:
    """How a hit matched; empty for an exact match, which needs no words."""
    name = f"grade.{grade.name.lower()}"
    return text(name) if has_text(name) else ""
