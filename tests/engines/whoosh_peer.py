"""Whoosh's own searcher over the same index: the algebra as Whoosh's queries, scored by the same rule."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import whoosh.query
from whoosh import index, scoring

from indexer.engines.scoring import FIELD_WEIGHTS, bm25, idf
from indexer.engines.whoosh.merge import NAME
from indexer.engines.whoosh.schema import encoded, field_name
from indexer.model import FIELDS, AllOf, AnyOf, Layer, Node, Not, Phrase, Term

query: Any = whoosh.query  # it names what it exports in no way that a type checker reads
_NO_SCORE = 1e-12  # Whoosh takes a score of 0 for none given, and gives 1
_WEIGHTS = {field_name(field, layer): FIELD_WEIGHTS[field] for field in FIELDS for layer in Layer}


class _Scorer(scoring.BaseScorer):
    def __init__(self, searcher: Any, field: str, text: bytes) -> None:
        self._searcher, self._field = searcher, field
        self._mean = searcher.field_length(field) / searcher.doc_count_all()
        self._idf = idf(searcher.doc_count_all(), searcher.doc_frequency(field, text)) * _WEIGHTS[field]

    def supports_block_quality(self) -> bool:
        return False

    def score(self, matcher: Any) -> float:
        length = self._searcher.doc_field_length(matcher.id(), self._field)
        return bm25(float(matcher.weight()), float(length), self._mean, self._idf)


class _Weighting(scoring.WeightingModel):
    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> _Scorer:  # noqa: ARG002
        return _Scorer(searcher, fieldname, text)


class WhooshPeer:
    """Answers from an index directory as Whoosh opens it."""

    def __init__(self, directory: Path) -> None:
        self._index = index.open_dir(str(directory), NAME)
        self._searcher = self._index.searcher(weighting=_Weighting())

    def scores(self, node: Node, optional: Sequence[Term] = ()) -> dict[int, float]:
        """The score of every report that reaches the minimum, by its number."""
        asked = query.AndMaybe(translated(node), query.Or([translated(t) for t in optional]))
        matcher = (asked if optional else translated(node)).matcher(
            self._searcher, self._searcher.context(weighting=_Weighting(), needs_current=False)
        )
        found = {}
        while matcher.is_active():
            score = matcher.score()
            found[matcher.id()] = score if score > 1e3 * _NO_SCORE else 0.0
            matcher.next()
        return found

    def close(self) -> None:
        self._searcher.close()
        self._index.close()


def translated(node: Node) -> Any:
    """The node as a Whoosh query; children of an AtLeast must match wholly or not at all."""
    if isinstance(node, Term):
        return _or(
            query.Term(field_name(field, node.layer), encoded(node.text), boost=node.weight)
            for field in FIELDS
        )
    if isinstance(node, Phrase):
        words = [encoded(text) for text in node.texts]
        phrases = [query.Phrase(field_name(field, node.layer), words) for field in FIELDS]
        return query.ConstantScoreQuery(_or(phrases), score=_NO_SCORE)
    if isinstance(node, Not):
        return _nothing(query.Not(translated(node.node)))
    children = [translated(child) for child in node.nodes]
    if isinstance(node, AnyOf):
        return _or(children)
    if isinstance(node, AllOf):
        return query.And(children) if children else _nothing(query.Every())
    enough = _or(query.And(list(chosen)) for chosen in combinations(children, node.count))
    return query.AndMaybe(_nothing(enough), _or(children))


def _or(queries: Any) -> Any:
    found = list(queries)
    return query.Or(found) if found else query.NullQuery


def _nothing(asked: Any) -> Any:
    """It selects and does not score."""
    return query.ConstantScoreQuery(asked, score=_NO_SCORE)
