"""Questions to the search service, and its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, pairwise
from typing import Literal, NamedTuple, overload

from indexer.model.queries import Note, Sort
from indexer.model.reports import Report
from indexer.model.terms import Grade


class Piece(NamedTuple):
    """A stretch of a text; `matched` pieces are the ones to mark."""

    text: str
    matched: bool


class Pieces(Sequence[Piece]):
    """A text in pieces, which joined are the text: kept as `text`, and where its matched ones begin and end.

    >>> pieces = Pieces("Sở TT&TT", (3, 8))
    >>> list(pieces)
    [Piece(text='Sở ', matched=False), Piece(text='TT&TT', matched=True)]
    """

    __slots__ = ("bounds", "text")

    def __init__(self, text: str, bounds: tuple[int, ...] = ()) -> None:
        self.text = text
        self.bounds = bounds

    def __iter__(self) -> Iterator[Piece]:
        cuts = pairwise((0, *self.bounds, len(self.text)))
        rows = zip(cuts, cycle((False, True)), strict=False)
        return (Piece(self.text[begin:end], matched) for (begin, end), matched in rows if begin < end)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, at: int) -> Piece: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Piece, ...]: ...
    def __getitem__(self, at: int | slice) -> Piece | tuple[Piece, ...]:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pieces):
            return NotImplemented
        return (self.text, self.bounds) == (other.text, other.bounds)

    def __hash__(self) -> int:
        return hash((self.text, self.bounds))

    def __repr__(self) -> str:
        return f"Pieces({self.text!r}, {self.bounds!r})"


FILTERS = (
    *("province", "province_old", "year", "kind"),
    *("plan_year", "publisher", "agency", "person", "district"),
)
"""The filters of a request that take values: attributes of reports, and names of parameters."""


FACET_SIZE = 200
"""Values of a facet, unless told otherwise."""


class SearchRequest(NamedTuple):
    """What was asked. Several values of one filter are OR, filters among each other AND.

    `fold`: nearly the same reports of a page are one result. `facet_size`: the most values of a facet, beside
    those that are filtered by.
    """

    text: str = ""
    province: tuple[str, ...] = ()
    province_old: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    kind: tuple[str, ...] = ()
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    expand: bool = True
    off: tuple[str, ...] = ()
    plan_year: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    fold: bool = False
    facet_size: int = FACET_SIZE


Difference = Literal["title", "publisher", "published", "byline"]


@dataclass(frozen=True, slots=True)
class SameReport:
    """A copy of a report: nearly the same text, elsewhere; `differs` names what of it is not the same."""

    id: str
    title: str
    publisher: str | None
    published: str | None
    differs: tuple[Difference, ...] = ()


class Hit(NamedTuple):
    """A result: the report's facts, its title with marks, and up to three passages.

    `matches` counts the marks in the body, of a huge one the first some hundred; `more` says how many marked
    places the passages leave out. `first_marks[i]` is the number, from 1 on, of the first mark of passage i,
    or 0 where that cannot be said. `same` are copies that would have come later on the page.
    """

    report: Report
    title_pieces: Pieces
    snippets: tuple[Pieces, ...]
    score: float
    grade: Grade
    loose: bool
    matches: int = 0
    more: int = 0
    first_marks: tuple[int, ...] = ()
    same: tuple[SameReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A report that is like another one, and its score among those."""

    report: Report
    score: float


# The values of a facet in the order in which they are shown, and how many reports have each.
FacetValues = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another query that may have been meant; `url` is a path of the site."""

    text: str
    url: str


CompletionType = Literal["title", "phrase", "place", "person"]


@dataclass(frozen=True, slots=True)
class Completion:
    """What the beginning of a query may become."""

    text: str
    type: CompletionType


class Page(NamedTuple):
    """One page of an answer. `pages` counts the pages that hold hits, 0 where there is none.

    A `partial` answer is one to a part of what was asked: there was too much of it, or too little time.
    """

    request: SearchRequest
    understood: str
    notes: tuple[Note, ...]
    total: int
    total_loose: int
    pages: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Mapping[str, FacetValues]
    generation: str
    suggestion: Suggestion | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A marked place of a report: the number of its first mark (from 1) and a short text around it."""

    mark: int
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report with the matches of a query marked, and its marked places in order.

    Where `more` match than the limit of marks, only some are marked. `original`: the file it was read from
    is there to be handed out.
    """

    report: Report
    title_pieces: Pieces
    body_pieces: Pieces
    passages: tuple[Passage, ...]
    marks: int
    more: bool = False
    original: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """What the live collection holds, for the first page and for `status`."""

    generation: str
    created: str
    reports: int
    year_from: int | None
    year_to: int | None
    facets: Mapping[str, FacetValues] = field(default_factory=dict)
