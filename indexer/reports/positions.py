"""Positions in offices: `PCT (Thường trực) UBND tỉnh` is `Phó Chủ tịch Thường trực UBND tỉnh`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.reports.names import WORD, begins_a_person, places
from indexer.reports.offices import is_office_word

_HEADS = (
    *("Chủ tịch", "Giám đốc", "Bí thư", "Chủ nhiệm", "Cục trưởng", "Vụ trưởng", "Bộ trưởng", "Viện trưởng"),
    *("Chi cục trưởng", "Tổng biên tập", "Tổng giám đốc", "Hiệu trưởng", "Cụm trưởng", "Trưởng ban"),
    *("Trưởng phòng", "Trưởng đoàn", "Chánh Văn phòng", "Chánh Thanh tra", "Chánh án", "Chỉ huy trưởng"),
    *("Trưởng đài", "Đội trưởng", "Trạm trưởng", "Tổng Thư ký", "Chủ tịch Hội đồng thành viên"),
)
_ALONE = (
    *("Thứ trưởng", "Cụm phó", "Thường trực", "Phó Bí thư Thường trực", "Tổng Bí thư", "Thủ tướng"),
    "Thư ký",
)
_MEMBERS = ("Tỉnh ủy viên", "Thành ủy viên", "Huyện ủy viên", "Ủy viên", "Đại biểu Quốc hội", "Đảng ủy viên")
_SHORT = {
    "PCT": "Phó Chủ tịch",
    "PGĐ": "Phó Giám đốc",
    "GĐ": "Giám đốc",
    "TUV": "Tỉnh ủy viên",
    "CT": "Chủ tịch",
}
_CANONICAL = {name.lower(): name for name in (*_HEADS, *_ALONE, *_MEMBERS)}


def _any(names: tuple[str, ...]) -> str:
    """A pattern of all names, the longest first, whatever their capitals and blanks."""
    forms = (re.escape(name).replace(r"\ ", r"\s+").replace("ủy", "(?:ủy|uỷ)") for name in names)
    return "(?i:" + "|".join(sorted(forms, key=len, reverse=True)).replace("Ủy", "(?:ủy|uỷ)") + ")"


_POSITION = re.compile(
    rf"(?<![\w&/])(?:(?P<member>TUV|{_any(_MEMBERS)})|(?P<acting>[Qq]uyền\s+|Q\.\s?|[Nn]guyên\s+)?(?P<deputy>[Pp]hó\s+)?"
    rf"(?P<head>PCT|PGĐ|GĐ|CT(?=\s+(?:UBND|HĐND))|{_any((*_ALONE, *_HEADS))}))(?![\w&])"
    r"(?P<standing>\s*\(?\s*[Tt]hường\s+trực(?!\w)\)?)?"
)
# Of every position a part that few other words have; only around these the pattern is tried.
_TELLING = (
    *("chủ tịch", "giám đốc", "bí thư", "trưởng", "chánh ", "tuv", "pct", "pgđ", "gđ ", "ủy viên", "uỷ viên"),
    *("thường trực", "biên tập", "biểu quốc", "chủ nhiệm", "thủ tướng", "thư ký", "cụm phó", "ct ubnd"),
)
_LONGEST_HEAD = 40
_TOKEN = re.compile(r"[ \xa0]+(?:-[ \xa0]+)?([^\s,;:()\[\]“”\"]+)")
_CAPITAL = re.compile(WORD)
_TYPES = frozenset("huyện quận xã phường phố trấn tp tp. cụm".split())
# Offices may be made of these words too, but not of both in a row: someone speaks, reports, presides.
_DEEDS = frozenset(
    {
        *("phát biểu", "báo cáo", "tổ chức", "kiểm tra", "kết luận", "thông báo", "trình bày", "chủ trì"),
        *("đồng chủ", "và các", "và đồng", "và lãnh", "trao đổi", "thống nhất", "thông qua", "điều hành"),
    }
)
_COUNCILS = (
    (re.compile(r"(?:[Ủủ]y|[Uu]ỷ) ban nhân dân"), "UBND"),
    (re.compile(r"[Hh]ội đồng nhân dân"), "HĐND"),
)
_CONNECTING = frozenset({"và", "&", "-", "–", "của", "các"})
_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class Position:
    """Where a position stands in a text, and what it is called; a membership is of a party's committee."""

    start: int
    end: int
    text: str
    is_membership: bool


def positions(text: str) -> Iterator[Position]:
    """
    >>> text = "PGĐ Sở TT&TT báo cáo; Phó chủ tịch UBND TP. Vinh, Cụm trưởng Cụm I dự"
    >>> [found.text for found in positions(text)]
    ['Phó Giám đốc Sở TT&TT', 'Phó Chủ tịch UBND TP. Vinh', 'Cụm trưởng Cụm I']
    """
    behind = 0
    for at in places(text, _TELLING):
        begin = max(behind, at - _LONGEST_HEAD)
        match = _POSITION.search(text, begin, at + _LONGEST_HEAD) if at >= behind else None
        if match is None:
            continue
        behind = _office_end(text, match.end())
        office = " ".join(text[match.end() : behind].split())
        member = match["member"]
        parts = [_canonical(member)] if member else [_head(match)]
        if match["standing"] and not parts[0].endswith("Thường trực"):
            parts.append("Thường trực")
        yield Position(match.start(), behind, _shortened(" ".join([*parts, office]).strip()), bool(member))


def _head(match: re.Match[str]) -> str:
    head = _canonical(match["head"])
    deputy = "Phó " if match["deputy"] else ""
    acting = (match["acting"] or "").strip().lower()
    return {"": "", "nguyên": "Nguyên "}.get(acting, "Quyền ") + deputy + head


def _canonical(written: str) -> str:
    plain = " ".join(written.split()).replace("uỷ", "ủy").replace("Uỷ", "Ủy")
    return _SHORT.get(plain) or _CANONICAL.get(plain.lower(), plain)


def _shortened(position: str) -> str:
    for pattern, short in _COUNCILS:
        position = pattern.sub(short, position)
    return position


def _office_end(text: str, at: int) -> int:
    """Where the name of the office behind a position ends."""
    words: list[str] = []
    ends = [at]
    while len(words) < _MOST_WORDS and (match := _TOKEN.match(text, at)):
        token = match[1]
        following = _TOKEN.match(text, match.end())
        pair = f"{token} {following[1]}".lower().rstrip(".") if following else ""
        if pair in _DEEDS or not _belongs(token, words) or _is_person(text, match.start(1), words):
            break
        closes = token.endswith(".") and token.lower() != "tp."
        words.append(token.rstrip(".") if closes else token)
        at = match.end() - closes
        ends.append(at)
        if closes:
            break
    while words and words[-1].lower() in _CONNECTING:
        words.pop()
        ends.pop()
    return ends[-1]


def _belongs(token: str, words: list[str]) -> bool:
    plain = token.rstrip(".")
    if is_office_word(plain) or plain in ("phụ", "trách", "TP", "Tp", "TX", "I", "II", "III", "IV"):
        return True
    return bool(_CAPITAL.fullmatch(plain)) or (plain == "của" and not words)


def _is_person(text: str, at: int, words: list[str]) -> bool:
    """Whether a person's name begins here, rather than that of a place or of an office."""
    return (not words or words[-1].lower() not in _TYPES) and begins_a_person(text, at, at_once=not words)
