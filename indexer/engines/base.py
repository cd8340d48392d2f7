"""What an engine promises: it executes planned queries over finished terms, and nothing else.

An engine never sees Vietnamese: it is handed terms and hands back ids, scores, spans and counts. The
contract tests in `tests/engines` run on every engine, and on a plain in-memory one as the oracle.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from indexer.model import (
    EngineResult,
    IndexedReport,
    Layer,
    Mention,
    MentionType,
    Query,
    Sort,
    Spans,
    StoredReport,
)

# Value -> what it is ordered by among others; where that is the same, its characters order it.
Collation = Callable[[str], str]


class Vocabulary(Protocol):
    """What the planner may ask of a collection."""

    def count(self, layer: Layer, text: str) -> int:
        """How many reports hold the term in the field (title or body) that more of them hold it in."""
        ...

    def count_pairs(
        self, layer: Layer, columns: Sequence[Sequence[str]]
    ) -> Sequence[Sequence[Sequence[int]]]:
        """`count` in a layer of pairs, where `columns[i]` are the texts that may stand at place i.

        A table for each two neighbouring columns: a row for each text of the first, with a count for each
        of the second.
        """
        ...

    def hold_neighbours(self, layer: Layer, row: Sequence[str]) -> Sequence[bool]:
        """Of each two neighbours in a row of texts, whether `count` in a layer of pairs is not 0."""
        ...

    def complete(self, layer: Layer, prefix: str, limit: int) -> Sequence[str]:
        """At most `limit` terms of the layer that begin with `prefix`, the most frequent first."""
        ...

    def values(self, attribute: str) -> Sequence[str]:
        """Every value that some report has in an attribute, in the order of their characters."""
        ...


class Engine(Vocabulary, Protocol):
    """One open generation, read-only and safe to use from several threads."""

    def search(
        self,
        query: Query,
        *,
        offset: int,
        size: int,
        sort: Sort,
        facets: Sequence[str],
        facet_size: int | None = None,
        collation: Collation = str,
        deadline: float | None = None,
    ) -> EngineResult:
        """The hits from `offset` (0-based) on, at most `size`, in the order that `sort` asks.

        By relevance: reports that reach the minimum, then loose ones (where the query asks for that);
        within each by tier (where the query has tiers), score and id. By date: only reports that
        reach the minimum, undated last.
        A hit's `group` is the same for all reports of nearly the same body (groups.py).
        A facet's counts ignore the filters on its own attribute. With `facet_size` a facet has so many
        values, the most frequent, equal ones in the order of their characters; and beside them those
        that are filtered by, and "none". They come the most frequent first, equal ones as the `collation`
        orders them. What is not found by the `deadline` (of time.monotonic) is not looked for: the result
        is `partial`, and lists none that does not match.
        """
        ...

    def spans(self, ids: Sequence[str], query: Query, limit: int | None = None) -> Spans:
        """Where the query's terms stand in each of these reports; nowhere for an unknown id.

        `limit`: the most in one field, weak ones apart. Of more, rare terms come whole, then what stands
        near to them.
        """
        ...

    def report(self, id: str) -> StoredReport | None: ...

    def ids(self) -> Iterator[str]: ...

    def origins(self) -> Mapping[str, str]:
        """The origin of every report, by its id."""
        ...

    def terms(self, layer: Layer) -> Iterator[tuple[str, int]]:
        """Every term of a layer with the number of reports that hold it, in title or in body."""
        ...

    def mentions(self, type: MentionType, limit: int) -> Iterator[tuple[Mention, int]]:
        """What the most reports mention, `limit` of it at most, with the number of reports that do."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """Reports of an index that stay as they are."""

    directory: Path
    ids: Collection[str]


class EngineFactory(Protocol):
    """How an engine's files are made and opened."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever files written before can no longer be read."""
        ...

    def write_part(self, path: Path, reports: Iterable[IndexedReport]) -> None:
        """Writes some reports, ready to be merged, into a new file; several processes may do so at once."""
        ...

    def merge(self, directory: Path, parts: Sequence[Path], kept: Kept | None = None, jobs: int = 1) -> int:
        """Writes an index of all parts into an empty directory and returns the number of its reports.

        Parts are removed. With `kept`, these reports of another index of this engine are taken over. At most
        `jobs` processes work.
        """
        ...

    def check(self, directory: Path) -> int:
        """Reads every posting list, position and report, and the number of the reports.

        Raises IndexDamaged where something cannot be read or contradicts the rest.
        """
        ...

    def open(self, directory: Path, *, verified: bool = False) -> Engine:
        """Raises IndexDamaged where the files cannot be read, and leaves none of them open.

        `verified`: every byte was just checked; else what a query needs is, when it is first read, and
        the engine raises IndexDamaged then.
        """
        ...
