"""Executes the query algebra over arrays: a row for every report of the collection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.engines.scoring import FIELD_WEIGHTS, bm25, idf, weakest_grade
from indexer.engines.whoosh.postings import Postings
from indexer.model import FIELDS, AllOf, AnyOf, AtLeast, FieldName, Grade, Layer, Node, Not, Phrase, Term

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]
Grades = NDArray[np.int8]
WEAKEST = np.int8(max(Grade))


@dataclass(frozen=True, slots=True)
class Matches:
    """How each report matches: at all, reaching the minimum, with which score and grade.

    `missing` is the weakest grade that a unit the report lacks would have had.
    """

    any: Flags
    strict: Flags
    score: Scores
    grade: Grades
    missing: Grades


class Evaluator:
    """`lengths` holds, for each field and layer, the number of terms of every report."""

    def __init__(
        self,
        reports: int,
        lengths: dict[tuple[FieldName, Layer], Scores],
        postings: Callable[[FieldName, Layer, str], Postings],
        positions: Callable[[FieldName, Layer, str, int], Sequence[int]],
    ) -> None:
        self._reports = reports
        self._lengths = lengths
        self._means = {key: float(row.mean()) if reports else 0.0 for key, row in lengths.items()}
        self._postings = postings
        self._positions = positions

    def matches(self, node: Node) -> Matches:
        if isinstance(node, Term):
            return self._term(node)
        if isinstance(node, Phrase):
            return self._phrase(node)
        if isinstance(node, Not):
            return self._selected(~self.matches(node.node).any, np.zeros(self._reports), Grade.EXACT)
        children = [self.matches(child) for child in node.nodes]
        if not children:
            empty = isinstance(node, AllOf)
            return self._selected(np.full(self._reports, empty), np.zeros(self._reports), Grade.EXACT)
        if isinstance(node, AnyOf):
            return self._any_of(children)
        return self._all_of(children) if isinstance(node, AllOf) else self._at_least(node, children)

    def score(self, term: Term) -> Scores:
        """The term's weighted BM25 over both fields; 0 where a report lacks it."""
        total = np.zeros(self._reports)
        for field in FIELDS:
            found = self._postings(field, term.layer, term.text)
            if len(found.reports):
                length = self._lengths[field, term.layer][found.reports]
                rarity = idf(self._reports, len(found.reports))
                mean = self._means[field, term.layer]
                weight = FIELD_WEIGHTS[field] * term.weight
                total[found.reports] += weight * bm25(found.frequencies, length, mean, rarity)
        return total

    def phrase_ordinals(self, phrase: Phrase, field: FieldName, number: int) -> list[int]:
        """Ordinals at which the phrase begins in a field of a report."""
        begins: set[int] | None = None
        for shift, text in enumerate(phrase.texts):
            found = {at - shift for at in self._positions(field, phrase.layer, text, number)}
            begins = found if begins is None else begins & found
            if not begins:
                return []
        return sorted(begins or ())

    def _term(self, term: Term) -> Matches:
        held = np.zeros(self._reports, np.bool_)
        for field in FIELDS:
            held[self._postings(field, term.layer, term.text).reports] = True
        return self._selected(held, self.score(term), term.grade)

    def _phrase(self, phrase: Phrase) -> Matches:
        held = np.zeros(self._reports, np.bool_)
        for field in FIELDS:
            rows = [self._postings(field, phrase.layer, text).reports for text in set(phrase.texts)]
            candidates = rows[0] if rows else np.empty(0, np.int64)
            for row in sorted(rows[1:], key=len):
                candidates = np.intersect1d(candidates, row, assume_unique=True)
            for number in candidates.tolist():
                held[number] |= bool(self.phrase_ordinals(phrase, field, number))
        return self._selected(held, np.zeros(self._reports), phrase.grade)

    def _selected(self, held: Flags, score: Scores, grade: Grade) -> Matches:
        grades = np.full(self._reports, grade, np.int8)
        return Matches(held, held, score, grades, np.zeros(self._reports, np.int8))

    def _any_of(self, children: Sequence[Matches]) -> Matches:
        held = _any(child.any for child in children)
        strict = _any(child.strict for child in children)
        best_strict = _min(np.where(child.strict, child.grade, WEAKEST) for child in children)
        best = _min(np.where(child.any, child.grade, WEAKEST) for child in children)
        missing = _max(np.where(child.any, child.missing, np.int8(0)) for child in children)
        return Matches(held, strict, self._sum(children), np.where(strict, best_strict, best), missing)

    def _all_of(self, children: Sequence[Matches]) -> Matches:
        held = _all(child.any for child in children)
        strict = _all(child.strict for child in children)
        missing = _max(child.missing for child in children)
        return Matches(held, strict, self._sum(children), self._worst(children), missing)

    def _at_least(self, node: AtLeast, children: Sequence[Matches]) -> Matches:
        held = _any(child.any for child in children)
        strict = _sum(child.strict for child in children) >= node.count
        missing = _max(
            np.where(match.any, match.missing, np.int8(weakest_grade(child)))
            for child, match in zip(node.nodes, children, strict=True)
        )
        return Matches(held, held & strict, self._sum(children), self._worst(children), missing)

    def _sum(self, children: Sequence[Matches]) -> Scores:
        total = np.zeros(self._reports)
        for child in children:
            total += np.where(child.any, child.score, 0.0)
        return total

    def _worst(self, children: Sequence[Matches]) -> Grades:
        return _max(np.where(child.any, child.grade, np.int8(0)) for child in children)


def _any(rows: Iterable[Flags]) -> Flags:
    row: Flags = np.logical_or.reduce(np.stack(list(rows)), axis=0)
    return row


def _all(rows: Iterable[Flags]) -> Flags:
    row: Flags = np.logical_and.reduce(np.stack(list(rows)), axis=0)
    return row


def _max(rows: Iterable[Grades]) -> Grades:
    row: Grades = np.maximum.reduce(np.stack(list(rows)), axis=0)
    return row


def _min(rows: Iterable[Grades]) -> Grades:
    row: Grades = np.minimum.reduce(np.stack(list(rows)), axis=0)
    return row


def _sum(rows: Iterable[Flags]) -> Numbers:
    row: Numbers = np.add.reduce(np.stack(list(rows)), axis=0, dtype=np.int64)
    return row
