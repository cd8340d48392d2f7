"""What a page may cost: bytes, requests, and no jump of what is being read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
every_page = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())


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
def test_nothing_moves_once_it_is_there(open_page: OpenPage, address: str, width: int) -> None:
    page = open_page(address, viewport={"width": width, "height": 800})
    page.wait_for_load_state("networkidle")
    shift: Any = page.evaluate(
        "new Promise(told => { let sum = 0;"
        " new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }))"
        "   .observe({type: 'layout-shift', buffered: true});"
        " setTimeout(() => told(sum), 200); })"
    )
    assert shift == 0


@every_page
def test_a_page_is_usable_at_four_times_its_size(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport={"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box = page.get_by_role("combobox")
    box.scroll_into_view_if_needed()
    assert (box.bounding_box() or {"width": 0})["width"] > 120
