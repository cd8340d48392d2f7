"""What every page promises: no barrier, no sideways scrolling, a dark form, marks seen without colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Scheme = Literal["light", "dark"]
QUERY = "q=hoi+nghi+tong+ket+nghe+an"
PAGES = {
    "front": "/",
    "results": f"/?{QUERY}",
    "filtered": "/?q=h%E1%BB%99i+ngh%E1%BB%8B&province=Ngh%E1%BB%87+An&year_from=2010",
    "report": "/reports/000_d8e5532c43022347?" + QUERY,
    "api": "/api",
    "api in English": "/api?lang=en",
    "nothing": "/?q=xyzzy&year=2012",
    "past the end": f"/?{QUERY}&page=9",
    "wrong parameter": f"/?{QUERY}&page=abc",
    "wrong id": "/reports/khong-co",
    "wrong address": "/khong-co",
    "help": "/help",
    "English results": f"/?{QUERY}&lang=en",
    "English report": "/reports/000_d8e5532c43022347?lang=en&" + QUERY,
    "English front": "/?lang=en",
    "English help": "/help?lang=en",
}
every_page = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@every_page
def test_no_page_puts_up_a_barrier(open_page: OpenPage, address: str, scheme: Scheme) -> None:
    page = open_page(address, color_scheme=scheme)
    options = {"rules": {"color-contrast-enhanced": {"enabled": True}}}
    results = Axe().run(page, options=options)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("width", [320, 360])
@every_page
def test_no_page_scrolls_sideways_on_a_phone(open_page: OpenPage, address: str, width: int) -> None:
    page = open_page(address, viewport={"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_word_without_blanks_does_not_break_the_page(open_page: OpenPage) -> None:
    page = open_page("/?q=" + "a" * 900, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [320, 360, 820])
def test_a_report_has_the_page_to_itself_where_there_is_one_column(open_page: OpenPage, width: int) -> None:
    page = open_page(PAGES["report"], viewport={"width": width, "height": 740})
    found, text, facts = (
        page.locator(place).bounding_box()
        for place in (".found", "article.text", '[aria-labelledby="about"]')
    )
    assert found
    assert text
    assert facts
    assert text["width"] > 0.8 * width
    assert found["y"] + found["height"] <= text["y"]
    assert text["y"] + text["height"] <= facts["y"]


def test_filters_fold_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(PAGES["results"], viewport={"width": 360, "height": 740})
    province = page.locator(".filters").get_by_role("link", name="Nghệ An")
    expect(province).to_have_count(0)
    page.get_by_text("Lọc: tỉnh, năm, loại").click()
    expect(province).to_be_visible()


@every_page
def test_dark_is_dark(open_page: OpenPage, address: str) -> None:
    page = open_page(address, color_scheme="dark")
    paper, ink = page.evaluate(
        "(() => { const s = getComputedStyle(document.body);"
        " return [s.backgroundColor, s.color].map(c => Number(c.match(/[0-9]+/)[0])); })()"
    )
    assert paper < 40 < 200 < ink


def test_marks_are_told_by_more_than_colour(open_page: OpenPage) -> None:
    page = open_page(PAGES["report"] + "#m2")
    plain = page.locator("mark#m1").evaluate("mark => parseFloat(getComputedStyle(mark).borderBottomWidth)")
    current = page.locator("mark#m2").evaluate("mark => parseFloat(getComputedStyle(mark).outlineWidth)")
    assert plain >= 1
    assert current >= 2


def open_list(page: Page) -> Locator:
    """The box with completions under it."""
    box = page.get_by_role("combobox")
    box.fill("ng")
    expect(page.get_by_role("option").first).to_be_visible()
    return box


@pytest.mark.parametrize("address", ["/", "/?q=hoi"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_list_puts_up_no_barrier(open_page: OpenPage, address: str, scheme: Scheme) -> None:
    page = open_page(address, color_scheme=scheme)
    open_list(page).press("ArrowDown")
    results = Axe().run(page, options={"rules": {"color-contrast-enhanced": {"enabled": True}}})
    assert results.violations_count == 0, results.generate_report()


def test_the_open_list_fits_a_phone(open_page: OpenPage) -> None:
    page = open_page("/", viewport={"width": 320, "height": 640})
    open_list(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
