"""The API for readers: the document itself, and a page made from it in the visitor's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, jsonify

from indexer.model import SearchRequest
from indexer.wire import Json
from webui.delivery import kept
from webui.openapi import document, english
from webui.rendering import render
from webui.results import Choice
from webui.site import site
from webui.texts import has_text, text

blueprint = Blueprint("apipage", __name__)


@dataclass(frozen=True, slots=True)
class Item:
    """A parameter or a property; `shape` is in the notation of TypeScript, `refers` names a shape."""

    name: str
    shape: str
    said: str
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    path: str
    summary: str
    parameters: tuple[Item, ...]
    answers: tuple[Item, ...]
    example: Choice | None


@blueprint.get("/api/openapi.json")
def description() -> Response:
    return jsonify(english(site().settings))


@blueprint.get("/api", strict_slashes=False)
@kept
def page() -> str:
    described = document(site().settings, lambda name: text(name) if has_text(name) else None)
    shapes = {name: tuple(_properties(shape)) for name, shape in described["components"]["schemas"].items()}
    addresses = [_address(path, methods["get"]) for path, methods in described["paths"].items()]
    return render("api.html", addresses=addresses, shapes=shapes, asked=SearchRequest(), hidden=[])


def _address(path: str, operation: Json) -> Address:
    parameters = tuple(
        Item(one["name"], notation(one["schema"]), one.get("description", ""))
        for one in operation["parameters"]
    )
    return Address(
        path,
        operation["summary"],
        parameters,
        tuple(_answers(operation["responses"])),
        _example(operation["operationId"], path),
    )


def _answers(responses: Json) -> Iterator[Item]:
    for status, answer in responses.items():
        if status == "default":
            continue
        for media, content in answer["content"].items():
            schema = content["schema"]
            yield Item(f"{status} {media}", notation(schema), answer["description"], _refers(schema))


def _example(operation: str, path: str) -> Choice | None:
    """An address that answers on the live collection; None where the collection holds no report."""
    match operation:
        case "search":
            path = f"{path}?q={text('api.example.q')}&size=2"
        case "suggest":
            path = f"{path}?q={text('api.example.typed')}"
        case "report":
            hits = site().service.search(SearchRequest(size=1)).hits
            if not hits:
                return None
            id = hits[0].report.id
            return Choice(path.replace("{id}", id), path.replace("{id}", quote(id, errors="replace")))
    return Choice(path, quote(path, safe="/?=&"))


def _properties(shape: Json) -> Iterator[Item]:
    for name, schema in shape["properties"].items():
        yield Item(name, notation(schema), schema.get("description", ""), _refers(schema))


def _refers(schema: Any) -> str:
    """The first shape that a schema names."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return str(schema["$ref"]).rpartition("/")[2]
        return next(filter(None, map(_refers, schema.values())), "")
    return next(filter(None, map(_refers, schema)), "") if isinstance(schema, list) else ""


def notation(schema: Json) -> str:
    """A schema in the notation of TypeScript, with its limits.

    >>> notation({"type": "array", "items": {"type": ["string", "null"], "maxLength": 9}})
    '(string ≤ 9 | null)[]'
    >>> notation({"type": "integer", "minimum": 1, "maximum": 100}), notation({"type": "boolean"})
    ('integer 1…100', 'boolean')
    """
    if "$ref" in schema:
        return _refers(schema)
    if "anyOf" in schema:
        return " | ".join(map(notation, schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"] if value)
    if "const" in schema:
        return f'"{schema["const"]}"'
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " | ".join(_typed(one, schema) for one in types)


def _typed(type_: str, schema: Json) -> str:
    match type_:
        case "array":
            items = notation(schema["items"])
            return (f"({items})" if " " in items else items) + "[]"
        case "object" if "additionalProperties" in schema:
            return f"{{ [name]: {notation(schema['additionalProperties'])} }}"
        case "integer" if "maximum" in schema:
            return f"integer {schema['minimum']}…{schema['maximum']}"
        case "string" if "pattern" in schema:
            return f"string /{schema['pattern'].strip('^ *$')}/"
        case "string" if "maxLength" in schema:
            return f"string ≤ {schema['maxLength']}"
        case _:
            return type_
