"""The province that a report is about, from what its text says; where the text leaves doubt, none.

A name alone proves little: Hồ Chí Minh is a man, hòa bình is peace, Nguyễn Thái Bình a street. What stands
before it decides, and a list of provinces ("Nghệ An, Hà Tĩnh") names no one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from indexer.reports.offices import ends_with_office
from indexer.reports.provinces import PROVINCES, WRITTEN_ALIASES


class Evidence(IntEnum):
    """How surely a name stands for the province."""

    BARE = 1  # the name alone, or after "tại"
    UNIT = 2  # tỉnh Nghệ An, TP.HCM
    OFFICE = 3  # Sở TT&TT Nghệ An, trên địa bàn Nghệ An, "Nghệ An: ..."


@dataclass(frozen=True, slots=True)
class Mention:
    name: str
    start: int
    end: int
    evidence: Evidence


# Also names of persons, common words or parts of other names: never taken without "tỉnh", "tại" or an office.
_DOUBTFUL = frozenset({"Hồ Chí Minh", "Huế", "Hòa Bình"})
_SURE_ALIASES = re.compile(r"(?:TP|Thừa|TT|HCMC|THỪA)", re.IGNORECASE)
_OTHER_THINGS = frozenset(
    "phường xã trấn thôn bản ấp xóm đường phố ngõ quận huyện cầu chợ trường sông hồ núi ga đèo kênh ông "
    "bà chí anh chị đ/c em khóm khu chùa đền vịnh biển tịch".split()
)
_NAME_PARTS = frozenset(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đào Lương Mai Trịnh Hà "
    "Cao Tạ Tô Chu Thái Lâm Phùng Trương Kiều Nông Hứa Vương Quách Thị Văn Đức Hữu Đình Quang Minh Xuân "
    "Ngọc Thanh Quốc Công Duy Bá Viết Trọng Đoàn".split()
)
_SAME = (("\xa0", " "), ("–", "-"), ("—", "-"), ("oà", "òa"), ("oá", "óa"), ("OÀ", "ÒA"), ("OÁ", "ÓA"))
_UNIT = re.compile(r"(?:^|[\s(\"“])(?:tỉnh|thành\s+phố|t\.?p\.?|thị\s+xã)\s*$", re.IGNORECASE)
_AT = re.compile(r"(?:^|[\s(,])(?:tại|ở|về)(?:\s+\S+){0,3}?[\s(]*$", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,|;|và|&|-|với)\s*(?:các\s+)?(?:(?:tỉnh|thành\s+phố|TP\.?)\s+)?", re.IGNORECASE)
_SUBJECT = re.compile(r"\s*(?::|\)\s*-|-\s|,\s+ngày\b)")
_OPENS = re.compile(r"[\s(\[]*(?:(?:tỉnh|thành\s+phố|tp\.?)\s*)?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<![A-ZĐ])(?<!Tp)[.!?…]\s")


# Names that hold a province's name and are none of it.
_DECOYS = ("Thái Bình Dương", "THÁI BÌNH DƯƠNG", "Thái Bình dương", "Điện Biên Đông", "ĐIỆN BIÊN ĐÔNG")


def _forms() -> dict[str, str]:
    forms = dict.fromkeys(_DECOYS, "")
    for name in PROVINCES:
        for form in (name, *WRITTEN_ALIASES.get(name, ())):
            forms[form] = name
            forms[form.upper()] = name
    return forms


def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """One pattern of all forms, the longest first, grouped by first letter (many times faster)."""
    groups: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        groups.setdefault(form[0], []).append(re.escape(form[1:]))
    return re.compile("|".join(f"{letter}(?:{'|'.join(rests)})(?!\\w)" for letter, rests in groups.items()))


_FORMS = _forms()
_NAMES = _pattern(_FORMS)


def province(title: str, byline: str | None, opening: str, body: str) -> str | None:
    """The short name of the province as it was then, from title, byline, opening or body, in this order."""
    return (
        _best(mentions(title))
        or _best([m for m in mentions(byline or "") if m.evidence > Evidence.BARE])
        or _of_opening(opening)
        or _of_body(body)
    )


def mentions(text: str) -> list[Mention]:
    """Every place in `text` that names a province and may mean it, in order, without lists of several."""
    text = _comparable(text)
    found: list[Mention] = []
    for start, end, name in _occurrences(text):
        evidence = _evidence(text, start, end, name)
        if evidence:
            found.append(Mention(name, start, end, evidence))
    return _without_lists(text, found)


def _comparable(text: str) -> str:
    """The text with one tone placement and plain dashes and blanks; as long as before."""
    for old, new in _SAME:
        text = text.replace(old, new)
    return text


def _occurrences(text: str) -> list[tuple[int, int, str]]:
    return [
        (match.start(), match.end(), name)
        for match in _NAMES.finditer(text)
        if (name := _FORMS[match[0]]) and not text[match.start() - 1 : match.start()].isalnum()
    ]


def _evidence(text: str, start: int, end: int, name: str) -> Evidence | None:
    before, after = text[max(0, start - 100) : start], text[end : end + 12]
    unit = _UNIT.search(before)
    if unit and unit.group().strip(' ("“').casefold() == "tỉnh" and before[: unit.start()].endswith("các"):
        unit = None
    written = text[start:end]
    following = after.split()[0].strip(".,;:") if after.strip() else ""
    if after.startswith(" ") and (name, following.casefold()) in {
        ("Thái Bình", "dương"),
        ("Điện Biên", "đông"),
    }:
        return None
    if name == "Điện Biên" and following.casefold() == "phủ" and not unit:
        return None
    tokens = _SENTENCE_END.split(before[: unit.start()] if unit else before)[-1].split()
    last = tokens[-1].strip('("“,') if tokens else ""
    if not unit and (last.casefold() in _OTHER_THINGS or (last in _NAME_PARTS and not before.endswith("\n"))):
        return None
    if _OPENS.fullmatch(text[:start]) and _SUBJECT.match(text[end:]):
        return Evidence.OFFICE
    office = ends_with_office(tokens)
    if office and (name != "Hồ Chí Minh" or unit or office == "sở" or _SURE_ALIASES.match(written)):
        return Evidence.OFFICE
    if unit or (name in _DOUBTFUL and len(written) > 3 and _SURE_ALIASES.match(written)):
        return Evidence.UNIT
    if name in _DOUBTFUL and not _AT.search(before):
        return None
    return Evidence.BARE


def _without_lists(text: str, found: list[Mention]) -> list[Mention]:
    groups: list[list[Mention]] = []
    for mention in found:
        if groups and _LIST.fullmatch(text[groups[-1][-1].end : mention.start]):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return [m for group in groups if len({member.name for member in group}) == 1 for m in group]


def _best(found: list[Mention]) -> str | None:
    """The one named with the most evidence; offices that differ: the first, for it is the one that acts."""
    if not found:
        return None
    top = max(mention.evidence for mention in found)
    names = [mention.name for mention in found if mention.evidence == top]
    return names[0] if top == Evidence.OFFICE or len(set(names)) == 1 else None


def _of_opening(opening: str) -> str | None:
    """Only the first sentence: it says who meets; those that follow name guests and partners."""
    sentence = _SENTENCE_END.split(opening)[0]
    text = _comparable(sentence)
    found = []
    for mention in mentions(sentence):
        before = text[max(0, mention.start - 40) : mention.start]
        if mention.evidence > Evidence.BARE or _AT.search(before):
            found.append(mention)
    return _best(found)


def _of_body(body: str) -> str | None:
    """An office or area named over and over, and hardly another's."""
    counts = Counter(m.name for m in mentions(body) if m.evidence == Evidence.OFFICE)
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < 2:
        return None
    rival = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked[0][1] >= 3 * rival else None
