"""The API does what its OpenAPI document says, and the document says all that the API does."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from indexer.model import FILTERS
from indexer.search import SearchService
from indexer.settings import Settings
from webui import create_app
from webui.catalogues import en, vi
from webui.openapi import document, english

Json = dict[str, Any]


@pytest.fixture(scope="module")
def real(service: SearchService) -> Flask:
    return create_app(service, Settings())


def test_schemathesis_finds_nothing(real: Flask) -> None:
    config = schemathesis.Config.from_dict(
        {
            "generation": {"max-examples": 25, "deterministic": True, "database": "none"},
            "headers": {"Accept-Encoding": "identity"},  # over WSGI it says that it unpacks, and does not
        }
    )
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", real, config=config)
    cases, found = 0, []
    for event in from_schema(described).execute():
        if isinstance(event, ScenarioFinished):
            cases += len(event.recorder.cases)
            checks = [check for made in event.recorder.checks.values() for check in made]
            failures = [check.failure_info for check in checks if check.failure_info]
            found += [f"{one.failure.title}: {one.failure.message}: {one.code_sample}" for one in failures]
        elif isinstance(event, NonFatalError | FatalError):
            found.append(str(event))
    assert found == []
    assert cases > 300


def check(answer: Any, shape: str) -> None:
    components = english(Settings())["components"]
    OAS31Validator({"$ref": f"#/components/schemas/{shape}", "components": components}).validate(answer)


def test_the_document_is_an_openapi_document(client: FlaskClient) -> None:
    answer = client.get("/api/openapi.json")
    assert answer.mimetype == "application/json"
    published = answer.get_json()
    assert published["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(published).validate()
    search = {one["name"]: one["schema"] for one in published["paths"]["/api/search"]["get"]["parameters"]}
    assert search["q"]["maxLength"] == Settings().max_query_chars
    assert search["size"]["maximum"] == Settings().max_page_size


def test_every_kind_of_answer_has_the_shape_that_is_told(real: Flask) -> None:
    client = real.test_client()
    for query in ("nghe an", "hội nghị", "hội nhgị", "zzzz", ""):
        found = client.get("/api/search", query_string={"q": query}).get_json()
        check(found, "Results")
        for hit in found["hits"]:
            check(client.get(f"/api/reports/{hit['id']}").get_json(), "Report")
    check(client.get("/api/suggest?q=ngh").get_json(), "Completions")
    check(client.get("/healthz").get_json(), "Health")
    for wrong in ("/api/search?page=x", "/api/reports/none", "/api/nowhere", "/api/suggest?format=x"):
        check(client.get(wrong).get_json(), "Error")


def test_a_page_past_all_that_is_listed_is_empty(real: Flask) -> None:
    found = real.test_client().get("/api/search?q=nghe+an&page=9999&size=100").get_json()
    assert (found["hits"], found["page"], found["pages"]) == ([], 9999, 1)


@pytest.mark.parametrize("query", ["page=1&page=2", "q=a&q=b", "size=", "sort=newest&sort=oldest"])
def test_what_can_be_given_once_is_not_guessed_from_two(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/search?{query}")
    assert answer.status_code == 400
    assert "give it once" in answer.get_json()["error"]["message"]


@pytest.mark.parametrize("path", ["/api/search", "/api/suggest", "/api/reports/an", "/healthz"])
def test_other_methods_are_told_which_there_are(client: FlaskClient, path: str) -> None:
    assert client.head(path).status_code == 200
    assert "GET" in client.options(path).headers["Allow"]
    answer = client.delete(path)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


def test_every_string_about_the_api_describes_something() -> None:
    said: set[str] = {f"api.parameter.{name}" for name in FILTERS}

    def say(name: str) -> str | None:
        said.add(name)
        return vi.TEXTS.get(name)

    document(Settings(), say)
    page = ("title", "heading", "document", "example", "example.typed", "parameters", "answers", "shapes")
    said |= {f"api.{name}" for name in (*page, "shapes.lead")}
    assert {name for name in vi.TEXTS if name.startswith("api.")} - said == set()
    assert {name for name in said if name.startswith("api.parameter")} <= en.TEXTS.keys()


@pytest.mark.parametrize(("address", "words"), [("/api", "Tham số"), ("/api/?lang=en", "Parameters")])
def test_the_page_tells_every_address_and_its_examples_run(real: Flask, address: str, words: str) -> None:
    client = real.test_client()
    markup = html.unescape(client.get(address).text)
    assert words in markup
    assert "integer 1…100" in markup
    for path in english(Settings())["paths"]:
        assert f"GET {path}" in markup
    examples = re.findall(r'<a href="(/[^"]+)"><code>', markup)
    assert len(examples) == 5
    for example in examples:
        assert client.get(example).status_code == 200
    for target in re.findall(r'href="#(\w+)"', markup):
        assert f'id="{target}"' in markup


def test_the_page_without_an_index_or_parameter_is_a_page(client: FlaskClient) -> None:
    answer = client.get("/api/?lang=fr")
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
