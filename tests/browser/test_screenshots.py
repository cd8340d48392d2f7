"""The pictures of the README, taken of the site as it is:

TIMBAOCAO_SCREENSHOTS=1 python -m pytest tests/browser/test_screenshots.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "tests" / "screenshots"
RESULTS = "/?q=hoi+nghi+tong+ket+nghe+an"
REPORT = "/reports/000_d8e5532c43022347?q=hoi+nghi+tong+ket+nghe+an#m3"
WIDE = {"width": 1200, "height": 800}
PICTURES: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "front": ("/", {"viewport": WIDE}),
    "search": (RESULTS, {"viewport": WIDE}),
    "report": (REPORT, {"viewport": WIDE}),
    "dark": (RESULTS, {"viewport": WIDE, "color_scheme": "dark"}),
    "phone": (RESULTS, {"viewport": {"width": 390, "height": 800}, "is_mobile": True}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_readme_shows_the_site_as_it_is(open_page: OpenPage, name: str) -> None:
    address, options = PICTURES[name]
    page = open_page(address, **options)
    expect(page.get_by_role("combobox")).to_be_visible()
    picture = page.screenshot()
    assert picture.startswith(b"\x89PNG")
    if os.environ.get("TIMBAOCAO_SCREENSHOTS") == "1":
        SCREENSHOTS.mkdir(exist_ok=True)
        (SCREENSHOTS / f"{name}.png").write_bytes(picture)
    assert (SCREENSHOTS / f"{name}.png").is_file()
    assert f"tests/screenshots/{name}.png" in (ROOT / "README.md").read_text(encoding="utf-8")
