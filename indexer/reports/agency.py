"""The office that holds a conference or reports on its work, by its full name and without its place.

Only offices that are known are taken: what is no known name in full or short is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from indexer.language import shorthand
from indexer.language.normalize import bare, syllable
from indexer.language.tokenize import offsets

_FIELDS = (
    "Thông tin và Truyền thông",
    "Khoa học và Công nghệ",
    "Bưu chính, Viễn thông",
    "Văn hóa, Thể thao và Du lịch",
    "Văn hóa và Thể thao",
    "Văn hóa Thông tin",
    "Văn hóa và Thông tin",
    "Du lịch",
    "Giáo dục và Đào tạo",
    "Tài nguyên và Môi trường",
    "Nông nghiệp và Môi trường",
    "Nông nghiệp và Phát triển nông thôn",
    "Kế hoạch và Đầu tư",
    "Lao động - Thương binh và Xã hội",
    "Giao thông vận tải",
    "Công Thương",
    "Công nghiệp",
    "Thương mại",
    "Xây dựng",
    "Nội vụ",
    "Ngoại vụ",
    "Tài chính",
    "Tư pháp",
    "Y tế",
    "Dân tộc và Tôn giáo",
    "Quy hoạch - Kiến trúc",
)
_COUNCILS = ("Ủy ban nhân dân", "Hội đồng nhân dân")
# A council is told by its level; the table's short form of "thành phố" is TP.
_LEVELS = ("tỉnh", "thành phố", "huyện", "thị xã", "quận", "xã", "phường", "thị trấn")
_PARTY = ("Ban Tuyên giáo", "Ban Dân vận", "Ban Tổ chức", "Ban Nội chính", "Ủy ban Kiểm tra", "Văn phòng")
_COMMITTEES = ("Tỉnh ủy", "Thành ủy", "Huyện ủy", "Thị ủy", "Quận ủy")
_OTHERS = (
    "Công an tỉnh",
    "Bưu điện tỉnh",
    "Thanh tra tỉnh",
    "Đài Phát thanh và Truyền hình",
    "Đài Phát thanh - Truyền hình",
    "Ủy ban Mặt trận Tổ quốc",
    "Cục Viễn thông",
    "Cục Báo chí",
    "Cục Xuất bản, In và Phát hành",
    "Cục An toàn thông tin",
    "Cục Tin học hóa",
    "Cục Chuyển đổi số quốc gia",
    "Cục Tần số vô tuyến điện",
    "Cục Phát thanh, truyền hình và thông tin điện tử",
)
_HEADS = (
    *(
        "Sở",
        "SỞ",
        "Bộ",
        "BỘ",
        "UBND",
        "HĐND",
        "Ủy",
        "Uỷ",
        "ỦY",
        "UỶ",
        "Hội đồng",
        "HỘI ĐỒNG",
        "Thường",
        "Văn p",
    ),
    *("Ban ", "BAN ", "Tỉnh", "TỈNH", "Thành", "Huyện", "Quận", "Thị ủy", "Phòng", "PHÒNG", "Công an", "Bưu"),
    *("Thanh tra", "Đài", "ĐÀI", "Cục", "CỤC", "STTTT", "BTTTT", "SBCVT", "BBCVT"),
)
_SENTENCE_END = re.compile(r"(?<![A-ZĐ])(?<!Tp)[.!?…]\s")
# Words before an office which say that others are named, or that it is no subject.
_OTHER_ROLE = re.compile(
    r"\b(?:dự|gồm|lãnh\s+đạo|đại\s+diện|đại\s+biểu|của|với|cùng|giữa|theo|bởi|cho|tại)\b(?!\s+[^,]*,\s*$)",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(?:^|[,:;.)\-–—|])\s*(?:(?:tỉnh|thành\s+phố)\s+)?$", re.IGNORECASE)
_HOLDS = re.compile(
    r"[^,;:.]{0,40}?\s(?:đã\s+|vừa\s+|sẽ\s+|phối\s+hợp\s+)?(?:tổ\s+chức|tổng\s+kết|sơ\s+kết|giao\s+ban|họp|triển\s+khai|"
    r"báo\s+cáo|đánh\s+giá|khai\s+mạc|tiến\s+hành|công\s+bố)\b",
    re.IGNORECASE,
)
_LONGEST = 600


def agency(title: str, opening: str, byline: str | None) -> str | None:
    """The first office that acts in the title, else in the opening's first sentence, else the author.

    >>> agency("Sở TT&TT Nghệ An tổng kết công tác năm 2012", "", None)
    'Sở Thông tin và Truyền thông'
    >>> agency("", "Ngày 05/9/2024, Văn phòng UBND tỉnh Thanh Hóa họp giao ban với Sở TT&TT.", None)
    'Văn phòng Ủy ban nhân dân tỉnh'
    >>> agency("", "Dự hội nghị có lãnh đạo Sở TT&TT.", None)
    """
    sentence = _SENTENCE_END.split(opening[:_LONGEST])[0]
    for text in (title[:_LONGEST], sentence):
        for name, start, end in _mentions(text):
            before, after = text[:start], text[end:]
            if _OTHER_ROLE.search(before):
                break
            if _BEGINS.search(before) or _HOLDS.match(after):
                return name
    return next((name for name, _, _ in _mentions(byline or "")), None)


def longest_office(words: Sequence[str]) -> tuple[str, int] | None:
    """The longest run of leading words that names an office in any form, as its full name and the length.

    >>> longest_office(["sở", "TT&TT", "Nghệ", "An"])
    ('Sở Thông tin và Truyền thông', 2)
    """
    for count in range(min(len(words), 12), 0, -1):
        text = " ".join(words[:count])
        typed = tuple(syllable(text[start:end]) for start, end in offsets(text))
        accented = bare(text) != text
        for surface in (_index(bared=False) if accented else _index(bared=True)).get("".join(typed[:1]), ()):
            if surface.syllables == typed:
                return surface.entry, count
    return None


def _mentions(text: str) -> Iterator[tuple[str, int, int]]:
    """Every office in `text`, the longest that begins at a place, with its characters."""
    if not any(head in text for head in _HEADS):
        return
    places = offsets(text)
    syllables = [syllable(text[start:end]) for start, end in places]
    behind = 0
    for surface, first, last in shorthand.find(syllables, _index(bared=False)):
        if first < behind or not _is_name(text[places[first][0] : places[last][1]]):
            continue
        behind = last + 1
        yield surface.entry, places[first][0], places[last][1]


def _is_name(written: str) -> bool:
    """Whether it is written as a name: "bộ", "sở" and "phòng" are common words too."""
    return written[:1].isupper()


@cache
def _index(*, bared: bool) -> shorthand.Index:
    surfaces: dict[str, list[shorthand.Surface]] = {}
    for name, syllables in _surfaces():
        written = tuple(map(bare, syllables)) if bared else syllables
        surfaces.setdefault(written[0], []).append(shorthand.Surface(written, name, full=True))
    return {head: tuple(sorted(found, key=lambda s: -len(s.syllables))) for head, found in surfaces.items()}


def _surfaces() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every known office with each way to write it, as syllables."""
    for head, field in product(("Sở", "Bộ"), _FIELDS):
        name = f"{head} {field}"
        yield from ((name, form) for form in shorthand.forms(name))
        yield from ((name, (head.lower(), *form)) for form in shorthand.forms(field))
        without = tuple(part for part in shorthand.forms(name)[0] if part != "và")
        yield name, without
    for form in shorthand.forms("Văn hóa và Thông tin"):
        yield "Phòng Văn hóa và Thông tin", ("phòng", *form)
    for council, level, head in product(_COUNCILS, ("", *_LEVELS), ("", "Thường trực", "Văn phòng")):
        name = " ".join(filter(None, (head, council, level)))
        ends = shorthand.forms(level) if level else ((),)
        begin = shorthand.forms(head)[0] if head else ()
        yield from ((name, (*begin, *form, *end)) for form, end in product(shorthand.forms(council), ends))
    for office, committee in product(("", *_PARTY), _COMMITTEES):
        name = f"{office} {committee}".strip()
        yield name, shorthand.forms(name)[0]
    yield from ((name, shorthand.forms(name)[0]) for name in _OTHERS)
