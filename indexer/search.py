"""SearchService: what was asked -> plan -> engine -> snippets -> a page: the one door for all."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from indexer import highlight
from indexer.duplicates import fold
from indexer.engines.base import Engine
from indexer.errors import BadRequest, UnknownReport
from indexer.facets import FACET_SIZE, FACETS, facet_values, request_filters
from indexer.language.analyzer import Analyzer
from indexer.live import LiveIndex, Snapshot
from indexer.model import (
    Completion,
    EngineHit,
    FacetValue,
    Grade,
    Hit,
    Note,
    Overview,
    Page,
    Passage,
    Pieces,
    Query,
    ReportView,
    SearchRequest,
    Similar,
    Sort,
    Span,
    StoredReport,
    Suggestion,
)
from indexer.query.complete import complete
from indexer.query.plan import Limits, Planner
from indexer.query.values import Values
from indexer.settings import Settings
from indexer.similar import similar
from indexer.wire import search_path

# Fewer reports than this are little: syllables that stand in some report are doubted too.
LITTLE = 3


class SearchService:
    """Answers from the live generation. Safe to use from several threads."""

    def __init__(self, live: LiveIndex, settings: Settings) -> None:
        self._live = live
        self._settings = settings
        self._analyzer = Analyzer()
        self._limits = Limits(settings.max_query_units, settings.max_expansions)
        self._known: tuple[str, Values] | None = None

    def search(self, request: SearchRequest) -> Page:
        """Raises BadRequest for what the asker can mend and IndexUnavailable where there is no index."""
        self._check(request)
        began = time.perf_counter()
        with self._live.snapshot() as snapshot:
            page = self._answer(snapshot, request, request.text)
            if self._may_correct(request):
                page = self._corrected(snapshot, request, page)
        return replace(page, took_ms=(time.perf_counter() - began) * 1000)

    def _answer(self, snapshot: Snapshot, request: SearchRequest, text: str) -> Page:
        """The page for a text, which is the request's own or the one it was corrected to."""
        filters = request_filters(request, self._values(snapshot))
        query = self._planner(snapshot).plan(text, filters, expand=request.expand, off=request.off)
        if query is None:
            return _page(request, snapshot, understood=request.text)
        sort = _sort(request)
        result = snapshot.engine.search(
            query,
            offset=(request.page - 1) * request.size,
            size=request.size,
            sort=sort,
            facets=FACETS,
            facet_size=FACET_SIZE,
        )
        found, copies = fold(snapshot.engine, result.hits)
        hits = _hits(snapshot.engine, query, found)
        listed = result.total + (result.total_loose if sort == "relevance" else 0)
        return _page(
            request,
            snapshot,
            understood=query.understood,
            notes=query.notes,
            total=result.total,
            total_loose=result.total_loose,
            pages=-(-min(listed, self._settings.max_results) // request.size),
            hits=tuple(replace(hit, same=copies.get(hit.report.id, ())) for hit in hits),
            facets={name: facet_values(name, counts) for name, counts in result.facets.items()},
        )

    def _may_correct(self, request: SearchRequest) -> bool:
        return bool(request.text.strip()) and request.expand and "corrected" not in request.off

    def _corrected(self, snapshot: Snapshot, request: SearchRequest, page: Page) -> Page:
        """Another spelling is offered; where what was typed finds nothing, it is searched."""
        text = self._planner(snapshot).corrected(request.text, thorough=page.total < LITTLE)
        if text is None:
            return page
        if page.total or page.total_loose:
            meant = self._planner(snapshot).plan(text)
            text = meant.understood if meant else text
            return replace(page, suggestion=Suggestion(text, search_path(request, text)))
        found = self._answer(snapshot, request, text)
        if not found.total:
            return page
        note = Note("corrected", request.text, found.understood, "corrected")
        hits = tuple(replace(hit, grade=Grade.CORRECTED) for hit in found.hits)
        return replace(found, notes=(note, *found.notes), hits=hits)

    def view(self, id: str, text: str = "", *, expand: bool = True, off: tuple[str, ...] = ()) -> ReportView:
        """The report with the query's matches marked. Raises UnknownReport."""
        request = SearchRequest(text=text, expand=expand, off=off)
        self._check(request)
        with self._live.snapshot() as snapshot:
            stored = snapshot.engine.report(id)
            if stored is None:
                raise UnknownReport(f"There is no report with the id {id!r}; look for it with a search.")
            query = self._marking(snapshot, request) if text.strip() else None
            spans = snapshot.engine.spans([id], query)[0] if query else ()
        return _view(stored, spans, query is not None and query.literal)

    def similar(self, id: str, size: int = 5) -> tuple[Similar, ...]:
        """At most `size` reports like one, the most alike first. Raises UnknownReport."""
        with self._live.snapshot() as snapshot:
            stored = snapshot.engine.report(id)
            if stored is None:
                raise UnknownReport(f"There is no report with the id {id!r}; look for it with a search.")
            return similar(snapshot.engine, stored.report, snapshot.manifest.reports, size)

    def suggest(self, text: str) -> tuple[Completion, ...]:
        """What the beginning of a query may become, at most eight."""
        with self._live.snapshot() as snapshot:
            return complete(text[: self._settings.max_query_chars], snapshot.lexicon, snapshot.engine)

    def overview(self) -> Overview:
        """What the live collection holds."""
        with self._live.snapshot() as snapshot:
            everything = self._planner(snapshot).plan("")
            assert everything is not None
            result = snapshot.engine.search(
                everything, offset=0, size=0, sort="newest", facets=FACETS, facet_size=FACET_SIZE
            )
            facets = {name: facet_values(name, counts) for name, counts in result.facets.items()}
            years = sorted(int(year.value) for year in facets["year"] if year.value.isdigit())
            return Overview(
                snapshot.manifest.generation,
                snapshot.manifest.created,
                result.total,
                years[0] if years else None,
                years[-1] if years else None,
                facets,
            )

    def _planner(self, snapshot: Snapshot) -> Planner:
        values = self._values(snapshot)
        return Planner(snapshot.engine, snapshot.lexicon, self._analyzer, self._limits, values)

    def _values(self, snapshot: Snapshot) -> Values:
        """The values of a generation, each attribute read once."""
        generation, known = snapshot.manifest.generation, self._known
        if known is None or known[0] != generation:
            self._known = known = generation, Values(snapshot.engine)
        return known[1]

    def _marking(self, snapshot: Snapshot, request: SearchRequest) -> Query | None:
        """The query whose matches are marked in a report: the corrected one where the search took that."""
        planner = self._planner(snapshot)
        query = planner.plan(request.text, expand=request.expand, off=request.off)
        if query and self._may_correct(request):
            result = snapshot.engine.search(query, offset=0, size=0, sort="relevance", facets=())
            better = (
                None if result.total or result.total_loose else planner.corrected(request.text, thorough=True)
            )
            return planner.plan(better) if better else query
        return query

    def _check(self, request: SearchRequest) -> None:
        settings = self._settings
        if len(request.text) > settings.max_query_chars:
            raise BadRequest(
                f"The query has {len(request.text)} characters; {settings.max_query_chars} are the most."
            )
        if not 1 <= request.size <= settings.max_page_size:
            raise BadRequest(f"size is {request.size}; it goes from 1 to {settings.max_page_size}.")
        if request.page < 1:
            raise BadRequest(f"page is {request.page}; pages are counted from 1.")
        if (request.page - 1) * request.size >= settings.max_results:
            raise BadRequest(
                f"page is {request.page}, but only the first {settings.max_results} results are listed. "
                "Add a word or a filter."
            )


def _page(
    request: SearchRequest,
    snapshot: Snapshot,
    *,
    understood: str,
    notes: tuple[Note, ...] = (),
    total: int = 0,
    total_loose: int = 0,
    pages: int = 0,
    hits: tuple[Hit, ...] = (),
    facets: Mapping[str, tuple[FacetValue, ...]] | None = None,
) -> Page:
    return Page(
        request=request,
        understood=understood,
        notes=notes,
        total=total,
        total_loose=total_loose,
        pages=pages,
        took_ms=0.0,
        hits=hits,
        facets=facets if facets is not None else dict.fromkeys(FACETS, ()),
        generation=snapshot.manifest.generation,
    )


def _sort(request: SearchRequest) -> Sort:
    """Without words there is no relevance: the newest come first."""
    return request.sort if request.text.strip() or request.sort != "relevance" else "newest"


def _hits(engine: Engine, query: Query, hits: Sequence[EngineHit]) -> tuple[Hit, ...]:
    spans = engine.spans([hit.id for hit in hits], query)
    return tuple(_hit(engine, query, hit, own) for hit, own in zip(hits, spans, strict=True))


def _hit(engine: Engine, query: Query, hit: EngineHit, spans: Sequence[Span]) -> Hit:
    stored = engine.report(hit.id)
    assert stored is not None, "an engine has the reports that it finds"
    title_marks, body_marks = _marks(stored, spans, query.literal)
    report = stored.report
    places = highlight.places(report.body, stored.body_offsets, body_marks)
    groups = highlight.passages(places)
    snippets = [highlight.snippet(report.body, stored.body_offsets, group) for group in groups]
    if not snippets:
        snippets = [highlight.snippet(report.body, stored.body_offsets, ())]
    return Hit(
        report=report,
        title_pieces=highlight.whole(report.title, stored.title_offsets, title_marks),
        snippets=tuple(snippet for snippet in snippets if snippet),
        score=hit.score,
        grade=hit.grade,
        loose=hit.loose,
        matches=len(body_marks),
        more=len(places) - len(groups),
    )


def _view(stored: StoredReport, spans: Sequence[Span], literal: bool) -> ReportView:
    title_marks, body_marks = _marks(stored, spans, literal)
    report = stored.report
    passages = []
    before = 0
    for group in highlight.places(report.body, stored.body_offsets, body_marks):
        pieces = highlight.snippet(report.body, stored.body_offsets, group, width=16)
        passages.append(Passage(before + 1, pieces))
        before += len(group)
    body: Pieces = highlight.whole(report.body, stored.body_offsets, body_marks)
    title = highlight.whole(report.title, stored.title_offsets, title_marks)
    return ReportView(report, title, body, tuple(passages), len(body_marks))


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
