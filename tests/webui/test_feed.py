"""A query as an Atom feed; reports and queries are text in it, and in the JSON."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from indexer.model import SearchRequest
from tests.webui.hostile import HOSTILE, Says, short

ATOM = "{http://www.w3.org/2005/Atom}"


class Fake(Protocol):
    asked: list[SearchRequest]
    live: str


def feed(client: FlaskClient, url: str) -> ElementTree.Element:
    answer = client.get(url)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return ElementTree.fromstring(answer.data)


def text_of(element: ElementTree.Element, *names: str) -> list[str]:
    return [element.findtext(f"{ATOM}{name}") or "" for name in names]


def links_of(element: ElementTree.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}


def test_a_query_can_be_followed_in_a_feed_reader(client: FlaskClient, fake: Fake) -> None:
    root = feed(client, "/feed.atom?q=nghe+an&year=2012&page=3&sort=oldest")
    assert fake.asked[-1].sort == "newest"
    assert text_of(root, "title", "updated") == ["nghe an, 2012 – tìm báo cáo", "2013-01-02T00:00:00+07:00"]
    links = links_of(root)
    assert links["alternate"] == "http://localhost/?q=nghe+an&year=2012&sort=newest"
    first, second = root.findall(f"{ATOM}entry")
    assert text_of(first, "title", "updated", "published") == [
        "Nghệ An tổng kết năm 2012", "2012-12-18T09:30:00+07:00", "2012-12-18T09:30:00+07:00",
    ]  # fmt: skip
    assert links_of(first)["alternate"] == "http://localhost/reports/an?q=nghe+an"
    again = feed(client, links["self"].removeprefix("http://localhost"))
    ids = [text_of(one, "id")[0] for one in (root, first, second)]
    assert [text_of(one, "id")[0] for one in (again, *again.findall(f"{ATOM}entry"))] == ids
    assert len(set(ids)) == 3


def test_a_feed_that_did_not_change_is_not_sent_again(client: FlaskClient, fake: Fake) -> None:
    tag = client.get("/feed.atom?q=x").headers["ETag"]
    assert client.get("/feed.atom?q=x", headers={"If-None-Match": tag}).status_code == 304
    other = client.get("/feed.atom?q=x", headers={"If-None-Match": tag, "Host": "127.0.0.2:8000"})
    assert b"http://127.0.0.2:8000/reports/an" in other.data, "its addresses are those of the host asked"
    fake.live = "g2"
    assert client.get("/feed.atom?q=x", headers={"If-None-Match": tag}).status_code == 200


def test_a_report_without_a_date_is_as_new_as_its_generation(client: FlaskClient, says: Says) -> None:
    says("không rõ ngày")
    entry = feed(client, "/feed.atom").find(f"{ATOM}entry")
    assert entry is not None
    assert text_of(entry, "updated", "published") == ["2026-11-22T08:00:00+07:00", ""]


@pytest.mark.parametrize("text", HOSTILE, ids=short)
def test_feeds_and_json_hold_text(client: FlaskClient, says: Says, text: str) -> None:
    says(text)
    root = feed(client, f"/feed.atom?{urlencode({'q': HOSTILE[text][:900]})}")
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert text_of(entry, "title") == [HOSTILE[text]]
    assert HOSTILE[text] in text_of(entry, "summary")[0]
    (hit,) = client.get("/api/search?q=x").get_json()["hits"]
    assert hit["title"] == text.encode("utf-8", "replace").decode()
