"""Who asks too much is told when to come back, and nobody else notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.search import SearchService
from indexer.settings import Settings
from webui import create_app
from webui.limits import Buckets

AWAY = "192.0.2.7"
Visit = Callable[..., TestResponse]


@pytest.fixture
def visit(fake: SearchService) -> Visit:
    """A request of an address to a site that takes two a minute."""
    client = site(fake, rate_per_minute=2)

    def visit(url: str, address: str = AWAY, **headers: str) -> TestResponse:
        return client.get(url, environ_base={"REMOTE_ADDR": address}, headers=headers)

    return visit


def site(fake: object, **settings: object) -> FlaskClient:
    return create_app(cast(SearchService, fake), Settings(**settings)).test_client()  # type: ignore[arg-type]


def test_who_asks_too_often_is_told_when_to_come_back(visit: Visit) -> None:
    assert [visit(f"/api/search?q={query}").status_code for query in "ab"] == [200, 200]
    program = visit("/api/search?q=c")
    assert program.status_code == 429
    assert program.get_json()["error"]["code"] == "too_many_requests"
    assert 0 < int(program.headers["Retry-After"]) <= 30
    assert f"ask again in {program.headers['Retry-After']} s" in program.get_json()["error"]["message"]
    page = visit("/?q=c&year=2012")
    assert page.status_code == 429
    assert "Bạn hỏi hơi nhanh" in page.text
    assert '<a class="cure" href="/?q=c&amp;year=2012">' in page.text
    assert "That was a little quick" in visit("/?q=c&lang=en").text


def test_one_who_asks_too_often_is_alone_in_that(visit: Visit) -> None:
    assert [visit("/").status_code for _ in range(3)] == [200, 200, 429]
    assert visit("/", address="192.0.2.8").status_code == 200


def test_a_visitor_of_the_new_internet_has_one_bucket_for_all_addresses(visit: Visit) -> None:
    asked = [visit("/", address=f"2001:db8::{number}").status_code for number in range(3)]
    assert asked == [200, 200, 429]
    assert visit("/", address="2001:db8:0:1::1").status_code == 200


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_this_machine_asks_as_often_as_it_likes(visit: Visit, address: str) -> None:
    assert {visit("/", address=address).status_code for _ in range(9)} == {200}


def test_what_a_visitor_says_of_his_address_counts_for_nothing(visit: Visit) -> None:
    said = [visit("/", **{"X-Forwarded-For": f"198.51.100.{number}"}).status_code for number in range(3)]
    assert said == [200, 200, 429]


def test_behind_a_proxy_nobody_passes_for_this_machine(fake: SearchService) -> None:
    client = site(fake, rate_per_minute=2, trusted_proxy="127.0.0.1")
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]


def test_styles_and_health_are_never_refused(visit: Visit) -> None:
    for _ in range(4):
        visit("/")
    for url in ("/healthz", "/readyz", "/static/site.css"):
        with visit(url) as answer:
            assert answer.status_code == 200


def test_a_limit_of_none_is_no_limit(fake: SearchService) -> None:
    client = site(fake, rate_per_minute=0)
    asked = {client.get("/", environ_base={"REMOTE_ADDR": AWAY}).status_code for _ in range(500)}
    assert asked == {200}


def test_a_bucket_fills_evenly() -> None:
    now = [0.0]
    buckets = Buckets(60, clock=lambda: now[0])
    assert [buckets.wait("a") for _ in range(60)] == [0.0] * 60
    assert buckets.wait("a") == 1.0
    now[0] = 2.0
    assert [buckets.wait("a") for _ in range(3)] == [0.0, 0.0, 1.0]
    now[0] = 3600.0
    assert [buckets.wait("a") for _ in range(61)].count(0.0) == 60


def test_a_million_addresses_do_not_fill_the_memory() -> None:
    buckets = Buckets(1, most=100)
    for number in range(10_000):
        buckets.wait(str(number))
    assert len(buckets) == 100


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "localhost."])
def test_names_of_this_machine_are_always_its_names(fake: SearchService, host: str) -> None:
    for settings in ({}, {"trusted_hosts": ("tim.example.vn",), "host": "0.0.0.0"}):
        assert site(fake, **settings).get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "a@b", ""],
)
def test_a_page_from_elsewhere_cannot_make_its_name_this_machine(fake: SearchService, host: str) -> None:
    answer = site(fake).get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "Trang này không mang tên đó" in answer.text
    assert "evil" not in answer.text
    program = site(fake).get("/api/search?q=a", headers={"Host": host})
    assert program.status_code == 400
    assert "trusted_hosts" in program.get_json()["error"]["message"]


def test_the_site_goes_by_the_names_that_are_set(fake: SearchService) -> None:
    client = site(fake, host="0.0.0.0", trusted_hosts=("tim.example.vn", ".noi-bo.example"))
    answers = {
        host: client.get("/", headers={"Host": host}).status_code
        for host in (
            "tim.example.vn",
            "TIM.example.vn:80",
            "a.noi-bo.example",
            "noi-bo.example",
            "b.tim.example.vn",
        )
    }
    assert list(answers.values()) == [200, 200, 200, 200, 400], answers
    assert site(fake, host="0.0.0.0").get("/", headers={"Host": "any.example"}).status_code == 200


def test_a_monitor_asks_by_whatever_name_it_has(fake: SearchService) -> None:
    for url in ("/healthz", "/readyz"):
        assert site(fake).get(url, headers={"Host": "10.0.0.9:8000"}).status_code == 200
