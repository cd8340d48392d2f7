"""Numbers, dates and document numbers, each brought to one canonical term whatever way it is written.

    num:3808.3   pct:64   date:2012-12-18   day:04-13   month:2019-09   doc:4/2012/tt-btttt   no:quý 1

Vietnamese writes a comma before decimals and points (or blanks) between thousands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate

from indexer.language.normalize import bare, fold

Found = tuple[str, int, int]  # canonical term, start and end character

# Whatever is found begins at a digit or a Roman numeral, or at a word right before one. Such places are few;
# each pattern is tried there alone, and `_BEFORE` patterns look back from there.
_PLACES = re.compile(r"[\divxIVX](?:(?<=\d)(?<!\d.)|(?<=[ivxIVX])(?<!\w.)[ivxIVX]*(?!\w))")
_LOOK_BACK = 48
_NO_LETTER = re.compile(r"\W")
_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+[.,]\d+|\d+)"
    r"(?![.,]?\d)(?:\s?(%)|\s(phần trăm)\b)?"
)
_LOOSE_NUMBER = re.compile(r"(?<!\d[.,])(\d+)(?=[^\W\d_])")
_FULL_DATE = re.compile(r"(?<![/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\d])")
_ISO_DATE = re.compile(r"(?<!-)(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_SPOKEN_DATE = re.compile(r"(\d{1,2})\s+th[aá]ng\s+(\d{1,2})(?:\s+n[aă]m\s+(\d{4}))?\b", re.I)
_DATE_BEFORE = re.compile(r"(?:\bng[aà]y\s+(?:m[uù]ng\s+|mồng\s+)?|\bm[uù]ng\s+|\bmồng\s+|(?<!\w))\Z", re.I)
_DAY = re.compile(r"(?<![/.,-])(\d{1,2})/(\d{1,2})(?![\d/]|[.,]\d)")
_DAY_DASH = re.compile(r"(\d{1,2})-(\d{1,2})(?![\d-])")
_DAY_DASH_BEFORE = re.compile(r"\b(?:ng[aà]y|s[aá]ng|chi[eề]u|t[oố]i|h[oô]m)\s+\Z", re.I)
_MONTH = re.compile(r"(?<![/.,-])(\d{1,2})[/-]((?:19|20)\d\d)(?![\d-])")
_QUARTER_BEFORE = re.compile(r"qu[yý]\s+\Z", re.I)
_SPOKEN_MONTH = re.compile(r"(\d{1,2})\s+n[aă]m\s+(\d{4})\b", re.I)
_MONTH_BEFORE = re.compile(r"\bth[aá]ng\s+\Z", re.I)
_DAY_BEFORE = re.compile(r"(?<!\d)\d{1,2}\s+\Z")
_DOCUMENT = re.compile(
    r"(?<!/)(\d+)((?:/\d{4})?)/([^\W\d_]{1,8}(?:\s?[-–]\s?[^\W\d_]+(?:&[^\W\d_]+)?)*\d{0,2})(?!\w)"
)
_CODE_NUMBER = re.compile(r"(?<![\w.,])\d+(?!\w)")
_COUNTED = "cụm|quý|khóa|khoá|kỳ|kì|thứ|lần|hạng|cấp|đợt|tập|phần|chương|nhóm|vùng|khu|loại|giai đoạn|cục"
_COUNTED_BEFORE = re.compile(rf"\b({_COUNTED}|{fold(_COUNTED)})\s+(?:thứ\s+|thu\s+|số\s+|so\s+)?\Z", re.I)
_COUNT = re.compile(r"([ivx]+|\d{1,2})(?!\w|[.,]\d|/(?!(?:19|20)\d\d))", re.I)
# Documents are called by their kind and number alone: `thông tư 04` for Thông tư số 04/2012/TT-BTTTT.
_KINDS = {
    "qđ": "quyet dinh", "qd": "quyet dinh", "nđ": "nghi dinh", "nd": "nghi dinh", "nq": "nghi quyet"
}  # fmt: skip
_NAMED = "thông tư|nghị định|quyết định|nghị quyết|chỉ thị|công văn|kế hoạch|tờ trình|thông báo|pháp lệnh"
_NAMED_BEFORE = re.compile(
    rf"\b({_NAMED}|{fold(_NAMED)}|{'|'.join(_KINDS)})\s+(?:liên tịch\s+)?(?:s[oố]:?\s*)?\Z", re.I
)
_CALLED = re.compile(r"(?!(?:19|20)\d\d(?!\d))(\d{1,5})(?![\w.,]*\d)")
_ROMAN = re.compile(r"(?<!\.)(X{0,3}(?:IX|IV|V?I{0,3}))(?!\w)")
# The word right before a place, where one of the `_BEFORE` patterns can match; all others are not tried.
_LAST_WORDS = frozenset(
    word
    for words in (_COUNTED, _NAMED, "|".join(_KINDS), "ngày|mùng|mồng|sáng|chiều|tối|hôm|tháng|tịch|số|thứ")
    for written in (words, fold(words))
    for word in (name.split(" ")[-1] for name in written.split("|"))
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


def find(text: str) -> Iterator[Found]:
    """Every canonical term of a text, parts of longer ones included.

    >>> [term for term, _, _ in find("đạt 3.808,3 tỷ, tăng 64 % so với 13/4/2012")]
    ['num:3808.3', 'num:64', 'pct:64', 'day:04-13', 'date:2012-04-13']
    >>> [term for term, _, _ in find("Thông tư 04/2012/TT-BTTTT")]
    ['no:thong tu 4', 'month:2012-04', 'doc:4/2012/tt-btttt', 'num:4', 'num:2012']
    >>> [term for term, _, _ in find("cụm I, 165,0 vào tháng 9-2019, ngày 18 tháng 12 năm 2012")]
    ['no:cum 1', 'num:1', 'num:165', 'month:2019-09', 'day:12-18', 'date:2012-12-18']
    """
    places = [(match.start(), match.end()) for match in _PLACES.finditer(text)]
    if not places:
        return
    digits = [start for start, _ in places if text[start].isdecimal()]
    before = {start: _word_before(text, start) for start, _ in places}
    dates = list(_dates(text, digits, before))
    documents = list(_documents(text, digits))
    found = {*dates, *documents, *_romans(text, places), *_counted(text, places, before)}
    found.update(_code_numbers(documents, text))
    found.update(_outside(_numbers(text, digits), dates))
    yield from sorted(found, key=lambda hit: (hit[1], _ORDER[hit[0].partition(":")[0]], hit[2]))


_ORDER = {"day": 0, "month": 1, "date": 2, "doc": 3, "num": 4, "pct": 5, "no": 6}


def _word_before(text: str, place: int) -> str:
    """The word right before a place in lower case, or "" where no pattern looks for it."""
    before = text[max(place - _LOOK_BACK, 0) : place].split()
    if not before:
        return ""
    word = before[-1].lower().rstrip(":").rpartition("(")[2]
    word = _NO_LETTER.split(word)[-1]
    return word if word in _LAST_WORDS else ""


def _apart(pattern: re.Pattern[str], text: str, starts: Sequence[int]) -> Iterator[re.Match[str]]:
    """Matches at some of `starts`, none of which overlap."""
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(text, start)):
            yield match
            end = match.end()


def _behind(pattern: re.Pattern[str], text: str, place: int) -> re.Match[str] | None:
    """What ends right before a place."""
    return pattern.search(text, max(place - _LOOK_BACK, 0), place)


def _outside(numbers: Iterable[Found], dates: Iterable[Found]) -> Iterator[Found]:
    """Numbers that are no part of a date."""
    spans = sorted((start, end) for _, start, end in dates)
    starts = [start for start, _ in spans]
    furthest = list(accumulate((end for _, end in spans), max))
    for number in numbers:
        at = bisect_right(starts, number[1])
        if not at or furthest[at - 1] < number[2]:
            yield number


def _numbers(text: str, digits: Sequence[int]) -> Iterator[Found]:
    for match in _apart(_NUMBER, text, digits):
        value = canonical_number(match[1])
        yield f"num:{value}", match.start(1), match.end(1)
        if match[2] or match[3]:
            yield f"pct:{value}", match.start(1), match.end()
    for match in _apart(_LOOSE_NUMBER, text, digits):
        yield f"num:{canonical_number(match[1])}", match.start(1), match.end(1)


def canonical_number(written: str) -> str:
    """
    >>> [canonical_number(n) for n in ("3.808,3", "3808,3", "3 808,3", "468.112", "165,0", "04", "1.5")]
    ['3808.3', '3808.3', '3808.3', '468112', '165', '4', '1.5']
    """
    written = re.sub(r"\s", "", written)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", written):
        written = written.replace(".", "")
    whole, _, decimals = written.replace(",", ".").partition(".")
    decimals = decimals.rstrip("0")
    return (whole.lstrip("0") or "0") + ("." + decimals if decimals else "")


def _dates(text: str, digits: Sequence[int], before: Mapping[int, str]) -> Iterator[Found]:
    for match in _apart(_FULL_DATE, text, digits):
        yield from _date(match, match[4], match[3], match[1])
    for match in _apart(_ISO_DATE, text, digits):
        yield from _date(match, match[1], match[2], match[3])
    for match in _apart(_SPOKEN_DATE, text, digits):
        if begin := _behind(_DATE_BEFORE, text, match.start()):
            yield from _date(match, match[3], match[2], match[1], begin.start())
    for match in _apart(_DAY, text, digits):
        yield from _date(match, None, match[2], match[1])
    named = [place for place in digits if before[place]]
    for match in _apart(_DAY_DASH, text, named):
        if begin := _behind(_DAY_DASH_BEFORE, text, match.start()):
            yield from _date(match, None, match[2], match[1], begin.start())
    for match in _apart(_MONTH, text, digits):
        if not _behind(_QUARTER_BEFORE, text, match.start()):
            yield from _month(match, match.start())
    for match in _apart(_SPOKEN_MONTH, text, named):
        begin = _behind(_MONTH_BEFORE, text, match.start())
        if begin and not _behind(_DAY_BEFORE, text, begin.start()):
            yield from _month(match, match.start(1))


def _month(match: re.Match[str], start: int) -> Iterator[Found]:
    if 1 <= int(match[1]) <= 12:
        yield f"month:{match[2]}-{int(match[1]):02}", start, match.end()


def _date(
    match: re.Match[str], year: str | None, month: str, day: str, start: int | None = None
) -> Iterator[Found]:
    try:
        value = date(int(year or 2000), int(month), int(day))
    except ValueError:
        return
    start = match.start() if start is None else start
    if year:
        yield f"date:{value}", start, match.end()
    yield f"day:{value:%m-%d}", start, match.end()


def _documents(text: str, digits: Sequence[int]) -> Iterator[Found]:
    for match in _apart(_DOCUMENT, text, digits):
        if not match[2] and not re.search(r"[-–]", match[3]) and len(match[3]) < 3:
            continue
        if not match[2] and not re.search(r"[-–]", match[3]) and not match[3].isupper():
            continue
        signature = re.sub(r"\s", "", bare(match[3]).lower()).replace("–", "-")
        yield f"doc:{match[1].lstrip('0') or '0'}{match[2]}/{signature}", match.start(), match.end()


def _code_numbers(documents: list[Found], text: str) -> Iterator[Found]:
    """The number and the year of a document number, since its slashes hide them from `_numbers`."""
    for _, start, end in documents:
        for match in _CODE_NUMBER.finditer(text[start:end]):
            yield f"num:{canonical_number(match[0])}", start + match.start(), start + match.end()


def _romans(text: str, places: Sequence[tuple[int, int]]) -> Iterator[Found]:
    for start, _ in places:
        match = _ROMAN.match(text, start)
        if match and match[1]:
            yield f"num:{roman(match[1])}", match.start(), match.end()


def _counted(text: str, places: Sequence[tuple[int, int]], before: Mapping[int, str]) -> Iterator[Found]:
    """What is counted or called by a number behind its name: cụm I, thông tư 04."""
    for start, _ in places:
        if not before[start]:
            continue
        match, begin = _COUNT.match(text, start), _behind(_COUNTED_BEFORE, text, start)
        if match and begin:
            value = int(match[1]) if match[1].isdigit() else roman(match[1].upper())
            if value:
                marker = bare(begin[1]).lower().replace("ki", "ky")
                yield f"no:{marker} {value}", begin.start(), match.end()
                yield f"num:{value}", match.start(1), match.end(1)
        match, begin = _CALLED.match(text, start), _behind(_NAMED_BEFORE, text, start)
        if match and begin:
            kind = begin[1].lower()
            kind = _KINDS.get(kind) or " ".join(bare(kind).split())
            yield f"no:{kind} {int(match[1])}", begin.start(), match.end()


def roman(numeral: str) -> int:
    """The value of a Roman numeral below 40, or 0 where it is none.

    >>> [roman(n) for n in ("I", "IV", "XII", "IIII", "VX")]
    [1, 4, 12, 0, 0]
    """
    if not _ROMAN.fullmatch(numeral):
        return 0
    values = [_ROMAN_VALUES[char] for char in numeral]
    return sum(-v if any(v < later for later in values[i + 1 :]) else v for i, v in enumerate(values))
