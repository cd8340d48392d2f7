"""Spans of ordinals -> marked pieces: whole texts for the report page, short passages for results. Pure.

Snippets are data (`Piece(text, matched)`); whoever shows them escapes and adds the marks.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Placed:
    """A text, and the characters at which each of its ordinals begins and ends."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def placed(text: str, offsets: Sequence[tuple[int, int]]) -> Placed:
    """
    >>> placed("Hội nghị", [(0, 3), (4, 8)])
    Placed(text='Hội nghị', starts=[0, 4], ends=[3, 8])
    """
    if isinstance(offsets, Offsets):  # as memory, of which one number costs a fifth of an array's
        return Placed(text, offsets.starts.data, offsets.ends.data)
    return Placed(text, [start for start, _ in offsets], [end for _, end in offsets])


def marks(row: Placed, spans: Sequence[Span]) -> list[Mark]:
    """Spans of one text joined where they touch; a weak span is kept only between strong ones.

    Sentences and lines are not joined across. A syllable by itself is not marked where the same text
    has it in a longer run: who asks for `Nghệ An` does not mean the `an` of `an toàn`.

    >>> row = placed("báo và cáo. Hội", [(0, 3), (4, 6), (7, 10), (12, 15)])
    >>> spans = [Span(0, 0), Span(1, 1, weak=True), Span(2, 2), Span(3, 3)]
    >>> marks(row, spans)
    [Mark(first=0, last=2, weight=2), Mark(first=3, last=3, weight=1)]
    """
    text, starts, ends = row.text, row.starts, row.ends
    if not spans:  # as in most titles
        return []
    joined = _joined_runs(row, spans)
    # The same run stands in a report again and again.
    runs = {text[starts[first] : ends[last]]: (first, last) for first, last, _ in joined if first < last}
    together = {
        text[starts[at] : ends[at]].lower() for first, last in runs.values() for at in range(first, last + 1)
    }
    kept = [
        run
        for run in joined
        if run[0] < run[1]
        or (word := text[starts[run[0]] : ends[run[0]]].lower()) not in together
        or not word.isalpha()  # each number is itself, and is marked wherever it stands
    ]
    return list(map(_mark, kept))


_mark, _piece = maker(Mark), maker(Piece)


def _joined_runs(row: Placed, spans: Sequence[Span]) -> list[tuple[int, int, int]]:
    """Spans, which come in text order, joined where they touch within a sentence, without weak ends."""
    text, starts, ends = row.text, row.starts, row.ends
    runs = []
    first_strong = last_strong = weight = 0
    after = -1  # the ordinal behind what is joined so far
    for first, last, weak in spans:
        if first < last and _parted(row, first, last):
            return _joined_runs(row, _unbroken(row, spans))
        if first > after or (first == after and _parts(text, ends[first - 1], starts[first])):
            if weight:
                runs.append((first_strong, last_strong, weight))
                weight = 0
            after = last + 1
        elif last >= after:
            after = last + 1
        if not weak:
            if not weight:
                first_strong = last_strong = first
            if last > last_strong:
                last_strong = last
            weight += 1
    if weight:
        runs.append((first_strong, last_strong, weight))
    return runs


def _unbroken(row: Placed, spans: Sequence[Span]) -> Sequence[Span]:
    """The spans, parted where a line or a sentence ends within one."""
    found: set[Span] = set()
    for span in spans:
        cuts = [span.first, *_parted(row, span.first, span.last), span.last + 1]
        found.update(span._replace(first=first, last=after - 1) for first, after in pairwise(cuts))
    return sorted(found)


def _parted(row: Placed, first: int, last: int) -> list[int]:
    """The ordinals behind `first`, up to `last`, before which a line or a sentence ends."""
    text, starts, ends = row.text, row.starts, row.ends
    return [at for at in range(first + 1, last + 1) if _parts(text, ends[at - 1], starts[at])]


# A point after capitals is an abbreviation's (TP. Vinh).
_SENTENCE_END = re.compile(r"(?<=[^\WA-ZĐ_])[^\w\s]*[.!?;:…][^\w\s]*\s|[^\w\s]{2,}\s|\n|[()\[\]{}]")


def runs(spans: Sequence[Span]) -> list[Mark]:
    """Each span a mark of its own, just as long as it is: for quoted phrases. Of overlapping ones, the first.

    >>> runs([Span(0, 1), Span(1, 2), Span(2, 3), Span(5, 5, weak=True)])
    [Mark(first=0, last=1, weight=1), Mark(first=2, last=3, weight=1)]
    """
    found: list[Mark] = []
    for span in sorted(spans, key=lambda span: (span.first, -span.last)):
        if not span.weak and (not found or span.first > found[-1].last):
            found.append(Mark(span.first, span.last))
    return found


def _parts(text: str, end: int, start: int) -> bool:
    """Whether a line or a sentence ends between the end of a syllable and the start of the next."""
    return (text[end] != " " or start > end + 1) and _SENTENCE_END.search(text, end, start) is not None


def whole(row: Placed, found: Sequence[Mark]) -> Pieces:
    """The whole text in pieces; joined again they are the text.

    >>> whole(placed("Hội nghị tổng kết", [(0, 3), (4, 8), (9, 13), (14, 17)]), [Mark(2, 3)])
    (Piece(text='Hội nghị ', matched=False), Piece(text='tổng kết', matched=True))
    """
    return _pieces(row, found, 0, len(row.text))


def passages(places: Sequence[list[Mark]], limit: int = PASSAGES) -> list[list[Mark]]:
    """The densest places of a text, at most `limit` of them, in text order."""
    if len(places) <= limit:
        return list(places)
    return sorted(sorted(places, key=_density, reverse=True)[:limit])


def places(row: Placed, found: Sequence[Mark]) -> list[list[Mark]]:
    """All marks, grouped into the places of a report, each on one line: a list to walk through."""
    text, starts, ends = row.text, row.starts, row.ends
    groups: list[list[Mark]] = []
    begin = before = -WINDOW  # no mark is near to it
    for mark in found:
        first, last, _ = mark
        near = first - before <= GAP and last - begin < WINDOW
        if near and text.find("\n", ends[before], starts[first]) < 0:
            groups[-1].append(mark)
        else:
            groups.append([mark])
            begin = first
        before = last
    return groups


def snippet(row: Placed, group: Sequence[Mark], width: int = WINDOW) -> Pieces:
    """A passage around a group of marks, cut at borders of syllables, with "…" where text is left out.

    It begins at the line's or sentence's beginning where that is near, and never runs over a line break.
    """
    text, starts, ends = row.text, row.starts, row.ends
    if not starts:
        return (Piece(text, False),) if text else ()
    first, last = (group[0].first, group[-1].last) if group else (0, 0)
    begin = _begin(row, first)
    end = _end(row, last, max(last, min(begin + width, len(starts)) - 1))
    start_char, end_char = _whole_words(text, starts[begin], ends[end])
    goes_on = begin > 0 and "\n" not in text[ends[begin - 1] : start_char]
    before = "… " if goes_on and not _sentence_begins(text, start_char) else ""
    after = " …" if _GOES_ON.match(text, end_char) else ""
    return _pieces(row, group, start_char, end_char, before, after)


def _density(group: Sequence[Mark]) -> float:
    """What a passage tells: joined marks (a phrase) count more than the same syllables apart."""
    return sum([math.pow(mark.weight, 1.5) for mark in group])


def _begin(row: Placed, first: int) -> int:
    """The ordinal to begin at: the nearest beginning of a line or sentence within LEAD, else LEAD before."""
    text, starts, ends = row.text, row.starts, row.ends
    lead = max(first - LEAD, 0)
    for begin in range(first, lead, -1):
        end, start = ends[begin - 1], starts[begin]
        # What _parts asks first: of a dozen syllables a passage few are worth the call.
        if (text[end] != " " or start > end + 1) and _parts(text, end, start):
            return begin
    return lead


def _end(row: Placed, last: int, end: int) -> int:
    """The ordinal to end at: not beyond the line of the last mark."""
    text, starts, ends = row.text, row.starts, row.ends
    line_end = text.find("\n", ends[last], starts[end])
    return end if line_end < 0 else bisect_left(starts, line_end, last, end) - 1


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The characters moved outwards to the next blanks, so that no date, code or bracket is cut."""
    if start and text[start - 1] not in _BLANKS:
        blank = max([text.rfind(char, max(start - MAX_WORD, 0), start) for char in _BLANKS])
        if blank >= 0 or start <= MAX_WORD:
            start = blank + 1
    while end < len(text) and not text[end].isspace() and end - start < MAX_PASSAGE:
        end += 1
    return start, end


_BLANKS = " \n\u00a0\t"
_GOES_ON = re.compile("[ \u00a0]*[^ \u00a0\n]")


def _sentence_begins(text: str, char: int) -> bool:
    before = text[max(char - 8, 0) : char]
    sentence = before.rstrip()
    blanks = before[len(sentence) :]
    return not before or "\n" in blanks or (blanks != "" and sentence[-1:] in ".!?…")


def _pieces(
    row: Placed, found: Sequence[Mark], start: int, end: int, before: str = "", after: str = ""
) -> Pieces:
    """The text from `start` to `end` in pieces, with what is put before and after it."""
    text, starts, ends = row.text, row.starts, row.ends
    pieces = []
    at = start
    for first, last, _ in found:
        mark_start, mark_end = starts[first], ends[last]
        if at < mark_start or before:
            pieces.append((before + text[at:mark_start], False))
            before = ""
        if mark_start < mark_end:
            pieces.append((text[mark_start:mark_end], True))
        at = mark_end
    if at < end or before or after:
        pieces.append((before + text[at:end] + after, False))
    return tuple(map(_piece, pieces))
