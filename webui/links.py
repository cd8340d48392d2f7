"""SearchRequest -> addresses of the site, always with the parameters in one order and none at its default."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal
from urllib.parse import urlencode

from indexer.model import SearchRequest
from indexer.wire import report_path

FilterName = Literal["province", "province_old", "year", "kind"]
FILTERS: tuple[FilterName, ...] = ("province", "province_old", "year", "kind")


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
    pairs = parameters(replace(request, **({"page": 1} | changes)))
    return "/?" + urlencode(pairs, errors="replace") if pairs else "/"


def toggle_url(request: SearchRequest, name: FilterName, value: str) -> str:
    """The search page with one value of a filter added, or taken away where it is there."""
    values: tuple[str, ...] = getattr(request, name)
    kept = tuple(one for one in values if one != value)
    return search_url(request, **{name: kept if len(kept) < len(values) else (*values, value)})


def report_url(id: str, request: SearchRequest, fragment: str = "") -> str:
    """A report, with the whole question, so that its page can lead back to this very list."""
    pairs = parameters(request)
    query = "?" + urlencode(pairs, errors="replace") if pairs else ""
    return report_path(id) + query + (f"#{fragment}" if fragment else "")


def without_filters(request: SearchRequest) -> SearchRequest:
    return SearchRequest(text=request.text, size=request.size)


def is_filtered(request: SearchRequest) -> bool:
    return (
        any(getattr(request, name) for name in FILTERS)
        or request.year_from is not None
        or request.year_to is not None
    )
