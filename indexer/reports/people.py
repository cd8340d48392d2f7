"""People that a report names, with their positions: `Hồ Quang Thành, TUV, Giám đốc Sở TT&TT`.

A name stands before its position, parted by a comma, dash or bracket, or right behind it; or it follows ông,
bà, đồng chí, which are no part of it. Without such a word before it, a name begins with a family name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.language.normalize import syllable
from indexer.model import Person
from indexer.reports.names import NAME, person_name, places
from indexer.reports.positions import Position, positions

_HONORIFIC = r"(?:[Đđ]ồng\s+chí|[Đđ]/c|ĐC|[Ôô]ng|[Bb]à)"
_HONORIFICS = ("đồng chí", "đ/c", "đc ", "ông ", "bà ")
_CALLED = re.compile(rf"(?<!\w){_HONORIFIC}\s*:?\s+(?P<name>{NAME})")
_BEFORE = re.compile(
    rf"(?P<lead>(?<!\w){_HONORIFIC}\s*:?\s+)?(?P<name>(?<![\w'’&]){NAME})\s*(?:,|-|–|—|\()\s*$"
)
_BEHIND = re.compile(rf"\s*:?\s+(?P<lead>{_HONORIFIC}\s*:?\s+)?(?P<name>{NAME})(?![\w&'’])")
# What a name that looks like a person's stands behind when it is a place, a street or an office.
_PLACE_BEFORE = re.compile(
    r"(?:huyện|quận|thị\s+xã|thành\s+phố|tp\.?|tỉnh|xã|phường|thị\s+trấn|thôn|bản|ấp|đường|phố|cầu|chợ|trường|"
    r"sông|hồ|núi|đèo|đảo|sở|ubnd|hđnd|tt&tt|và|;|,)\s*$",
    re.IGNORECASE,
)
_STREET_BEFORE = re.compile(r"(?:đường|phố|chợ|cầu|trường|quận|huyện|xã|phường)\s+$", re.IGNORECASE)
_LOOK_BACK = 80
_MOST = 60  # people of one report


def people(text: str) -> tuple[Person, ...]:
    """Everyone named, in order, each once with the first position in an office, else the first of any kind.

    >>> people("Các đồng chí Hồ Quang Thành, TUV, Giám đốc Sở TT&TT; Phan Nguyên Hào, PGĐ Sở TT&TT dự.")
    ... # doctest: +NORMALIZE_WHITESPACE
    (Person(name='Hồ Quang Thành', position='Giám đốc Sở TT&TT'),
     Person(name='Phan Nguyên Hào', position='Phó Giám đốc Sở TT&TT'))
    >>> people("Phó Chủ tịch (Thường trực) UBND tỉnh Nguyễn Tiến Nhường dự; bà con và đồng chí lãnh đạo")
    (Person(name='Nguyễn Tiến Nhường', position='Phó Chủ tịch Thường trực UBND tỉnh'),)
    """
    found: dict[str, tuple[str, Position | None]] = {}
    for _, name, position in sorted(_named(text), key=lambda entry: entry[0]):
        key = syllable(name)
        _, known = found.get(key, (name, None))
        if key not in found and len(found) >= _MOST:
            break
        if known is None or (position and known.is_membership and not position.is_membership):
            found[key] = found.get(key, (name, None))[0], position or known
    return tuple(Person(name, position.text if position else None) for name, position in found.values())


def _named(text: str) -> Iterator[tuple[int, str, Position | None]]:
    """Every name with where it stands and the position that is said with it."""
    owner: tuple[int, str] | None = None
    starts = set()
    behind = -1  # where the last position ends
    for position in positions(text):
        starts.add(position.start)
        goes_on = behind >= 0 and re.fullmatch(
            r"\s*(?:,|-|–|kiêm|;\s*kiêm)\s*", text[behind : position.start]
        )
        if not (goes_on and owner):
            owner = _before(text, position.start) or _after(text, position.end)
        behind = position.end
        if owner:
            yield *owner, position
    for at in places(text, _HONORIFICS):
        match = None if text[at - 1 : at].isalpha() else _CALLED.match(text, at)  # not: không, thông
        if match is None or match.start("name") in starts:  # đồng chí Giám đốc
            continue
        name = person_name(match["name"], called=True)
        if name and not _STREET_BEFORE.search(text[max(0, match.start() - 12) : match.start()]):
            yield match.start("name"), name, None


def _before(text: str, end: int) -> tuple[int, str] | None:
    begin = max(0, end - _LOOK_BACK)
    match = _BEFORE.search(text, begin, end)
    if match is None:
        return None
    start, called = match.start("name"), bool(match["lead"])
    name = match["name"]
    words = name.split()
    if words[0] in ("Ông", "Bà") and len(words) > 1:
        name, called = " ".join(words[1:]), True
    found = person_name(name, called=called)
    if found and not called and found.split()[0] == words[0]:
        before = text[max(0, start - 12) : start]
        if _PLACE_BEFORE.search(before) and not re.search(r"[;,]\s*$|\bvà\s*$", before):
            return None
    return (start, found) if found else None


def _after(text: str, begin: int) -> tuple[int, str] | None:
    match = _BEHIND.match(text, begin, begin + _LOOK_BACK)
    if match is None:
        return None
    name = person_name(match["name"], called=bool(match["lead"]))
    return (match.start("name"), name) if name else None
