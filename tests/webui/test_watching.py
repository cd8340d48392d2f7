"""What is told of visits: lines of JSON, and numbers for Prometheus. Never what was asked."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any, cast

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from indexer.errors import BadRequest
from indexer.search import SearchService
from indexer.settings import Settings
from webui import create_app
from webui.logs import JsonLines

AWAY = {"REMOTE_ADDR": "192.0.2.77"}
SECRET = "m%E1%BA%ADt"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a process that serves would write."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root, requests = logging.getLogger(), logging.getLogger("timbaocao.requests")
    root.addHandler(handler)
    requests.setLevel(logging.INFO)
    yield stream
    requests.setLevel(logging.NOTSET)
    root.removeHandler(handler)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def site(fake: object, **settings: object) -> FlaskClient:
    return create_app(cast(SearchService, fake), Settings(**settings)).test_client()  # type: ignore[arg-type]


def test_an_answer_is_one_line_without_what_was_asked(fake: SearchService, log: io.StringIO) -> None:
    answer = site(fake).get(f"/?q={SECRET}&year=2012", environ_base=AWAY)
    (line,) = lines(log)
    assert line.pop("time").endswith("+07:00")
    assert line.pop("ms") >= 0
    assert line == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "route": "/",
        "status": 200,
        "bytes": len(answer.data),
        "client": "192.0.2.0/24",
        "query_chars": 3,
    }


@pytest.mark.parametrize("url", ["/reports/an", "/api/reports/an", "/reports/khong-co", f"/{SECRET}/an"])
def test_a_line_holds_the_route_and_not_the_address(fake: SearchService, log: io.StringIO, url: str) -> None:
    site(fake).get(url)
    (line,) = lines(log)
    assert line["route"] in ("/reports/<path:id>", "/api/reports/<path:id>", "unknown")
    assert "khong-co" not in log.getvalue()


def test_a_fault_is_a_line_with_its_traceback_and_not_the_address(
    fake: SearchService, log: io.StringIO
) -> None:
    site(fake).get("/?q=fault&province=Vinh")
    fault, request = lines(log)
    assert (fault["level"], fault["message"]) == ("error", "no answer to GET /")
    assert "RuntimeError" in fault["traceback"]
    assert request["status"] == 500
    assert "Vinh" not in log.getvalue()


def test_what_was_asked_is_told_where_that_is_set(fake: SearchService, log: io.StringIO) -> None:
    site(fake, log_queries=True).get(f"/api/search?q={SECRET}")
    assert lines(log)[0]["query"] == "mật"


def test_nobody_can_write_lines_of_his_own(fake: SearchService, log: io.StringIO) -> None:
    site(fake, log_queries=True).get("/?q=a%0A%7B%22event%22%3A1%7D%0D%E2%80%A8")
    assert len(lines(log)) == 1


def test_a_refusal_says_why(fake: SearchService, log: io.StringIO) -> None:
    client = site(fake, rate_per_minute=1)
    for _ in range(2):
        client.get("/", environ_base=AWAY)
    assert [line.get("refused") for line in lines(log)] == [None, "rate"]


def measured(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """Values by name and labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, *(value for name, value in sorted(sample.labels.items()) if name != "le")): sample.value
        for family in families
        for sample in family.samples
    }


def test_metrics_are_off_unless_switched_on(fake: SearchService) -> None:
    assert site(fake).get("/metrics").status_code == 404


def test_metrics_tell_how_the_site_does(fake: SearchService) -> None:
    client = site(fake, metrics=True, rate_per_minute=2)
    for _ in range(3):
        client.get(f"/?q={SECRET}", environ_base=AWAY)
    client.get("/reports/an")
    client.get("/nowhere")
    values = measured(client)
    assert values["timbaocao_requests_total", "/", "200"] == 2
    assert values["timbaocao_requests_total", "/", "429"] == 1
    assert values["timbaocao_requests_total", "/reports/<path:id>", "200"] == 1
    assert values["timbaocao_requests_total", "unknown", "404"] == 1
    assert values["timbaocao_refused_total", "rate"] == 1
    assert values["timbaocao_request_seconds_count", "/"] == 3
    assert values["timbaocao_reports",] == 1234
    assert values["timbaocao_generation_age_seconds",] >= 0
    assert values["timbaocao_index_up",] == 1
    if sys.platform == "linux":
        assert values["process_resident_memory_bytes",] > 1_000_000


def test_metrics_are_there_without_an_index(fake: Any) -> None:
    fake.available = False
    values = measured(site(fake, metrics=True))
    assert values["timbaocao_index_up",] == 0
    assert ("timbaocao_reports",) not in values


def test_two_sites_of_a_process_count_apart(fake: SearchService) -> None:
    first, second = site(fake, metrics=True), site(fake, metrics=True)
    first.get("/")
    assert ("timbaocao_requests_total", "/", "200") not in measured(second)


def test_without_the_extra_the_cure_is_told(fake: SearchService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(BadRequest, match=r"pip install 'timbaocao\[metrics\]'"):
        site(fake, metrics=True)


def test_ready_is_which_generation_answers(fake: Any) -> None:
    client = site(fake)
    assert client.get("/readyz").get_json() == {"status": "ready", "generation": "g1"}
    fake.available = False
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["error"]["code"] == "index_unavailable"
