"""How the tests of the contract ask an engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from indexer.engines.base import Engine
from indexer.model import EngineResult, Grade, IndexedReport, Layer, Node, Query, Sort, Term

Make = Callable[[Sequence[IndexedReport]], Engine]


def term(text: str, layer: Layer = Layer.SYLLABLE, grade: Grade = Grade.EXACT, weight: float = 1.0) -> Term:
    return Term(layer, text, weight, grade)


def ask(engine: Engine, match: Node, *, sort: Sort = "relevance", **parts: object) -> EngineResult:
    query = Query(text="", understood="", match=match, **parts)  # type: ignore[arg-type]
    return engine.search(query, offset=0, size=10, sort=sort, facets=("province", "year", "kind"))


def ids(result: EngineResult) -> list[str]:
    return [hit.id for hit in result.hits]
