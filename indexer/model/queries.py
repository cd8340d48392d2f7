"""The query algebra: what a planner makes and an engine executes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from indexer.model.terms import Grade, Layer


class Term(NamedTuple):
    """Reports that hold `text` in `layer`, scored by BM25 times `weight`.

    A tuple: a query has a dozen, each made and hashed in a third of the time of a dataclass.
    """

    layer: Layer
    text: str
    weight: float = 1.0
    grade: Grade = Grade.EXACT


class Phrase(NamedTuple):
    """Reports that hold `texts` at consecutive ordinals of one field. It selects and does not score."""

    layer: Layer
    texts: tuple[str, ...]
    grade: Grade = Grade.EXACT


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Reports that match one of `nodes`: scores add up, the best grade counts."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Reports that match all of `nodes`: scores add up, the weakest grade counts.

    `AllOf(())` is every report.
    """

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Reports that match `count` of `nodes`; those that match fewer, but one, match loosely."""

    count: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Reports that do not match `node`, not even loosely."""

    node: Node


Node = Term | Phrase | AnyOf | AllOf | AtLeast | Not


@dataclass(frozen=True, slots=True)
class Filter:
    """Reports with one of `values` in `attribute`, or, with `low`/`high` (inclusive), a number between."""

    attribute: str
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something the planner did with what was typed; `off` is the parameter that switches it off."""

    kind: str
    source: str
    target: str
    off: str


class Query(NamedTuple):
    """A planned query. `match` selects and scores; `optional` only adds to the score of what matched.

    With `tiers`, hits of tier 0 come first whatever their score; a unit that a report lacks counts
    with its weakest reading, so that nothing is gained by lacking it. With `minimum_first`, reports
    that reach the minimum come before all that do not. A `literal` query is made of quoted phrases
    alone: what is marked is just these runs. One that was `cut` asks for less than was typed.
    """

    text: str
    understood: str
    match: Node
    optional: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    notes: tuple[Note, ...] = ()
    tiers: bool = True
    minimum_first: bool = True
    literal: bool = False
    cut: bool = False


Sort = Literal["relevance", "newest", "oldest"]


class EngineHit(NamedTuple):
    """`group` is the id of the first report of nearly the same body; "" where there is no other.

    A tuple: making ten hits of a frozen class took a third of the time of a flat query.
    """

    id: str
    score: float
    grade: Grade
    loose: bool
    group: str = ""


class EngineResult(NamedTuple):
    """`total` reports reach the minimum and `total_loose` do not; facets count the former.

    A `partial` result may lack reports: time was up before all of the query was looked for.
    """

    total: int
    total_loose: int
    hits: tuple[EngineHit, ...]
    facets: Mapping[str, Mapping[str, int]]
    partial: bool = False
