from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from indexer.model import SearchRequest
from indexer.settings import Settings
from webui.links import parameters, report_urls, search_url, toggles
from webui.parameters import BadParameter, search_request


def parse(*pairs: tuple[str, str], sized: bool = False) -> SearchRequest:
    return search_request(MultiDict(pairs), Settings(), sized=sized)


def test_a_repeated_parameter_gives_several_values_and_blank_ones_give_none() -> None:
    asked = parse(
        ("q", " tổng kết "), ("year", "2012"), ("year", "none"), ("year", "2012"),
        ("province", ""), ("year_from", ""), ("sort", ""), ("page", ""),
    )  # fmt: skip
    assert asked == SearchRequest("tổng kết", year=("2012", "none"))


def test_decomposed_text_is_composed() -> None:
    assert parse(("q", "nghe\u0302\u0323")).text == "nghệ"


def test_size_counts_for_the_api_only() -> None:
    assert parse(("size", "25"), sized=True).size == 25
    assert parse(("size", "rác")).size == Settings().page_size


@pytest.mark.parametrize(
    ("pair", "cure"),
    [
        (("page", "abc"), "from 1 to 10000"),
        (("page", "0"), "from 1 to 10000"),
        (("page", "-1"), "from 1 to 10000"),
        (("page", "1_0"), "from 1 to 10000"),
        (("page", "٣"), "from 1 to 10000"),
        (("page", "9" * 5000), "from 1 to 10000"),
        (("size", "9999"), "from 1 to 100"),
        (("size", "0"), "from 1 to 100"),
        (("year", "abc"), "as in 2012"),
        (("year_from", "12"), "as in 2012"),
        (("year_to", "20125"), "as in 2012"),
        (("sort", "random"), "relevance, newest, oldest"),
        (("page", ""), "or not at all"),
        (("sort", "newest "), "relevance, newest, oldest"),
        (("expand", "maybe"), "0 or 1"),
        (("q", "a" * 1001), "at most 1000"),
        (("province", "a" * 201), "at most 200"),
    ],
)
def test_what_cannot_be_used_is_answered_with_what_can(pair: tuple[str, str], cure: str) -> None:
    with pytest.raises(BadParameter, match=cure) as caught:
        parse(pair, sized=True)
    assert len(str(caught.value)) < 200
    assert caught.value.shown


def test_a_page_of_the_site_goes_as_far_as_results_are_listed() -> None:
    assert parse(("page", "1000")).page == 1000
    with pytest.raises(BadParameter, match=r"from 1 to 1000\."):
        parse(("page", "1001"))


def test_addresses_and_requests_are_two_ways_of_writing_the_same() -> None:
    asked = SearchRequest(
        "a&b=c #1 ệ", ("Nghệ An", "Hà Nội"), ("Thái Bình",), ("2012", "none"), 2009, 2015, ("sơ kết",),
        "newest", 3, expand=False, off=("shorthand",),
    )  # fmt: skip
    assert parse(*parameters(asked)) == asked


def test_a_changed_question_begins_at_its_first_page() -> None:
    asked = SearchRequest("q", year=("2012",), page=4)
    url = toggles(asked, ["year"])["year"]
    assert (url("2015"), url("2012")) == ("/?q=q&year=2012&year=2015", "/?q=q")
    assert search_url(asked, page=5) == "/?q=q&year=2012&page=5"


def test_a_report_is_reached_with_the_question_that_found_it() -> None:
    url = report_urls(SearchRequest("q", year=("2012",)))("thư mục/b?#", "m1")
    assert url == "/reports/th%C6%B0%20m%E1%BB%A5c/b%3F%23?q=q&year=2012#m1"
