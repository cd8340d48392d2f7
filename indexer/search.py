"""SearchService: what was asked -> plan -> engine -> snippets -> a page: the one door for all."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from indexer import highlight
from indexer.engines.base import Engine
from indexer.errors import BadRequest, UnknownReport
from indexer.language.analyzer import Analyzer
from indexer.live import LiveIndex, Snapshot
from indexer.model import (
    EngineHit,
    FacetValue,
    Filter,
    Hit,
    Overview,
    Page,
    Passage,
    Pieces,
    Query,
    ReportView,
    SearchRequest,
    Sort,
    Span,
    StoredReport,
)
from indexer.query.plan import Limits, Planner
from indexer.reports.provinces import resolve
from indexer.settings import Settings

FACETS = ("province", "year", "kind")


class SearchService:
    """Answers from the live generation. Safe to use from several threads."""

    def __init__(self, live: LiveIndex, settings: Settings) -> None:
        self._live = live
        self._settings = settings
        self._analyzer = Analyzer()
        self._limits = Limits(settings.max_query_units, settings.max_expansions)

    def search(self, request: SearchRequest) -> Page:
        """Raises BadRequest for what the asker can mend and IndexUnavailable where there is no index."""
        self._check(request)
        began = time.perf_counter()
        with self._live.snapshot() as snapshot:
            query = self._plan(snapshot.engine, request)
            if query is None:
                return self._page(request, snapshot, took_ms=_milliseconds_since(began))
            result = snapshot.engine.search(
                query,
                offset=(request.page - 1) * request.size,
                size=request.size,
                sort=_sort(request),
                facets=FACETS,
            )
            listed = result.total + (result.total_loose if _sort(request) == "relevance" else 0)
            listed = min(listed, self._settings.max_results)
            return self._page(
                request,
                snapshot,
                query=query,
                total=result.total,
                total_loose=result.total_loose,
                pages=-(-listed // request.size),
                hits=tuple(_hit(snapshot.engine, query, hit) for hit in result.hits),
                facets={name: _facet_values(name, counts) for name, counts in result.facets.items()},
                took_ms=_milliseconds_since(began),
            )

    def view(self, id: str, text: str = "", *, expand: bool = True, off: tuple[str, ...] = ()) -> ReportView:
        """The report with the query's matches marked. Raises UnknownReport."""
        request = SearchRequest(text=text, expand=expand, off=off)
        self._check(request)
        with self._live.snapshot() as snapshot:
            stored = snapshot.engine.report(id)
            if stored is None:
                raise UnknownReport(f"There is no report with the id {id!r}; look for it with a search.")
            query = self._plan(snapshot.engine, request) if text.strip() else None
            spans = snapshot.engine.spans(id, query) if query else ()
        return _view(stored, spans)

    def overview(self) -> Overview:
        """What the live collection holds."""
        with self._live.snapshot() as snapshot:
            everything = Planner(snapshot.engine, self._analyzer).plan("")
            assert everything is not None
            result = snapshot.engine.search(everything, offset=0, size=0, sort="newest", facets=FACETS)
            facets = {name: _facet_values(name, counts) for name, counts in result.facets.items()}
            years = sorted(int(year.value) for year in facets["year"] if year.value.isdigit())
            return Overview(
                snapshot.manifest.generation,
                snapshot.manifest.created,
                result.total,
                years[0] if years else None,
                years[-1] if years else None,
                facets,
            )

    def _plan(self, engine: Engine, request: SearchRequest) -> Query | None:
        planner = Planner(engine, self._analyzer, self._limits)
        return planner.plan(request.text, _filters(request), expand=request.expand, off=request.off)

    def _page(
        self,
        request: SearchRequest,
        snapshot: Snapshot,
        *,
        took_ms: float,
        query: Query | None = None,
        total: int = 0,
        total_loose: int = 0,
        pages: int = 0,
        hits: tuple[Hit, ...] = (),
        facets: Mapping[str, tuple[FacetValue, ...]] | None = None,
    ) -> Page:
        return Page(
            request=request,
            understood=query.understood if query else request.text,
            notes=query.notes if query else (),
            total=total,
            total_loose=total_loose,
            pages=pages,
            took_ms=took_ms,
            hits=hits,
            facets=facets if facets is not None else dict.fromkeys(FACETS, ()),
            generation=snapshot.manifest.generation,
        )

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


def _filters(request: SearchRequest) -> list[Filter]:
    """The request's filters; a name of a province is understood however it is written."""
    filters = []
    for attribute in ("province", "province_old"):
        values = getattr(request, attribute)
        if values:
            filters.append(Filter(attribute, tuple(resolve(value) or value for value in values)))
    if request.year:
        filters.append(Filter("year", request.year))
    if request.year_from is not None or request.year_to is not None:
        filters.append(Filter("year", low=request.year_from, high=request.year_to))
    if request.kind:
        filters.append(Filter("kind", request.kind))
    return filters


def _sort(request: SearchRequest) -> Sort:
    """Without words there is no relevance: the newest come first."""
    return request.sort if request.text.strip() or request.sort != "relevance" else "newest"


def _hit(engine: Engine, query: Query, hit: EngineHit) -> Hit:
    stored = engine.report(hit.id)
    assert stored is not None, "an engine has the reports that it finds"
    title_marks, body_marks = _marks(stored, engine.spans(hit.id, query))
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


def _view(stored: StoredReport, spans: Sequence[Span]) -> ReportView:
    title_marks, body_marks = _marks(stored, spans)
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


def _marks(stored: StoredReport, spans: Sequence[Span]) -> tuple[list[highlight.Mark], list[highlight.Mark]]:
    title = [span for span in spans if span.field == "title"]
    body = [span for span in spans if span.field == "body"]
    return (
        highlight.marks(stored.report.title, stored.title_offsets, title),
        highlight.marks(stored.report.body, stored.body_offsets, body),
    )


def _facet_values(name: str, counts: Mapping[str, int]) -> tuple[FacetValue, ...]:
    """Years from the latest on, other values by their counts; what is not known comes last."""

    def order(item: tuple[str, int]) -> tuple[object, ...]:
        value, count = item
        return (value == "none", -int(value) if name == "year" and value.isdigit() else -count, value)

    return tuple(FacetValue(value, count) for value, count in sorted(counts.items(), key=order))


def _milliseconds_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
