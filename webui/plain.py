"""Text of reports and queries for files that are no pages: it neither breaks a file nor steers its reader."""

from __future__ import annotations

import unicodedata

_POP, _POP_ISOLATE = "\u202c", "\u2069"
_CLOSING = dict.fromkeys("\u202a\u202b\u202d\u202e", _POP) | dict.fromkeys("\u2066\u2067\u2068", _POP_ISOLATE)
_REPLACED = "\ufffd"
_NO_CHARACTERS = ("\ufffe", "\uffff")  # XML cannot hold them


def plain(text: str) -> str:
    """Text that any file can hold: line breaks stay, other controls are blanks, directions are closed.

    >>> plain("a\\x00b\\ufffe\\n")
    'a b\ufffd\\n'
    """
    return _closed("".join(map(_held, text)))


def line(text: str) -> str:
    """As `plain`, in one line.

    >>> line(" a\\n\\tb ")
    'a b'
    """
    return _closed(" ".join("".join(map(_held, text)).split()))


def _held(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cs" or char in _NO_CHARACTERS:
        return _REPLACED
    return " " if category == "Cc" and char != "\n" else char


def _closed(text: str) -> str:
    """A direction that a text opens and leaves open would turn round what stands after it."""
    open_: list[str] = []
    for char in text:
        if closing := _CLOSING.get(char):
            open_.append(closing)
        elif char == _POP_ISOLATE and char in open_:
            while open_.pop() != char:
                pass
        elif open_ and char == open_[-1]:
            open_.pop()
    return text + "".join(reversed(open_))
