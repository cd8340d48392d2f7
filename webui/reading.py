"""The text of a report as paragraphs, with its marks numbered in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.model import Piece

BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a paragraph. `mark` numbers a match from 1, 0 for plain text.

    Only the fragment that `opens` its mark carries the mark's address: a match that runs over a blank
    line is one mark in two paragraphs.
    """

    text: str
    mark: int = 0
    opens: bool = False


Paragraph = tuple[Fragment, ...]

# "I. Kết quả", "2.1) Tồn tại", "PHẦN THỨ NHẤT": a line of its own that numbers or shouts what follows.
_NUMBERED = re.compile(r"(?:[IVX]+|\d+(?:\.\d+)*|[A-ZĐ])[.)/]\s*\S")
_LONGEST_HEADING = 120


def is_heading(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a heading as it is written.

    >>> [is_heading((Fragment(text),)) for text in ("I. Kết quả", "PHẦN THỨ NHẤT", "1. Xong việc này.")]
    [True, True, False]
    """
    text = "".join(part.text for part in paragraph).strip()
    if not text or len(text) > _LONGEST_HEADING or "\n" in text or text[-1] in ".;,:!?…":
        return False
    letters = [char for char in text if char.isalpha()]
    return bool(_NUMBERED.match(text)) or (len(letters) > 3 and text.upper() == text)


def paragraphs(pieces: Iterable[Piece]) -> tuple[Paragraph, ...]:
    """
    >>> from indexer.model import Piece
    >>> [[f.text for f in p] for p in paragraphs((Piece("a\\n\\nb ", False), Piece("c", True)))]
    [['a'], ['b ', 'c']]
    """
    done: list[Paragraph] = []
    current: list[Fragment] = []
    mark = 0
    for piece in pieces:
        mark += piece.matched
        for index, part in enumerate(BLANK_LINES.split(piece.text)):
            if index:
                done.append(tuple(current))
                current = []
            if part:
                current.append(Fragment(part, mark if piece.matched else 0, piece.matched and not index))
    done.append(tuple(current))
    return tuple(paragraph for paragraph in done if any(not part.text.isspace() for part in paragraph))
