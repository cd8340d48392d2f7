"""Spans of ordinals -> marked pieces: whole texts for the report page, short passages for results. Pure.

Snippets are data (`Piece(text, matched)`); whoever shows them escapes and adds the marks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from indexer.model import Piece, Pieces, Span

Offsets = Sequence[tuple[int, int]]

PASSAGES = 3
# Syllables of a passage: about three lines of the results page.
WINDOW = 42
# Marks further apart than this are different places of a report.
GAP = 30
# A word longer than this is cut, and so is a passage.
MAX_WORD, MAX_PASSAGE = 40, 1_000
# Reading goes on before a passage's first mark for this long at most.
LEAD = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text to mark, in ordinals (inclusive), and how many spans it was joined from."""

    first: int
    last: int
    weight: int = 1


def marks(text: str, offsets: Offsets, spans: Sequence[Span]) -> list[Mark]:
    """Spans of one text joined where they touch; a weak span is kept only between strong ones.

    Sentences and lines are not joined across. A syllable by itself is not marked where the same text
    has it in a longer run: who asks for `Nghệ An` does not mean the `an` of `an toàn`.

    >>> row = [(0, 3), (4, 6), (7, 10), (12, 15)]
    >>> spans = [Span("body", 0, 0), Span("body", 1, 1, weak=True), Span("body", 2, 2), Span("body", 3, 3)]
    >>> marks("báo và cáo. Hội", row, spans)
    [Mark(first=0, last=2, weight=2), Mark(first=3, last=3, weight=1)]
    """
    runs = [run for run in _runs(text, offsets, spans) if run.strong_last >= 0]
    together = {
        text[start:end].lower()
        for run in runs
        if run.strong_first < run.strong_last
        for start, end in offsets[run.strong_first : run.strong_last + 1]
    }
    return [
        Mark(run.strong_first, run.strong_last, run.weight)
        for run in runs
        if run.strong_first < run.strong_last or _by_itself(text, offsets[run.strong_first], together)
    ]


def _by_itself(text: str, place: tuple[int, int], together: Set[str]) -> bool:
    """Whether a syllable alone is marked. Each number is itself, and is marked wherever it stands."""
    word = text[place[0] : place[1]].lower()
    return word not in together or not word.isalpha()


@dataclass(slots=True)
class _Run:
    """Spans that touch, up to the ordinal `last`; the strong ones go from `strong_first` to `strong_last`."""

    last: int
    strong_first: int = -1
    strong_last: int = -1
    weight: int = 0


def _runs(text: str, offsets: Offsets, spans: Sequence[Span]) -> list[_Run]:
    """Spans, which come in text order, joined where they touch within a sentence."""
    runs: list[_Run] = []
    run = _Run(-2)
    for first, last, weak, weight in _unbroken(text, offsets, spans):
        if first > run.last + 1 or (first == run.last + 1 and _parts(text, offsets, first)):
            runs.append(run := _Run(last))
        elif last > run.last:
            run.last = last
        if not weak:
            if run.strong_first < 0:
                run.strong_first = first
            if last > run.strong_last:
                run.strong_last = last
            run.weight += weight
    return runs


def _unbroken(text: str, offsets: Offsets, spans: Sequence[Span]) -> Sequence[tuple[int, int, bool, int]]:
    """The spans, parted where a line or a sentence ends within one; what was parted counts once."""
    found = []
    broken = False
    for span in spans:
        first = span.first
        weight = 1
        for at in range(first + 1, span.last + 1):
            if _parts(text, offsets, at):
                found.append((first, at - 1, span.weak, weight))
                first, weight, broken = at, 0, True
        found.append((first, span.last, span.weak, weight))
    return sorted(found) if broken else found


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


def _parts(text: str, offsets: Offsets, ordinal: int) -> bool:
    """Whether a line or a sentence ends before an ordinal."""
    before, start = offsets[ordinal - 1][1], offsets[ordinal][0]
    if text[before:start] == " ":  # nearly always
        return False
    return bool(_SENTENCE_END.search(text, before, start))


def _line_ends(text: str, offsets: Offsets, left: int, right: int) -> bool:
    """Whether a line ends between two ordinals."""
    return text.find("\n", offsets[left][1], offsets[right][0]) >= 0


def whole(text: str, offsets: Offsets, found: Sequence[Mark]) -> Pieces:
    """The whole text in pieces; joined again they are the text.

    >>> whole("Hội nghị tổng kết", [(0, 3), (4, 8), (9, 13), (14, 17)], [Mark(2, 3)])
    (Piece(text='Hội nghị ', matched=False), Piece(text='tổng kết', matched=True))
    """
    return _pieces(text, offsets, found, 0, len(text))


def passages(places: Sequence[list[Mark]], limit: int = PASSAGES) -> list[list[Mark]]:
    """The densest places of a text, at most `limit` of them, in text order."""
    best = sorted(places, key=lambda group: (-_density(group), group[0].first))[:limit]
    return sorted(best, key=lambda group: group[0].first)


def places(text: str, offsets: Offsets, found: Sequence[Mark]) -> list[list[Mark]]:
    """All marks, grouped into the places of a report, each on one line: a list to walk through."""
    groups: list[list[Mark]] = []
    for mark in found:
        if (
            groups
            and _near(groups[-1], mark)
            and not _line_ends(text, offsets, groups[-1][-1].last, mark.first)
        ):
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _near(group: Sequence[Mark], mark: Mark) -> bool:
    return mark.first - group[-1].last <= GAP and mark.last - group[0].first < WINDOW


def snippet(text: str, offsets: Offsets, group: Sequence[Mark], width: int = WINDOW) -> Pieces:
    """A passage around a group of marks, cut at borders of syllables, with "…" where text is left out.

    It begins at the line's or sentence's beginning where that is near, and never runs over a line break.
    """
    if not offsets:
        return (Piece(text, False),) if text else ()
    first, last = (group[0].first, group[-1].last) if group else (0, 0)
    begin = _begin(text, offsets, first)
    end = max(last, min(begin + width, len(offsets)) - 1)
    end = _end(text, offsets, last, end)
    start_char, end_char = _whole_words(text, offsets[begin][0], offsets[end][1])
    cut_before = begin > 0 and "\n" not in text[offsets[begin - 1][1] : start_char]
    cut_after = text[end_char:].lstrip(" \u00a0")[:1] not in ("", "\n")
    inside = [mark for mark in group if offsets[mark.last][1] <= end_char]
    pieces = list(_pieces(text, offsets, inside, start_char, end_char))
    if pieces and not pieces[-1].matched:
        pieces[-1] = Piece(pieces[-1].text.rstrip(), False)
    if cut_before and not _sentence_begins(text, start_char):
        pieces.insert(0, Piece("… ", False))
    if cut_after:
        pieces.append(Piece(" …", False))
    return tuple(_joined(pieces))


def _density(group: Sequence[Mark]) -> float:
    """What a passage tells: joined marks (a phrase) count more than the same syllables apart."""
    return sum(math.pow(mark.weight, 1.5) for mark in group)


def _begin(text: str, offsets: Offsets, first: int) -> int:
    """The ordinal to begin at: the nearest beginning of a line or sentence within LEAD, else LEAD before."""
    for begin in range(first, max(first - LEAD, 0), -1):
        if _parts(text, offsets, begin):
            return begin
    return max(first - LEAD, 0)


def _end(text: str, offsets: Offsets, last: int, end: int) -> int:
    """The ordinal to end at: not beyond the line of the last mark."""
    line_end = text.find("\n", offsets[last][1], offsets[end][0])
    while line_end >= 0 and offsets[end][0] > line_end:
        end -= 1
    return end


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The characters moved outwards to the next blanks, so that no date, code or bracket is cut."""
    blank = max(text.rfind(char, max(start - MAX_WORD, 0), start) for char in (" ", "\n", "\u00a0", "\t"))
    if blank >= 0 or start <= MAX_WORD:
        start = blank + 1
    while end < len(text) and not text[end].isspace() and end - start < MAX_PASSAGE:
        end += 1
    return start, end


def _sentence_begins(text: str, char: int) -> bool:
    return bool(re.search(r"(?:^|[.!?…]\s+|\n\s*)$", text[max(char - 8, 0) : char]))


def _pieces(text: str, offsets: Offsets, found: Sequence[Mark], start: int, end: int) -> Pieces:
    pieces = []
    at = start
    for mark in found:
        mark_start, mark_end = offsets[mark.first][0], offsets[mark.last][1]
        pieces += [Piece(text[at:mark_start], False), Piece(text[mark_start:mark_end], True)]
        at = mark_end
    pieces.append(Piece(text[at:end], False))
    return tuple(piece for piece in pieces if piece.text)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].matched == piece.matched:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.matched)
        else:
            joined.append(piece)
    return joined
