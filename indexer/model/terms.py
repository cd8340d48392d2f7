"""Texts as terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Literal

from indexer.model.reports import Report


class Layer(StrEnum):
    """A way of reading a text as terms; each layer is indexed apart, for title and for body."""

    SYLLABLE = "syllable"  # exact diacritics, canonical tone placement
    BARE = "bare"  # no diacritics, đ -> d
    PAIR = "pair"  # two neighbouring syllables
    BARE_PAIR = "bare_pair"
    WORD = "word"  # two syllables or more, by underthesea
    CANONICAL = "canonical"  # numbers, dates, document numbers, shorthand


class Grade(IntEnum):
    """How a report matched what was typed, from the best to the weakest."""

    EXACT = 0
    VARIANT = 1
    SHORTHAND = 2
    BARE = 3
    KEYBOARD = 4
    CORRECTED = 5

    @property
    def tier(self) -> int:
        """0 for what was typed, however it is written or shortened; 1 for another reading of it.

        Hits of tier 0 come first: what was typed with accents is respected.
        """
        return int(self >= Grade.BARE)


FieldName = Literal["title", "body"]
FIELDS: tuple[FieldName, ...] = ("title", "body")


@dataclass(frozen=True, slots=True)
class Token:
    """A term at the ordinals `first` to `last` (inclusive) of its text; -1 where it stands nowhere in it."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """One text as terms. `offsets[i]` are the characters of ordinal i; each layer is in text order."""

    offsets: tuple[tuple[int, int], ...]
    layers: Mapping[Layer, tuple[Token, ...]]


@dataclass(frozen=True, slots=True)
class IndexedReport:
    """What an engine is given of a report: finished terms, attributes to filter by, and the report.

    `attributes` maps a facet (`province`, `province_old`, `year`, `kind`) to its values; where
    nothing is known the value is `"none"`. `sort_date` is an ISO date or None.
    """

    report: Report
    title: Analysis
    body: Analysis
    attributes: Mapping[str, tuple[str, ...]]
    sort_date: str | None


@dataclass(frozen=True, slots=True)
class StoredReport:
    """What an engine gives back: the report and the characters of each ordinal of its two texts."""

    report: Report
    title_offsets: tuple[tuple[int, int], ...]
    body_offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Ordinals `first` to `last` (inclusive) of a field that a query matched.

    A weak span (a function syllable) is marked only where it touches one that is not.
    """

    field: FieldName
    first: int
    last: int
    weak: bool = False
