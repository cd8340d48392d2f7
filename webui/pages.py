"""The pages: the box and its results at `/`, a report at `/reports/ID`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from flask import Blueprint, Response, request

from indexer.model import Overview, Page, SearchRequest
from indexer.wire import report_path
from webui import help, results, understood
from webui.citation import citation
from webui.clock import today
from webui.delivery import kept
from webui.histogram import histogram
from webui.links import (
    is_filtered,
    original_path,
    parameters,
    report_urls,
    search_url,
    toggles,
    without_filters,
)
from webui.parameters import search_request
from webui.reading import paragraphs
from webui.rendering import render
from webui.results import Choice
from webui.site import root, site
from webui.takeaway import report_document_url, takeaway
from webui.texts import counted

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@kept
def search() -> str:
    asked = search_request(request.args, site().settings)
    if not asked.text and not is_filtered(asked):
        return _front(asked)
    return _results(site().service.search(asked._replace(fold=True, facet_size=results.MOST)))


@blueprint.get("/reports/<path:id>")
@kept
def report(id: str) -> str:
    asked = search_request(request.args, site().settings)
    view = site().service.view(id, asked.text, expand=asked.expand, off=asked.off)
    return render(
        "report.html",
        view=view,
        report=view.report,
        paragraphs=paragraphs(view.body_pieces),
        similar=site().service.similar(id),
        report_url=report_urls(SearchRequest()),
        original=original_path(id) if view.original else None,
        asked=asked,
        back=search_url(asked, page=asked.page),
        document=report_document_url(id, asked),
        cited=citation(view.report, root() + report_path(id), today()),
        hidden=_hidden(parameters(asked)),
    )


@blueprint.get("/help")
@kept
def how_to() -> str:
    return render("help.html", groups=help.groups(), keys=help.keys(), asked=SearchRequest(), hidden=[])


@blueprint.get("/original/<path:id>")
def original(id: str) -> Response:
    """The file a report was read from, to keep; never shown as a page."""
    response = Response(site().service.original(id), mimetype="text/plain")
    name = id.rpartition("/")[2] or "report"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.txt")
    return response


def _front(asked: SearchRequest) -> str:
    overview = site().service.overview()
    return render(
        "front.html",
        overview=overview,
        asked=asked,
        hidden=[],
        autofocus=True,
        examples=_examples(overview),
        provinces=_ways_in(overview, "province"),
        years=tuple(sorted(_ways_in(overview, "year"), key=lambda choice: choice.label)),
        kinds=_ways_in(overview, "kind"),
    )


def _examples(overview: Overview) -> tuple[Choice, ...]:
    return tuple(Choice(query, search_url(SearchRequest(query))) for query in site().examples.of(overview))


def _ways_in(overview: Overview, name: str) -> tuple[Choice, ...]:
    url = toggles(SearchRequest(), [name])[name]
    return tuple(
        Choice(results.value_label(name, value), url(value), count=count)
        for value, count in islice(overview.facets.get(name, {}).items(), results.MOST)
    )


def _results(page: Page) -> str:
    asked, pairs = page.request, parameters(page.request)
    context = {
        "page": page,
        "asked": asked,
        "hidden": _hidden(pairs),
        "chips": results.chips(asked),
        "unfiltered": search_url(without_filters(asked)) if is_filtered(asked) else None,
        "lines": understood.lines(page),
        "suggestion": page.suggestion,
    }
    if not page.hits and not page.pages:
        examples = _examples(site().service.overview())
        return render("nothing.html", examples=examples, loose=_loose(page), **context)
    if not page.hits:
        first, last = search_url(asked), search_url(asked, page=page.pages)
        return render("past.html", pages=page.pages, first=first, last=last, **context)
    facets = results.facets(page)
    years = next((facet.values for facet in facets if facet.name == "year"), {})
    return render(
        "results.html",
        strict=[hit for hit in page.hits if not hit.loose],
        loose=[hit for hit in page.hits if hit.loose],
        facets=facets,
        histogram=histogram(years),
        sorts=results.sorts(asked),
        pager=results.pager(page),
        report_url=report_urls(asked),
        takeaway=takeaway(page),
        years_hidden=[pair for pair in pairs if pair[0] not in ("page", "year_from", "year_to")],
        **context,
    )


def _loose(page: Page) -> Choice | None:
    """The weaker reports, which only the order by relevance lists."""
    if not page.total_loose:
        return None
    label = counted("nothing.loose", page.total_loose)
    return Choice(label, search_url(page.request, sort="relevance"))


def _hidden(asked: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a new query keeps of the question before: its filters and its order."""
    return [pair for pair in asked if pair[0] not in ("q", "page", "expand", "off")]
