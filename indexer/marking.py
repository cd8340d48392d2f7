"""Where a query's matches stand -> the passages of a hit, and a report with its marks."""

from __future__ import annotations

from collections.abc import Sequence

from indexer import highlight, originals
from indexer.duplicates import Copies
from indexer.engines.base import Engine
from indexer.listing import Listing, listings, marked_title
from indexer.model import (
    EngineHit,
    Hit,
    Passage,
    Query,
    ReportView,
    SameReport,
    Span,
    StoredReport,
)
from indexer.model.rows import SpanRows

# Matches of a report among which its passages on the list are chosen.
_LISTED_MARKS = 500


def hits(engine: Engine, query: Query, found: Sequence[EngineHit], copies: Copies) -> tuple[Hit, ...]:
    """What was found with its passages and its copies."""
    ids = [hit.id for hit in found]
    titles, bodies = map(SpanRows.of, engine.spans(ids, query, _LISTED_MARKS))
    stored = [report for id in ids if (report := engine.report(id))]
    assert len(stored) == len(found), "an engine has the reports that it finds"
    shown = listings(stored, titles, bodies, query.literal)
    if len(titles.firsts) + len(bodies.firsts) >= _LISTED_MARKS:
        counts = titles.counts() + bodies.counts()
        shown = [
            # marks before the first may have been left out
            one._replace(first_marks=(0,) * len(one.first_marks)) if count >= _LISTED_MARKS else one
            for one, count in zip(shown, counts.tolist(), strict=True)
        ]
    rows = zip(found, stored, shown, strict=True)
    return tuple([_hit(*row, copies.get(row[0].id, ())) for row in rows])


def _hit(hit: EngineHit, stored: StoredReport, shown: Listing, same: tuple[SameReport, ...]) -> Hit:
    return Hit(
        report=stored.report,
        title_pieces=shown.title,
        snippets=tuple([snippet for snippet in shown.snippets if snippet.text]),
        score=hit.score,
        grade=hit.grade,
        loose=hit.loose,
        matches=shown.marks,
        more=shown.more,
        first_marks=shown.first_marks,
        same=same,
    )


def _strong(spans: Sequence[Span]) -> int:
    return sum(not span.weak for span in spans)


def view(engine: Engine, stored: StoredReport, query: Query | None, limit: int) -> ReportView:
    """A report with at most `limit` marks in its title and in its body."""
    title: Sequence[Span] = ()
    body: Sequence[Span] = ()
    more = False
    if query:
        (title,), (body,) = engine.spans([stored.report.id], query, limit + 1)
        more = max(map(_strong, (title, body))) > limit
        if more:
            (title,), (body,) = engine.spans([stored.report.id], query, limit)
    literal = query is not None and query.literal
    row = highlight.placed(stored.report.body, stored.body_offsets)
    marks = highlight.marks_of(row, body, literal)
    passages = [
        Passage(first + 1, highlight.snippet(row, marks[first:after], width=16))
        for first, after, _ in highlight.places(row, marks)
    ]
    return ReportView(
        stored.report,
        marked_title(stored, title, literal),
        highlight.whole(row, marks),
        tuple(passages),
        len(marks),
        more,
        originals.is_there(stored.original),
    )
