"""Dates in text, and the date of the event that a report's opening tells of."""

from __future__ import annotations

import re
from datetime import date, timedelta

from indexer.model import Period

_SLASH = r"(?:\s?/\s?|[.\-–])"
_MORE_DAYS = r"(?:\s*(?:,|và|&|-|–|đến)\s*(?:ngày\s+)?\d{1,2}){0,3}"
DAY = (
    rf"(?:(?P<d>\d{{1,2}}){_MORE_DAYS}{_SLASH}(?P<m>\d{{1,2}})(?:{_SLASH}(?P<y>\d{{4}}))?"
    r"|(?P<wd>\d{1,2})(?:\s*(?:,|và|-|–|đến)\s*\d{1,2}){0,3}\s+tháng\s+(?P<wm>\d{1,2})"
    r"(?:\s*(?:,?\s*năm|/|-|,)?\s*(?P<wy>\d{4}))?)(?!\d|/\w|[.,]\d)"
)
"""A day of a month, with or without the year: 18/12/2012, 18-7, 25, 26/9/2019, 18 tháng 12 năm 2012."""

_MOMENT = r"(?:rạng\s+sáng|sáng|trưa|chiều|tối|đêm)"
_CLOCK = r"\d{1,2}\s*(?:h|g|giờ|:)\s*(?:\d{2})?\s*(?:phút|')?\s*,?\s*"
_EVENT = re.compile(
    r"(?<!\w)(?P<cue>(?:(?:vào|trong|hồi|lúc|khoảng|từ)\s+)*"
    rf"(?:{_CLOCK})?(?P<moment>(?:{_MOMENT}(?:\s*(?:và|,)\s*{_MOMENT})?(?:\s+nay)?|hôm\s+(?:nay|qua))[\s,(]*)?"
    rf"(?:(?:hai|ba|bốn|\d{{1,2}})\s+(?=ngày))?(?P<day>ngày\b[\s,:(]*)?){DAY}(?!\s*âm\s+lịch)"
)
_BEGINS_CLAUSE = re.compile(
    r"(?:^|[.,;:!?…()\-–—\"”“]|\b(?:diễn\s+ra|tổ\s+chức|khai\s+mạc|bắt\s+đầu|tiến\s+hành|có\s+mặt|họp))\s*$"
)
_DOCUMENT = re.compile(
    r"(?:\b(?:thông\s+tư|nghị\s+định|nghị\s+quyết|quyết\s+định|chỉ\s+thị|công\s+văn|kế\s+hoạch|công\s+điện|luật|"
    r"văn\s+bản|tờ\s+trình|báo\s+cáo|thông\s+báo|giấy\s+mời|hướng\s+dẫn|kết\s+luận|pháp\s+lệnh|sắc\s+lệnh)"
    r"(?:\s+(?:liên\s+tịch|số))*\s*(?:số\s*)?[:\s]*(?:\S*\d\S*)?|\d+/[^\s,]*[^\W\d]\S*)(?:[,\s(]*|\s+của\s+[^,.;]{1,80}\s)$"
)
_NOT_THE_EVENT = re.compile(
    r"\b(?:tính\s+đến|đến|tới|trước|sau|kể\s+từ|hết|hạn|sinh|hiệu\s+lực|thành\s+lập|kỷ\s+niệm|kỉ\s+niệm|chào\s+mừng|"
    r"truyền\s+thống|so\s+với)\s*,?\s*$"
)
_END_OF_RANGE = re.compile(rf"\s*(?:-|–|và|đến|tới|,)\s*(?:hết\s+)?(?:ngày\s+)?{DAY}")
_VAGUE = re.compile(r"(?:mới\s+đây|vừa\s+qua|vừa\s+mới|gần\s+đây|thời\s+gian\s+qua|trong\s+thời\s+gian)\b")
_ALL_DATES = re.compile(rf"(?<![\d/.,]){DAY}")
_LONGEST_EVENT = timedelta(days=14)
_OPENING = 1_500


def real_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none or no report can be from that century.

    >>> real_date(2012, 2, 31)
    """
    if not 1900 <= year < 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parts(match: re.Match[str]) -> tuple[int, int, int | None]:
    """Day, month and, where it is given, year of a match of `DAY`."""
    day, month = match["d"] or match["wd"], match["m"] or match["wm"]
    year = match["y"] or match["wy"]
    return int(day), int(month), int(year) if year else None


def without_dates(text: str) -> str:
    """The text (lower case) with blanks in place of its dates, as long as before: they name no periods."""
    return _ALL_DATES.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    _, month, year = parts(match)
    is_date = year is not None or match["wd"] or 1 <= month <= 12
    return " " * len(match[0]) if is_date else match[0]


def event_date(
    opening: str, published: date | None, period: Period | None, plan: Period | None
) -> date | None:
    """The day the event began on: the first date of the opening that is said of the event itself.

    A missing year follows from the period reported on or planned for, else from another year of the
    opening, else from the posting date; an impossible date is None.
    """
    opening = opening[:_OPENING].lower()  # what the patterns are for
    vague = _VAGUE.match(opening.lstrip())
    for match in _EVENT.finditer(opening):
        if not _is_of_event(opening, match):
            continue
        if vague and match.start() > vague.end() + 20:
            return None
        day, month, year = parts(match)
        year = year or _year_after(opening, match)
        if year is None:
            return _nearest(day, month, opening, published, period, plan)
        found = real_date(year, month, day)
        if found and published and abs(found - published) > timedelta(days=800):
            continue  # an anniversary, not the meeting
        return found
    return None


def _is_of_event(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 160) : match.start()]
    if not (match["moment"] or match["day"]) or _NOT_THE_EVENT.search(before) or _DOCUMENT.search(before):
        return False
    if re.match(r"từ\b", match["cue"]) and not _is_short(text, match):
        return False
    return bool(
        match["moment"] or _BEGINS_CLAUSE.search(before) or re.match(r"(?:vào|trong)\b", match["cue"])
    )


def _is_short(text: str, match: re.Match[str]) -> bool:
    """Whether "từ ngày ... đến ngày ..." spans days as a meeting does, not months as statistics do."""
    end = _END_OF_RANGE.match(text, match.end())
    if not end:
        return True
    day, month, year = parts(end)
    first_day, first_month, first_year = parts(match)
    last = real_date(year or 2000, month, day)
    first = real_date(first_year or year or 2000, first_month, first_day)
    return bool(first and last and last - first <= _LONGEST_EVENT)


def _year_after(text: str, match: re.Match[str]) -> int | None:
    """The year of "30/12 - 02/01/2013", which only the end of the range bears."""
    end = _END_OF_RANGE.match(text, match.end())
    if not end:
        return None
    _, month, year = parts(end)
    return year - 1 if year and month < parts(match)[1] else year


def _nearest(
    day: int, month: int, opening: str, published: date | None, period: Period | None, plan: Period | None
) -> date | None:
    if found := _by_period(day, month, period, plan):
        return found
    years = {int(year) for year in re.findall(r"\bnăm\s+((?:19|20)\d\d)\b", opening)}
    if published:
        around = [real_date(published.year + shift, month, day) for shift in (-1, 0, 1)]
        return min((d for d in around if d), key=lambda d: abs(d - published), default=None)
    return real_date(years.pop(), month, day) if len(years) == 1 else None


def _by_period(day: int, month: int, period: Period | None, plan: Period | None) -> date | None:
    """A period is summed up around its end or soon after, a plan is announced around its start."""
    if period:
        year, last = map(int, period.end.split("-"))
        anchor, early, late = date(year, last, 28), 75, 240
    elif plan:
        year, first = map(int, plan.start.split("-"))
        anchor, early, late = date(year, first, 1), 90, 120
    else:
        return None
    for candidate in (real_date(anchor.year + shift, month, day) for shift in (-1, 0, 1)):
        if candidate and -early <= (candidate - anchor).days <= late:
            return candidate
    return None
