"""How names of people and places are written: a capital at the head of every word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.language.normalize import syllable
from indexer.reports.provinces import resolve

_UPPER = "A-ZĐÐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_LOWER = f"[^\\W\\d_{_UPPER}]"
# Hoa, A, K'Brơi, M'gar, H'Loan; not TT, UBND
WORD = (
    f"(?:[{_UPPER}]['’]{_LOWER}+|[{_UPPER}]['’][{_UPPER}]{_LOWER}+|[{_UPPER}]{_LOWER}*(?![{_UPPER}\\w&'’]))"
)

NAME = rf"{WORD}(?:[ \xa0]+{WORD}){{0,4}}"
FAMILY = frozenset(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đào Lương Mai Trịnh "
    "Hà Cao Tạ Tô Chu Thái Lâm Phùng Trương Kiều Nông Hứa Vương Quách Đoàn Đậu Giàng Vàng Vừ Lò Cầm "
    "Quàng Tòng Sùng Mùa Thào Hầu Lù Ly Triệu Chẩu Ma Tẩn Chảo Phàn Điểu Siu Ksor Nay Tăng Thạch Danh "
    "Lưu La Bạch Bế Cà Châu Doãn Đàm Điêu Giáp Hán Khổng Khúc Kha Lại Lã Lục Mạc Mã Nghiêm Ngụy Nhâm "
    "Phí Sầm Tiêu Tống Thân Thẩm Tôn Ung Viên Vi Thiều Ngân Lường Sìn Lữ Tào Bồ Diệp Hàn Liễu Mầu Phù "
    "Quản Tưởng Vy Âu Kim".split()
)
"""Family names, the first word of a name; those of peoples in the mountains too."""

_RUN = re.compile(NAME)
_NO_PERSON = frozenset({"Hồ Chí Minh"})  # of whom every report speaks, and a city
_MOST_WORDS = 5


def in_one_manner(name: str) -> str:
    """A name with one blank between its words and each tone mark in its one place; capitals stay.

    >>> in_one_manner("Lạc  Thuỷ"), in_one_manner("Cư M'gar")
    ('Lạc Thủy', "Cư M'gar")
    """
    words = []
    for word in name.split():
        plain = syllable(word)
        if len(plain) == len(word):
            word = "".join(
                new.upper() if old.isupper() else new for old, new in zip(word, plain, strict=True)
            )
        words.append(word)
    return " ".join(words)


def person_name(written: str, *, called: bool) -> str | None:
    """The person that a run of capitalised words names; None where it names none.

    `called`: ông, bà, đồng chí stand before it. Otherwise only what begins with a family name is one.

    >>> person_name("Hà Nam Nguyễn Văn An", called=False), person_name("Hà Nam", called=False)
    ('Nguyễn Văn An', None)
    """
    words = _without_province(in_one_manner(written).split())
    if not called:
        while words and words[0] not in FAMILY:
            words = words[1:]
    name = " ".join(words)
    if len(words) < 2 and not (called and re.search("['’]", name)):
        return None
    return None if len(words) > _MOST_WORDS or resolve(name) or name in _NO_PERSON else name


def begins_a_person(text: str, at: int, *, at_once: bool) -> bool:
    """Whether a name of a person begins at a character; `at_once` one of two words is believed, too."""
    match = _RUN.match(text, at)
    words = match[0].split() if match else []
    if len(words) < (2 if at_once else 3) or words[0] not in FAMILY:
        return False
    return len(_without_province(words)) == len(words) and not resolve(" ".join(words))


def _without_province(words: list[str]) -> list[str]:
    for count in (3, 2):
        if len(words) > count + 1 and resolve(" ".join(words[:count])):
            return words[count:]
    return words


def places(text: str, literals: Iterable[str]) -> list[int]:
    """Where any of the strings stands, whatever its capitals: many times faster than a pattern of them all.

    >>> places("Ông và bà", ("bà", "ông"))
    [0, 7]
    """
    found = []
    folded = text.lower().replace("\xa0", " ")
    if len(folded) == len(text):  # else some letter has two in lower case, and places would not agree
        text = folded
    for literal in literals:
        at = text.find(literal)
        while at >= 0:
            found.append(at)
            at = text.find(literal, at + len(literal))
    return sorted(found)
