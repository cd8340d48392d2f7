"""Who published a report first: the name that news agencies put before the first sentence."""

from __future__ import annotations

import re

from indexer.reports.provinces import resolve

_DATELINE = re.compile(r"\s*[(\[]\s*([^\W\d_][^()\[\]\n,;:]{0,28}[^\W_])\s*[)\]]\s*[-–—:]*\s*(?=\S)")
_DOMAIN = re.compile(r"\s*((?:[\w-]+\.)+(?:vn|com|net|org)|ICTnews|ICTPress|TTXVN|VOV|VTV)\s*[-–—:]\s+(?=\S)")
_SOURCE = re.compile(
    r"[(\s]*(?:nguồn|theo)\s*:?\s*((?:[\w-]+\.)+(?:vn|com|net|org)\S*?)[)\s.]*", re.IGNORECASE
)


def publisher_prefix(opening: str) -> tuple[str | None, int]:
    """The publisher that an opening begins with, and where its first sentence begins.

    >>> publisher_prefix("(Mic.gov.vn) - Mới đây, Sở")
    ('Mic.gov.vn', 15)
    """
    match = _DATELINE.match(opening) or _DOMAIN.match(opening)
    if not match:
        return None, 0
    name = match.group(1).strip()
    return (None if resolve(name) else name), match.end()


def publisher(opening: str, last_line: str) -> str | None:
    """The publisher named before the opening, else as the source in the last line."""
    name, _ = publisher_prefix(opening)
    source = _SOURCE.fullmatch(last_line)
    return name or (source.group(1) if source else None)
