from __future__ import annotations

import re
from typing import Protocol
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


class Fake(Protocol):
    available: bool


def test_suggestions_are_texts_with_their_types(client: FlaskClient) -> None:
    answer = client.get("/api/suggest?q=%20nghe%20")
    assert answer.mimetype == "application/json"
    assert answer.get_json() == {
        "suggestions": [{"text": "nghe tổng kết", "type": "phrase"}, {"text": "Nghệ An", "type": "place"}]
    }


def test_a_browser_gets_its_own_words_back_and_the_texts(client: FlaskClient) -> None:
    answer = client.get("/api/suggest?q=nghe%20&format=opensearch")
    assert answer.mimetype == "application/x-suggestions+json"
    assert answer.get_json(force=True) == ["nghe ", ["nghe tổng kết", "Nghệ An"]]


@pytest.mark.parametrize(
    "query", ["", "q=", "q=%20", "q=%00", "q=%ED%A0%80", "q=%FF", "q=%E2%80%8F", "q=((*"]
)
@pytest.mark.parametrize("form", ["", "&format=opensearch", "&format=json"])
def test_whatever_is_typed_is_answered(client: FlaskClient, query: str, form: str) -> None:
    answer = client.get(f"/api/suggest?{query}{form}")
    assert answer.status_code == 200
    answer.get_json(force=True)


@pytest.mark.parametrize("query", ["q=" + "a" * 10_000, "q=a&format=xml"])
def test_what_cannot_be_used_is_said(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/suggest?{query}")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] == "bad_request"


def test_without_an_index_the_cure_is_named(client: FlaskClient, fake: Fake) -> None:
    fake.available = False
    answer = client.get("/api/suggest?q=a")
    assert answer.status_code == 503
    assert "timbaocao rebuild" in answer.get_json()["error"]["message"]


def test_every_page_leads_browsers_to_the_description(client: FlaskClient) -> None:
    for url in ("/", "/?q=a", "/reports/an", "/nowhere"):
        found = re.search(r'<link rel="search" type="([^"]+)" href="([^"]+)"', client.get(url).text)
        assert found
        assert client.get(found[2]).mimetype == found[1]


def test_the_description_names_addresses_of_the_host_that_was_asked(client: FlaskClient) -> None:
    answer = client.get("/opensearch.xml", headers={"Host": "127.0.0.2:8000"})
    root = ElementTree.fromstring(answer.data)
    assert 0 < len(root.findtext(f"{OPENSEARCH}ShortName") or "") <= 16
    urls = {url.attrib["type"]: url.attrib["template"] for url in root.iter(f"{OPENSEARCH}Url")}
    assert urls["text/html"] == "http://127.0.0.2:8000/?q={searchTerms}"
    assert urls["application/atom+xml"] == "http://127.0.0.2:8000/feed.atom?q={searchTerms}"
    suggest = urls["application/x-suggestions+json"]
    address = suggest.removeprefix("http://127.0.0.2:8000").replace("{searchTerms}", "nghe")
    assert client.get(address).get_json(force=True)[0] == "nghe"


def test_a_host_that_is_none_is_refused(client: FlaskClient) -> None:
    assert client.get("/opensearch.xml", headers={"Host": 'a"><b'}).status_code == 400
