"""What a page may cost: bytes, requests, and no jump of what is being read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
MOST_BYTES, MOST_REQUESTS = 60_000, 6
PAGES = {
    "front": "/",
    "results": "/?q=hoi+nghi+tong+ket+nghe+an",
    "report": "/reports/000_d8e5532c43022347?q=hoi+nghi+tong+ket+nghe+an#m2",
    "help": "/help",
}
PIECE_BYTES, PIECES, PAUSE = 150, 40, 0.03  # pause in seconds, longer than Chromium takes for a frame
every_page = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())


@pytest.fixture(scope="module")
def slow_site(site: str) -> Iterator[str]:
    """The site behind a line that hands a page on in pieces, each of which ends before a tag."""

    class SlowLine(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with urlopen(site + self.path) as answer:
                body, media_type = answer.read(), answer.headers["Content-Type"]
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.end_headers()
            for piece in pieces(body) if media_type.startswith("text/html") else [body]:
                self.wfile.write(piece)
                time.sleep(PAUSE)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), SlowLine) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def pieces(page: bytes) -> list[bytes]:
    """The head of a page, then its beginning in small pieces, then all that is left."""
    cuts = [0, page.index(b"<body")]
    while len(cuts) < PIECES and (cut := page.find(b"<", cuts[-1] + PIECE_BYTES)) > 0:
        cuts.append(cut)
    return [page[first:last] for first, last in pairwise([*cuts, len(page)])]


@every_page
def test_a_page_and_all_it_asks_for_is_small(browser: Browser, site: str, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    received: list[float] = []
    asked: list[str] = []
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(site + address, wait_until="networkidle")
    context.close()
    assert len(received) >= 4
    assert sum(received) < MOST_BYTES
    assert len(asked) <= MOST_REQUESTS, asked


@every_page
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_comes_in_pieces(
    browser: Browser, slow_site: str, address: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(slow_site + address, wait_until="networkidle")
    shift: Any = page.evaluate(
        "new Promise(told => { let sum = 0;"
        " new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }))"
        "   .observe({type: 'layout-shift', buffered: true});"
        " setTimeout(() => told(sum), 200); })"
    )
    page.close()
    assert shift == 0


@every_page
def test_a_page_is_usable_at_four_times_its_size(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport={"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box = page.get_by_role("combobox")
    box.scroll_into_view_if_needed()
    assert (box.bounding_box() or {"width": 0})["width"] > 120
