"""Executes the query algebra over arrays: a row for every report of the collection.

Scores of all terms add up in one row. How a report matches is kept in small rows of flags and grades; a
grade that is the same for every report is kept as one number.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.scoring import FIELD_WEIGHTS, weakest_grade
from indexer.engines.whoosh.field import Numbers
from indexer.engines.whoosh.phrases import find_phrase
from indexer.engines.whoosh.reader import SegmentReader
from indexer.kernels import Kernels
from indexer.model import FIELDS, AllOf, AnyOf, AtLeast, Grade, Node, Not, Phrase, Term

Impacts = NDArray[np.float32]
Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]
Grades = NDArray[np.int8]
_NONE = np.int8(127)  # the grade of a report that does not match
_CHOICES = (AnyOf, AtLeast)
_EXACT = Grade.EXACT  # what an enumeration holds takes longer to ask for
_MOST_COUNTED = 127  # units, in a row of small numbers


class Matches(NamedTuple):
    """How each report matches: at all, reaching the minimum, and by which grade.

    `missing` is the weakest grade that a unit the report lacks would have had. Grades say nothing of
    reports that do not match.
    """

    any: Flags
    strict: Flags
    grade: Grades | int
    missing: Grades | int = 0

    def passing(self, passed: Flags) -> Matches:
        """Those that pass a filter too."""
        strict = self.strict & passed
        return self._replace(strict=strict, any=strict if self.any is self.strict else self.any & passed)


class Evaluator:
    """Evaluates one query; `scores` is complete when all its nodes have been.

    What is not reached by the deadline matches nothing, and `partial` says so.
    """

    def __init__(
        self, reader: SegmentReader, deadline: float | None = None, kernels: Kernels | None = None
    ) -> None:
        self._reader = reader
        self._reports = reader.reports
        self._deadline = deadline
        self._kernels = kernels
        self._score: Callable[..., None] = kernels.score if kernels else score
        self._count: Callable[..., None] = kernels.count if kernels else count
        self.partial = False
        self.scores: Scores = np.zeros(reader.reports)

    def _late(self) -> bool:
        if self._deadline is not None and time.monotonic() >= self._deadline:
            self.partial = True
        return self.partial

    def matches(self, node: Node) -> Matches:
        """Adds the node's scores to `scores`, also for reports that only a part of an AllOf matches."""
        if isinstance(node, Term):
            return self._any_term([node])
        if isinstance(node, Phrase):
            held = self._none()
            for field in FIELDS if not self._late() else ():
                held[find_phrase(self._reader, node, field)] = True
            return Matches(held, held, node.grade)
        if isinstance(node, Not):
            inner = Evaluator(self._reader, self._deadline, self._kernels)
            held = ~inner.matches(node.node).any
            if inner.partial:  # What it does not hold is not known.
                self.partial, held = True, self._none()
            return Matches(held, held, 0)
        if isinstance(node, AnyOf):
            return self._any_of(node)
        return self._all_of(node) if isinstance(node, AllOf) else self._at_least(node)

    def add_optional(self, terms: Sequence[Term]) -> None:
        """Adds what terms that need not match are worth."""
        unread: Grades = np.empty(self._reports, np.int8)
        for term in terms:
            self.add(term, unread, 0)

    def add(self, term: Term, marks: Grades, mark: int) -> None:
        """Adds the term's weighted BM25 in both fields, and marks the reports that hold it."""
        for reports, impacts, weight in self._weighted(term):
            self._score(reports, impacts, weight, self.scores, marks, mark)

    def _weighted(self, term: Term) -> list[tuple[Numbers, Impacts, float]]:
        """The postings of a term in each field, and what impacts are worth there; none once it is late."""
        if self._late():
            return []
        layer, text, worth, _ = term
        return [
            (reports, impacts, FIELD_WEIGHTS[field] * worth * idf)
            for field, (reports, impacts, _, idf) in self._reader.postings(layer, text)
        ]

    def _none(self) -> Flags:
        return np.zeros(self._reports, np.bool_)

    def _any_of(self, node: AnyOf) -> Matches:
        terms = [child for child in node.nodes if isinstance(child, Term)]
        children = [self._gated(child) for child in node.nodes if not isinstance(child, Term)]
        if terms:
            children.append(self._any_term(terms))
        if len(children) == 1:
            return children[0]
        if not children:
            return Matches(self._none(), self._none(), 0)
        held, strict = _combined(or_, children)
        grade = _strongest([(child.any, child.grade) for child in children])
        if strict is not held:
            grade = np.where(strict, _strongest([(child.strict, child.grade) for child in children]), grade)
        return Matches(held, strict, grade, _worst([_where(child.any, child.missing) for child in children]))

    def _any_term(self, terms: Sequence[Term]) -> Matches:
        """Terms of which each report that holds several matches by the strongest."""
        grades = {int(term.grade) for term in terms}
        if len(grades) == 1:
            marks: Grades = np.zeros(self._reports, np.int8)
            for term in terms:
                self.add(term, marks, 1)
            held = marks.view(np.bool_)
            return Matches(held, held, grades.pop())
        marks = np.full(self._reports, _NONE, np.int8)
        for term in sorted(terms, key=lambda term: -term.grade):
            self.add(term, marks, int(term.grade))
        held = marks != _NONE
        return Matches(held, held, marks)

    def _gated(self, node: Node) -> Matches:
        """A node whose scores count only for reports that match it: parts of an AllOf match others too."""
        if not _holds_all_of(node):
            return self.matches(node)
        outer, self.scores = self.scores, np.zeros(self._reports)
        found = self.matches(node)
        np.add(outer, self.scores, out=outer, where=found.any)
        self.scores = outer
        return found

    def _all_of(self, node: AllOf) -> Matches:
        children = [self._gated(child) for child in node.nodes]
        if len(children) == 1:
            return children[0]
        if not children:
            everything = ~self._none()
            return Matches(everything, everything, 0)
        held, strict = _combined(and_, children)
        grade, missing = ([child.grade for child in children], [child.missing for child in children])
        return Matches(held, strict, _worst(grade), _worst(missing))

    def _at_least(self, node: AtLeast) -> Matches:
        if units := _exact_units(node):
            return self._counted(units, node.count)
        children = [self._gated(child) for child in node.nodes]
        if len(children) == 1 and node.count == 1:
            return children[0]
        held = reduce(or_, [child.any for child in children])
        strict = held & _in_at_least(node.count, [child.strict for child in children])
        grades: list[Grades | int] = []
        missing: list[Grades | int] = []
        for unit, part in zip(node.nodes, children, strict=True):
            grades.append(_where(part.any, part.grade))
            missing.append(part.missing)
            weakest = int(weakest_grade(unit))
            if isinstance(part.missing, np.ndarray) or part.missing != weakest:
                missing.append(_where(~part.any, weakest))
        return Matches(held, strict, _worst(grades), _worst(missing))

    def _counted(self, units: Sequence[Sequence[Term]], least: int) -> Matches:
        """Units of exact terms: all reports match by one grade, and one row counts the units of each."""
        counts, latest = np.zeros((2, self._reports), np.int8)
        for unit, terms in enumerate(units, start=1):
            for term in terms:
                for reports, impacts, weight in self._weighted(term):
                    self._count(reports, impacts, weight, self.scores, counts, latest, unit)
        held = counts > 0
        return Matches(held, held if least <= 1 else counts >= least, 0)


def score(
    reports: Numbers,
    impacts: Impacts,
    weight: float,
    scores: Scores,
    marks: Grades,
    mark: int,
) -> None:
    """What `kernels.score` does, to the last bit."""
    marks[_scored(reports, impacts, weight, scores)] = mark


def count(
    reports: Numbers,
    impacts: Impacts,
    weight: float,
    scores: Scores,
    counts: Grades,
    latest: Grades,
    unit: int,
) -> None:
    """What `kernels.count` does, to the last bit."""
    rows = _scored(reports, impacts, weight, scores)
    counts[rows] += latest[rows] != unit
    latest[rows] = unit


def _scored(reports: Numbers, impacts: Impacts, weight: float, scores: Scores) -> NDArray[np.int64]:
    """Adds a term's postings to `scores`; the reports, as an index has to be: once for all uses."""
    rows = reports.astype(np.int64)
    # Of the scores' type, it is one pass.
    np.add.at(scores, rows, (impacts * np.float32(weight)).astype(np.float64))
    return rows


def _exact_units(node: AtLeast) -> list[Sequence[Term]]:
    """The terms of each unit where all are exact, as of most queries; else none."""
    units: list[Sequence[Term]] = []
    for unit in node.nodes if len(node.nodes) <= _MOST_COUNTED else ():
        nodes = unit.nodes if isinstance(unit, AnyOf) else (unit,)
        terms = [term for term in nodes if isinstance(term, Term) and term.grade is _EXACT]
        if len(terms) < len(nodes):
            return []
        units.append(terms)
    return units


def _holds_all_of(node: Node) -> bool:
    """Whether some part of a node can match where the node does not."""
    if isinstance(node, _CHOICES):
        return any(_holds_all_of(child) for child in node.nodes if not isinstance(child, Term))
    return isinstance(node, AllOf) and len(node.nodes) > 1


def _combined(how: Callable[[Flags, Flags], Flags], children: Sequence[Matches]) -> tuple[Flags, Flags]:
    """What the children match, and match strictly; one row where that is the same of each."""
    held = reduce(how, [child.any for child in children])
    if all(child.strict is child.any for child in children):
        return held, held
    return held, reduce(how, [child.strict for child in children])


def _in_at_least(count: int, rows: Sequence[Flags]) -> Flags:
    """What so many of the rows hold."""
    if count == len(rows):  # as of two units, which most queries have
        return reduce(and_, rows)
    counts = np.zeros(len(rows[0]), np.min_scalar_type(len(rows)))
    for row in rows:
        counts += row.view(np.uint8)
    reached: Flags = counts >= count
    return reached


def _where(flags: Flags, grade: Grades | int) -> Grades | int:
    """A grade where the flags are, and the strongest elsewhere."""
    if not isinstance(grade, np.ndarray) and not grade:
        return grade
    row: Grades = flags.view(np.int8) * np.asarray(grade, np.int8)
    return row


def _strongest(grades: Sequence[tuple[Flags, Grades | int]]) -> Grades:
    """The strongest of several grades, each of which counts where its flags are."""
    # All bits of _NONE are set: with "or" nothing else is left elsewhere. np.where takes three times as long.
    rows = [(~flags).view(np.int8) * _NONE | grade for flags, grade in grades]
    return reduce(np.minimum, rows)


def _worst(grades: Sequence[Grades | int]) -> Grades | int:
    """The weakest of several rows of grades, of which some are one number."""
    rows = [grade for grade in grades if isinstance(grade, np.ndarray)]
    least = max([grade for grade in grades if not isinstance(grade, np.ndarray)], default=0)
    if not rows:
        return least
    row = rows[0].astype(np.int8, copy=False)
    for other in rows[1:]:
        row = np.maximum(row, other.astype(np.int8, copy=False))
    return np.maximum(row, np.int8(least)) if least else row
