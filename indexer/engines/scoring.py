"""The score: a weighted sum of BM25 over layers and fields. One pure function, used by every engine.

BM25 as in Robertson & Zaragoza (2009) with Lucene's idf, which is never negative, and exact lengths.
"""

from __future__ import annotations

import math
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from indexer.model import FieldName, Grade, Node, Not, Phrase, Term

K1 = 1.2
B = 0.75
# A title says what a report is about; a match there counts on top of one in the body. The folds of
# tests/benchmarks/weights.py choose from .5 to 1.0 and lose nothing by any of them.
FIELD_WEIGHTS: dict[FieldName, float] = {"title": 0.7, "body": 1.0}

_LEAVES = (Term, Phrase)  # made once: a union would be with every question

Floats = NDArray[np.float64]


def idf(reports: int, holding: int) -> float:
    """
    >>> round(idf(reports=5, holding=1), 4)
    1.3863
    """
    return math.log(1 + (reports - holding + 0.5) / (holding + 0.5))


@overload
def bm25(frequency: float, length: float, mean_length: float, idf: float) -> float: ...
@overload
def bm25(frequency: Floats, length: Floats, mean_length: float, idf: float) -> Floats: ...
def bm25(frequency: float | Floats, length: float | Floats, mean_length: float, idf: float) -> float | Floats:
    """The score of a term that stands `frequency` times among `length` terms of a field; scalars or arrays.

    >>> round(bm25(2.0, 100.0, 100.0, 1.0), 4)
    0.625
    """
    return idf * frequency / (frequency + K1 * (1 - B + B * length / mean_length))


def impact_norms(lengths: NDArray[np.unsignedinteger]) -> Floats:
    """What BM25 adds to a frequency in its denominator, for every report: bm25 = idf * f / (f + norm).

    >>> impact_norms(np.array([100, 100], np.uint32)).round(3).tolist()
    [1.2, 1.2]
    """
    mean = float(lengths.mean()) if len(lengths) else 0.0
    norms: Floats = K1 * (1 - B + B * lengths.astype(np.float64) / (mean or 1.0))
    return norms


def impacts(frequencies: NDArray[np.integer[Any]], norms: Floats) -> Floats:
    """The share of a term's idf that BM25 gives reports, of which `norms` are the norms.

    >>> impacts(np.array([1, 2]), np.array([1.2, 1.2])).round(3).tolist()
    [0.455, 0.625]
    """
    shares: Floats = frequencies / (frequencies + norms)
    return shares


def weakest_grade(node: Node) -> Grade:
    """The weakest grade by which a node can match: what a report that lacks it counts with."""
    if isinstance(node, _LEAVES):
        return node.grade
    if isinstance(node, Not):
        return Grade.EXACT
    return max((weakest_grade(child) for child in node.nodes), default=Grade.EXACT)
