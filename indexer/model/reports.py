"""Reports, from the file to what is understood of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["tổng kết", "sơ kết", "giao ban", "khác"]


@dataclass(frozen=True, slots=True)
class RawReport:
    """One report as it was found, before anything is understood of it.

    `path` is relative to the source (`/` between its parts, NFC; a JSON lines record adds `#` and
    its line number). `id` is unique in a rebuild. `title` is given by JSON lines only, whose text is
    taken as it is; a text file's title is found in its text. `sha256` is of the record's bytes. `location`
    is the absolute path of a file that is one report, else empty.
    """

    id: str
    path: str
    text: str
    sha256: str
    title: str | None = None
    location: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """The file a report was read from: where it stood then, and the SHA-256 of its bytes."""

    location: str
    sha256: str


class Period(NamedTuple):
    """A stretch of time that is reported on or planned for.

    `part` counts halves (1-2), quarters (1-4) or months (1-12) of `year` and is None for a year or
    a range; `start` and `end` are months (`"2012-01"`), both inclusive. `year` is the year of `end`.
    """

    type: Literal["year", "half", "quarter", "month", "range"]
    year: int
    part: int | None
    start: str
    end: str


class Person(NamedTuple):
    """Someone a report names; `position` is None where the report names none."""

    name: str
    position: str | None = None


class Report(NamedTuple):
    """A report as it is understood. Unknown is None, never a guess.

    `published` is ISO 8601, a date or a local date and time (`"2012-12-18T09:30"`); `event_date` is
    a date. `province` is the one named then, `province_now` the unit it belongs to today.
    `file` is the path below its source, None for a line of a JSON lines file. `agency` is the office
    that holds the conference or reports, by its full name without its place; `districts` have their type.
    """

    id: str
    title: str
    body: str
    published: str | None = None
    event_date: str | None = None
    period: Period | None = None
    plan_period: Period | None = None
    province: str | None = None
    province_now: str | None = None
    kind: Kind = "khác"
    byline: str | None = None
    file: str | None = None
    publisher: str | None = None
    agency: str | None = None
    people: tuple[Person, ...] = ()
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that gave no report, and the reason in plain words."""

    source: str
    reason: str
