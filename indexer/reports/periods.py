"""The periods that a report sums up and plans for, from its title and its first paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from indexer.model import Period
from indexer.reports.dates import without_dates

_YEAR = r"(?:19|20)\d\d(?!\d)"
_OF_YEAR = r"(?:\s*(?:/|-|–|\.|,?\s*(?:của\s+)?năm)\s*(?P<{name}>" + _YEAR + "))?"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "đầu": 1}
_COUNTS = {"ba": 3, "sáu": 6, "chín": 9, "nửa": 6}
_TO = r"\s*(?:-|–|—|đến(?:\s+năm)?)\s*"
_PERIOD = re.compile(
    "|".join(
        (
            rf"(?:học\s+kỳ\s+(?P<term>i{{1,2}}|[12])\s*,?\s*)?năm\s+học\s+(?P<school>{_YEAR})\s*[-–]\s*{_YEAR}",
            r"(?:giai\s+đoạn|nhiệm\s+k[ỳì]|thời\s+k[ỳì]|(?:\d+|hai|ba|bốn|năm|mười)\s+năm|(?:từ\s+)?năm)\s*\(?\s*"
            rf"(?:từ\s+)?(?:năm\s+)?(?P<from>{_YEAR}){_TO}(?P<to>{_YEAR})",
            rf"\((?P<from2>{_YEAR}){_TO}(?P<to2>{_YEAR})\)",
            r"(?:(?P<count>0?[1-9]|1[01]|ba|sáu|chín)\s+tháng|(?P<half>nửa))\s+(?P<side>đầu|cuối)"
            rf"(?:\s+(?:của\s+)?năm(?:\s+(?P<sided>{_YEAR}))?)?",
            rf"(?P<count2>0?[1-9]|1[01])\s+tháng\s+(?:của\s+)?năm\s+(?P<counted>{_YEAR})",
            r"quý\s+(?P<quarter>iv|i{1,3}|[1-4]|một|hai|ba|tư|bốn)(?!\w)"
            + _OF_YEAR.format(name="of_quarter"),
            r"(?<!\d )tháng\s+(?P<month>1[0-2]|0?[1-9])(?!\d|,\d)" + _OF_YEAR.format(name="of_month"),
            rf"năm\s+(?P<year>{_YEAR})",
        )
    )
)
_NOT_A_PERIOD = re.compile(
    r"\b(?:đến|tới|từ|trước|sau|so với|cùng k[ỳì]|hết|cuối|đầu|giữa|thành lập|khóa|từ hồi)(?: của)?$"
)
_ROLE = re.compile(
    r"(?P<report>\b(?:tổng kết|sơ kết|giao ban|đánh giá|kết quả|tình hình|báo cáo|nhìn lại|kiểm điểm)\b)"
    r"|(?P<plan>(?<!kết quả )(?<!tình hình )(?<!công tác )(?<!việc )(?<!sau )(?<!đã )(?<!năm )\btriển khai\b"
    r"|\b(?:phương hướng|dự kiến|định hướng|mục tiêu|đề ra|phát động|giao ước)\b|(?<!địa )\bbàn\b(?! giao)"
    r"|(?:^|[,;:–-]|\bvà|\bvới)\s*(?:kế hoạch|nhiệm vụ|chương trình|giải pháp)\b)"
)
_BEGINS_CLAUSE = re.compile(r"(?:^|[,;:.–-]|\btrong|\bbước vào)\s*$")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{2}[.!?…])\s+|(?<=\d[.!?…])\s+(?=[A-ZĐÀ-Ỹ])")
_HINT = re.compile(r"(?:19|20)\d\d|tháng|quý|nửa")
_CODE = re.compile(r"\d+/\d{4}/\S+")
_READ = 1_500

Role = Literal["report", "plan"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A period as it is written: `year` is None where the text leaves it out, `near` a year close by."""

    type: Literal["year", "half", "quarter", "month", "range"]
    part: int | None
    months: tuple[int, int]
    year: int | None
    years_before: int = 0
    near: int | None = None

    def in_year(self, year: int) -> Period:
        first, last = self.months
        start = f"{year - self.years_before}-{first:02}"
        return Period(self.type, year, self.part, start, f"{year}-{last:02}")


def stated_periods(title: str, opening: str) -> tuple[Stated | None, Stated | None]:
    """The periods reported on and planned for, as the title names them, else the first paragraph."""
    found: dict[Role, Stated] = {}
    sentences = [(title, True), *((sentence, False) for sentence in _SENTENCE.split(opening[:_READ]))]
    for sentence, is_title in sentences:
        for role, stated in _roles(sentence, is_title):
            known = found.get(role)
            if known is None:
                found[role] = stated
            elif known.year is None and (known.type, known.part) == (stated.type, stated.part):
                found[role] = replace(known, year=stated.year, near=known.near or stated.near)
    return found.get("report"), found.get("plan")


def settle(
    reported: Stated | None, planned: Stated | None, anchor: date | None
) -> tuple[Period | None, Period | None]:
    """Both periods with their years; a missing year follows from the text, else from `anchor`.

    `anchor` is the day of the event or the posting; without one, a period may stay unknown.
    """
    return _reported(reported, planned, anchor), _planned(reported, planned, anchor)


def _reported(reported: Stated | None, planned: Stated | None, anchor: date | None) -> Period | None:
    if reported is None:
        return None
    if reported.year:
        return reported.in_year(reported.year)
    year = reported.near or (planned.year if planned else None)
    if year:
        period = reported.in_year(year)
        # "giao ban tháng 12 và nhiệm vụ tháng 1/2013": what is summed up lies before what is planned.
        if planned and planned.year and period.start >= planned.in_year(planned.year).start:
            period = reported.in_year(year - 1)
        return period
    if anchor is None:
        return None
    ends_soon = date(anchor.year, reported.months[1], 28) - timedelta(days=45) <= anchor
    return reported.in_year(anchor.year if ends_soon else anchor.year - 1)


def _planned(reported: Stated | None, planned: Stated | None, anchor: date | None) -> Period | None:
    if planned is None:
        return None
    if planned.year:
        return planned.in_year(planned.year)
    before = _reported(reported, planned, anchor)
    if before:
        plan = planned.in_year(before.year)
        return plan if plan.start > before.end else planned.in_year(before.year + 1)
    year = planned.near or (anchor.year if anchor else None)
    return planned.in_year(year) if year else None


def _roles(sentence: str, is_title: bool) -> list[tuple[Role, Stated]]:
    """The periods of a sentence, in order, each with its role. The patterns are for lower case."""
    text = " ".join(sentence.lower().split())
    if not _HINT.search(text):
        return []
    text = without_dates(_CODE.sub(lambda code: " " * len(code[0]), text))
    cues: list[tuple[int, str | None]] | None = None
    found: list[tuple[Role, int, Stated]] = []
    for match in _PERIOD.finditer(text):
        before = text[: match.start()].rstrip()
        explicit_range = match["from"] or match["from2"]
        if _NOT_A_PERIOD.search(before[-20:]) and not explicit_range:
            continue
        if cues is None:
            cues = [(cue.end(), cue.lastgroup) for cue in _ROLE.finditer(text)]
        cue = next((name for end, name in reversed(cues) if end <= match.start() + 1), None)
        if cue is None and not (is_title or _BEGINS_CLAUSE.search(before[-20:])):
            continue
        found.append(("plan" if cue == "plan" else "report", match.start(), _stated(match)))
    years = [(at, stated.year) for _, at, stated in found if stated.year]
    return [(role, _with_near(stated, at, years)) for role, at, stated in found]


def _with_near(stated: Stated, at: int, years: list[tuple[int, int]]) -> Stated:
    """With the year said next in the sentence, else the last one said before."""
    if stated.year or not years:
        return stated
    later = [year for place, year in years if place > at]
    return replace(stated, near=later[0] if later else years[-1][1])


def _stated(match: re.Match[str]) -> Stated:
    if school := match["school"]:
        return _school(int(school), match["term"])
    if first := match["from"] or match["from2"]:
        last = int(match["to"] or match["to2"])
        return Stated("range", None, (1, 12), last, last - int(first))
    if match["side"]:
        return _side(match)
    if match["count2"]:
        count, year = int(match["count2"]), int(match["counted"])
        return Stated("half", 1, (1, 6), year) if count == 6 else Stated("range", None, (1, count), year)
    if quarter := match["quarter"]:
        part = _ROMAN.get(quarter) or int(quarter)
        return Stated("quarter", part, (3 * part - 2, 3 * part), _int(match["of_quarter"]))
    if month := match["month"]:
        return Stated("month", int(month), (int(month), int(month)), _int(match["of_month"]))
    return Stated("year", None, (1, 12), int(match["year"]))


def _school(first: int, term: str | None) -> Stated:
    """A school year runs from September to May (the ministry decides it anew each year)."""
    if term is None:
        return Stated("range", None, (9, 5), first + 1, 1)
    is_first = term in ("i", "1")
    return Stated("range", None, (9, 1) if is_first else (2, 5), first + 1, 1 if is_first else 0)


def _side(match: re.Match[str]) -> Stated:
    word = match["count"] or match["half"]
    count = _COUNTS.get(word) or int(word)
    is_first, year = match["side"] == "đầu", _int(match["sided"])
    if count == 6:
        return Stated("half", 1 if is_first else 2, (1, 6) if is_first else (7, 12), year)
    return Stated("range", None, (1, count) if is_first else (13 - count, 12), year)


def _int(text: str | None) -> int | None:
    return int(text) if text else None
