"""What an engine promises: it executes planned queries over finished terms, and nothing else.

An engine never sees Vietnamese: it is handed terms and hands back ids, scores, spans and counts. The
contract tests in `tests/engines` run on every engine, and on a plain in-memory one as the oracle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from indexer.model import (
    EngineResult,
    IndexedReport,
    Layer,
    Query,
    Sort,
    Span,
    StoredReport,
)


class Vocabulary(Protocol):
    """What the planner may ask of a collection."""

    def count(self, layer: Layer, text: str) -> int:
        """How many reports hold the term in the field (title or body) that more of them hold it in."""
        ...

    def complete(self, layer: Layer, prefix: str, limit: int) -> Sequence[str]:
        """At most `limit` terms of the layer that begin with `prefix`, the most frequent first."""
        ...


class Engine(Vocabulary, Protocol):
    """One open generation, read-only and safe to use from several threads."""

    def search(
        self, query: Query, *, offset: int, size: int, sort: Sort, facets: Sequence[str]
    ) -> EngineResult:
        """The hits from `offset` (0-based) on, at most `size`, in the order that `sort` asks.

        By relevance: reports that reach the minimum, then loose ones (where the query asks for that);
        within each by tier (where the query has tiers), score and id. By date: only reports that
        reach the minimum, undated last.
        A facet's counts ignore the filters on its own attribute.
        """
        ...

    def spans(self, id: str, query: Query) -> Sequence[Span]:
        """Where the query's terms stand in a report, in text order; [] for an unknown id."""
        ...

    def report(self, id: str) -> StoredReport | None: ...

    def ids(self) -> Iterator[str]: ...

    def close(self) -> None: ...


class EngineFactory(Protocol):
    """How an engine's files are made and opened."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever files written before can no longer be read."""
        ...

    def build(self, directory: Path, reports: Iterable[IndexedReport]) -> int:
        """Writes an index into an empty directory and returns the number of reports in it."""
        ...

    def open(self, directory: Path) -> Engine:
        """Raises IndexDamaged where the files cannot be read, and leaves none of them open."""
        ...
