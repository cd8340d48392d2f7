"""Texts as terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, overload

from indexer.model.reports import Original, Report

if TYPE_CHECKING:  # not for those who need no numpy
    from indexer.model.rows import Offsets


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


class Token(NamedTuple):
    """A term at the ordinals `first` to `last` (inclusive) of its text; -1 where it stands nowhere in it."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Tokens(Sequence[Token]):
    """A layer of one text as columns, in text order: term i stands at `firsts[i]` to `lasts[i]`.

    Millions of terms pass through a rebuild, so that a `Token` is made only for who asks for one.

    >>> Tokens(["công nghệ"], [3], [4])[0]
    Token(text='công nghệ', first=3, last=4)
    """

    texts: Sequence[str] = ()
    firsts: Sequence[int] = ()
    lasts: Sequence[int] = ()

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Tokens: ...
    def __getitem__(self, at: int | slice) -> Token | Tokens:
        if isinstance(at, slice):
            return Tokens(self.texts[at], self.firsts[at], self.lasts[at])
        return Token(self.texts[at], self.firsts[at], self.lasts[at])

    def __iter__(self) -> Iterator[Token]:
        return map(Token, self.texts, self.firsts, self.lasts)


@dataclass(frozen=True, slots=True)
class Pairs(Sequence[Token]):
    """A layer of which every term is two neighbouring terms of another, a blank between them.

    >>> Pairs(Tokens(["hội", "nghị"], range(2), range(2)))[0]
    Token(text='hội nghị', first=0, last=1)
    """

    of: Tokens

    @property
    def texts(self) -> Sequence[str]:
        return [f"{left} {right}" for left, right in pairwise(self.of.texts)]

    @property
    def firsts(self) -> Sequence[int]:
        return self.of.firsts[:-1]

    @property
    def lasts(self) -> Sequence[int]:
        return self.of.lasts[1:]

    def __len__(self) -> int:
        return max(len(self.of) - 1, 0)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Tokens: ...
    def __getitem__(self, at: int | slice) -> Token | Tokens:
        return Tokens(self.texts, self.firsts, self.lasts)[at]

    def __iter__(self) -> Iterator[Token]:
        return map(Token, self.texts, self.firsts, self.lasts)


@dataclass(frozen=True, slots=True)
class Analysis:
    """One text as terms. `offsets[i]` are the characters of ordinal i. A layer left out has no terms."""

    offsets: Offsets
    layers: Mapping[Layer, Tokens | Pairs]


MentionType = Literal["title", "phrase", "place", "person", "definition"]


class Mention(NamedTuple):  # half of what a report makes are these, and dataclasses are made slowly
    """Something a report mentions: its syllables, what it is, and the way it is written there.

    Of a definition `key` is the short form and `text` the full one, both as syllables.
    """

    type: MentionType
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class IndexedReport:
    """What an engine is given of a report: finished terms, attributes to filter by, and the report.

    `attributes` maps a facet (`province`, `year`, `person` ...) to its values; where nothing is known the
    value is `"none"`. `sort_date` is an ISO date or None. `origin` is a sum of
    all that the report was made from. `signature` has the numbers by which nearly equal bodies are found,
    always the same count of them, or none.
    """

    report: Report
    title: Analysis
    body: Analysis
    attributes: Mapping[str, tuple[str, ...]]
    sort_date: str | None
    mentions: Sequence[Mention] = ()
    origin: str = ""
    signature: Sequence[int] = ()
    original: Original | None = None


class StoredReport(NamedTuple):
    """What an engine gives back: the report and the characters of each ordinal of its two texts."""

    report: Report
    title_offsets: Sequence[tuple[int, int]]
    body_offsets: Sequence[tuple[int, int]]
    original: Original | None = None


class Span(NamedTuple):
    """Ordinals `first` to `last` (inclusive) of a text that a query matched.

    A weak span (a function syllable) is marked only where it touches one that is not. A result page has
    hundreds of spans, and a tuple is made in a third of a dataclass's time.
    """

    first: int
    last: int
    weak: bool = False


class Spans(NamedTuple):
    """What a query matched in some reports: for each a row of spans in text order."""

    title: Sequence[Sequence[Span]]
    body: Sequence[Sequence[Span]]
