"""What a report can be filtered and sorted by."""

from __future__ import annotations

from calendar import monthrange

from indexer.model import Report

UNKNOWN = "none"


def attributes(report: Report) -> dict[str, tuple[str, ...]]:
    """The values of each facet; `"none"` where nothing is known."""
    units = {unit for unit in (report.province, report.province_now) if unit}
    year = _year(report)
    return {
        "province": tuple(sorted(units)) or (UNKNOWN,),
        "province_old": (report.province or UNKNOWN,),
        "year": (year or UNKNOWN,),
        "kind": (report.kind,),
        "plan_year": (str(report.plan_period.year) if report.plan_period else UNKNOWN,),
        "publisher": (report.publisher or UNKNOWN,),
        "agency": (report.agency or UNKNOWN,),
        "person": tuple(dict.fromkeys(person.name for person in report.people)) or (UNKNOWN,),
        "district": report.districts or (UNKNOWN,),
    }


def sort_date(report: Report) -> str | None:
    """The ISO date to sort by: held, else posted, else the last day of the period reported on."""
    if found := report.event_date or report.published:
        return found[:10]
    if report.period is None:
        return None
    year, month = map(int, report.period.end.split("-"))
    return f"{report.period.end}-{monthrange(year, month)[1]:02}"


def _year(report: Report) -> str | None:
    if report.period:
        return str(report.period.year)
    found = report.event_date or report.published
    return found[:4] if found else None
