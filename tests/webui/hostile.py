"""What a report or a query may say to break whoever reads it, and how that is written in one line."""

from __future__ import annotations

from collections.abc import Callable

Says = Callable[[str], None]

HOSTILE = {
    '=HYPERLINK("http://x.example","y")': '=HYPERLINK("http://x.example","y")',
    "+1": "+1",
    "-1+cmd": "-1+cmd",
    "@SUM(A1)": "@SUM(A1)",
    "\t=1": "=1",
    "\r=1": "=1",
    "\u202e=1": "\u202e=1\u202c",
    "\uff1d1": "\uff1d1",
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "a</mark></w:t>]]>&amp;": "a</mark></w:t>]]>&amp;",
    "javascript:alert(1)": "javascript:alert(1)",
    "<svg onload=alert(1)>": "<svg onload=alert(1)>",
    "ệ" * 5000: "ệ" * 5000,
    "a\u202eb\u2067c": "a\u202eb\u2067c\u2069\u202c",
    "a\x00\x08\x1b\x85b": "a b",
    "a\ufffe\ud800b": "a\ufffd\ufffdb",
    '"a";"b"\n"c"': '"a";"b" "c"',
}


def short(text: str) -> str:
    """A name for a test."""
    return ascii(text[:20])
