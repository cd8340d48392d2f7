"""Errors -> a JSON body under `/api/`, elsewhere a page that says what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, g, jsonify, make_response, request
from werkzeug.exceptions import HTTPException

from indexer.errors import BadRequest, IndexUnavailable, UnknownReport
from indexer.model import SearchRequest
from webui.limits import Refused, UnknownHost
from webui.links import search_url
from webui.observe import route
from webui.parameters import BadParameter, clean
from webui.rendering import render
from webui.results import Choice
from webui.texts import text

REBUILD = "timbaocao rebuild"
FAULT = "The server failed to answer; the error is in its log. Try again, or ask something else."
FOR_PROGRAMS = ("/healthz", "/readyz", "/metrics")
REFUSALS = {
    "rate": "This address has asked too often; ask again in {seconds} s.",
    "busy": "Too many searches are waiting; ask again in {seconds} s.",
}
UNKNOWN_HOST = "The site does not go by this name; its keeper adds one with the setting trusted_hosts."
HTTP_NAMES = {404: "not_found", 405: "method_not_allowed"}
HTTP_MESSAGES = {
    404: "There is nothing at this address; search with /api/search?q=, or begin at /.",
    405: "This address can only be read; use GET.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: `code` and `message` for programs, `name` picks the words of the page."""

    status: int
    code: str
    message: str
    name: str
    detail: str = ""
    command: str = ""
    cure: Choice | None = None


def register(app: Flask) -> None:
    app.register_error_handler(BadRequest, _bad_request)
    app.register_error_handler(UnknownReport, _unknown_report)
    app.register_error_handler(IndexUnavailable, _unready)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(UnknownHost, _unknown_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _bad_request(error: BadRequest) -> Response:
    query = clean(request.args.get("q", ""))[:100]
    cure = Choice(f"{text('problem.repeat')}: {query}", search_url(SearchRequest(query))) if query else None
    detail = error.shown if isinstance(error, BadParameter) else ""
    return _answer(Problem(400, "bad_request", str(error), "bad", detail, cure=cure))


def _unknown_report(error: UnknownReport) -> Response:
    id = clean(str((request.view_args or request.args).get("id", "")))
    # underscores, dashes and dots stand for blanks in names of files
    words = " ".join("".join(char if char.isalnum() else " " for char in id).split())[:100]
    cure = Choice(f"{text('problem.search')}: {words}", search_url(SearchRequest(words))) if words else None
    return _answer(Problem(404, "unknown_report", str(error), "report", id, cure=cure))


def _unready(error: IndexUnavailable) -> Response:
    again = Choice(text("problem.again"), request.full_path.rstrip("?"))
    response = _answer(Problem(503, "index_unavailable", str(error), "unready", command=REBUILD, cure=again))
    response.headers["Retry-After"] = "10"
    return response


def _refused(error: Refused) -> Response:
    g.refused = error.reason
    again = Choice(text("problem.again"), request.full_path.rstrip("?"))
    message = REFUSALS[error.reason].format(seconds=error.seconds)
    response = _answer(Problem(429, "too_many_requests", message, error.reason, cure=again))
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _unknown_host(_error: UnknownHost) -> Response:
    return _answer(Problem(400, "bad_request", UNKNOWN_HOST, "host"))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirect is an answer, not an error
        return make_response(error.get_response(request.environ))
    name = {404: "missing", 405: "method"}.get(status, "bad" if status < 500 else "fault")
    code = HTTP_NAMES.get(status, "bad_request" if status < 500 else "internal_error")
    default = FAULT if status >= 500 else f"{error.description} Begin at /."
    response = _answer(Problem(status, code, HTTP_MESSAGES.get(status, default), name))
    for header, value in error.get_headers(request.environ):
        if header.lower() in ("allow", "retry-after"):
            response.headers[header] = value
    return response


def _fault(error: Exception) -> Response:
    # the address itself may hold what was asked
    current_app.logger.error("no answer to %s %s", request.method, route(), exc_info=error)
    return _answer(Problem(500, "internal_error", FAULT, "fault"))


def _answer(problem: Problem) -> Response:
    program = request.path.startswith("/api/") and request.path != "/api/"
    if program or request.path in FOR_PROGRAMS:
        body = {"error": {"code": problem.code, "message": problem.message}}
        return make_response(jsonify(body), problem.status)
    page = render("problem.html", problem=problem, asked=SearchRequest(), hidden=[])
    return make_response(page, problem.status)
