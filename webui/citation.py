"""How a report is cited by Vietnamese writers; what is not known is left out."""

from __future__ import annotations

import datetime as dt

from indexer.model import Report
from webui.plain import line
from webui.texts import text
from webui.words import day


def citation(report: Report, address: str, today: dt.date) -> str:
    """Author (year), title, when it was posted or held, where, and when it was read: one line of text.

    >>> sample = Report("a", "Họp tổng kết", "", "2012-12-18T09:30", byline="Sở TT&TT Nghệ An")
    >>> citation(sample, "http://bao.cao/reports/a", dt.date(2026, 11, 24))[:67]
    'Sở TT&TT Nghệ An (2012), “Họp tổng kết”, đăng ngày 18/12/2012, http'
    """
    when = report.published or report.event_date
    year = f"({when[:4]})" if when else ""
    author, title = _author(report), text("cite.title", title=report.title or report.id)
    opening = (f"{author} {year}", title) if author else (f"{title} {year}",)
    dated = "cite.posted" if report.published else "cite.held"
    parts = (
        *opening,
        text(dated, date=day(when)) if when else "",
        report.publisher or "",
        address,
        text("cite.read", date=day(today.isoformat())),
    )
    return ", ".join(filter(None, map(line, parts))) + "."


def _author(report: Report) -> str:
    """Who signed it, else the office that reports, with its province where that is known."""
    if report.byline or not report.agency:
        return report.byline or ""
    place = report.province or ""
    return report.agency if place in report.agency else f"{report.agency} {place}"
