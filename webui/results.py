"""Page -> what the result list shows: choices, chips and page numbers, each with its address."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from indexer.model import FILTERS, FacetValues, Page, SearchRequest
from indexer.search import extent
from webui.links import Toggles, replacing, search_url, toggles
from webui.parameters import SORTS, UNKNOWN
from webui.texts import text
from webui.words import kind_name

# The order in which they stand beside the results; those after the third fold away.
FACETS = (
    "province",
    "year",
    "kind",
    "agency",
    "person",
    "district",
    "publisher",
    "plan_year",
    "province_old",
)
OPEN = FACETS[:3]
SHOWN = 8  # values of a facet before the rest folds away
MOST = 40  # values of a facet in all: more than anybody reads; a word more in the box finds the others


class Choice(NamedTuple):
    """A link that changes the question; `active` where the question already holds it."""

    label: str
    url: str
    active: bool = False
    count: int = 0  # type: ignore[assignment]  # a tuple's own count is of no use here


class Pager(NamedTuple):
    """The addresses of the pages beside this one, and links to pages; None stands for those left out."""

    previous: str | None
    links: tuple[Choice | None, ...]
    next: str | None


class Facet(NamedTuple):
    """A filter's values, with what adds them or takes them away; `folded`: shown when asked for.

    So many of the values are `shown`, the first ones; the rest folds away.
    """

    name: str
    title: str
    url: Toggles
    values: FacetValues
    shown: int
    folded: bool


def facets(page: Page) -> tuple[Facet, ...]:
    """The filters that have something to choose; what is chosen never folds away."""
    views = []
    for name, url in toggles(page.request, FACETS).items():
        found, chosen = page.facets.get(name, {}), url.chosen
        if not chosen and not _tells_apart(name, found):
            continue
        shown = SHOWN
        if chosen:
            first = [value for place, value in enumerate(found) if place < SHOWN or value in chosen]
            shown, found = len(first), {value: found[value] for value in (*first, *islice(found, MOST))}
        elif len(found) > MOST:
            found = dict(islice(found.items(), MOST))
        folded = name not in OPEN and not chosen
        views.append(Facet(name, text(f"filter.{name}"), url, found, shown, folded))
    return tuple(views)


def _tells_apart(name: str, values: FacetValues) -> bool:
    """Whether a facet says anything: where nothing is known, or no province has changed, it does not."""
    if name == "province_old":
        return any(extent(name, value)[1] for value in values)
    if name in OPEN:
        return any(value != UNKNOWN for value in values)
    return len(values) > 1


def facet_label(name: str, value: str) -> str:
    """A value with what tells it from another of the same name."""
    includes, past = extent(name, value)
    if includes:
        return text("place.unit", name=value, others=", ".join(includes))
    if past:
        return text("place.past", name=value)
    return value_label(name, value) if name == "kind" or value == UNKNOWN else value


def value_label(name: str, value: str) -> str:
    if value == UNKNOWN:
        return text(f"filter.none.{name}")
    return kind_name(value) if name == "kind" else value


def chips(request: SearchRequest) -> tuple[Choice, ...]:
    """Every filter that is active, each leading to the question without it."""
    filtered = [name for name in FILTERS if getattr(request, name)]
    found = [
        Choice(_chip_label(name, value), url(value), active=True)
        for name, url in toggles(request, filtered).items()
        for value in url.chosen
    ]
    for name in ("year_from", "year_to"):
        if (value := getattr(request, name)) is not None:
            label = text(f"filter.chip.{name}", value=f"{value:04}")
            found.append(Choice(label, search_url(request, **{name: None}), active=True))
    return tuple(found)


def _chip_label(name: str, value: str) -> str:
    label = value_label(name, value)
    return label if value == UNKNOWN else text(f"filter.chip.{name}", value=label)


def sorts(request: SearchRequest) -> tuple[Choice, ...]:
    """The orders to choose from; without words there is no relevance, and the newest come first."""
    offered = SORTS if request.text else SORTS[1:]
    chosen = request.sort if request.sort in offered else offered[0]
    url = replacing(request, "sort", SORTS[0])
    return tuple(Choice(text(f"sort.{sort}"), url(sort), sort == chosen) for sort in offered)


def pager(page: Page) -> Pager:
    """First, last and the pages around this one."""
    here, last = page.request.page, page.pages
    numbers = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
    url = replacing(page.request, "page", "1")
    links: list[Choice | None] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number - before > 1:
            links.append(None)
        links.append(Choice(str(number), url(str(number)), number == here))
    previous = url(str(here - 1)) if here > 1 else None
    return Pager(previous, tuple(links), url(str(here + 1)) if here < last else None)
