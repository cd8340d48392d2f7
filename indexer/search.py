"""SearchService: what was asked -> plan -> engine -> snippets -> a page: the one door for all."""

from __future__ import annotations

import time
from collections.abc import Mapping

from indexer import originals
from indexer.duplicates import fold
from indexer.errors import BadRequest, UnknownReport
from indexer.facets import COLLATION, FACETS, facet_values, request_filters
from indexer.facets import extent as extent
from indexer.language.analyzer import Analyzer
from indexer.live import LiveIndex, Snapshot
from indexer.marking import hits, view
from indexer.model import (
    Completion,
    EngineResult,
    FacetValues,
    Grade,
    Hit,
    Note,
    Overview,
    Page,
    Query,
    ReportView,
    SearchRequest,
    Similar,
    Sort,
    Suggestion,
)
from indexer.model.answers import FACET_SIZE
from indexer.query.complete import complete
from indexer.query.plan import Limits, Planner
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
        self._limits = Limits(settings.max_query_units, settings.max_phrase_units, settings.max_expansions)
        self._last_planner: Planner | None = None

    def search(self, request: SearchRequest) -> Page:
        """Raises BadRequest for what the asker can mend and IndexUnavailable where there is no index."""
        self._check(request)
        began = time.monotonic()

        def ask(snapshot: Snapshot) -> Page:
            page = self._answer(snapshot, request, request.text)
            if self._may_correct(request) and not page.partial:
                page = self._corrected(snapshot, request, page)
            return page

        page = self._live.answer(ask)
        return page._replace(took_ms=(time.monotonic() - began) * 1000)

    def _answer(self, snapshot: Snapshot, request: SearchRequest, text: str) -> Page:
        """The page for a text, which is the request's own or the one it was corrected to."""
        planner = self._planner(snapshot)
        filters = request_filters(request, planner.values)
        query = planner.plan(text, filters, expand=request.expand, off=request.off)
        if query is None:
            return _page(request, snapshot, understood=request.text)
        sort = _sort(request)
        result = snapshot.engine.search(
            query,
            offset=(request.page - 1) * request.size,
            size=request.size,
            sort=sort,
            facets=FACETS,
            facet_size=request.facet_size,
            collation=COLLATION,
            # Understanding a query is bounded in itself, and the first may have to read the model for it.
            deadline=time.monotonic() + self._settings.query_seconds,
        )
        found, copies = fold(snapshot.engine, result.hits) if request.fold else (result.hits, {})
        listed = result.total + (result.total_loose if sort == "relevance" else 0)
        return _page(
            request,
            snapshot,
            understood=query.understood,
            notes=query.notes,
            total=result.total,
            total_loose=result.total_loose,
            pages=-(-min(listed, self._settings.max_results) // request.size),
            hits=hits(snapshot.engine, query, found, copies),
            facets=_facets(result),
            partial=result.partial or query.cut,
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
            return page._replace(suggestion=Suggestion(text, search_path(request, text)))
        found = self._answer(snapshot, request, text)
        if not found.total:
            return page
        note = Note("corrected", request.text, found.understood, "corrected")
        hits = tuple(hit._replace(grade=Grade.CORRECTED) for hit in found.hits)
        return found._replace(notes=(note, *found.notes), hits=hits)

    def view(self, id: str, text: str = "", *, expand: bool = True, off: tuple[str, ...] = ()) -> ReportView:
        """The report with the query's matches marked. Raises UnknownReport."""
        request = SearchRequest(text=text, expand=expand, off=off)
        self._check(request)

        def ask(snapshot: Snapshot) -> ReportView:
            stored = snapshot.engine.report(id)
            if stored is None:
                raise UnknownReport(f"There is no report with the id {id!r}; look for it with a search.")
            query = self._marking(snapshot, request) if text.strip() else None
            return view(snapshot.engine, stored, query, self._settings.max_marks)

        return self._live.answer(ask)

    def similar(self, id: str, size: int = 5) -> tuple[Similar, ...]:
        """At most `size` reports like one, the most alike first. Raises UnknownReport."""

        def ask(snapshot: Snapshot) -> tuple[Similar, ...]:
            stored = snapshot.engine.report(id)
            if stored is None:
                raise UnknownReport(f"There is no report with the id {id!r}; look for it with a search.")
            return similar(snapshot.engine, stored.report, snapshot.manifest.reports, size)

        return self._live.answer(ask)

    def original(self, id: str) -> bytes:
        """The bytes of the file a report was read from. Raises UnknownReport where that is not to be had."""

        def ask(snapshot: Snapshot) -> bytes:
            stored = snapshot.engine.report(id)
            data = originals.read(stored.original) if stored and stored.original else None
            if data is None:
                raise UnknownReport(f"The file of {id!r} is gone or has changed; the report itself is here.")
            return data

        return self._live.answer(ask)

    def suggest(self, text: str) -> tuple[Completion, ...]:
        """What the beginning of a query may become, at most eight."""
        typed = text[: self._settings.max_query_chars]
        return self._live.answer(lambda snapshot: complete(typed, snapshot.lexicon, snapshot.engine))

    def generation(self) -> str:
        """What it answers from now. Raises IndexUnavailable or IndexDamaged where there is nothing."""
        return self._live.generation().manifest.generation

    def overview(self) -> Overview:
        """What the live collection holds."""

        def ask(snapshot: Snapshot) -> Overview:
            planner = self._planner(snapshot)
            everything = planner.plan("")
            assert everything is not None
            result = snapshot.engine.search(
                everything,
                offset=0,
                size=0,
                sort="newest",
                facets=FACETS,
                facet_size=FACET_SIZE,
                collation=COLLATION,
            )
            facets = _facets(result)
            years = sorted(int(year) for year in facets["year"] if year.isdigit())
            return Overview(
                snapshot.manifest.generation,
                snapshot.manifest.created,
                result.total,
                years[0] if years else None,
                years[-1] if years else None,
                facets,
            )

        return self._live.answer(ask)

    def _planner(self, snapshot: Snapshot) -> Planner:
        """The one of a generation: it remembers queries and the values of each attribute."""
        planner = self._last_planner
        if planner is None or planner.vocabulary is not snapshot.engine:
            planner = Planner(snapshot.engine, snapshot.lexicon, self._analyzer, self._limits)
            self._last_planner = planner
        return planner

    def _marking(self, snapshot: Snapshot, request: SearchRequest) -> Query | None:
        """The query whose matches are marked in a report: the corrected one where the search took that."""
        planner = self._planner(snapshot)
        query = planner.plan(request.text, expand=request.expand, off=request.off)
        if query and self._may_correct(request):
            deadline = time.monotonic() + self._settings.query_seconds
            result = snapshot.engine.search(
                query, offset=0, size=0, sort="relevance", facets=(), deadline=deadline
            )
            better = (
                None
                if result.total or result.total_loose or result.partial
                else planner.corrected(request.text, thorough=True)
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
    facets: Mapping[str, FacetValues] | None = None,
    partial: bool = False,
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
        facets=facets if facets is not None else {name: {} for name in FACETS},
        generation=snapshot.manifest.generation,
        partial=partial,
    )


def _facets(result: EngineResult) -> dict[str, FacetValues]:
    return {name: facet_values(name, counts) for name, counts in result.facets.items()}


def _sort(request: SearchRequest) -> Sort:
    """Without words there is no relevance: the newest come first."""
    return request.sort if request.text.strip() or request.sort != "relevance" else "newest"
