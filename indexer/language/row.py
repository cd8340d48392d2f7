"""Text -> its row of syllables: where each stands, its term and its bare term.

No syllable holds a blank, so what stands between two blanks is read once and remembered.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.language.normalize import bare, syllable
from indexer.language.tokenize import offsets

_REMEMBERED = 200_000
_Chunk = tuple[list[tuple[int, int]], list[str], list[str]]


@dataclass(slots=True)
class Row:
    """`offsets[i]` are the characters of ordinal i."""

    offsets: list[tuple[int, int]] = field(default_factory=list)
    syllables: list[str] = field(default_factory=list)
    bares: list[str] = field(default_factory=list)


class _Chunks(dict[str, _Chunk]):
    def __missing__(self, text: str) -> _Chunk:
        if len(self) > _REMEMBERED:
            self.clear()
        places = offsets(text)
        terms = [syllable(text[start:end]) for start, end in places]
        self[text] = chunk = (places, terms, list(map(bare, terms)))
        return chunk


_chunks = _Chunks()


def read(text: str) -> Row:
    """
    >>> row = read("Hoà Bình, 64%")
    >>> row.offsets, row.syllables, row.bares
    ([(0, 3), (4, 8), (10, 12)], ['hòa', 'bình', '64'], ['hoa', 'binh', '64'])
    """
    row = Row()
    add, places = row.offsets.append, row.offsets
    at = 0
    for part in text.split():
        begin = text.index(part, at)
        at = begin + len(part)
        spans, terms, bares = _chunks[part]
        if len(spans) == 1:
            start, end = spans[0]
            add((begin + start, begin + end))
        else:
            places += [(begin + start, begin + end) for start, end in spans]
        row.syllables += terms
        row.bares += bares
    return row
