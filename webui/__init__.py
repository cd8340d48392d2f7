"""The site: the search page, the report page and the JSON they rest on.

app          create_app: puts it together
parameters   query string -> SearchRequest        links     SearchRequest -> addresses
pages, api   routes, HTML and JSON                results   Page -> what the result list shows
suggestions  completions, OpenSearch              understood  Page -> how the words were read
problems     errors -> a page or JSON that helps  reading   ReportView -> numbered paragraphs
texts        every visible string, once           words     dates, periods, grades in words
takeaway     routes of what is taken along:       table (CSV), document (Word), feed (Atom)
citation     Report -> how to cite it             plain     text that breaks no file
openapi      the document of the API: schemas     apipage   that document as a page
server       waitress, bounded; stops in order    lanes     threads for searches, threads for the rest
limits       names, requests of a client          observe   answers -> logs (JSON lines), metrics
deploy/      units, proxy, image
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from indexer.search import SearchService
    from indexer.settings import Settings

__all__ = ["create_app"]


def create_app(service: SearchService, settings: Settings) -> Flask:
    """The site over a search service; Flask is loaded only now, so that other commands start quickly."""
    from webui import app

    return app.create_app(service, settings)
