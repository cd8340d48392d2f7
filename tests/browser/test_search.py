"""What people do: type, look, follow, read; with the mouse, with keys alone, with scripts off."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
QUERY = "hoi nghi tong ket nghe an"
RESULTS = "/?q=hoi+nghi+tong+ket+nghe+an"


def box_of(page: Page) -> Locator:
    return page.get_by_label("Tìm trong các báo cáo")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_typing_without_accents_leads_to_the_marked_place(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/", java_script_enabled=scripts)
    box = box_of(page)
    expect(box).to_be_focused()
    box.fill(QUERY)
    box.press("Enter")

    hits = page.locator(".hit")
    expect(hits.first.get_by_role("heading")).to_contain_text("Nghệ An")
    expect(hits.first.locator("mark").first).to_be_visible()
    assert "hội nghị" in " ".join(hits.first.locator("mark").all_inner_texts()).casefold()
    expect(box_of(page)).to_have_value(QUERY)

    hits.first.get_by_role("heading").get_by_role("link").click()
    marks = page.get_by_role("article").locator("mark")
    expect(marks.first).to_be_visible()
    assert {"nghệ an"} <= {text.casefold() for text in marks.all_inner_texts()}

    page.get_by_role("link", name="Quay lại kết quả").click()
    expect(box_of(page)).to_have_value(QUERY)
    expect(hits.first).to_be_visible()


def test_a_passage_leads_to_its_mark(open_page: OpenPage) -> None:
    page = open_page(RESULTS)
    page.locator(".hit").first.get_by_role("heading").get_by_role("link").click()
    passages = page.locator(".passages a")
    last = passages.last
    address = last.get_attribute("href")
    assert address is not None
    last.click()
    expect(page.locator(f"mark{address}")).to_be_in_viewport()


def test_a_filter_narrows_and_its_chip_widens_again(open_page: OpenPage) -> None:
    page = open_page("/?q=h%E1%BB%99i+ngh%E1%BB%8B")
    before = page.locator(".hit").count()
    page.locator(".filters").get_by_role("link", name="Nghệ An").click()
    hits = page.locator(".hit")
    assert 0 < hits.count() < before
    for facts in page.locator(".hit .facts").all_inner_texts():
        assert facts.startswith("Nghệ An")
    page.get_by_role("navigation", name="Đang lọc").get_by_role("link").first.click()
    expect(hits).to_have_count(before)


def test_every_example_and_way_in_of_the_front_page_finds_something(open_page: OpenPage) -> None:
    page = open_page("/")
    links = page.locator("main a").all()
    addresses = [link.get_attribute("href") for link in links]
    assert len(addresses) > 6
    for address in addresses:
        assert address is not None
        page.goto(address)
        expect(page.locator(".hit").first).to_be_visible()


def test_keys_alone_search_and_walk_through_the_marks(open_page: OpenPage) -> None:
    page = open_page(RESULTS)
    keyboard = page.keyboard
    keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    keyboard.press("/")
    box = box_of(page)
    expect(box).to_be_focused()
    keyboard.type("tổng kết n/p")
    expect(box).to_have_value("tổng kết n/p")
    keyboard.press("ControlOrMeta+a")
    keyboard.type(QUERY)
    keyboard.press("Enter")
    page.wait_for_load_state()

    title = page.locator(".hit").first.get_by_role("heading").get_by_role("link")
    for _ in range(60):
        keyboard.press("Tab")
        if title.evaluate("link => link === document.activeElement"):
            break
    expect(title).to_be_focused()
    keyboard.press("Enter")

    position = page.locator("[data-position]")
    page.wait_for_url("**/reports/**")
    keyboard.press("n")
    expect(position).to_have_text(re.compile(r"^Vị trí 1/"))
    keyboard.press("n")
    expect(page.locator("mark:target")).to_have_id("m2")
    keyboard.press("p")
    keyboard.press("p")
    count = page.locator("mark[id]").count()
    expect(position).to_have_text(f"Vị trí {count}/{count}")
    keyboard.press("/")
    keyboard.press("n")
    expect(position).to_have_text(f"Vị trí {count}/{count}")
    box_of(page).blur()
    keyboard.press("Escape")
    page.wait_for_url("**/?q=*")
    expect(title).to_be_visible()


def test_the_focus_is_seen_wherever_it_goes(open_page: OpenPage) -> None:
    page = open_page(RESULTS)
    for _ in range(25):
        page.keyboard.press("Tab")
        style, width = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle, parseFloat(s.outlineWidth)]; })()"
        )
        assert style != "none"
        assert width >= 2


def test_an_expansion_is_switched_off_and_on_again(open_page: OpenPage) -> None:
    page = open_page("/?q=TT%26TT")
    said = page.locator(".understood").get_by_text("Thông tin và Truyền thông")
    expect(said).to_be_visible()
    page.get_by_role("link", name="Tắt").first.click()
    expect(said).to_have_count(0)
    page.get_by_role("link", name="Tìm đầy đủ").click()
    expect(said).to_be_visible()
