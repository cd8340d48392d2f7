"""Where a query's matches stand -> the passages of a hit, and a report with its marks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from indexer import highlight, originals
from indexer.duplicates import Copies
from indexer.engines.base import Engine
from indexer.highlight import Mark, Placed, placed
from indexer.model import (
    EngineHit,
    Hit,
    Passage,
    Query,
    ReportView,
    SameReport,
    Span,
    Spans,
    StoredReport,
)

# Matches of a report among which its passages on the list are chosen.
_LISTED_MARKS = 500


def hits(engine: Engine, query: Query, found: Sequence[EngineHit], copies: Copies) -> tuple[Hit, ...]:
    """What was found with its passages and its copies."""
    spans = engine.spans([hit.id for hit in found], query, _LISTED_MARKS)
    return tuple(
        _hit(engine, query, hit, own, copies.get(hit.id, ())) for hit, own in zip(found, spans, strict=True)
    )


def _hit(engine: Engine, query: Query, hit: EngineHit, spans: Spans, same: tuple[SameReport, ...]) -> Hit:
    stored = engine.report(hit.id)
    assert stored is not None, "an engine has the reports that it finds"
    title, body = _rows(stored)
    title_marks, body_marks = _marks(title, body, spans, query.literal)
    places = highlight.places(body, body_marks)
    groups = highlight.passages(places)
    shown = groups or [[]]
    counted = len(spans.title) + len(spans.body) < _LISTED_MARKS
    return Hit(
        report=stored.report,
        title_pieces=highlight.whole(title, title_marks),
        snippets=tuple(filter(None, [highlight.snippet(body, group) for group in shown])),
        score=hit.score,
        grade=hit.grade,
        loose=hit.loose,
        matches=len(body_marks),
        more=len(places) - len(groups),
        first_marks=tuple(
            [bisect_left(body_marks, group[0]) + 1 if group and counted else 0 for group in shown]
        ),
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
    title, body = _rows(stored)
    title_marks, body_marks = _marks(title, body, spans, query is not None and query.literal)
    passages = []
    before = 0
    for group in highlight.places(body, body_marks):
        passages.append(Passage(before + 1, highlight.snippet(body, group, width=16)))
        before += len(group)
    return ReportView(
        stored.report,
        highlight.whole(title, title_marks),
        highlight.whole(body, body_marks),
        tuple(passages),
        len(body_marks),
        more,
        originals.is_there(stored.original),
    )


def _rows(stored: StoredReport) -> tuple[Placed, Placed]:
    """Title and body with their ordinals."""
    report = stored.report
    return placed(report.title, stored.title_offsets), placed(report.body, stored.body_offsets)


def _marks(title: Placed, body: Placed, spans: Spans, literal: bool) -> list[list[Mark]]:
    """The marks of the title and of the body."""
    if literal:
        return list(map(highlight.runs, spans))
    return list(map(highlight.marks, (title, body), spans))
