"""Completions under the box: with keys, a finger, a slow site, and methods of typing Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Event
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SUGGEST = re.compile(r"/api/suggest")
QUIET = 400  # ms: longer than the debounce, so that what would be asked has been asked


def box_of(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Tìm trong các báo cáo")


def options_of(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Gợi ý").get_by_role("option")


def typed(page: Page, text: str) -> Locator:
    """The box after a text was typed key by key and completions have come."""
    box = box_of(page)
    box.press_sequentially(text)
    expect(options_of(page).first).to_be_visible()
    return box


def watched(page: Page) -> list[str]:
    """What the page asks completions of, as it asks."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if SUGGEST.search(request.url):
            asked.append(parse_qs(urlsplit(request.url).query)["q"][0])

    page.on("request", note)
    return asked


def chosen(page: Page) -> str | None:
    """The option a screen reader is on."""
    id = box_of(page).get_attribute("aria-activedescendant")
    if id is None:
        return None
    option = page.locator(f"#{id}")
    expect(option).to_have_attribute("aria-selected", "true")
    return option.get_attribute("data-text")


def query_of(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query)["q"][0]


def test_keys_choose_a_completion_and_search_for_it(open_page: OpenPage) -> None:
    page = open_page("/?q=x&year=2012")
    box_of(page).fill("")
    box = typed(page, "hoi ng")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert chosen(page) is None
    box.press("ArrowDown")
    first = chosen(page)
    assert first is not None
    assert first.casefold().startswith("hội ng")
    expect(box).to_have_value("hoi ng")
    box.press("ArrowUp")
    assert chosen(page) is None
    box.press("ArrowUp")
    last = options_of(page).last.get_attribute("data-text")
    assert chosen(page) == last
    box.press("ArrowDown")
    box.press("ArrowDown")
    assert chosen(page) == first
    box.press("Enter")
    page.wait_for_url("**/?q=h*")
    assert query_of(page) == first
    assert "year=2012" in page.url
    expect(box_of(page)).to_have_value(first)


def test_enter_without_a_choice_searches_for_what_was_typed(open_page: OpenPage) -> None:
    page = open_page("/")
    typed(page, "hoi ng").press("Enter")
    page.wait_for_url("**/?q=*")
    assert query_of(page) == "hoi ng"


def test_escape_closes_then_clears(open_page: OpenPage) -> None:
    page = open_page("/")
    box = typed(page, "hoi")
    box.press("ArrowDown")
    box.press("Escape")
    expect(options_of(page)).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("hoi")
    assert chosen(page) is None
    box.press("Escape")
    expect(box).to_have_value("")
    expect(box).to_be_focused()


def test_a_down_arrow_opens_the_list_of_what_stands_in_the_box(open_page: OpenPage) -> None:
    page = open_page("/?q=hoi")
    box = box_of(page)
    box.focus()
    expect(options_of(page)).to_have_count(0)
    box.press("ArrowDown")
    expect(options_of(page).first).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft", "ArrowRight"])
def test_keys_that_move_in_the_text_leave_the_list(open_page: OpenPage, key: str) -> None:
    page = open_page("/")
    box = typed(page, "hoi")
    box.press("ArrowDown")
    box.press(key)
    assert chosen(page) is None
    expect(options_of(page).first).to_be_visible()
    at = box.evaluate("box => box.selectionStart")
    assert at == {"Home": 0, "ArrowLeft": 2}.get(key, 3)


def test_tab_leaves_without_taking(open_page: OpenPage) -> None:
    page = open_page("/")
    box = typed(page, "hoi")
    box.press("ArrowDown")
    box.press("Tab")
    expect(page.get_by_role("button", name="Tìm")).to_be_focused()
    expect(options_of(page)).to_have_count(0)
    expect(box).to_have_value("hoi")


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_completion_is_taken_by_pointing(open_page: OpenPage, touch: bool) -> None:
    page = open_page("/", has_touch=touch)
    typed(page, "hoi ng")
    option = options_of(page).nth(1)
    text = option.get_attribute("data-text")
    option.tap() if touch else option.click()
    page.wait_for_url("**/?q=*")
    assert query_of(page) == text


def test_what_was_typed_is_plain_and_the_rest_is_bold(open_page: OpenPage) -> None:
    page = open_page("/")
    typed(page, "hoi n")
    option = options_of(page).first
    expect(option).to_have_text(re.compile("^hội n", re.IGNORECASE))
    bold = option.locator("b")
    assert not bold.inner_text().casefold().startswith("hội")
    assert option.get_attribute("data-text", timeout=1000) == "hội n" + bold.inner_text()
    expect(option).to_have_accessible_name(re.compile("(tiêu đề|cụm từ|địa danh|người)$"))


def burst(page: Page, keys: str) -> None:
    """Keys faster than any test could press them; `<` is a backspace."""
    box_of(page).focus()
    page.evaluate(
        "keys => [...keys].forEach(key => key === '<' ? document.execCommand('delete')"
        " : document.execCommand('insertText', false, key))",
        keys,
    )


def test_fast_typing_asks_once(open_page: OpenPage) -> None:
    page = open_page("/")
    asked = watched(page)
    burst(page, "hoi ngh")
    expect(options_of(page).first).to_be_visible()
    page.wait_for_timeout(QUIET)
    assert asked == ["hoi ngh"]


def test_replayed_backspaces_ask_only_about_the_word_they_end_in(open_page: OpenPage) -> None:
    """UniKey turns `hooij` into `hội` by backspaces and the letters anew."""
    page = open_page("/")
    asked = watched(page)
    burst(page, "hoo<<ôi<<ội")
    expect(options_of(page).first).to_have_text(re.compile("^hội", re.IGNORECASE))
    page.wait_for_timeout(QUIET)
    assert asked == ["hội"]
    expect(box_of(page)).to_have_value("hội")


def test_nothing_is_asked_while_a_method_composes(open_page: OpenPage) -> None:
    page = open_page("/")
    asked = watched(page)
    box = box_of(page)
    box.focus()
    method = page.context.new_cdp_session(page)
    for text in ("h", "ho", "hoo", "hô", "hôi", "hội"):
        method.send("Input.imeSetComposition", {"text": text, "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(QUIET)
    assert asked == []
    box.press("Enter")
    box.press("ArrowDown")
    page.wait_for_timeout(QUIET)
    assert urlsplit(page.url).query == ""
    assert asked == []
    method.send("Input.insertText", {"text": "hội"})
    expect(options_of(page).first).to_have_text(re.compile("^hội", re.IGNORECASE))
    expect(box).to_have_value("hội")
    assert asked == ["hội"]
    box.press("Enter")
    page.wait_for_url("**/?q=*")


def test_a_question_on_its_way_is_given_up_when_composing_begins(open_page: OpenPage) -> None:
    page = open_page("/")
    box = box_of(page)
    asked = watched(page)
    box.focus()
    box.evaluate(
        "box => { box.value = 'h'; box.dispatchEvent(new InputEvent('input'));"
        " box.dispatchEvent(new CompositionEvent('compositionstart')); }"
    )
    page.wait_for_timeout(QUIET)
    assert asked == []
    box.evaluate("box => { box.value = 'hội'; box.dispatchEvent(new CompositionEvent('compositionend')); }")
    expect(options_of(page).first).to_be_visible()
    assert asked == ["hội"]


def test_a_late_answer_never_covers_a_newer_one(open_page: OpenPage) -> None:
    page = open_page("/")
    held: list[Route] = []
    page.route(re.compile(r"/api/suggest\?q=ho$"), lambda route: held.append(route))
    box = box_of(page)
    with page.expect_request(SUGGEST):
        box.press_sequentially("ho")
    typed(page, "i")
    shown = options_of(page).all_inner_texts()
    held[0].fulfill(json={"suggestions": [{"text": "hoãn", "type": "phrase"}]})
    page.wait_for_timeout(QUIET)
    assert options_of(page).all_inner_texts() == shown
    assert not any("hoãn" in text for text in shown)


def test_an_answer_that_comes_after_leaving_opens_nothing(open_page: OpenPage) -> None:
    page = open_page("/")
    held: list[Route] = []
    page.route(SUGGEST, lambda route: held.append(route))
    box = box_of(page)
    with page.expect_request(SUGGEST):
        box.press_sequentially("hoi")
    box.press("Escape")
    held[0].fulfill(json={"suggestions": [{"text": "hoãn", "type": "phrase"}]})
    page.wait_for_timeout(QUIET)
    expect(options_of(page)).to_have_count(0)


@pytest.mark.parametrize("status", [400, 500, 503])
def test_a_site_that_fails_leaves_a_plain_box(open_page: OpenPage, status: int) -> None:
    page = open_page("/")
    answered = Event()

    def fail(route: Route) -> None:
        route.fulfill(status=status, json={"error": {"code": "x", "message": "x"}})
        answered.set()

    page.route(SUGGEST, fail)
    box = box_of(page)
    box.press_sequentially("hoi")
    page.wait_for_timeout(QUIET)
    assert answered.is_set()
    expect(options_of(page)).to_have_count(0)
    box.press("Enter")
    page.wait_for_url("**/?q=hoi")


def test_an_emptied_box_has_no_list(open_page: OpenPage) -> None:
    page = open_page("/")
    box = typed(page, "h")
    box.press("Backspace")
    expect(options_of(page)).to_have_count(0)


def test_without_scripts_there_is_only_a_box(open_page: OpenPage) -> None:
    page = open_page("/", java_script_enabled=False)
    box = page.get_by_role("searchbox", name="Tìm trong các báo cáo")
    box.press_sequentially("hoi nghi")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_count(0)
    box.press("Enter")
    page.wait_for_url("**/?q=hoi+nghi")
    expect(page.locator(".hit").first).to_be_visible()
