"""SearchRequest -> addresses of the site, always with the parameters in one order and none at its default."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from indexer.model import FILTERS, SearchRequest
from indexer.wire import report_path

_PLACES = {
    name: place
    for place, name in enumerate(("q", *FILTERS, "year_from", "year_to", "sort", "page", "expand", "off"))
}


def parameters(request: SearchRequest) -> list[tuple[str, str]]:
    """
    >>> parameters(SearchRequest("tổng kết", year=("2012", "2015"), page=2))
    [('q', 'tổng kết'), ('year', '2012'), ('year', '2015'), ('page', '2')]
    """
    pairs = [("q", request.text)] if request.text else []
    pairs += [(name, value) for name in FILTERS for value in getattr(request, name)]
    pairs += [
        (name, f"{value:04}")
        for name, value in (("year_from", request.year_from), ("year_to", request.year_to))
        if value is not None
    ]
    if request.sort != "relevance":
        pairs.append(("sort", request.sort))
    if request.page > 1:
        pairs.append(("page", str(request.page)))
    if not request.expand:
        pairs.append(("expand", "0"))
    return pairs + [("off", value) for value in request.off]


def search_url(request: SearchRequest, **changes: Any) -> str:
    """The search page with some fields changed; what changes an answer leads to its first page.

    >>> search_url(SearchRequest("tổng kết", page=3), sort="newest")
    '/?q=t%E1%BB%95ng+k%E1%BA%BFt&sort=newest'
    """
    return "/" + query_string(parameters(request._replace(**({"page": 1} | changes))))


class Toggles(NamedTuple):
    """Value of a filter -> the search page with it added, or taken away where it is there.

    What is added stands `encoded` between `head` and `tail`.
    """

    request: SearchRequest
    name: str
    head: str
    tail: str

    @property
    def chosen(self) -> tuple[str, ...]:
        values: tuple[str, ...] = getattr(self.request, self.name)
        return values

    def __call__(self, value: str) -> str:
        if value in self.chosen:
            return search_url(self.request, **{self.name: tuple(one for one in self.chosen if one != value)})
        return self.head + encoded(self.name, value) + self.tail


def toggles(request: SearchRequest, names: Iterable[str]) -> dict[str, Toggles]:
    """The addresses of the values of some filters.

    >>> url = toggles(SearchRequest("kết", year=("2012",), page=2, sort="newest"), ["year"])["year"]
    >>> url("2013"), url("2012")
    ('/?q=k%E1%BA%BFt&year=2012&year=2013&sort=newest', '/?q=k%E1%BA%BFt&sort=newest')
    """
    parts = _parts(request)
    return {name: Toggles(request, name, *_around(parts, name)) for name in names}


def replacing(request: SearchRequest, name: str, default: str) -> Callable[[str], str]:
    """Value of a parameter -> the first page of results, or that page, with it in place of the one given.

    >>> url = replacing(SearchRequest("kết", sort="newest", page=2, off=("bare",)), "sort", "relevance")
    >>> url("oldest"), url("relevance")
    ('/?q=k%E1%BA%BFt&sort=oldest&off=bare', '/?q=k%E1%BA%BFt&off=bare')
    """
    others = [part for part in _parts(request) if part[0] != _PLACES[name]]
    without = "/" + _joined([part for _, part in others])
    head, tail = _around(others, name)
    return lambda value: without if value == default else head + encoded(name, value) + tail


@lru_cache(maxsize=256)  # a page changes its own question in half a dozen ways
def _parts(request: SearchRequest) -> tuple[tuple[int, str], ...]:
    """The parameters of a first page as they stand in an address, each with its place."""
    pairs = [pair for pair in parameters(request) if pair[0] != "page"]
    return tuple([(_PLACES[name], encoded(name, value)) for name, value in pairs])


def _around(parts: Iterable[tuple[int, str]], name: str) -> tuple[str, str]:
    """What stands before and after one more value of a parameter in an address."""
    place, head, tail = _PLACES[name], "/?", ""
    for at, part in parts:
        if at <= place:
            head += part + "&"
        else:
            tail += "&" + part
    return head, tail


def report_urls(request: SearchRequest) -> Callable[..., str]:
    """Id and fragment -> a report, with the whole question, so that its page can lead back to this list."""
    query = query_string(parameters(request))

    def url(id: str, fragment: str = "") -> str:
        return report_path(id) + query + (f"#{fragment}" if fragment else "")

    return url


def original_path(id: str) -> str:
    return report_path(id).replace("/reports/", "/original/", 1)


def query_string(pairs: Iterable[tuple[str, str]]) -> str:
    """Parameters as they stand in an address, from the question mark on."""
    return _joined([encoded(*pair) for pair in pairs])


def _joined(parts: Sequence[str]) -> str:
    return "?" + "&".join(parts) if parts else ""


@lru_cache(maxsize=16384)  # a page has hundreds of addresses of the same few parts
def encoded(name: str, value: str) -> str:
    """A parameter as it stands in an address."""
    return urlencode([(name, value)], errors="replace")


def without_filters(request: SearchRequest) -> SearchRequest:
    return SearchRequest(text=request.text, size=request.size)


def is_filtered(request: SearchRequest) -> bool:
    return (
        any(getattr(request, name) for name in FILTERS)
        or request.year_from is not None
        or request.year_to is not None
    )
