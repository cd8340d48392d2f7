"""Executes the query algebra over arrays: a row for every report of the collection.

Scores of all terms add up in one row. How a report matches is kept in small rows of flags and grades; a
grade that is the same for every report is kept as one number.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.engines.scoring import FIELD_WEIGHTS, weakest_grade
from indexer.engines.whoosh.phrases import find_phrase
from indexer.engines.whoosh.reader import Integers, SegmentReader
from indexer.model import FIELDS, AllOf, AnyOf, AtLeast, Node, Not, Phrase, Term

Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]
Grades = NDArray[np.int8]
_NONE = np.int8(127)  # the grade of a report that does not match


@dataclass(frozen=True, slots=True)
class Matches:
    """How each report matches: at all, reaching the minimum, and by which grade.

    `missing` is the weakest grade that a unit the report lacks would have had. Grades say nothing of
    reports that do not match.
    """

    any: Flags
    strict: Flags
    grade: Grades | int
    missing: Grades | int = 0


class Evaluator:
    """Evaluates one query; `scores` is complete when all its nodes have been.

    What is not reached by the deadline matches nothing, and `partial` says so.
    """

    def __init__(self, reader: SegmentReader, deadline: float | None = None) -> None:
        self._reader = reader
        self._reports = reader.reports
        self._deadline = deadline
        self.partial = False
        self.scores: Scores = np.zeros(reader.reports)

    def _late(self) -> bool:
        if self._deadline is not None and time.monotonic() >= self._deadline:
            self.partial = True
        return self.partial

    def matches(self, node: Node) -> Matches:
        """Adds the node's scores to `scores`, also for reports that only a part of an AllOf matches."""
        if isinstance(node, Term):
            held = self._none()
            for reports in self.add(node):
                held[reports] = True
            return Matches(held, held, node.grade)
        if isinstance(node, Phrase):
            held = self._none()
            for field in FIELDS if not self._late() else ():
                held[find_phrase(self._reader, node, field)] = True
            return Matches(held, held, node.grade)
        if isinstance(node, Not):
            inner = Evaluator(self._reader, self._deadline)
            held = ~inner.matches(node.node).any
            if inner.partial:  # What it does not hold is not known.
                self.partial, held = True, self._none()
            return Matches(held, held, 0)
        if isinstance(node, AnyOf):
            return self._any_of(node)
        return self._all_of(node) if isinstance(node, AllOf) else self._at_least(node)

    def add(self, term: Term) -> list[Integers]:
        """Adds the term's weighted BM25 in both fields; the reports that hold it in each."""
        found = []
        for field in FIELDS if not self._late() else ():
            postings = self._reader.postings(field, term.layer, term.text)
            if postings is not None:
                reports = postings.reports.astype(np.int64)  # as an index has to be: once for all uses
                found.append(reports)
                weight = FIELD_WEIGHTS[field] * term.weight * postings.idf
                self.scores[reports] += postings.impacts * weight
        return found

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
        held, strict = _any([child.any for child in children]), _any([child.strict for child in children])
        best = _min([np.where(child.any, child.grade, _NONE) for child in children])
        best_strict = _min([np.where(child.strict, child.grade, _NONE) for child in children])
        missing = _max([np.where(child.any, child.missing, 0).astype(np.int8) for child in children])
        return Matches(held, strict, np.where(strict, best_strict, best), missing)

    def _any_term(self, terms: Sequence[Term]) -> Matches:
        grade: Grades = np.full(self._reports, _NONE, np.int8)
        for term in sorted(terms, key=lambda term: -term.grade):
            for reports in self.add(term):
                grade[reports] = term.grade
        held = grade != _NONE
        return Matches(held, held, terms[0].grade if len({term.grade for term in terms}) == 1 else grade)

    def _gated(self, node: Node) -> Matches:
        """A node whose scores count only for reports that match it: parts of an AllOf match others too."""
        if not _holds_all_of(node):
            return self.matches(node)
        outer, self.scores = self.scores, np.zeros(self._reports)
        found = self.matches(node)
        outer[found.any] += self.scores[found.any]
        self.scores = outer
        return found

    def _all_of(self, node: AllOf) -> Matches:
        children = [self._gated(child) for child in node.nodes]
        if len(children) == 1:
            return children[0]
        if not children:
            everything = ~self._none()
            return Matches(everything, everything, 0)
        held, strict = children[0].any, children[0].strict
        for child in children[1:]:
            held, strict = held & child.any, strict & child.strict
        return Matches(
            held, strict, _worst([child.grade for child in children]), _worst([c.missing for c in children])
        )

    def _at_least(self, node: AtLeast) -> Matches:
        children = [self._gated(child) for child in node.nodes]
        if len(children) == 1 and node.count == 1:
            return children[0]
        counts = np.zeros(self._reports, np.uint16)
        for child in children:
            counts += child.strict
        held = _any([child.any for child in children])
        strict = held & (counts >= node.count)
        grades, missing = [], []
        for unit, part in zip(node.nodes, children, strict=True):
            weakest = int(weakest_grade(unit))
            grades.append(part.grade * part.any if not _always(part.grade, 0) else 0)
            lacking = isinstance(part.missing, np.ndarray) or part.missing != weakest
            missing.append(np.where(part.any, part.missing, np.int8(weakest)) if lacking else weakest)
        return Matches(held, strict, _worst(grades), _worst(missing))


def _always(grade: Grades | int, value: int) -> bool:
    return not isinstance(grade, np.ndarray) and grade == value


def _holds_all_of(node: Node) -> bool:
    """Whether some part of a node can match where the node does not."""
    if isinstance(node, AllOf):
        return len(node.nodes) > 1
    return isinstance(node, AnyOf | AtLeast) and any(map(_holds_all_of, node.nodes))


def _any(rows: Sequence[Flags]) -> Flags:
    if len(rows) == 1:
        return rows[0]
    held = rows[0] | rows[1]
    for row in rows[2:]:
        np.logical_or(held, row, out=held)
    return held


def _min(rows: Sequence[Grades]) -> Grades:
    row: Grades = np.minimum.reduce(rows)
    return row


def _max(rows: Sequence[Grades]) -> Grades:
    row: Grades = np.maximum.reduce(rows)
    return row


def _worst(grades: Sequence[Grades | int]) -> Grades | int:
    """The weakest of several rows of grades, of which some are one number."""
    rows = [grade for grade in grades if isinstance(grade, np.ndarray)]
    least = max((int(grade) for grade in grades if not isinstance(grade, np.ndarray)), default=0)
    if not rows:
        return least
    row = rows[0].astype(np.int8, copy=False)
    for other in rows[1:]:
        row = np.maximum(row, other.astype(np.int8, copy=False))
    return np.maximum(row, np.int8(least)) if least else row
