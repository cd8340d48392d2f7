"""Page -> what the result list shows: choices, chips and page numbers, each with its address."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.model import Page, SearchRequest
from webui import links
from webui.links import FilterName, search_url, toggles
from webui.parameters import SORTS, UNKNOWN
from webui.texts import text
from webui.words import kind_name

FACETS: tuple[FilterName, ...] = ("province", "year", "kind")
SHOWN = 8  # values of a facet before the rest folds away
MOST = 40  # values of a facet in all: more than anybody reads; a word more in the box finds the others


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes the question; `active` where the question already holds it."""

    label: str
    url: str
    active: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    title: str
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]


def facets(page: Page) -> tuple[Facet, ...]:
    """The filters that have something to choose; what is chosen never folds away."""
    views = []
    for name in FACETS:
        chosen: tuple[str, ...] = getattr(page.request, name)
        counts = {value.value: value.count for value in page.facets.get(name, ())}
        url = toggles(page.request, name)
        shown: list[Choice] = []
        rest: list[Choice] = []
        for index, (value, count) in enumerate(counts.items()):
            active = value in chosen
            if index < MOST or active:
                choice = Choice(value_label(name, value), url(value), active, count)
                (shown if index < SHOWN or active else rest).append(choice)
        if counts:
            views.append(Facet(name, text(f"filter.{name}"), tuple(shown), tuple(rest)))
    return tuple(views)


def value_label(name: FilterName, value: str) -> str:
    if value == UNKNOWN:
        return text(f"filter.none.{name}")
    return kind_name(value) if name == "kind" else value


def chips(request: SearchRequest) -> tuple[Choice, ...]:
    """Every filter that is active, each leading to the question without it."""
    found = [
        Choice(_chip_label(name, value), toggles(request, name)(value), active=True)
        for name in links.FILTERS
        for value in getattr(request, name)
    ]
    for name in ("year_from", "year_to"):
        if (value := getattr(request, name)) is not None:
            label = text(f"filter.chip.{name}", value=f"{value:04}")
            found.append(Choice(label, search_url(request, **{name: None}), active=True))
    return tuple(found)


def _chip_label(name: FilterName, value: str) -> str:
    label = value_label(name, value)
    return label if value == UNKNOWN else text(f"filter.chip.{name}", value=label)


def sorts(request: SearchRequest) -> tuple[Choice, ...]:
    """The orders to choose from; without words there is no relevance, and the newest come first."""
    offered = SORTS if request.text else SORTS[1:]
    chosen = request.sort if request.sort in offered else offered[0]
    return tuple(
        Choice(text(f"sort.{sort}"), search_url(request, sort=sort), sort == chosen) for sort in offered
    )


def pager(page: Page) -> tuple[Choice | None, ...]:
    """First, last and the pages around this one; None stands for those left out."""
    here, last = page.request.page, page.pages
    numbers = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
    links_: list[Choice | None] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number - before > 1:
            links_.append(None)
        links_.append(Choice(str(number), search_url(page.request, page=number), number == here))
    return tuple(links_)
