"""The pages: the box and its results at `/`, a report at `/reports/ID`."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from indexer.model import Overview, Page, SearchRequest
from webui import results, understood
from webui.delivery import kept
from webui.links import FilterName, is_filtered, parameters, report_urls, search_url, without_filters
from webui.parameters import search_request
from webui.reading import paragraphs
from webui.results import Choice
from webui.site import site
from webui.takeaway import report_document_url, takeaway
from webui.texts import counted

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@kept
def search() -> str:
    asked = search_request(request.args, site().settings)
    if not asked.text and not is_filtered(asked):
        return _front(asked)
    return _results(site().service.search(asked))


@blueprint.get("/reports/<path:id>")
@kept
def report(id: str) -> str:
    asked = search_request(request.args, site().settings)
    view = site().service.view(id, asked.text, expand=asked.expand, off=asked.off)
    return render_template(
        "report.html",
        view=view,
        report=view.report,
        paragraphs=paragraphs(view.body_pieces),
        asked=asked,
        back=search_url(asked, page=asked.page),
        document=report_document_url(id, asked),
        hidden=_hidden(asked),
    )


def _front(asked: SearchRequest) -> str:
    overview = site().service.overview()
    return render_template(
        "front.html",
        overview=overview,
        asked=asked,
        examples=_examples(overview),
        provinces=_ways_in(overview, "province"),
        years=tuple(sorted(_ways_in(overview, "year"), key=lambda choice: choice.label)),
        kinds=_ways_in(overview, "kind"),
    )


def _examples(overview: Overview) -> tuple[Choice, ...]:
    return tuple(Choice(query, search_url(SearchRequest(query))) for query in site().examples.of(overview))


def _ways_in(overview: Overview, name: FilterName) -> tuple[Choice, ...]:
    return tuple(
        Choice(results.value_label(name, value.value), _filter_url(name, value.value), count=value.count)
        for value in overview.facets.get(name, ())
    )


def _filter_url(name: FilterName, value: str) -> str:
    match name:
        case "province":
            return search_url(SearchRequest(province=(value,)))
        case "province_old":
            return search_url(SearchRequest(province_old=(value,)))
        case "year":
            return search_url(SearchRequest(year=(value,)))
        case "kind":
            return search_url(SearchRequest(kind=(value,)))


def _results(page: Page) -> str:
    asked = page.request
    context = {
        "page": page,
        "asked": asked,
        "hidden": _hidden(asked),
        "chips": results.chips(asked),
        "unfiltered": search_url(without_filters(asked)) if is_filtered(asked) else None,
        "lines": understood.lines(page),
        "suggestion": page.suggestion,
    }
    if not page.hits and not page.pages:
        examples = _examples(site().service.overview())
        return render_template("nothing.html", examples=examples, loose=_loose(page), **context)
    if not page.hits:
        first, last = search_url(asked), search_url(asked, page=page.pages)
        return render_template("past.html", pages=page.pages, first=first, last=last, **context)
    return render_template(
        "results.html",
        facets=results.facets(page),
        sorts=results.sorts(asked),
        pager=results.pager(page),
        previous=search_url(asked, page=asked.page - 1) if asked.page > 1 else None,
        next=search_url(asked, page=asked.page + 1) if asked.page < page.pages else None,
        report_url=report_urls(asked),
        takeaway=takeaway(page),
        years_hidden=[pair for pair in parameters(asked) if pair[0] not in ("page", "year_from", "year_to")],
        **context,
    )


def _loose(page: Page) -> Choice | None:
    """The weaker reports, which only the order by relevance lists."""
    if not page.total_loose:
        return None
    label = counted("nothing.loose", page.total_loose)
    return Choice(label, search_url(page.request, sort="relevance"))


def _hidden(asked: SearchRequest) -> list[tuple[str, str]]:
    """What a new query keeps of the question before: its filters and its order."""
    return [pair for pair in parameters(asked) if pair[0] not in ("q", "page", "expand", "off")]
