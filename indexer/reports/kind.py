"""The kind of meeting that a report is of."""

from __future__ import annotations

import re
from typing import cast

from indexer.model import Kind

_KINDS = re.compile(r"\b(tổng|sơ|giao)\s+(kết|ban)\b", re.IGNORECASE)
_KNOWN = frozenset({"tổng kết", "sơ kết", "giao ban"})


def kind(title: str, opening: str) -> Kind:
    """The first such word of the title, else of the first paragraph.

    >>> kind("TỔNG KẾT năm 2012", "hội nghị giao ban"), kind("Tin tức", "")
    ('tổng kết', 'khác')
    """
    for text in (title, opening):
        for match in _KINDS.finditer(text):
            words = " ".join(match.groups()).lower()
            if words in _KNOWN:
                return cast(Kind, words)
    return "khác"
