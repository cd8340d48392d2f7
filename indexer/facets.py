"""What a request filters by, and the values of each facet in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from indexer.language.normalize import bare
from indexer.model import FILTERS, FacetValue, Filter, SearchRequest
from indexer.model.rows import maker
from indexer.query.values import NONE, Values
from indexer.reports.provinces import is_past, others_in, resolve

FACETS = FILTERS
_YEARS = ("year", "plan_year")


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


def facet_values(name: str, counts: Mapping[str, int]) -> tuple[FacetValue, ...]:
    """Years from the latest on, other values by their counts; what is not known comes last."""
    if name in _YEARS:
        rows = [(-int(value) if value.isdigit() else -count, value, value) for value, count in counts.items()]
    else:
        rows = [(-count, bare(value), value) for value, count in counts.items()]
    ordered = [value for _, _, value in sorted(rows) if value != NONE]
    ordered += [NONE] if NONE in counts else []
    if name == "province":
        return tuple(_place(value, counts[value], others_in(value)) for value in ordered)
    if name == "province_old":
        return tuple(_place(value, counts[value]) for value in ordered)
    return tuple(_made((value, counts[value], (), False)) for value in ordered)


def _place(name: str, count: int, includes: tuple[str, ...] = ()) -> FacetValue:
    """It is said which one is meant: the facet `province` counts a unit of today with all it took in."""
    return FacetValue(name, count, includes, past=not includes and is_past(name))


_made = maker(FacetValue)
