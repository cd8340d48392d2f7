"""What the beginning of a query may become: for the box, and for browsers that search from their own bar."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, request

from webui.parameters import choice, once, query_text
from webui.rendering import render
from webui.site import root, site

FORMATS = ("json", "opensearch")

blueprint = Blueprint("suggestions", __name__)


@blueprint.get("/api/suggest")
def suggest() -> Response:
    once(request.args, ("q", "format"))
    form = choice(request.args, "format", FORMATS)
    found = site().service.suggest(query_text(request.args, site().settings))
    if form == "opensearch":
        # browsers drop an answer that does not begin with the very text they asked about
        response = jsonify([request.args.get("q", ""), [completion.text for completion in found]])
        response.mimetype = "application/x-suggestions+json"
        return response
    return jsonify({"suggestions": [{"text": one.text, "type": one.type} for one in found]})


@blueprint.get("/opensearch.xml")
def description() -> Response:
    response = make_response(render("opensearch.xml", root=root()))
    response.mimetype = "application/opensearchdescription+xml"
    return response
