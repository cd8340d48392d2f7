"""Datelines: the lines on which a portal says when it posted a report."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.reports.boilerplate import is_boilerplate
from indexer.reports.dates import real_date

_LABEL = (
    r"(?P<label>(?:ngày\s+(?:đăng(?:\s+tin)?|xuất\s+bản|cập\s+nhật|viết|tạo|đưa(?:\s+tin)?|gửi)"
    r"|(?:được\s+)?(?P<update>cập\s+nhật)(?:\s+(?:lúc|ngày|vào|lần\s+cuối))*"
    r"|(?:được\s+)?(?:đăng|xuất\s+bản|viết|gửi|tạo)(?:\s+(?:lúc|ngày|vào))+|thời\s+gian(?:\s+đăng)?)\s*:?\s*)?"
)
_WEEKDAY = r"(?:(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật|chủ\s+nhât|t[2-7]|cn)\b[\s,|\-–]*)?"
_DATE = (
    r"(?:ngày\s*:?\s*)?(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})|(?P<a>\d{1,2})\s?[/.\-–]\s?(?P<b>\d{1,2})\s?[/.\-–]\s?(?P<y>\d{4})"
    r"|(?P<wa>\d{1,2})\s+tháng\s+(?P<wb>\d{1,2})\s*(?:,?\s*năm|,)?\s*(?P<wy>\d{4}))(?!\d)"
)
_TIME = (
    r"(?:lúc\s+)?(?P<hour{n}>\d{{1,2}})\s?(?::|h|g|giờ)\s?(?P<minute{n}>\d{{2}})(?::\d{{2}})?(?:\s*(?:phút|'))?"
    r"(?:\s*(?P<half{n}>AM|PM|SA|CH)\b)?(?:\s*\(?GMT\s*\+\s*0?7\)?)?"
)
_GAP = r"[\s,|•·\-–—:]*"
_DATELINE = re.compile(
    rf"[\s(\[]*{_LABEL}(?:{_TIME.format(n=1)}{_GAP})?{_WEEKDAY}{_DATE}(?:{_GAP}{_TIME.format(n=2)})?[\s)\]]*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}")
_CUT = re.compile(r"\s*[|•·]\s*|\s{2,}|\s+[-–—]\s+|\s*,\s*")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline and what else its line says. `published` is ISO 8601, None for an impossible date.

    `weak` ones are a bare date, which only counts as a dateline at the head of a report.
    """

    published: str | None
    rest: str = ""
    weak: bool = False
    is_update: bool = False


def dateline(line: str) -> Dateline | None:
    """What a line says of the posting date; None where it is no dateline.

    >>> dateline("Thứ ba, 18/12/2012 09:30").published
    '2012-12-18T09:30'
    >>> dateline("(12/30/2016 10:36:57 AM)").published
    '2016-12-30T10:36'
    >>> dateline("Ngày 20/01/2010, Sở tổ chức hội nghị")
    """
    if not _YEAR.search(line[:_LONGEST]):
        return None
    if len(line) <= _LONGEST:
        for head, text in _starts(line):
            match = _DATELINE.match(text)
            if match and (found := _read(match, text[match.end() :], head)):
                return found
    match = _DATELINE.match(line)
    # The report's first sentence may follow on the line of the dateline; it stays.
    if match and (match["label"] or match["hour1"] or match["hour2"]) and _is_sentence(line[match.end() :]):
        return Dateline(_published(match), line[match.end() :].lstrip(" -–—|:,"), is_update=_updates(match))
    return None


def _starts(line: str) -> list[tuple[str, str]]:
    """The line itself, and its parts behind a separator, each with what stands before."""
    cuts = [(match.start(), match.end()) for match in _CUT.finditer(line)]
    return [("", line), *((line[:start], line[end:]) for start, end in cuts)]


def _read(match: re.Match[str], rest: str, head: str) -> Dateline | None:
    rest = rest.strip(" \xa0\t|•·-–—,:;()[]")
    timed = bool(match["hour1"] or match["hour2"])
    if rest and not is_boilerplate(rest):
        if not timed or len(rest) > 60 or head or _is_sentence(rest):
            return None
    else:
        rest = ""
    head = head.strip()
    if head and not is_boilerplate(head):
        if not timed or len(head) > 100:
            return None
        rest = head
    weak = not (timed or match["label"] or rest or head)
    return Dateline(_published(match), rest, weak, _updates(match))


def _is_sentence(text: str) -> bool:
    return len(text.split()) > 12


def _updates(match: re.Match[str]) -> bool:
    return bool(match["label"] and "cập" in match["label"].lower())


def _published(match: re.Match[str]) -> str | None:
    half = (match["half1"] or match["half2"] or "").upper()
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
    else:
        day, month, year = (int(match[a] or match[b]) for a, b in (("a", "wa"), ("b", "wb"), ("y", "wy")))
        # Servers set to English write month, day, year: AM and PM give them away, or a 13th month.
        if (month > 12 or (half in ("AM", "PM") and day <= 12)) and match["a"]:
            day, month = month, day
    found = real_date(year, month, day)
    if not found:
        return None
    hour, minute = match["hour1"] or match["hour2"], match["minute1"] or match["minute2"]
    if not hour:
        return found.isoformat()
    hours = int(hour) % 12 + (12 if half in ("PM", "CH") else 0) if half and int(hour) <= 12 else int(hour)
    if hours > 23 or int(minute) > 59:
        return found.isoformat()
    return f"{found.isoformat()}T{hours:02}:{minute}"
