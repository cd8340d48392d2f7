"""A raw report -> a Report: the parts put together."""

from __future__ import annotations

import unicodedata
from datetime import date

from indexer.model import RawReport, Report
from indexer.reports.agency import agency
from indexer.reports.byline import byline
from indexer.reports.dates import event_date
from indexer.reports.districts import districts
from indexer.reports.kind import kind
from indexer.reports.page import PageText, first_paragraph, read_page
from indexer.reports.people import people
from indexer.reports.periods import settle, stated_periods
from indexer.reports.places import province
from indexer.reports.provinces import now
from indexer.reports.publisher import publisher, publisher_prefix


def parse_report(raw: RawReport) -> Report:
    """What can be known of a report from its text; pure, and never raises for any text."""
    text = unicodedata.normalize("NFC", raw.text)
    if raw.title is None:
        page = read_page(text)
        return _report(raw, page, author=byline(page.body))
    return _report(raw, PageText(unicodedata.normalize("NFC", raw.title), text, None), author=None)


def _report(raw: RawReport, page: PageText, author: str | None) -> Report:
    opening = first_paragraph(page.body)
    _, begin = publisher_prefix(opening)
    told = opening[begin:]
    published = date.fromisoformat(page.published[:10]) if page.published else None
    reported, planned = stated_periods(page.title, told)
    held = event_date(told, published, *settle(reported, planned, None))
    period, plan = settle(reported, planned, held or published)
    # Opening with the place in brackets, "(Nghệ An) - Sáng ...", is evidence too: hence all of it.
    place = province(page.title, author, opening, page.body)
    return Report(
        id=raw.id,
        title=page.title or ("" if raw.title is not None else raw.id),
        body=page.body,
        published=page.published,
        event_date=held.isoformat() if held else None,
        period=period,
        plan_period=plan,
        province=place,
        province_now=now(place) if place else None,
        kind=kind(page.title, opening),
        byline=author,
        file=raw.path if raw.title is None else None,
        publisher=publisher(opening, page.body.rpartition("\n")[2]) if raw.title is None else None,
        agency=agency(page.title, told, author),
        people=people(page.body),
        districts=districts(f"{page.title}\n{page.body}"),
    )
