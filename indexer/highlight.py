"""Spans of ordinals -> marked pieces: whole texts for the report page, short passages for results. Pure.

Snippets are data (`Piece(text, matched)`); whoever shows them escapes and adds the marks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from indexer.model import Piece, Pieces, Span
from indexer.model.rows import Offsets, maker

PASSAGES = 3
# Syllables of a passage: about three lines of the results page.
WINDOW = 42
# Marks further apart than this are different places of a report.
GAP = 30
# A word longer than this is cut, and so is a passage.
MAX_WORD, MAX_PASSAGE = 40, 1_000
# Reading goes on before a passage's first mark for this long at most.
LEAD = 12


class Mark(NamedTuple):
    """A stretch of a text to mark, in ordinals (inclusive), and how many spans it was joined from."""

    first: int
    last: int
    weight: int = 1


class Placed(NamedTuple):
    """A text, and the characters at which each of its ordinals begins and ends."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def words(self, first: int, last: int) -> list[str]:
        """What stands at the ordinals from `first` to `last`."""
        return [self.text[self.starts[at] : self.ends[at]] for at in range(first, last + 1)]


def placed(text: str, offsets: Sequence[tuple[int, int]]) -> Placed:
    """
    >>> placed("Hội nghị", [(0, 3), (4, 8)]).words(0, 1)
    ['Hội', 'nghị']
    """
    if isinstance(offsets, Offsets):  # as memory, of which one number costs a fifth of an array's
        return Placed(text, offsets.starts.data, offsets.ends.data)
    return Placed(text, [start for start, _ in offsets], [end for _, end in offsets])


def marks(row: Placed, spans: Sequence[Span]) -> list[Mark]:
    """Spans of one text joined where they touch; a weak span is kept only between strong ones.

    Sentences and lines are not joined across. A syllable by itself is not marked where the same text
    has it in a longer run: who asks for `Nghệ An` does not mean the `an` of `an toàn`.

    >>> row = placed("báo và cáo. Hội", [(0, 3), (4, 6), (7, 10), (12, 15)])
    >>> spans = [Span("body", 0, 0), Span("body", 1, 1, weak=True), Span("body", 2, 2), Span("body", 3, 3)]
    >>> marks(row, spans)
    [Mark(first=0, last=2, weight=2), Mark(first=3, last=3, weight=1)]
    """
    joined = _joined_runs(row, spans)
    text, starts, ends = row
    # The same run stands in a report again and again.
    runs = {text[starts[first] : ends[last]]: (first, last) for first, last, _ in joined if first < last}
    if not runs:
        return joined
    together = {word.lower() for run in runs.values() for word in row.words(*run)}
    return [mark for mark in joined if mark.first < mark.last or _by_itself(row, mark.first, together)]


def _by_itself(row: Placed, ordinal: int, together: Set[str]) -> bool:
    """Whether a syllable alone is marked. Each number is itself, and is marked wherever it stands."""
    word = row.text[row.starts[ordinal] : row.ends[ordinal]].lower()
    return word not in together or not word.isalpha()


_mark, _piece = maker(Mark), maker(Piece)


def _joined_runs(row: Placed, spans: Sequence[Span]) -> list[Mark]:
    """Spans, which come in text order, joined where they touch within a sentence, without weak ends."""
    runs: list[Mark] = []
    first_strong = last_strong = weight = -1
    end = -2
    for _, first, last, weak in _unbroken(row, spans):
        if first > end + 1 or (first == end + 1 and _parts(row, first)):
            if first_strong >= 0:
                runs.append(_mark((first_strong, last_strong, weight)))
            first_strong, end = -1, last
        elif last > end:
            end = last
        if not weak:
            if first_strong < 0:
                first_strong, last_strong, weight = first, last, 0
            elif last > last_strong:
                last_strong = last
            weight += 1
    if first_strong >= 0:
        runs.append(Mark(first_strong, last_strong, weight))
    return runs


def _unbroken(row: Placed, spans: Sequence[Span]) -> Sequence[Span]:
    """The spans, parted where a line or a sentence ends within one."""
    ends = {
        at
        for span in spans
        if span.first < span.last
        for at in range(span.first + 1, span.last + 1)
        if _parts(row, at)
    }
    if not ends:
        return spans
    found: set[Span] = set()
    for span in spans:
        cuts = [span.first, *sorted(ends & set(range(span.first + 1, span.last + 1))), span.last + 1]
        found.update(span._replace(first=first, last=after - 1) for first, after in pairwise(cuts))
    return sorted(found)


# A point after capitals is an abbreviation's (TP. Vinh).
_SENTENCE_END = re.compile(r"(?<=[^\WA-ZĐ_])[^\w\s]*[.!?;:…][^\w\s]*\s|[^\w\s]{2,}\s|\n|[()\[\]{}]")


def runs(spans: Sequence[Span]) -> list[Mark]:
    """Each span a mark of its own, just as long as it is: for quoted phrases. Of overlapping ones, the first.

    >>> runs([Span("body", 0, 1), Span("body", 1, 2), Span("body", 2, 3), Span("body", 5, 5, weak=True)])
    [Mark(first=0, last=1, weight=1), Mark(first=2, last=3, weight=1)]
    """
    found: list[Mark] = []
    for span in sorted(spans, key=lambda span: (span.first, -span.last)):
        if not span.weak and (not found or span.first > found[-1].last):
            found.append(Mark(span.first, span.last))
    return found


def _parts(row: Placed, ordinal: int) -> bool:
    """Whether a line or a sentence ends before an ordinal."""
    text, before, start = row.text, row.ends[ordinal - 1], row.starts[ordinal]
    return text[before:start] != " " and bool(_SENTENCE_END.search(text, before, start))


def _line_ends(row: Placed, left: int, right: int) -> bool:
    """Whether a line ends between two ordinals."""
    return row.text.find("\n", row.ends[left], row.starts[right]) >= 0


def whole(row: Placed, found: Sequence[Mark]) -> Pieces:
    """The whole text in pieces; joined again they are the text.

    >>> whole(placed("Hội nghị tổng kết", [(0, 3), (4, 8), (9, 13), (14, 17)]), [Mark(2, 3)])
    (Piece(text='Hội nghị ', matched=False), Piece(text='tổng kết', matched=True))
    """
    return tuple(_pieces(row, found, 0, len(row.text)))


def passages(places: Sequence[list[Mark]], limit: int = PASSAGES) -> list[list[Mark]]:
    """The densest places of a text, at most `limit` of them, in text order."""
    if len(places) <= limit:
        return list(places)
    best = sorted(places, key=lambda group: (-_density(group), group[0].first))[:limit]
    return sorted(best, key=lambda group: group[0].first)


def places(row: Placed, found: Sequence[Mark]) -> list[list[Mark]]:
    """All marks, grouped into the places of a report, each on one line: a list to walk through."""
    groups: list[list[Mark]] = []
    for mark in found:
        if groups and _near(groups[-1], mark) and not _line_ends(row, groups[-1][-1].last, mark.first):
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _near(group: Sequence[Mark], mark: Mark) -> bool:
    return mark.first - group[-1].last <= GAP and mark.last - group[0].first < WINDOW


def snippet(row: Placed, group: Sequence[Mark], width: int = WINDOW) -> Pieces:
    """A passage around a group of marks, cut at borders of syllables, with "…" where text is left out.

    It begins at the line's or sentence's beginning where that is near, and never runs over a line break.
    """
    text, starts, ends = row
    if not starts:
        return (Piece(text, False),) if text else ()
    first, last = (group[0].first, group[-1].last) if group else (0, 0)
    begin = _begin(row, first)
    end = _end(row, last, max(last, min(begin + width, len(starts)) - 1))
    start_char, end_char = _whole_words(text, starts[begin], ends[end])
    cut_before = begin > 0 and "\n" not in text[ends[begin - 1] : start_char]
    behind = _BLANKS.match(text, end_char)
    cut_after = behind is not None and text[behind.end() : behind.end() + 1] not in ("", "\n")
    inside = [mark for mark in group if ends[mark.last] <= end_char]
    pieces = _pieces(row, inside, start_char, end_char)
    if pieces and not pieces[-1].matched:
        pieces[-1] = Piece(pieces[-1].text.rstrip(), False)
    if cut_before and not _sentence_begins(text, start_char):
        pieces.insert(0, Piece("… ", False))
    if cut_after:
        pieces.append(Piece(" …", False))
    return tuple(_joined(pieces))


def _density(group: Sequence[Mark]) -> float:
    """What a passage tells: joined marks (a phrase) count more than the same syllables apart."""
    return sum([math.pow(mark.weight, 1.5) for mark in group])


def _begin(row: Placed, first: int) -> int:
    """The ordinal to begin at: the nearest beginning of a line or sentence within LEAD, else LEAD before."""
    for begin in range(first, max(first - LEAD, 0), -1):
        if _parts(row, begin):
            return begin
    return max(first - LEAD, 0)


def _end(row: Placed, last: int, end: int) -> int:
    """The ordinal to end at: not beyond the line of the last mark."""
    line_end = row.text.find("\n", row.ends[last], row.starts[end])
    while line_end >= 0 and row.starts[end] > line_end:
        end -= 1
    return end


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The characters moved outwards to the next blanks, so that no date, code or bracket is cut."""
    if start and text[start - 1] == " ":
        blank = start - 1
    else:
        reach = max(start - MAX_WORD, 0)
        blank = max([text.rfind(char, reach, start) for char in (" ", "\n", "\u00a0", "\t")])
    if blank >= 0 or start <= MAX_WORD:
        start = blank + 1
    while end < len(text) and not text[end].isspace() and end - start < MAX_PASSAGE:
        end += 1
    return start, end


_BLANKS = re.compile("[ \u00a0]*")
_BEGINNING = re.compile(r"(?:^|[.!?…]\s+|\n\s*)$")


def _sentence_begins(text: str, char: int) -> bool:
    return bool(_BEGINNING.search(text[max(char - 8, 0) : char]))


def _pieces(row: Placed, found: Sequence[Mark], start: int, end: int) -> list[Piece]:
    text, starts, ends = row
    pieces = []
    at = start
    for first, last, _ in found:
        mark_start, mark_end = starts[first], ends[last]
        if at < mark_start:
            pieces.append(_piece((text[at:mark_start], False)))
        if mark_start < mark_end:
            pieces.append(_piece((text[mark_start:mark_end], True)))
        at = mark_end
    if at < end:
        pieces.append(_piece((text[at:end], False)))
    return pieces


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].matched == piece.matched:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.matched)
        else:
            joined.append(piece)
    return joined
