from __future__ import annotations

import re

from flask.testing import FlaskClient


def test_a_search_is_the_shared_document_in_readable_utf_8(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=nghe+an&size=5")
    document = answer.get_json()
    assert answer.mimetype == "application/json"
    assert "Nghệ An" in answer.data.decode("utf-8")
    assert document["size"] == 5
    assert document["query"] == {
        "text": "nghe an",
        "understood": "Nghệ An",
        "notes": [
            {"kind": "accents", "from": "nghe an", "to": "Nghệ An", "off": "accents"},
            {"kind": "shorthand", "from": "NA", "to": "Nghệ An", "off": "shorthand"},
        ],
    }
    assert [(hit["id"], hit["grade"], hit["loose"]) for hit in document["hits"]] == [
        ("an", "bare", False),
        ("thư mục/bình", "exact", True),
    ]
    assert client.get(document["hits"][1]["url"]).status_code == 200


def test_a_report_is_its_facts_and_text(client: FlaskClient) -> None:
    document = client.get("/api/reports/an").get_json()
    assert document["published"] == "2012-12-18T09:30"
    assert document["body"].startswith("Hội nghị")
    assert document["plan_period"] is None


def test_health_is_one_word(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_files_may_be_kept_for_good_and_pages_may_not(client: FlaskClient) -> None:
    markup = client.get("/")
    assert markup.headers["Cache-Control"] == "no-cache"
    addresses = re.findall(r'"(/static/[^"]+)"', markup.text)
    assert len(addresses) == 5
    for address in addresses:
        with client.get(address) as kept, client.get(address.replace("?v=", "?v=0")) as older:
            assert "immutable" in kept.headers["Cache-Control"]
            assert "no-cache" in older.headers["Cache-Control"]


def test_every_answer_forbids_what_the_site_does_not_need(client: FlaskClient) -> None:
    for url in ("/", "/api/search?q=a", "/nowhere", "/?q=fault", "/static/site.css"):
        with client.get(url) as answer:
            headers = answer.headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
