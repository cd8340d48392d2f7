"""A query as an Atom feed: what a feed reader shows as new when the collection has something new."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from indexer.manifest import LOCAL_TIME
from indexer.model import Hit, Page, SearchRequest
from indexer.wire import report_path
from webui import words
from webui.links import parameters, search_url
from webui.plain import line
from webui.texts import text

ENTRIES = 50
LONG_AGO = "1970-01-01T00:00:00+07:00"
# An id outlives the host, the port and the order of a feed
_IDS = uuid.UUID("6a0d3f5e-9b1c-4d64-8a37-52c9e0f7b218")


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    title: str
    url: str
    updated: str
    published: str
    author: str
    summary: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """What the template writes; times are RFC 3339, addresses are whole."""

    id: str
    title: str
    url: str
    own_url: str
    updated: str
    entries: tuple[Entry, ...]


def feed(page: Page, asked: SearchRequest, created: str, root: str, own_path: str) -> Feed:
    """`page` answers `asked` from the newest report on; `created` is when the collection last changed."""
    pairs = [pair for pair in parameters(asked) if pair[0] not in ("sort", "page")]
    entries = tuple(_entry(hit, asked, created, root) for hit in page.hits)
    return Feed(
        id=_id("feed", urlencode(pairs, errors="replace")),
        title=line(_title(pairs)),
        url=root + search_url(asked, sort="newest"),
        own_url=root + own_path,
        updated=max((entry.updated for entry in entries), key=_order, default=_time(created) or LONG_AGO),
        entries=entries,
    )


def _title(pairs: Sequence[tuple[str, str]]) -> str:
    """The words asked for, then the values of the filters."""
    said = [value for name, value in pairs if name not in ("expand", "off")]
    return text("results.title", query=", ".join(said) or text("results.all"))


def _entry(hit: Hit, asked: SearchRequest, created: str, root: str) -> Entry:
    report = hit.report
    facts = (words.place(report), words.heading(report), words.when(report))
    passages = (snippet.text for snippet in hit.snippets)
    published = _time(report.published)
    return Entry(
        id=_id("report", report.id),
        title=line(report.title or report.id),
        url=root + report_path(report.id, asked.text),
        updated=published or _time(report.event_date) or _time(created) or LONG_AGO,
        published=published,
        author=line(report.byline or report.publisher or ""),
        summary=line(" ".join((" · ".join(filter(None, facts)) + ".", *passages))),
        categories=tuple(line(one) for one in (report.kind, report.province) if one),
    )


def _time(iso: str | None) -> str:
    """A date, or a date and time, as RFC 3339 at the time of Vietnam; empty for what is neither.

    >>> _time("2012-12-18T09:30"), _time("2012-12-14"), _time("2012-13-01")
    ('2012-12-18T09:30:00+07:00', '2012-12-14T00:00:00+07:00', '')
    """
    try:
        when = dt.datetime.fromisoformat(iso or "")
    except ValueError:
        return ""
    return (when if when.tzinfo else when.replace(tzinfo=LOCAL_TIME)).isoformat(timespec="seconds")


def _order(time: str) -> dt.datetime:
    return dt.datetime.fromisoformat(time)


def _id(kind: str, name: str) -> str:
    return uuid.uuid5(_IDS, f"{kind}:{name}".encode("utf-8", "replace").decode()).urn
