"""Who wrote a report: the short last line that names a person or an office."""

from __future__ import annotations

import re

from indexer.reports.offices import HEADS, is_office_word
from indexer.reports.provinces import key, resolve

_LONGEST = 80
_LABEL = re.compile(
    r"(?:tin,?\s*(?:và\s+)?(?:bài,?\s*)?(?:ảnh)?|bài,?\s*(?:và\s+)?(?:ảnh)?|tác\s+giả|người\s+(?:viết|đăng)|"
    r"nguồn\s+tin|theo|thực\s+hiện|biên\s+tập)\s*:\s*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\w{2,}[.!?…]|\.\.|/\.|[;:,])$")
_INITIALS = re.compile(r"[A-ZĐ](?:\.\s?[A-ZĐ])+\.?|[A-ZĐ]{2,5}")
_NAME_WORD = re.compile(r"[A-ZÀ-ỸĐ][a-zà-ỹđ]*|[A-ZĐ]\.")
_CONNECTED = re.compile(r"\s*(?:\s[-–—]+\s|[-–—]\s|\s[-–—]|[,;(/+]|\s&\s|\s+và\s+|\s{2,})\s*(?!TT\b)")


def byline(body: str) -> str | None:
    """The author or the office that the last line (or the last two) of a body names, without a label.

    >>> byline("... của tỉnh./.\\n\\nKim Oanh - Sở TT&TT Nghệ An")
    'Kim Oanh - Sở TT&TT Nghệ An'
    >>> byline("Hội nghị kết thúc tốt đẹp.")
    """
    lines = [line.strip() for line in body.rsplit("\n", 4)[1:]]
    named: list[tuple[str, str]] = []
    for line in reversed(lines):
        if line:
            kind = _named(line)
            if kind is None or len(named) == 2:
                break
            named.append((kind, _unlabelled(line)))
    if not named:
        return None
    if len(named) == 2 and named[0][0] != named[1][0]:
        return f"{named[1][1]} - {named[0][1]}"  # a person above the office, or the other way round
    return named[0][1]


def _unlabelled(line: str) -> str:
    line = _LABEL.sub("", line, count=1).strip()
    return line[1:-1].strip() if line.startswith("(") and line.endswith(")") else line


def _named(line: str) -> str | None:
    """ "person" or "office" where the line is nothing but such a name."""
    text = _unlabelled(line)
    if not text or len(text) > _LONGEST or _SENTENCE.search(text):
        return None
    if resolve(text) or not key(text):
        return None  # a place alone says where, not who
    if _is_office(text):
        return "office"
    parts = [part.strip(" ()") for part in _CONNECTED.split(text)]
    parts = [part for part in parts if part]
    if parts and all(_is_person(part) or _is_office(part) for part in parts):
        return "office" if any(_is_office(part) for part in parts) and len(parts) > 1 else "person"
    return None


def _is_person(text: str) -> bool:
    if _INITIALS.fullmatch(text):
        return True
    words = text.split()
    return 2 <= len(words) <= 5 and all(_NAME_WORD.fullmatch(word) for word in words)


def _is_office(text: str) -> bool:
    words = text.split()
    head = words[0].casefold() if words else ""
    pair = "-".join(words[:2]).casefold()
    if not (head in HEADS or pair in HEADS or head in ("vp", "bbt", "ttxvn")):
        return False
    return len(words) <= 14 and all(is_office_word(word) or word[:1].isupper() for word in words)
