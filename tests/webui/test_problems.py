from __future__ import annotations

import html
from typing import Protocol

import pytest
from flask.testing import FlaskClient


class Fake(Protocol):
    available: bool


def error(client: FlaskClient, url: str, status: int) -> dict[str, str]:
    answer = client.get(url)
    assert answer.status_code == status
    body: dict[str, dict[str, str]] = answer.get_json()
    return body["error"]


@pytest.mark.parametrize(
    "parameters", ["page=abc", "page=0", "year=abc", "sort=x", "expand=2", "year_from=1", f"q={'a' * 5000}"]
)
def test_a_wrong_parameter_is_explained_to_people_and_programs(client: FlaskClient, parameters: str) -> None:
    answer = client.get(f"/?q=nghe+an&{parameters}" if not parameters.startswith("q") else f"/?{parameters}")
    assert answer.status_code == 400
    assert "hãy" in answer.text
    assert 'class="cure" href="/?q=' in answer.text
    problem = error(client, f"/api/search?{parameters}", 400)
    assert problem["code"] == "bad_request"
    assert "Traceback" not in problem["message"]


@pytest.mark.parametrize(
    "query",
    [
        "%00",
        "%ED%A0%80",
        "%FF%FE",
        "%",
        "%zz",
        "%E2%80%AE%E2%80%8F",
        "%22(((+OR+*",
        "a" * 900,
        "%F0%9F%98%80",
    ],
)
def test_no_query_string_breaks_the_site(client: FlaskClient, query: str) -> None:
    for url in (
        f"/?q={query}",
        f"/api/search?q={query}",
        f"/?province={query[:90]}",
        f"/reports/an?q={query}",
    ):
        answer = client.get(url)
        assert answer.status_code in (200, 400)
        answer.data.decode("utf-8")


def test_a_wrong_id_offers_to_search_for_its_words(client: FlaskClient) -> None:
    answer = client.get("/reports/bao_cao-2012.txt")
    assert answer.status_code == 404
    assert "/?q=bao+cao+2012+txt" in answer.text
    assert error(client, "/api/reports/none", 404)["code"] == "unknown_report"


@pytest.mark.parametrize("url", ["/nowhere", "/reports/", "/a//b", "/static/none.css", "/reports/%ff"])
def test_an_unknown_address_leads_home(client: FlaskClient, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 404
    assert 'href="/"' in answer.text


def test_unknown_routes_and_methods_of_the_api_answer_json(client: FlaskClient) -> None:
    assert error(client, "/api/nowhere", 404)["code"] == "not_found"
    answer = client.post("/api/search")
    assert answer.status_code == 405
    assert answer.get_json()["error"]["code"] == "method_not_allowed"
    assert "GET" in answer.headers["Allow"]
    assert client.post("/").status_code == 405


@pytest.mark.parametrize("url", ["/", "/?q=a", "/reports/an"])
def test_without_an_index_the_page_says_which_command_makes_one(
    client: FlaskClient, fake: Fake, url: str
) -> None:
    fake.available = False
    answer = client.get(url)
    assert answer.status_code == 503
    assert "<code>timbaocao rebuild</code>" in answer.text
    assert f'href="{url}"' in answer.text


@pytest.mark.parametrize("url", ["/api/search?q=a", "/api/reports/an", "/healthz"])
def test_without_an_index_programs_are_told_the_command(client: FlaskClient, fake: Fake, url: str) -> None:
    fake.available = False
    problem = error(client, url, 503)
    assert problem["code"] == "index_unavailable"
    assert "timbaocao rebuild" in problem["message"]


def test_a_fault_is_logged_and_keeps_the_machine_to_itself(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/?q=fault")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Về trang đầu" in html.unescape(answer.text)
    assert error(client, "/api/search?q=fault", 500)["code"] == "internal_error"
    assert "secret" in caplog.text
