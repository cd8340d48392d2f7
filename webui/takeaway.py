"""What a visitor takes along: results as a table, reports as Word documents, a query as a feed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request

from indexer.errors import UnknownReport
from indexer.model import Hit, Page, ReportView, SearchRequest
from indexer.wire import report_path
from webui import feed as feeds
from webui import texts
from webui.clock import today
from webui.delivery import kept_as
from webui.examples import bare
from webui.links import parameters, query_string
from webui.parameters import BadParameter, search_request
from webui.rendering import render
from webui.results import Choice
from webui.site import root, site
from webui.table import table
from webui.texts import number, text

MOST_REPORTS = 50  # of one document of passages
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_NAME_CHARS = 60

blueprint = Blueprint("takeaway", __name__)


@dataclass(frozen=True, slots=True)
class Takeaway:
    """The links below a list of results; the form takes the passages of the reports ticked."""

    links: tuple[Choice, ...]
    feed_url: str
    form_hidden: tuple[tuple[str, str], ...]


@blueprint.get("/export.csv")
def results() -> Response:
    """All results of a question, from the first on, up to `max_export`."""
    asked = search_request(request.args, site().settings)
    found = table(_hits(asked), root())
    return _file(found, "text/csv; charset=utf-8; header=present", asked.text, "csv")


@blueprint.get("/export/report.docx")
def report() -> Response:
    from webui.document import report_document  # python-docx takes a tenth of a second to load

    asked = search_request(request.args, site().settings)
    (id,) = _ids(most=1)
    view = _view(id, asked)
    written = report_document(view, _address(view), today())
    return _file(written, WORD, view.report.id, "docx")


@blueprint.get("/export/passages.docx")
def passages() -> Response:
    from webui.document import passages_document

    asked = search_request(request.args, site().settings)
    try:
        views = [_view(id, asked) for id in _ids(most=MOST_REPORTS)]
    except UnknownReport as error:
        raise BadParameter(str(error), text("bad.id")) from error
    written = passages_document([(view, _address(view)) for view in views], asked.text, today())
    return _file(written, WORD, asked.text, "docx")


@blueprint.get("/feed.atom")
@kept_as("application/atom+xml")
def feed() -> str:
    settings = site().settings
    asked = search_request(request.args, settings)
    most = min(feeds.ENTRIES, settings.max_page_size)
    page = site().service.search(asked._replace(sort="newest", page=1, size=most))
    created = site().service.overview().created
    own = feeds.feed(
        page, asked, created, root(), "/feed.atom" + query_string(_feed_pairs(parameters(asked)))
    )
    return render("feed.xml", feed=own)


def takeaway(page: Page) -> Takeaway:
    """What a list of results offers to take along."""
    asked = parameters(page.request)
    pairs = [pair for pair in asked if pair[0] != "page"]
    feed_url = "/feed.atom" + query_string(_feed_pairs(asked))
    links = (
        Choice(text("take.csv"), "/export.csv" + query_string(pairs)),
        Choice(text("take.feed"), feed_url),
        Choice(text("take.json"), "/api/search" + query_string(asked)),
        Choice(text("take.api"), "/api"),
    )
    hidden = tuple(pair for pair in pairs if pair[0] in ("q", "expand", "off"))
    return Takeaway(links, feed_url, hidden)


def report_document_url(id: str, asked: SearchRequest) -> str:
    """The address of a report as a Word document, with the question's marks."""
    marked = [pair for pair in parameters(asked) if pair[0] in ("q", "expand", "off")]
    return "/export/report.docx" + query_string([("id", id), *marked])


def _hits(asked: SearchRequest) -> list[Hit]:
    """The hits in order, of one generation: where another comes meanwhile, all is asked again."""
    service, settings = site().service, site().settings
    size = min(settings.max_page_size, settings.max_export)
    most = -(-min(settings.max_export, settings.max_results) // size)
    while True:
        pages = [service.search(asked._replace(page=1, size=size))]
        for page in range(2, min(pages[0].pages, most) + 1):
            pages.append(service.search(asked._replace(page=page, size=size)))
        if len({page.generation for page in pages}) == 1:
            return [hit for page in pages for hit in page.hits][: settings.max_export]


def _ids(*, most: int) -> Sequence[str]:
    """The reports asked for, each once. Raises BadParameter."""
    ids = list(dict.fromkeys(filter(None, request.args.getlist("id"))))
    if 1 <= len(ids) <= most:
        return ids
    if most == 1:
        raise BadParameter(f"id is given {len(ids)} times; give the id of one report.", text("bad.report"))
    raise BadParameter(
        f"id is given {len(ids)} times; give the ids of 1 to {most} reports, as in ?id=a&id=b.",
        text("bad.ids", count=number(len(ids)), most=number(most)),
    )


def _view(id: str, asked: SearchRequest) -> ReportView:
    return site().service.view(id, asked.text, expand=asked.expand, off=asked.off)


def _address(view: ReportView) -> str:
    return root() + report_path(view.report.id)


def _feed_pairs(asked: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """A feed reader has no cookies, so that its address names the language."""
    pairs = [pair for pair in asked if pair[0] not in ("sort", "page")]
    spoken = texts.language()
    return pairs if spoken == texts.DEFAULT else [*pairs, ("lang", spoken)]


def _file(data: bytes, mimetype: str, words: str, ending: str) -> Response:
    response = Response(data, content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(words)}.{ending}"'
    return response


def file_name(words: str) -> str:
    """A name that every system takes and every header can hold.

    >>> file_name('Nghệ An "2012"/../x'), file_name("<>")
    ('bao-cao-nghe-an-2012-x', 'bao-cao')
    """
    parts = ["bao-cao", *re.findall("[a-z0-9]+", bare(words))]
    return "-".join(parts)[:MOST_NAME_CHARS].rstrip("-")
