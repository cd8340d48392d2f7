"""Districts and towns that a report names, each with its type: `huyện Ba Bể`, `thành phố Vinh`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.language.normalize import syllable
from indexer.reports.names import WORD, begins_a_person, in_one_manner, places
from indexer.reports.provinces import resolve

_TYPES = {
    "huyện": "huyện",
    "quận": "quận",
    "thị xã": "thị xã",
    "tx": "thị xã",
    "thành phố": "thành phố",
    "tp": "thành phố",
}
_KIND = r"(?P<kind>[Hh]uyện(?:\s+đảo)?|[Qq]uận|[Tt]hị\s+xã|TX\.?|[Tt]hành\s+phố|T[Pp]\.?)"
_KINDS = ("huyện", "quận", "thị xã", "tx", "thành phố", "tp")
_MANY = re.compile(r"(?<!\w)(?:[Cc]ác|[Hh]ai|[Bb]a|[Bb]ốn|[Nn]ăm|[Ss]áu|[Bb]ảy|[Tt]ám|[Cc]hín|\d+)\s+$")
_NAME = rf"{WORD}(?:[ \xa0]{WORD}){{0,3}}(?:[ \xa0]-[ \xa0]{WORD}(?:[ \xa0]{WORD}){{0,2}})?"
_FIRST = re.compile(rf"(?<!\w){_KIND}\s*:?\s*(?P<name>{_NAME}|\d{{1,2}}(?!\w))")
_NEXT = re.compile(rf"\s*(?:,|;|và)\s+(?P<name>{_NAME})(?=\s*(?:[,;.)]|và\b|$|\s(?=[^\W\d_A-ZĐ])))")
# Cities that are provinces, and words that begin the name of an office or of a person instead.
_PROVINCES = frozenset({"Hà Nội", "Hồ Chí Minh", "Đà Nẵng", "Hải Phòng", "Cần Thơ"})
_OTHER_BEGINNINGS = frozenset(
    "ủy đoàn hội sở ban phòng bộ ubnd hđnd công trung đài báo ông bà anh chị các tại khu cục".split()
)


def districts(text: str) -> tuple[str, ...]:
    """In the order in which a text names them; cities that are provinces are none.

    >>> districts("các huyện: Yên Thành, Diễn Châu, thị xã Cửa Lò và TP.Vinh")
    ('huyện Yên Thành', 'huyện Diễn Châu', 'thị xã Cửa Lò', 'thành phố Vinh')
    >>> districts("lãnh đạo các huyện, thị xã, thành phố; TP.HCM, thành phố Hà Nội, Huyện ủy")
    ()
    """
    return tuple(dict.fromkeys(_all(text)))


def _all(text: str) -> Iterator[str]:
    for at in places(text, _KINDS):
        match = _FIRST.match(text, at)
        if match is None:
            continue
        key = " ".join(match["kind"].lower().rstrip(".").split()).removesuffix(" đảo")
        kind = _TYPES[key]
        name = _without_person(match["name"])
        if name.isdigit() and kind != "quận":
            continue
        if not name.isdigit() and not _is_district(kind, name):
            continue
        yield f"{kind} {in_one_manner(name)}"
        at, many = match.end(), _MANY.search(text[max(0, at - 6) : at])
        # "huyện A, B" may go on with the province; only a plural promises more of the same.
        while (more := _NEXT.match(text, at)) and _is_district(kind, more["name"]):
            if not many and text[at : more.start("name")].strip() != "và":
                break
            if resolve(more["name"]):
                break
            yield f"{kind} {in_one_manner(more['name'])}"
            at = more.end("name")


def _without_person(name: str) -> str:
    """huyện Nam Đàn, of "Chủ tịch UBND huyện Nam Đàn Nguyễn Văn An"."""
    for blank in re.finditer(r"\s", name):
        if begins_a_person(name, blank.end(), at_once=True):
            return name[: blank.start()]
    return name


def _is_district(kind: str, name: str) -> bool:
    first = syllable(name.split()[0])
    if first in _OTHER_BEGINNINGS or name == "Đồng":  # Đồng chí
        return False
    return not (kind == "thành phố" and resolve(name) in _PROVINCES)
