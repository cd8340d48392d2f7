"""What a request filters by, and the values of each facet in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import chain

from indexer.language.normalize import fold
from indexer.model import FILTERS, FacetValues, Filter, SearchRequest
from indexer.query.values import NONE, Values
from indexer.reports.provinces import is_past, others_in, resolve

FACETS = FILTERS
COLLATION = fold  # as in an index of names: accents come second
_YEARS = ("year", "plan_year")
_PLACES = ("province", "province_old")


def request_filters(request: SearchRequest, known: Values) -> list[Filter]:
    """The request's filters; a name is understood however it is written."""
    filters = []
    for attribute in FILTERS:
        values: tuple[str, ...] = getattr(request, attribute)
        if attribute in ("province", "province_old"):
            values = tuple(resolve(value) or value for value in values)
        elif attribute in ("publisher", "agency", "person", "district"):
            values = tuple(chain.from_iterable(known.match(attribute, value) or (value,) for value in values))
        if values:
            filters.append(Filter(attribute, values))
    if request.year_from is not None or request.year_to is not None:
        filters.append(Filter("year", low=request.year_from, high=request.year_to))
    return filters


def facet_values(name: str, counts: Mapping[str, int]) -> FacetValues:
    """Years from the latest on, other values as they were counted, by frequency; unknown ones come last.

    >>> facet_values("year", {"none": 9, "2012": 3, "2013": 1})
    {'2013': 1, '2012': 3, 'none': 9}
    """
    # Numbers of four digits: their names are in their order.
    values = {year: counts[year] for year in sorted(counts, reverse=True)} if name in _YEARS else dict(counts)
    if NONE in values:
        values[NONE] = values.pop(NONE)
    return values


@lru_cache(maxsize=256)
def extent(name: str, value: str) -> tuple[tuple[str, ...], bool]:
    """Which place is meant: the others that a unit of today took in, or whether it is one of the past.

    The facet `province` counts a unit of today with all it took in.

    >>> [extent(name, "Hưng Yên") for name in ("province", "province_old", "publisher")]
    [(('Thái Bình',), False), ((), True), ((), False)]
    """
    includes = others_in(value) if name == "province" else ()
    return includes, name in _PLACES and not includes and is_past(value)
