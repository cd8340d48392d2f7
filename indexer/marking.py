"""Where a query's matches stand -> the passages of a hit, and a report with its marks."""

from __future__ import annotations

from collections.abc import Sequence

from indexer import highlight, originals
from indexer.duplicates import Copies
from indexer.engines.base import Engine
from indexer.highlight import Mark, Place, Placed, placed
from indexer.model import (
    EngineHit,
    Hit,
    Passage,
    Piece,
    Pieces,
    Query,
    ReportView,
    SameReport,
    Span,
    Spans,
    StoredReport,
)

# Matches of a report among which its passages on the list are chosen.
_LISTED_MARKS = 500
# Of a report without marks its beginning is shown.
_NOWHERE: list[Place] = [(0, 0, 0.0)]


def hits(engine: Engine, query: Query, found: Sequence[EngineHit], copies: Copies) -> tuple[Hit, ...]:
    """What was found with its passages and its copies."""
    spans = engine.spans([hit.id for hit in found], query, _LISTED_MARKS)
    return tuple(
        _hit(engine, query, hit, own, copies.get(hit.id, ())) for hit, own in zip(found, spans, strict=True)
    )


def _hit(engine: Engine, query: Query, hit: EngineHit, spans: Spans, same: tuple[SameReport, ...]) -> Hit:
    stored = engine.report(hit.id)
    assert stored is not None, "an engine has the reports that it finds"
    body = _body(stored)
    marks = _marks(body, spans.body, query.literal)
    places = highlight.places(body, marks)
    shown = highlight.densest(places)
    snippets = [highlight.snippet(body, marks[first:after]) for first, after, _ in shown or _NOWHERE]
    counted = len(spans.title) + len(spans.body) < _LISTED_MARKS
    return Hit(
        report=stored.report,
        title_pieces=_title(stored, spans.title, query.literal),
        snippets=tuple(filter(None, snippets)),
        score=hit.score,
        grade=hit.grade,
        loose=hit.loose,
        matches=len(marks),
        more=len(places) - len(shown),
        first_marks=tuple([first + 1 if counted and after else 0 for first, after, _ in shown or _NOWHERE]),
        same=same,
    )


def _strong(spans: Sequence[Span]) -> int:
    return sum(not span.weak for span in spans)


def view(engine: Engine, stored: StoredReport, query: Query | None, limit: int) -> ReportView:
    """A report with at most `limit` marks in its title and in its body."""
    spans = Spans((), ())
    more = False
    if query:
        spans = engine.spans([stored.report.id], query, limit + 1)[0]
        more = max(map(_strong, spans)) > limit
        if more:
            spans = engine.spans([stored.report.id], query, limit)[0]
    literal = query is not None and query.literal
    body = _body(stored)
    marks = _marks(body, spans.body, literal)
    passages = [
        Passage(first + 1, highlight.snippet(body, marks[first:after], width=16))
        for first, after, _ in highlight.places(body, marks)
    ]
    return ReportView(
        stored.report,
        _title(stored, spans.title, literal),
        highlight.whole(body, marks),
        tuple(passages),
        len(marks),
        more,
        originals.is_there(stored.original),
    )


def _title(stored: StoredReport, spans: Sequence[Span], literal: bool) -> Pieces:
    """The title with its marks."""
    title = stored.report.title
    if not spans:  # as in half of the titles
        return (Piece(title, False),) if title else ()
    row = placed(title, stored.title_offsets)
    return highlight.whole(row, _marks(row, spans, literal))


def _body(stored: StoredReport) -> Placed:
    """The body with its ordinals."""
    return placed(stored.report.body, stored.body_offsets)


def _marks(row: Placed, spans: Sequence[Span], literal: bool) -> list[Mark]:
    return highlight.runs(spans) if literal else highlight.marks(row, spans)
