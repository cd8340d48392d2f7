"""Pages are rendered once a generation, told unchanged by their tag, and packed for who accepts that."""

from __future__ import annotations

import gc
import gzip
from typing import Protocol

from flask.testing import FlaskClient
from jinja2.runtime import Context

from indexer.model import SearchRequest
from webui.delivery import Pages, Rendered


class Fake(Protocol):
    asked: list[SearchRequest]
    live: str


def test_a_page_is_rendered_once_a_generation(client: FlaskClient, fake: Fake) -> None:
    first = client.get("/?q=nghe+an")
    assert len(fake.asked) == 1
    again = client.get("/?q=nghe+an")
    assert len(fake.asked) == 1
    assert again.text == first.text
    fake.live = "g2"
    later = client.get("/?q=nghe+an")
    assert len(fake.asked) == 2
    assert later.headers["ETag"] != first.headers["ETag"]


def test_a_browser_that_has_the_page_is_told_so(client: FlaskClient, fake: Fake) -> None:
    tag = client.get("/?q=nghe+an").headers["ETag"]
    answer = client.get("/?q=nghe+an", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
    fake.live = "g2"
    assert client.get("/?q=nghe+an", headers={"If-None-Match": tag}).status_code == 200


def test_no_two_languages_share_a_page(client: FlaskClient) -> None:
    vietnamese = client.get("/?q=nghe+an")
    client.set_cookie("lang", "en")
    english = client.get("/?q=nghe+an", headers={"If-None-Match": vietnamese.headers["ETag"]})
    assert english.status_code == 200
    assert "Understood as:" in english.text
    assert "Cookie" in english.headers["Vary"]


def test_what_is_packed_is_the_same_when_unpacked(client: FlaskClient) -> None:
    accepts = {"Accept-Encoding": "gzip, br"}
    for url in ("/", "/?q=nghe+an", "/reports/an?q=x", "/static/site.css", "/static/site.js"):
        with client.get(url) as plain, client.get(url, headers=accepts) as packed:
            assert "Content-Encoding" not in plain.headers, url
            assert packed.headers["Content-Encoding"] == "gzip", url
            assert gzip.decompress(packed.data) == plain.data, url
            assert len(packed.data) < len(plain.data) / 2, url
            assert "Accept-Encoding" in packed.headers["Vary"]


def test_an_error_is_not_kept(client: FlaskClient, fake: Fake) -> None:
    for _ in range(2):
        assert client.get("/?q=fault").status_code == 500
    assert len(fake.asked) == 2


def test_pages_are_kept_up_to_a_size_and_the_last_asked_for_stay() -> None:
    pages = Pages(most=60)
    for tag in "abc":
        pages.put(tag, Rendered(b"0123456789"))
    assert pages.get("a") is not None
    pages.put("d", Rendered(b"0123456789"))
    assert [tag for tag in "abcd" if pages.get(tag)] == ["a", "c", "d"]
    pages.put("e", Rendered(b"0" * 31))
    assert pages.get("e") is None


def test_a_page_is_freed_when_it_is_sent(client: FlaskClient) -> None:
    """What waits for the collector piles up, and its visits are pauses that readers notice."""

    def contexts_after(turn: int) -> int:
        for address in (
            "/?q=nghe+an",
            "/?q=xyzzy",
            "/?",
            "/help?",
            "/api?",
            "/reports/an?q=x",
            "/reports/x?",
        ):
            assert client.get(f"{address}&turn={turn}").text
        return sum(issubclass(type(held), Context) for held in gc.get_objects())

    gc.disable()
    try:
        assert contexts_after(1) == contexts_after(2)
    finally:
        gc.enable()
