"""Spans of ordinals -> marked pieces: whole texts for the report page, short passages for results. Pure.

Snippets are data (pieces of text, matched or not); whoever shows them escapes and adds the marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from indexer.model import Pieces, Span
from indexer.model.rows import Steps

PASSAGES = 3
# Syllables of a passage: about three lines of the results page.
WINDOW = 42
# Marks further apart than this are different places of a report.
GAP = 30
# A word longer than this is cut, and so is a passage.
MAX_WORD, MAX_PASSAGE = 40, 1_000
# Reading goes on before a passage's first mark for this long at most.
LEAD = 12
BEFORE, AFTER = "… ", " …"  # where text is left out

# A stretch of a text to mark: its first and last ordinal, and how many spans it was joined from.
Mark = tuple[int, int, int]
# Marks near to each other, from `marks[first]` up to `marks[after]`, without it, and how dense they are.
Place = tuple[int, int, float]


class Placed(NamedTuple):
    """A text, and the characters at which each of its ordinals begins and ends."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def placed(text: str, offsets: Sequence[tuple[int, int]]) -> Placed:
    """
    >>> placed("Hội nghị", [(0, 3), (4, 8)])
    Placed(text='Hội nghị', starts=[0, 4], ends=[3, 8])
    """
    if isinstance(offsets, Steps):
        columns = offsets.offsets()  # as memory, of which one number costs a fifth of an array's
        return Placed(text, columns.starts.data, columns.ends.data)
    return Placed(text, [start for start, _ in offsets], [end for _, end in offsets])


def marks(row: Placed, spans: Sequence[Span]) -> list[Mark]:
    """Spans of one text joined where they touch; a weak span is kept only between strong ones.

    Sentences and lines are not joined across. A syllable by itself is not marked where the same text
    has it in a longer run: who asks for `Nghệ An` does not mean the `an` of `an toàn`.

    >>> row = placed("báo và cáo. Hội", [(0, 3), (4, 6), (7, 10), (12, 15)])
    >>> spans = [Span(0, 0), Span(1, 1, weak=True), Span(2, 2), Span(3, 3)]
    >>> marks(row, spans)
    [(0, 2, 2), (3, 3, 1)]
    """
    text, starts, ends = row
    joined = _joined(row, spans)
    seen: set[str] = set()  # the same run stands in a report again and again
    together: set[str] = set()
    for first, last, _ in joined:
        if first < last and (run := text[starts[first] : ends[last]]) not in seen:
            seen.add(run)
            together.update([text[starts[at] : ends[at]].lower() for at in range(first, last + 1)])
    if not together:
        return joined
    found = []
    for mark in joined:
        first, last, _ = mark
        if first == last:
            word = text[starts[first] : ends[first]].lower()
            # Each number is itself, and is marked wherever it stands.
            if word in together and word.isalpha():
                continue
        found.append(mark)
    return found


def marks_of(row: Placed, spans: Sequence[Span], literal: bool) -> list[Mark]:
    """Spans as they are marked: `literal` ones (of quoted phrases) each by itself."""
    return runs(spans) if literal else marks(row, spans)


def _joined(row: Placed, spans: Sequence[Span]) -> list[Mark]:
    """Spans, which come in text order, joined where they touch within a sentence, without weak ends."""
    text, starts, ends = row
    found = []
    first_strong = last_strong = weight = 0
    after = -1  # the ordinal behind what is joined so far
    for first, last, weak in spans:
        if first < last and _parted(row, first, last):
            return _joined(row, _unbroken(row, spans))
        if first > after or (
            # What _parts asks first: few syllables are worth the call.
            first == after
            and (text[end := ends[first - 1]] != " " or starts[first] > end + 1)
            and _parts(text, end, starts[first])
        ):
            if weight:
                found.append((first_strong, last_strong, weight))
            first_strong, last_strong, weight, after = first, last, 0 if weak else 1, last + 1
            continue
        if last >= after:
            after = last + 1
        if not weak:
            if not weight:
                first_strong = last_strong = first
            if last > last_strong:
                last_strong = last
            weight += 1
    if weight:
        found.append((first_strong, last_strong, weight))
    return found


def _unbroken(row: Placed, spans: Sequence[Span]) -> Sequence[Span]:
    """The spans, parted where a line or a sentence ends within one."""
    found: set[Span] = set()
    for span in spans:
        cuts = [span.first, *_parted(row, span.first, span.last), span.last + 1]
        found.update(span._replace(first=first, last=after - 1) for first, after in pairwise(cuts))
    return sorted(found)


def _parted(row: Placed, first: int, last: int) -> list[int]:
    """The ordinals behind `first`, up to `last`, before which a line or a sentence ends."""
    text, starts, ends = row
    return [at for at in range(first + 1, last + 1) if _parts(text, ends[at - 1], starts[at])]


# A point after capitals is an abbreviation's (TP. Vinh).
_SENTENCE_END = re.compile(r"(?<=[^\WA-ZĐ_])[^\w\s]*[.!?;:…][^\w\s]*\s|[^\w\s]{2,}\s|\n|[()\[\]{}]")


def runs(spans: Sequence[Span]) -> list[Mark]:
    """Each span a mark of its own, just as long as it is: for quoted phrases. Of overlapping ones, the first.

    >>> runs([Span(0, 1), Span(1, 2), Span(2, 3), Span(5, 5, weak=True)])
    [(0, 1, 1), (2, 3, 1)]
    """
    found: list[Mark] = []
    for span in sorted(spans, key=lambda span: (span.first, -span.last)):
        if not span.weak and (not found or span.first > found[-1][1]):
            found.append((span.first, span.last, 1))
    return found


def _parts(text: str, end: int, start: int) -> bool:
    """Whether a line or a sentence ends between the end of a syllable and the start of the next."""
    return (text[end] != " " or start > end + 1) and _SENTENCE_END.search(text, end, start) is not None


def whole(row: Placed, found: Sequence[Mark]) -> Pieces:
    """
    >>> whole(placed("Hội nghị tổng kết", [(0, 3), (4, 8), (9, 13), (14, 17)]), [(2, 3, 1)])
    Pieces('Hội nghị tổng kết', (9, 17))
    """
    return Pieces(row.text, _bounds(row, found))


def places(row: Placed, found: Sequence[Mark]) -> list[Place]:
    """All marks, grouped into the places of a report, each on one line: a list to walk through.

    A joined mark (a phrase) makes a place denser than the same syllables apart.

    >>> row = placed("Hội nghị\\nHội", [(0, 3), (4, 8), (9, 12)])
    >>> places(row, [(0, 0, 1), (1, 1, 1), (2, 2, 1)])
    [(0, 2, 2.0), (2, 3, 1.0)]
    """
    text, starts, ends = row
    grouped = []
    begin, density = 0, 0.0
    opened = before = -WINDOW  # no mark is near to it
    for at, (first, last, weight) in enumerate(found):
        if (
            first - before > GAP
            or last - opened >= WINDOW
            or text.find("\n", ends[before], starts[first]) >= 0
        ):
            if at:
                grouped.append((begin, at, density))
            begin, density, opened = at, 0.0, first
        density += weight**1.5
        before = last
    if found:
        grouped.append((begin, len(found), density))
    return grouped


def densest(found: list[Place], limit: int = PASSAGES) -> list[Place]:
    """The densest places of a text, at most `limit` of them, in text order."""
    if len(found) <= limit:
        return found
    return sorted(sorted(found, key=itemgetter(2), reverse=True)[:limit])


def snippet(row: Placed, group: Sequence[Mark], width: int = WINDOW) -> Pieces:
    """A passage around a group of marks, cut at borders of syllables, with "…" where text is left out.

    It begins at the line's or sentence's beginning where that is near, and never runs over a line break.
    """
    text, starts, ends = row
    if not starts:
        return Pieces(text)
    first, last = (group[0][0], group[-1][1]) if group else (0, 0)
    begin = _begin(row, first)
    end = _end(row, last, begin + width - 1)
    start_char, end_char = _whole_words(text, starts[begin], ends[end])
    goes_on = begin > 0 and "\n" not in text[ends[begin - 1] : start_char]
    before = BEFORE if goes_on and not _sentence_begins(text, start_char) else ""
    after = AFTER if _GOES_ON.match(text, end_char) else ""
    bounds = _bounds(row, group, start_char - len(before))
    return Pieces(before + text[start_char:end_char] + after, bounds)


def _begin(row: Placed, first: int) -> int:
    """The ordinal to begin at: the nearest beginning of a line or sentence within LEAD, else LEAD before."""
    text, starts, ends = row
    begin, lead = first, max(first - LEAD, 0)
    start = starts[begin]
    while begin > lead:
        end = ends[begin - 1]
        # What _parts asks first: of a dozen syllables a passage few are worth the call.
        if (text[end] != " " or start > end + 1) and _parts(text, end, start):
            break
        begin -= 1
        start = starts[begin]
    return begin


def _end(row: Placed, last: int, end: int) -> int:
    """The ordinal to end at, `end` at most: the last mark's or beyond it, on its line."""
    text, starts, ends = row
    end = min(end, len(starts) - 1)
    if end <= last:
        return last
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
    if char > 1 and text[char - 1] == " " and text[char - 2].isalnum():  # as most are
        return False
    before = text[max(char - 8, 0) : char]
    sentence = before.rstrip()
    blanks = before[len(sentence) :]
    return not before or "\n" in blanks or (blanks != "" and sentence[-1:] in ".!?…")


def _bounds(row: Placed, found: Sequence[Mark], start: int = 0) -> tuple[int, ...]:
    """The characters at which each mark begins and ends, from `start` on."""
    return tuple([char - start for first, last, _ in found for char in (row.starts[first], row.ends[last])])
