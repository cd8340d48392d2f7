"""What a request filters by, and the values of each facet in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from indexer.language.normalize import bare
from indexer.model import FILTERS, FacetValue, Filter, SearchRequest
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
    """Years from the latest on, other values by their counts; what is not known comes last.

    Of a province it is said which one is meant: `province` counts a unit of today with all it took in.
    """
    if name in _YEARS:
        rows = [(-int(value) if value.isdigit() else -count, value, value) for value, count in counts.items()]
    else:
        rows = [(-count, bare(value), value) for value, count in counts.items()]
    ordered = [value for _, _, value in sorted(rows) if value != NONE]
    ordered += [NONE] if NONE in counts else []
    if name == "province":
        units = [(value, others_in(value)) for value in ordered]
        return tuple(
            FacetValue(value, counts[value], others, not others and is_past(value)) for value, others in units
        )
    if name == "province_old":
        return tuple(FacetValue(value, counts[value], past=is_past(value)) for value in ordered)
    return tuple(FacetValue(value, counts[value]) for value in ordered)
