"""Example queries for the first page, made from what the live collection holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from indexer.model import Overview, SearchRequest
from indexer.search import SearchService

NO_EXAMPLE = ("none", "khác")
TRIED = 3  # values of each facet: an example that finds nothing is worth two more questions, not fifty


class Examples:
    """Queries that find something, worked out once a generation."""

    def __init__(self, service: SearchService) -> None:
        self._service = service
        self._known: tuple[str, tuple[str, ...]] = ("", ())

    def of(self, overview: Overview) -> tuple[str, ...]:
        """Up to three: a kind and a province, another pair typed without accents, a kind and a year."""
        generation, queries = self._known
        if generation != overview.generation:
            queries = tuple(dict.fromkeys(self._found(overview)))
            self._known = (overview.generation, queries)
        return queries

    def _found(self, overview: Overview) -> Iterator[str]:
        provinces, years, kinds = (_values(overview, name) for name in ("province", "year", "kind"))
        pairs = [f"{kind} {place}".strip() for place in provinces or [""] for kind in kinds or [""]]
        years_first = [f"{kind} năm {year}".strip() for year in years for kind in kinds or [""]]
        for queries in (pairs, [bare(pair) for pair in reversed(pairs)], years_first):
            yield from self._first_that_finds(queries)

    def _first_that_finds(self, queries: Iterable[str]) -> Iterator[str]:
        for query in queries:
            if query and self._service.search(SearchRequest(text=query, size=1)).total:
                yield query
                return


def _values(overview: Overview, facet: str) -> list[str]:
    return [value for value in overview.facets.get(facet, ()) if value not in NO_EXAMPLE][:TRIED]


def bare(words: str) -> str:
    """As people type in a hurry.

    >>> bare("sơ kết Điện Biên")
    'so ket dien bien'
    """
    letters = unicodedata.normalize("NFD", words.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
