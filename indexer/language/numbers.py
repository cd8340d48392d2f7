"""Numbers, dates and document numbers, each brought to one canonical term whatever way it is written.

    num:3808.3   pct:64   date:2012-12-18   day:04-13   month:2019-09   doc:4/2012/tt-btttt   no:quý 1

Vietnamese writes a comma before decimals and points (or blanks) between thousands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from indexer.language.normalize import bare, fold

Found = tuple[str, int, int]  # canonical term, start and end character

_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+[.,]\d+|\d+)"
    r"(?![.,]?\d)(?:\s?(%)|\s(phần trăm)\b)?"
)
_LOOSE_NUMBER = re.compile(r"(?<!\d)(?<!\d[.,])(\d+)(?=[^\W\d_])")
_FULL_DATE = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\d])")
_ISO_DATE = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_SPOKEN_DATE = re.compile(
    r"\b(?:ng[aà]y\s+)?(?:m[uù]ng\s+|mồng\s+)?(\d{1,2})\s+th[aá]ng\s+(\d{1,2})(?:\s+n[aă]m\s+(\d{4}))?\b",
    re.I,
)
_DAY = re.compile(r"(?<![\d/.,-])(\d{1,2})/(\d{1,2})(?![\d/]|[.,]\d)")
_DAY_DASH = re.compile(r"\b(?:ng[aà]y|s[aá]ng|chi[eề]u|t[oố]i|h[oô]m)\s+(\d{1,2})-(\d{1,2})(?![\d-])", re.I)
_MONTH = re.compile(r"(?<![\d/.,-])(\d{1,2})[/-]((?:19|20)\d\d)(?![\d-])")
_SPOKEN_MONTH = re.compile(r"\bth[aá]ng\s+(\d{1,2})\s+n[aă]m\s+(\d{4})\b", re.I)
_OTHER_BEFORE = re.compile(r"qu[yý]\s+\Z", re.I)
_DAY_BEFORE = re.compile(r"(?<!\d)\d{1,2}\s+\Z")
_DOCUMENT = re.compile(
    r"(?<![\d/])(\d+)((?:/\d{4})?)/([^\W\d_]{1,8}(?:\s?[-–]\s?[^\W\d_]+(?:&[^\W\d_]+)?)*\d{0,2})(?!\w)"
)
_COUNTED = "cụm|quý|khóa|khoá|kỳ|kì|thứ|lần|hạng|cấp|đợt|tập|phần|chương|nhóm|vùng|khu|loại|giai đoạn|cục"
_NUMBERED = re.compile(
    rf"\b({_COUNTED}|{fold(_COUNTED)})\s+(?:thứ\s+|thu\s+|số\s+|so\s+)?([ivx]+|\d{{1,2}})"
    r"(?!\w|[.,]\d|/(?!(?:19|20)\d\d))",
    re.I,
)
# Documents are called by their kind and number alone: `thông tư 04` for Thông tư số 04/2012/TT-BTTTT.
_KINDS = {
    "qđ": "quyet dinh", "qd": "quyet dinh", "nđ": "nghi dinh", "nd": "nghi dinh", "nq": "nghi quyet"
}  # fmt: skip
_NAMED = "thông tư|nghị định|quyết định|nghị quyết|chỉ thị|công văn|kế hoạch|tờ trình|thông báo|pháp lệnh"
_CALLED = re.compile(
    rf"\b({_NAMED}|{fold(_NAMED)}|{'|'.join(_KINDS)})\s+(?:liên tịch\s+)?(?:s[oố]:?\s*)?"
    r"(?!(?:19|20)\d\d(?!\d))(\d{1,5})(?![\w.,]*\d)",
    re.I,
)
_ROMAN = re.compile(r"(?<![\w.])(X{0,3}(?:IX|IV|V?I{0,3}))(?!\w)")
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
    dates = [*_dates(text)]
    covered = [(start, end) for term, start, end in dates]
    documents = [*_documents(text)]
    found = [*dates, *documents, *_romans(text), *_numbered(text), *_code_numbers(documents, text)]
    found += [hit for hit in _numbers(text) if not any(s <= hit[1] and hit[2] <= e for s, e in covered)]
    order = {"day": 0, "month": 1, "date": 2, "doc": 3, "num": 4, "pct": 5, "no": 6}
    yield from sorted(set(found), key=lambda hit: (hit[1], order[hit[0].partition(":")[0]], hit[2]))


def _numbers(text: str) -> Iterator[Found]:
    for match in _NUMBER.finditer(text):
        value = canonical_number(match[1])
        yield f"num:{value}", match.start(1), match.end(1)
        if match[2] or match[3]:
            yield f"pct:{value}", match.start(1), match.end()
    for match in _LOOSE_NUMBER.finditer(text):
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


def _dates(text: str) -> Iterator[Found]:
    for match in _FULL_DATE.finditer(text):
        yield from _date(match, match[4], match[3], match[1])
    for match in _ISO_DATE.finditer(text):
        yield from _date(match, match[1], match[2], match[3])
    for match in _SPOKEN_DATE.finditer(text):
        yield from _date(match, match[3], match[2], match[1])
    for pattern in (_DAY, _DAY_DASH):
        for match in pattern.finditer(text):
            yield from _date(match, None, match[2], match[1])
    for pattern in (_MONTH, _SPOKEN_MONTH):
        for match in pattern.finditer(text):
            other = _OTHER_BEFORE if pattern is _MONTH else _DAY_BEFORE
            if 1 <= int(match[1]) <= 12 and not other.search(text, 0, match.start()):
                yield f"month:{match[2]}-{int(match[1]):02}", match.start(1), match.end()


def _date(match: re.Match[str], year: str | None, month: str, day: str) -> Iterator[Found]:
    try:
        value = date(int(year or 2000), int(month), int(day))
    except ValueError:
        return
    if year:
        yield f"date:{value}", match.start(), match.end()
    yield f"day:{value:%m-%d}", match.start(), match.end()


def _documents(text: str) -> Iterator[Found]:
    for match in _DOCUMENT.finditer(text):
        if not match[2] and not re.search(r"[-–]", match[3]) and len(match[3]) < 3:
            continue
        if not match[2] and not re.search(r"[-–]", match[3]) and not match[3].isupper():
            continue
        signature = re.sub(r"\s", "", bare(match[3]).lower()).replace("–", "-")
        yield f"doc:{match[1].lstrip('0') or '0'}{match[2]}/{signature}", match.start(), match.end()


def _code_numbers(documents: list[Found], text: str) -> Iterator[Found]:
    """The number and the year of a document number, since its slashes hide them from `_numbers`."""
    for _, start, end in documents:
        for match in re.finditer(r"(?<![\w.,])\d+(?!\w)", text[start:end]):
            yield f"num:{canonical_number(match[0])}", start + match.start(), start + match.end()


def _romans(text: str) -> Iterator[Found]:
    for match in _ROMAN.finditer(text):
        if match[1]:
            yield f"num:{roman(match[1])}", match.start(), match.end()


def _numbered(text: str) -> Iterator[Found]:
    for match in _NUMBERED.finditer(text):
        value = int(match[2]) if match[2].isdigit() else roman(match[2].upper())
        if value:
            marker = bare(match[1]).lower().replace("ki", "ky")
            yield f"no:{marker} {value}", match.start(), match.end()
            yield f"num:{value}", match.start(2), match.end(2)
    for match in _CALLED.finditer(text):
        kind = match[1].lower()
        kind = _KINDS.get(kind) or " ".join(bare(kind).split())
        yield f"no:{kind} {int(match[2])}", match.start(), match.end()


def roman(numeral: str) -> int:
    """The value of a Roman numeral below 40, or 0 where it is none.

    >>> [roman(n) for n in ("I", "IV", "XII", "IIII", "VX")]
    [1, 4, 12, 0, 0]
    """
    if not _ROMAN.fullmatch(numeral):
        return 0
    values = [_ROMAN_VALUES[char] for char in numeral]
    return sum(-v if any(v < later for later in values[i + 1 :]) else v for i, v in enumerate(values))
