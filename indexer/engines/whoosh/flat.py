"""A flat query: an OR of terms, ranked by score alone. The best reports are found without rows of flags.

This is what a plain search engine does; everything else goes through evaluate.py.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.engines.scoring import FIELD_WEIGHTS
from indexer.engines.whoosh.kernels import Kernels, Later
from indexer.engines.whoosh.reader import Postings, SegmentReader
from indexer.engines.whoosh.select import best_rows
from indexer.model import FIELDS, AllOf, AnyOf, AtLeast, Grade, Node, Query, Term

# Queries after which compiled loops are worth loading, and the most hits that they keep in order.
_WORTH_LOADING = 32
_MOST = 256


@dataclass(frozen=True, slots=True)
class Found:
    """How many reports hold a term, and those asked for with their scores."""

    total: int
    reports: Sequence[int]
    scores: Sequence[float]


def flat_terms(query: Query) -> Sequence[Term] | None:
    """The terms of a flat query; None for any other."""
    if query.filters or query.optional:
        return None
    match: Node = query.match
    while isinstance(match, AllOf | AnyOf | AtLeast) and len(match.nodes) == 1:
        if isinstance(match, AtLeast) and match.count != 1:
            return None
        (match,) = match.nodes
    if isinstance(match, Term):
        return _plain([match])
    if isinstance(match, AnyOf) or (isinstance(match, AtLeast) and match.count == 1):
        return _plain([_only(node) for node in match.nodes])
    return None


def _only(node: Node) -> Node:
    return node.nodes[0] if isinstance(node, AnyOf) and len(node.nodes) == 1 else node


def _plain(nodes: Sequence[Node]) -> list[Term] | None:
    terms = [node for node in nodes if isinstance(node, Term)]
    if len(terms) < len(nodes) or any(term.grade is not Grade.EXACT or term.weight <= 0 for term in terms):
        return None
    return terms


class FlatSearch:
    """Safe to use from several threads."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._kernels = Later(_WORTH_LOADING)
        self._scratch = threading.local()

    def best(self, terms: Sequence[Term], count: int) -> Found:
        """The `count` best reports, equal scores by id."""
        lists = []
        for field in FIELDS:
            for term in terms:
                postings = self._reader.postings(field, term.layer, term.text)
                if postings is not None:
                    lists.append((postings, FIELD_WEIGHTS[field] * term.weight * postings.idf))
        kernels = self._kernels.get()
        if kernels and 0 < count <= _MOST:
            return self._compiled(kernels, lists, count)
        return self._by_rows(lists, count)

    def _compiled(self, kernels: Kernels, lists: Sequence[tuple[Postings, float]], count: int) -> Found:
        if not hasattr(self._scratch, "scores"):
            self._scratch.scores = np.zeros(self._reader.reports)
            self._scratch.touched = np.empty(self._reader.reports, np.uint32)
        scores, touched = self._scratch.scores, self._scratch.touched
        total = 0
        for postings, weight in lists:
            total = kernels.add(postings.reports, postings.impacts, weight, scores, touched, total)
        rows, found = np.empty(count, np.int64), np.empty(count)
        kept = kernels.best(scores, touched, total, self._reader.id_rank, rows, found)
        return Found(total, rows[:kept].tolist(), found[:kept].tolist())

    def _by_rows(self, lists: Sequence[tuple[Postings, float]], count: int) -> Found:
        if len(lists) == 1:
            ((postings, weight),) = lists
            rows, scores = postings.reports.astype(np.int64), postings.impacts * weight
        else:
            row = np.zeros(self._reader.reports)
            for postings, weight in lists:
                row[postings.reports] += postings.impacts * weight
            rows = np.flatnonzero(row)
            scores = row[rows]
        best = best_rows(rows, scores, self._reader.id_rank, count)
        return Found(len(rows), rows[best].tolist(), scores[best].tolist())
