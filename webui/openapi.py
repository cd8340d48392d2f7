"""The API as an OpenAPI 3.1 document: addresses, parameters with their limits, every shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from indexer.model import FILTERS
from indexer.settings import Settings
from indexer.wire import Json
from webui.catalogues import en
from webui.parameters import MAX_VALUE_CHARS, MAX_VALUES, SORTS, UNKNOWN
from webui.schemas import OPENSEARCH_COMPLETIONS, SHAPES, STRING, array, one_of, ref
from webui.suggestions import FORMATS

Say = Callable[[str], str | None]
"""Name of a string -> the string, None where there is none of that name."""

YEAR = "[0-9]{4}"
JSON = "application/json"
BLANK = ""  # what a form sends for a field that was left empty counts as not given
YEAR_FILTERS = ("year", "plan_year")


@dataclass(frozen=True, slots=True)
class Operation:
    """What an address answers: media types and schemas of a success, and which errors it may meet."""

    id: str
    path: str
    parameters: Sequence[Json]
    answers: Mapping[str, Json]
    errors: Sequence[int] = ()
    links: Json | None = None


def document(settings: Settings, say: Say) -> Json:
    """The document with its descriptions in the words of `say`."""
    return {
        "openapi": "3.1.1",
        "info": {"title": "timbaocao", "version": "1", "description": say("api.lead")},
        "servers": [{"url": "/"}],
        "paths": {one.path: {"get": _operation(one, say)} for one in _operations(settings, say)},
        "components": {"schemas": {name: _shape(name, shape, say) for name, shape in SHAPES.items()}},
    }


@cache
def english(settings: Settings) -> Json:
    """The document that programs read; treat it as frozen."""
    return document(settings, en.TEXTS.get)


def _operations(settings: Settings, say: Say) -> list[Operation]:
    query = _text("q", settings.max_query_chars, say("api.example.q"))
    to_report = {"report": {"operationId": "report", "parameters": {"id": "$response.body#/hits/0/id"}}}
    id_ = {"name": "id", "in": "path", "required": True, "schema": {**STRING, "minLength": 1}}
    form = _choice("format", FORMATS)
    completions = {JSON: ref("Completions"), "application/x-suggestions+json": OPENSEARCH_COMPLETIONS}
    search = [query, *_filters(), *_paging(settings), *_readings()]
    return [
        Operation("search", "/api/search", search, {JSON: ref("Results")}, (400, 503), to_report),
        Operation("report", "/api/reports/{id}", [id_], {JSON: ref("Report")}, (404, 503)),
        Operation("suggest", "/api/suggest", [query, form], completions, (400, 503)),
        Operation("health", "/healthz", [], {JSON: ref("Health")}, (503,)),
        Operation("description", "/api/openapi.json", [], {JSON: {"type": "object"}}),
    ]


def _text(name: str, most: int, example: str | None) -> Json:
    return {"name": name, "in": "query", "schema": {**STRING, "maxLength": most}, "example": example}


def _choice(name: str, values: Sequence[str]) -> Json:
    """One of the values, the first where it is blank or not given."""
    return {"name": name, "in": "query", "schema": {**one_of((*values, BLANK)), "default": values[0]}}


def _values(name: str, items: Json) -> Json:
    """A parameter that may be repeated."""
    return {"name": name, "in": "query", "schema": {**array(items), "maxItems": MAX_VALUES}}


def _filters() -> list[Json]:
    year, edge = (_year(pattern) for pattern in (f"({YEAR}|{UNKNOWN})", f"({YEAR})"))
    name = {**STRING, "maxLength": MAX_VALUE_CHARS}
    return [
        *(_values(one, year if one in YEAR_FILTERS else name) for one in FILTERS),
        *({"name": one, "in": "query", "schema": edge} for one in ("year_from", "year_to")),
    ]


def _year(pattern: str) -> Json:
    return {**STRING, "pattern": f"^ *{pattern}? *$"}


def _paging(settings: Settings) -> list[Json]:
    def number(name: str, default: int, highest: int) -> Json:
        schema = {"type": "integer", "minimum": 1, "maximum": highest, "default": default}
        return {"name": name, "in": "query", "schema": schema}

    return [
        _choice("sort", SORTS),
        number("page", 1, settings.max_results),
        number("size", settings.page_size, settings.max_page_size),
    ]


def _readings() -> list[Json]:
    off = _values("off", {**STRING, "maxLength": MAX_VALUE_CHARS})
    return [_choice("expand", ("1", "0")), off, _choice("fold", ("0", "1"))]


def _operation(one: Operation, say: Say) -> Json:
    good: Json = {
        "description": say(f"api.{one.id}.answer"),
        "content": {media: {"schema": schema} for media, schema in one.answers.items()},
    }
    if one.links:
        good["links"] = one.links
    errors = {str(status): _error(say(f"api.error.{status}")) for status in one.errors}
    return {
        "operationId": one.id,
        "summary": say(f"api.{one.id}"),
        "parameters": [_said(each, f"api.parameter.{each['name']}", say) for each in one.parameters],
        "responses": {"200": good, **errors, "default": _error(say("api.error"))},
    }


def _error(said: str | None) -> Json:
    return {"description": said, "content": {JSON: {"schema": ref("Error")}}}


def _shape(name: str, properties: Json, say: Say) -> Json:
    described = {
        property_: _said(schema, f"api.{name}.{property_}".lower(), say)
        for property_, schema in properties.items()
    }
    return {
        "type": "object",
        "properties": described,
        "required": list(properties),
        "additionalProperties": False,
    }


def _said(schema: Json, name: str, say: Say) -> Json:
    said = say(name)
    return {**schema, "description": said} if said else schema
