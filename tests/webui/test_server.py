"""The server proper, asked over real sockets."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from queue import Queue
from typing import TYPE_CHECKING, Any

import pytest

from indexer.search import SearchService
from indexer.settings import Settings
from webui import create_app
from webui.server import Server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE = 30
Serving = Callable[..., "Running"]


class Running:
    """A server in a thread of its own."""

    def __init__(self, app: WSGIApplication, **settings: Any) -> None:
        self.server = Server(app, Settings(port=0, **settings))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)

    def get(self, url: str, **headers: str) -> tuple[int, bytes]:
        connection = self.connect()
        connection.request("GET", url, headers=headers)
        answer = connection.getresponse()
        found = answer.status, answer.read()
        connection.close()
        return found

    def send(self, data: bytes) -> bytes:
        """The first line of the answer to these very bytes."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=PATIENCE) as raw:
            raw.sendall(data)
            return raw.makefile("rb").readline()

    def stop(self) -> None:
        if self.thread.is_alive():
            self.server.stop()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture
def serving() -> Iterator[Serving]:
    with ExitStack() as stack:

        def start(app: WSGIApplication, **settings: Any) -> Running:
            running = Running(app, **settings)
            stack.callback(running.server.close)
            stack.callback(running.stop)
            return running

        yield start


class Slow:
    """Answers when it is told to."""

    def __init__(self, body: bytes = b"done") -> None:
        self.body = body
        self.begun, self.go_on = threading.Semaphore(0), threading.Event()

    def __call__(self, _environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        self.begun.release()
        assert self.go_on.wait(PATIENCE)
        start_response("200 OK", [("Content-Length", str(len(self.body)))])
        return [self.body]


@contextmanager
def asked(running: Running, *urls: str) -> Iterator[Queue[tuple[int, bytes]]]:
    """Asks meanwhile, each in a thread of its own; all answers are there after the block."""
    answers: Queue[tuple[int, bytes]] = Queue()

    def ask(url: str) -> None:
        answers.put(running.get(url))

    threads = [threading.Thread(target=ask, args=(url,)) for url in urls]
    for thread in threads:
        thread.start()
    yield answers
    for thread in threads:
        thread.join(PATIENCE)


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [json.dumps([environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]]).encode()]


def test_who_asks_one_thing_after_the_other_is_answered_by_the_same_threads(serving: Serving) -> None:
    """What a thread works with, its memory above all, is at hand where it worked last."""
    threads = set()

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        threads.add(threading.get_ident())
        return echo(environ, start_response)

    running = serving(app, threads=8)
    for _ in range(24):
        assert running.get("/")[0] == 200
    assert len(threads) < 4


def test_requests_at_hand_are_finished_when_it_is_stopped(serving: Serving) -> None:
    slow = Slow(b"x" * 20_000_000)  # more than a socket takes at once
    running = serving(slow)
    with asked(running, "/") as answers:
        assert slow.begun.acquire(timeout=PATIENCE)
        running.server.stop()
        slow.go_on.set()
    assert answers.get_nowait() == (200, slow.body)
    running.thread.join(PATIENCE)
    assert not running.thread.is_alive()
    with pytest.raises(OSError, match=r"refused|10061"):
        running.get("/")


def test_a_request_that_waits_for_a_thread_is_finished_too(serving: Serving) -> None:
    slow = Slow()
    running = serving(slow, threads=1)
    with asked(running, "/1", "/2") as answers:
        assert slow.begun.acquire(timeout=PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while not running.server.waiting and time.monotonic() < deadline:
            time.sleep(0.01)
        running.server.stop()
        slow.go_on.set()
    assert [answers.get_nowait() for _ in range(2)] == [(200, b"done")] * 2


def test_a_request_without_an_end_does_not_keep_it_from_stopping(serving: Serving) -> None:
    slow = Slow()
    running = serving(slow, stop_seconds=0.2)
    connection = running.connect()
    connection.request("GET", "/")
    assert slow.begun.acquire(timeout=PATIENCE)
    running.stop()
    slow.go_on.set()
    connection.close()


def test_connections_without_a_request_do_not_keep_it_from_stopping(serving: Serving) -> None:
    running = serving(echo, stop_seconds=10_000)
    with socket.create_connection(("127.0.0.1", running.server.port), timeout=PATIENCE) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert running.get("/")[0] == 200
        running.stop()
        running.server.close()
        assert raw.recv(1) == b""


def test_what_is_too_large_or_no_request_is_refused(serving: Serving) -> None:
    running = serving(echo, max_header_bytes=2_000, max_body_bytes=100)
    long, body = b"a" * 3_000, b"b" * 200
    assert b" 431 " in running.send(b"GET /?q=" + long + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b" 413 " in running.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200\r\n\r\n" + body)
    assert b" 400 " in running.send(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")
    assert b" 400 " in running.send(b"\x16\x03\x01 hello\r\n\r\n")
    assert running.get("/")[0] == 200


def test_the_longest_query_that_is_allowed_fits(serving: Serving, fake: SearchService) -> None:
    running = serving(create_app(fake, Settings()))
    url = "/?q=" + "%E1%BB%87" * Settings().max_query_chars
    assert running.get(url, Referer=f"http://127.0.0.1:8000{url}")[0] == 200


def test_a_connection_without_a_request_is_closed(serving: Serving) -> None:
    running = serving(echo, idle_seconds=1)
    with socket.create_connection(("127.0.0.1", running.server.port), timeout=PATIENCE) as raw:
        assert raw.recv(1) == b""


def test_more_connections_than_allowed_wait_for_their_turn(serving: Serving) -> None:
    running = serving(echo, max_connections=2)
    held = [running.connect() for _ in range(2)]
    for connection in held:
        connection.request("GET", "/")
        connection.getresponse().read()
    third = running.connect()
    third.request("GET", "/")
    third.sock.settimeout(0.5)
    with pytest.raises(TimeoutError):
        third.sock.recv(1, socket.MSG_PEEK)
    held[0].close()
    third.sock.settimeout(PATIENCE)
    assert third.getresponse().status == 200
    for connection in (held[1], third):
        connection.close()


def test_only_a_trusted_proxy_says_who_asks(serving: Serving) -> None:
    said = {"X-Forwarded-For": "198.51.100.9, 192.0.2.7", "X-Forwarded-Proto": "https"}
    assert json.loads(serving(echo).get("/", **said)[1]) == ["127.0.0.1", "http"]
    behind = serving(echo, trusted_proxy="127.0.0.1")
    assert json.loads(behind.get("/", **said)[1]) == ["192.0.2.7", "https"]
    other = serving(echo, trusted_proxy="192.0.2.1")
    assert json.loads(other.get("/", **said)[1]) == ["127.0.0.1", "http"]


def test_where_too_many_searches_wait_the_next_is_turned_away_and_health_is_still_answered(
    serving: Serving, fake: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    search = fake.search

    def slowly(request: Any) -> Any:
        slow.begun.release()
        assert slow.go_on.wait(PATIENCE)
        return search(request)

    monkeypatch.setattr(fake, "search", slowly)
    running = serving(create_app(fake, Settings()), threads=1, max_waiting=1)
    with asked(running, "/?q=a") as first:
        assert slow.begun.acquire(timeout=PATIENCE)
        with asked(running, "/api/search?q=b", "/api/search?q=c") as waiting:
            status, body = waiting.get(timeout=PATIENCE)
            assert status == 429
            assert json.loads(body)["error"]["code"] == "too_many_requests"
            status, body = running.get("/?q=d")
            assert (status, "Nhiều người đang tìm cùng lúc" in body.decode()) == (429, True)
            for url in ("/healthz", "/readyz", "/static/site.css", "/api/suggest?q=a"):
                assert running.get(url)[0] == 200
            slow.go_on.set()
    assert [first.get_nowait()[0], waiting.get_nowait()[0]] == [200, 200]
