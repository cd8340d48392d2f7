"""A real Chromium before the real site over the seeds. Every page opened here is watched to its end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent

# Chromium asks nobody about anything that these tests do not ask for
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "the browser tests need Chromium; install it, as with: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(index_dir: Path) -> Iterator[str]:
    """The address of the site over the seeds, served as a user serves it."""
    command = [sys.executable, "-m", "webui.cli", "serve", "--port", "0", "--index", str(index_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), "serve prints its address first"
        yield address
        server.terminate()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Opens an address of the site; arguments are those of a browser context.

    At the end no page may have complained on its console or asked another host.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def on_request(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(site).netloc:
            complaints.append(f"asked {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        # a status that the page was opened to show is no fault of the page
        if (
            message.type in ("error", "warning")
            and "the server responded with a status of" not in message.text
        ):
            complaints.append(message.text)

    def open_page(address: str, **options: object) -> Page:
        context = browser.new_context(base_url=site, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("request", on_request)
        page.on("console", on_console)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
