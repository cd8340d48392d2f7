"""Search engines over the same tokens, behind one small interface; ours among them, with Numba or not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from indexer import kernels
from indexer.engines.whoosh import WhooshFactory
from indexer.engines.whoosh.bulk import write_tokens
from indexer.model import AtLeast, EngineResult, Layer, Query, Term
from tests.benchmarks.speed.collection import Document

NUMBA = "TIMBAOCAO_NUMBA"
CURE = 'pip install "timbaocao[bench]"'


class Opened(Protocol):
    """An index that answers. Only `search` is timed."""

    def prepare(self, tokens: Sequence[str]) -> Any:
        """The tokens as a query, an OR of them."""
        ...

    def search(self, prepared: Any, k: int) -> Any:
        """The ids and scores of the best `k`, in whatever form they come."""
        ...

    def hits(self, answer: Any) -> list[tuple[int, float]]:
        """What `search` gave, as (place of the document, score)."""
        ...

    def close(self) -> None: ...


class Peer(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def missing(self) -> str:
        """The package that is needed and not installed, or nothing."""
        ...

    @property
    def once(self) -> bool:
        """It is so slow that it is measured once."""
        ...

    def write(self, directory: Path, documents: Sequence[Document]) -> None: ...

    def open(self, directory: Path) -> Opened:
        """What `write` has left in the directory."""
        ...


def absent(module: str) -> str:
    return "" if find_spec(module) else module


class OpenedOurs:
    def __init__(self, directory: Path) -> None:
        self._engine = WhooshFactory().open(directory, verified=True)
        self._places = {id: place for place, id in enumerate(self._engine.ids())}

    def prepare(self, tokens: Sequence[str]) -> Query:
        terms = tuple(Term(Layer.SYLLABLE, token) for token in tokens)
        return Query("", "", AtLeast(1, terms), tiers=False, minimum_first=False)

    def search(self, prepared: Query, k: int) -> EngineResult:
        return self._engine.search(prepared, offset=0, size=k, sort="relevance", facets=())

    def hits(self, answer: EngineResult) -> list[tuple[int, float]]:
        return [(self._places[hit.id], hit.score) for hit in answer.hits]

    def close(self) -> None:
        self._engine.close()


class Ours:
    """`Engine.search` of the product, its flat queries by compiled loops (`fast`) or by NumPy alone."""

    once = False

    def __init__(self, *, fast: bool) -> None:
        self._fast = fast
        self.name = "ours, fast" if fast else "ours, plain"
        self.missing = absent("numba") if fast else ""

    def write(self, directory: Path, documents: Sequence[Document]) -> None:
        write_tokens(directory, documents)

    def open(self, directory: Path) -> OpenedOurs:
        with _numba(allowed=self._fast):
            if (kernels.load() is not None) != self._fast:
                raise SystemExit(f"Numba does not work here; {CURE}")
            return OpenedOurs(directory)


@contextmanager
def _numba(*, allowed: bool) -> Iterator[None]:
    """What is opened within stays with Numba, or without it."""
    before = os.environ.get(NUMBA)
    os.environ[NUMBA] = "1" if allowed else "0"
    kernels.load.cache_clear()
    try:
        yield
    finally:
        if before is None:
            del os.environ[NUMBA]
        else:
            os.environ[NUMBA] = before
        kernels.load.cache_clear()
