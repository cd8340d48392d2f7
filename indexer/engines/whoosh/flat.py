"""A flat query: an OR of terms, ranked by score alone. The best reports are found without rows of flags.

This is what a plain search engine does; everything else goes through evaluate.py.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.scoring import FIELD_WEIGHTS
from indexer.engines.whoosh.field import CACHED_TERMS, Numbers
from indexer.engines.whoosh.reader import SegmentReader
from indexer.engines.whoosh.select import best_rows
from indexer.kernels import MOST_KEPT, Kernels, Later
from indexer.model import AllOf, AnyOf, AtLeast, Grade, Layer, Node, Query, Term

# Postings that are fewer than one in so many reports are sorted: a row of all reports would cost more.
_FEW = 4
_FIRST = np.zeros(1, np.int64)

_GROUPS = (AllOf, AnyOf, AtLeast)
_EXACT = Grade.EXACT  # what an enumeration holds takes longer to ask for

# The reports of a term in a field, the impact of each, and what impacts are worth there.
Weighted = tuple[Numbers, NDArray[np.float32], float]
# How many reports hold a term, and those asked for with their scores: a tuple is made at once.
Found = tuple[int, Sequence[int], Sequence[float]]


def flat_terms(query: Query) -> Sequence[Term] | None:
    """The terms of a flat query; None for any other."""
    if query.filters or query.optional:
        return None
    match: Node = query.match
    while isinstance(match, _GROUPS) and len(match.nodes) == 1:
        if type(match) is AtLeast and match.count != 1:
            return None
        (match,) = match.nodes
    nodes: Sequence[Node] = (match,)
    if type(match) is AnyOf or (type(match) is AtLeast and match.count == 1):
        nodes = match.nodes
    terms = []
    for node in nodes:
        if type(node) is AnyOf and len(node.nodes) == 1:
            (node,) = node.nodes
        if type(node) is not Term or node.grade is not _EXACT or node.weight <= 0:
            return None
        terms.append(node)
    return terms


class FlatSearch:
    """Safe to use from several threads."""

    def __init__(self, reader: SegmentReader, kernels: Later) -> None:
        self._reader = reader
        self._kernels = kernels
        self._scratch = threading.local()
        self._weighted = lru_cache(CACHED_TERMS)(partial(_weigh, reader))

    def best(self, terms: Sequence[Term], count: int) -> Found:
        """The `count` best reports, equal scores by id."""
        lists = [
            (reports, impacts, weight * term.weight)
            for term in terms
            for reports, impacts, weight in self._weighted(term.layer, term.text)
        ]
        kernels = self._kernels.get()
        if kernels and 0 < count <= MOST_KEPT:
            return self._compiled(kernels, lists, count)
        return self._by_rows(lists, count)

    def _compiled(self, kernels: Kernels, lists: Sequence[Weighted], count: int) -> Found:
        try:
            scores, touched, rows, found = self._scratch.rows
        except AttributeError:  # the first query of a thread
            room = self._reader.reports
            scores, touched = np.zeros(room), np.empty(room, np.uint32)
            rows, found = np.empty(MOST_KEPT, np.int64), np.empty(MOST_KEPT)
            self._scratch.rows = scores, touched, rows, found
        total = 0
        for reports, impacts, weight in lists:
            total = kernels.add(reports, impacts, weight, scores, touched, total)
        kept = kernels.best(touched, total, scores, True, self._reader.id_rank, count, rows, found)
        return total, rows[:kept].tolist(), found[:kept].tolist()

    def _by_rows(self, lists: Sequence[Weighted], count: int) -> Found:
        if not lists:
            return 0, (), ()
        reports = np.concatenate([reports for reports, _, _ in lists])
        parts = np.concatenate([impacts * weight for _, impacts, weight in lists], dtype=np.float64)
        rows: NDArray[np.integer[Any]]
        if len(lists) == 1:
            rows, scores = reports, parts
        elif len(reports) * _FEW < self._reader.reports:
            order = reports.argsort(kind="stable")
            ordered = reports[order]
            new = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
            firsts = np.concatenate([_FIRST, new])
            rows, scores = ordered[firsts], np.add.reduceat(parts[order], firsts)
        else:
            sums = np.asarray(np.bincount(reports, parts), np.float64)
            rows = np.flatnonzero(sums)
            scores = sums[rows]
        best = best_rows(rows, scores, self._reader.id_rank, count)
        return len(rows), rows[best].tolist(), scores[best].tolist()


def _weigh(reader: SegmentReader, layer: Layer, text: str) -> Sequence[Weighted]:
    """The postings of a term in each field that has it, and what their impacts are worth."""
    return [
        (reports, impacts, FIELD_WEIGHTS[field] * idf)
        for field, (reports, impacts, _, idf) in reader.postings(layer, text)
    ]
