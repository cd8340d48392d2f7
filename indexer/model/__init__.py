"""The things the program talks about: plain, frozen values without any input or output.

    RawReport ─▶ Report ─▶ Analysis ─▶ IndexedReport ─▶ (engine) ─▶ Hit ─▶ Page
       reports.py              terms.py      queries.py: what an engine is asked   answers.py

Ordinals count the syllables of one text (a title or a body) from 0; a `Span` names its first and
last ordinal. Character offsets are Python string indices, `end` exclusive.
"""

from __future__ import annotations

from indexer.model.answers import (
    FILTERS,
    Completion,
    CompletionType,
    FacetValue,
    Hit,
    Overview,
    Page,
    Passage,
    Piece,
    Pieces,
    ReportView,
    SearchRequest,
    Suggestion,
)
from indexer.model.queries import (
    AllOf,
    AnyOf,
    AtLeast,
    EngineHit,
    EngineResult,
    Filter,
    Node,
    Not,
    Note,
    Phrase,
    Query,
    Sort,
    Term,
)
from indexer.model.reports import Kind, Period, Person, RawReport, Report, Skipped
from indexer.model.terms import (
    FIELDS,
    Analysis,
    FieldName,
    Grade,
    IndexedReport,
    Layer,
    Mention,
    MentionType,
    Pairs,
    Span,
    StoredReport,
    Token,
    Tokens,
)

__all__ = [
    "FIELDS",
    "FILTERS",
    "AllOf",
    "Analysis",
    "AnyOf",
    "AtLeast",
    "Completion",
    "CompletionType",
    "EngineHit",
    "EngineResult",
    "FacetValue",
    "FieldName",
    "Filter",
    "Grade",
    "Hit",
    "IndexedReport",
    "Kind",
    "Layer",
    "Mention",
    "MentionType",
    "Node",
    "Not",
    "Note",
    "Overview",
    "Page",
    "Pairs",
    "Passage",
    "Period",
    "Person",
    "Phrase",
    "Piece",
    "Pieces",
    "Query",
    "RawReport",
    "Report",
    "ReportView",
    "SearchRequest",
    "Skipped",
    "Sort",
    "Span",
    "StoredReport",
    "Suggestion",
    "Term",
    "Token",
    "Tokens",
]
