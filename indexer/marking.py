"""Where a query's matches stand -> the passages of a hit, and a report with its marks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from indexer import highlight, originals
from indexer.engines.base import Engine
from indexer.model import (
    FIELDS,
    EngineHit,
    FieldName,
    Hit,
    Passage,
    Pieces,
    Query,
    ReportView,
    Span,
    StoredReport,
)

# Matches of a report among which its passages on the list are chosen.
_LISTED_MARKS = 500


def hits(engine: Engine, query: Query, found: Sequence[EngineHit]) -> tuple[Hit, ...]:
    """What was found with its passages."""
    spans = engine.spans([hit.id for hit in found], query, _LISTED_MARKS)
    return tuple(_hit(engine, query, hit, own) for hit, own in zip(found, spans, strict=True))


def _hit(engine: Engine, query: Query, hit: EngineHit, spans: Sequence[Span]) -> Hit:
    stored = engine.report(hit.id)
    assert stored is not None, "an engine has the reports that it finds"
    title_marks, body_marks = _marks(stored, spans, query.literal)
    report = stored.report
    places = highlight.places(report.body, stored.body_offsets, body_marks)
    groups = highlight.passages(places)
    shown = groups or [[]]
    snippets = [highlight.snippet(report.body, stored.body_offsets, group) for group in shown]
    counted = len(spans) < _LISTED_MARKS
    return Hit(
        report=report,
        title_pieces=highlight.whole(report.title, stored.title_offsets, title_marks),
        snippets=tuple(snippet for snippet in snippets if snippet),
        score=hit.score,
        grade=hit.grade,
        loose=hit.loose,
        matches=len(body_marks),
        more=len(places) - len(groups),
        first_marks=tuple(
            bisect_left(body_marks, group[0]) + 1 if group and counted else 0 for group in shown
        ),
    )


def _count(spans: Sequence[Span], field: FieldName) -> int:
    return sum(span.field == field and not span.weak for span in spans)


def view(engine: Engine, stored: StoredReport, query: Query | None, limit: int) -> ReportView:
    """A report with at most `limit` marks in its title and in its body."""
    spans: Sequence[Span] = ()
    more = False
    if query:
        spans = engine.spans([stored.report.id], query, limit + 1)[0]
        more = any(_count(spans, field) > limit for field in FIELDS)
        if more:
            spans = engine.spans([stored.report.id], query, limit)[0]
    title_marks, body_marks = _marks(stored, spans, query is not None and query.literal)
    report = stored.report
    passages = []
    before = 0
    for group in highlight.places(report.body, stored.body_offsets, body_marks):
        pieces = highlight.snippet(report.body, stored.body_offsets, group, width=16)
        passages.append(Passage(before + 1, pieces))
        before += len(group)
    body: Pieces = highlight.whole(report.body, stored.body_offsets, body_marks)
    title = highlight.whole(report.title, stored.title_offsets, title_marks)
    original = originals.is_there(stored.original)
    return ReportView(report, title, body, tuple(passages), len(body_marks), more, original)


def _marks(stored: StoredReport, spans: Sequence[Span], literal: bool) -> list[list[highlight.Mark]]:
    """The marks of the title and of the body."""
    report = stored.report
    rows: list[list[highlight.Mark]] = []
    for field, text, offsets in (
        ("title", report.title, stored.title_offsets),
        ("body", report.body, stored.body_offsets),
    ):
        here = [span for span in spans if span.field == field]
        rows.append(highlight.runs(here) if literal else highlight.marks(text, offsets, here))
    return rows
