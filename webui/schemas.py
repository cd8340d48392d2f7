"""The shapes of the JSON as JSON Schema; `indexer.wire` writes them, a test holds the two together."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

from indexer.model import CompletionType, Grade, Kind, Period
from indexer.wire import Json

STRING: Json = {"type": "string"}
COUNT: Json = {"type": "integer", "minimum": 0}
BOOLEAN: Json = {"type": "boolean"}
DAY: Json = {"type": "string", "format": "date"}
MONTH: Json = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}
MOMENT: Json = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?$"}


def one_of(values: Any) -> Json:
    return {"type": "string", "enum": list(values)}


def array(items: Json) -> Json:
    return {"type": "array", "items": items}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def unknown(schema: Json) -> Json:
    """The schema, or null where it is not known."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}


_FACTS: Json = {
    "published": unknown(MOMENT),
    "event_date": unknown(DAY),
    "period": unknown(ref("Period")),
    "province": unknown(STRING),
    "province_now": unknown(STRING),
    "kind": one_of(get_args(Kind)),
}

SHAPES: dict[str, Json] = {
    "Results": {
        "query": ref("Query"),
        "total": COUNT,
        "total_loose": COUNT,
        "page": COUNT,
        "pages": COUNT,
        "size": COUNT,
        "took_ms": {"type": "number", "minimum": 0},
        "hits": array(ref("Hit")),
        "facets": {"type": "object", "additionalProperties": array(ref("FacetValue"))},
        "suggestion": unknown(ref("Suggestion")),
        "partial": BOOLEAN,
    },
    "Query": {"text": STRING, "understood": STRING, "notes": array(ref("Note"))},
    "Note": {"kind": STRING, "from": STRING, "to": STRING, "off": STRING},
    "Hit": {
        "id": STRING,
        "title": STRING,
        "title_pieces": array(ref("Piece")),
        "url": STRING,
        **_FACTS,
        "score": {"type": "number"},
        "grade": one_of(grade.name.lower() for grade in Grade),
        "loose": BOOLEAN,
        "snippets": array(array(ref("Piece"))),
        "same": array(ref("Copy")),
    },
    "Copy": {
        "id": STRING,
        "title": STRING,
        "url": STRING,
        "publisher": unknown(STRING),
        "published": unknown(MOMENT),
    },
    "Piece": {"text": STRING, "matched": BOOLEAN},
    "FacetValue": {"value": STRING, "count": COUNT},
    "Suggestion": {"text": STRING, "url": STRING},
    "Report": {
        "id": STRING,
        "title": STRING,
        **_FACTS,
        "plan_period": unknown(ref("Period")),
        "byline": unknown(STRING),
        "file": unknown(STRING),
        "publisher": unknown(STRING),
        "agency": unknown(STRING),
        "people": array(ref("Person")),
        "districts": array(STRING),
        "body": STRING,
    },
    "Period": {
        "type": one_of(get_args(get_type_hints(Period)["type"])),
        "year": {"type": "integer"},
        "part": unknown({"type": "integer"}),
        "start": MONTH,
        "end": MONTH,
    },
    "Person": {"name": STRING, "position": unknown(STRING)},
    "Completions": {"suggestions": array(ref("Completion"))},
    "Completion": {"text": STRING, "type": one_of(get_args(CompletionType))},
    "Health": {"status": {"type": "string", "const": "ok"}},
    "Error": {"error": ref("Problem")},
    "Problem": {"code": STRING, "message": STRING},
}
"""Objects by name: all of their properties are always there, and no other."""

OPENSEARCH_COMPLETIONS: Json = {
    **array({"anyOf": [STRING, array(STRING)]}),
    "minItems": 2,
    "maxItems": 2,
}
"""What was typed, then the texts."""
