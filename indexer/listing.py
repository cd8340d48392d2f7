"""Reports and spans -> what the list of results shows of each, by compiled loops where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from indexer import highlight, kernels
from indexer.highlight import AFTER, BEFORE, Place
from indexer.model import Pieces, Span, StoredReport
from indexer.model.rows import SpanRows

# Of a text without marks its beginning is shown.
_NOWHERE: list[Place] = [(0, 0, 0.0)]


class Listing(NamedTuple):
    """The title of a report with its marks, its passages, and the number of the first mark of each.

    Marks are counted from 1 on; 0 stands for none. `marks`: how many the body has; `more`: how many places
    with marks are not shown.
    """

    title: Pieces
    snippets: tuple[Pieces, ...]
    first_marks: tuple[int, ...]
    marks: int
    more: int


def listings(
    reports: Sequence[StoredReport], titles: SpanRows, bodies: SpanRows, literal: bool = False
) -> list[Listing]:
    """What is shown of some reports, with the spans of their titles and of their bodies.

    `literal`: of quoted phrases each is a mark of its own.
    """
    loops = None if literal or not reports else kernels.loaded()
    if loops:
        texts = [one.report.title for one in reports] + [one.report.body for one in reports]
        offsets = [one.title_offsets for one in reports] + [one.body_offsets for one in reports]
        numbers = loops.passages(texts, offsets, titles, bodies)
        if numbers is not None:
            return _read(texts, numbers)
    return [listing(*row, literal) for row in zip(reports, titles, bodies, strict=True)]


def listing(
    stored: StoredReport, title: Sequence[Span], body: Sequence[Span], literal: bool = False
) -> Listing:
    """What is shown of one report, without compiled loops."""
    row = highlight.placed(stored.report.body, stored.body_offsets)
    marks = highlight.marks_of(row, body, literal)
    places = highlight.places(row, marks)
    shown = highlight.densest(places) or _NOWHERE
    return Listing(
        marked_title(stored, title, literal),
        tuple([highlight.snippet(row, marks[first:after]) for first, after, _ in shown]),
        tuple([first + 1 if after else 0 for first, after, _ in shown]),
        len(marks),
        max(len(places) - len(shown), 0),
    )


def marked_title(stored: StoredReport, spans: Sequence[Span], literal: bool) -> Pieces:
    """The title with its marks."""
    row = highlight.placed(stored.report.title, stored.title_offsets)
    return highlight.whole(row, highlight.marks_of(row, spans, literal))


def _read(texts: Sequence[str], numbers: list[int]) -> list[Listing]:
    """What the loops say of the titles of some reports, and of their bodies behind them."""
    at, titles, count = 0, [], len(texts) // 2
    for text in texts[:count]:
        end = at + 1 + numbers[at]
        titles.append(Pieces(text, tuple(numbers[at + 1 : end])))
        at = end
    found = []
    for title, body in zip(titles, texts[count:], strict=True):
        marks, more, places = numbers[at : at + 3]
        at += 3
        snippets, first_marks = [], []
        for _ in range(places):
            first, start, end, before, after, size = numbers[at : at + 6]
            text = body[start:end]
            if before:
                text = BEFORE + text
            if after:
                text += AFTER
            at += 6 + size
            snippets.append(Pieces(text, tuple(numbers[at - size : at])))
            first_marks.append(first)
        found.append(Listing(title, tuple(snippets), tuple(first_marks), marks, more))
    return found
