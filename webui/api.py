"""The JSON routes; the shapes are those of `indexer.wire`, shared with the command line."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from indexer.model import Page, SearchRequest
from indexer.wire import page_json, report_json
from webui.parameters import search_request
from webui.site import site

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/search")
def search() -> Response:
    return jsonify(page_json(_page(search_request(request.args, site().settings, sized=True))))


def _page(asked: SearchRequest) -> Page:
    """A page past all that can be listed is as empty as one past the last."""
    service, settings = site().service, site().settings
    if (asked.page - 1) * asked.size < settings.max_results:
        return service.search(asked)
    return service.search(asked._replace(page=1))._replace(request=asked, hits=())


@blueprint.get("/api/reports/<path:id>")
def report(id: str) -> Response:
    return jsonify(report_json(site().service.view(id).report))


@blueprint.get("/healthz")
def health() -> Response:
    """Ready to answer: a site without an index is not sent visitors."""
    site().service.generation()
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> Response:
    """Which generation answers; 503 until one is open."""
    return jsonify({"status": "ready", "generation": site().service.generation()})
