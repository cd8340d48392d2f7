"""The Whoosh engine: builds an index from finished terms, opens it, and answers planned queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from pathlib import Path

import numpy as np

from indexer.engines.base import Collation, Kept
from indexer.engines.whoosh.evaluate import Evaluator, Grades, Matches, Scores
from indexer.engines.whoosh.facets import facet_counts, flags_of, passing
from indexer.engines.whoosh.field import Integers
from indexer.engines.whoosh.flat import FlatSearch, flat_terms
from indexer.engines.whoosh.merge import merge, segment_file
from indexer.engines.whoosh.parts import write_part
from indexer.engines.whoosh.reader import SegmentReader
from indexer.engines.whoosh.schema import VERSION
from indexer.engines.whoosh.select import by_date, by_relevance
from indexer.engines.whoosh.soundness import check_segment
from indexer.engines.whoosh.spans import find_spans
from indexer.errors import IndexDamaged
from indexer.kernels import Later
from indexer.model import (
    EngineHit,
    EngineResult,
    Grade,
    IndexedReport,
    Layer,
    Mention,
    MentionType,
    Query,
    Sort,
    Spans,
    StoredReport,
    Term,
)
from indexer.model.rows import maker

_WORTH_LOADING = 32  # queries after which the compiled loops are worth it


class WhooshFactory:
    """Makes and opens the files of a Whoosh index."""

    @property
    def fingerprint(self) -> str:
        return f"whoosh {VERSION}"

    def write_part(self, path: Path, reports: Iterable[IndexedReport]) -> None:
        write_part(path, reports)

    def merge(self, directory: Path, parts: Sequence[Path], kept: Kept | None = None, jobs: int = 1) -> int:
        return merge(directory, parts, kept, jobs)

    def build(self, directory: Path, reports: Iterable[IndexedReport]) -> int:
        """An index of a few reports, without processes."""
        part = directory / "part"
        self.write_part(part, reports)
        return self.merge(directory, [part])

    def check(self, directory: Path) -> int:
        try:
            return check_segment(segment_file(directory))
        except IndexDamaged:
            raise
        except Exception as error:  # Whoever writes the files may write anything.
            raise IndexDamaged(
                f"The index contradicts itself ({type(error).__name__}: {error}); run: timbaocao rebuild"
            ) from error

    def open(self, directory: Path, *, verified: bool = False) -> WhooshEngine:
        try:
            return WhooshEngine(SegmentReader(segment_file(directory), verified=verified))
        except (OSError, ValueError, KeyError) as error:
            raise IndexDamaged(
                f"The index cannot be opened ({type(error).__name__}: {error}); run: timbaocao rebuild"
            ) from error


class WhooshEngine:
    """One open index; see `indexer.engines.base.Engine` for what each method promises."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._kernels = Later(_WORTH_LOADING)
        self._flat = FlatSearch(reader, self._kernels)

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
        if size and sort == "relevance" and not facets and (terms := flat_terms(query)):
            return self._search_flat(terms, offset, size)
        reader = self._reader
        # Only who shows pages asks for long: canaries of a rebuild would load Numba and be done.
        kernels = self._kernels.get() if facets else self._kernels.loaded
        evaluator = Evaluator(reader, deadline, kernels)
        matches = evaluator.matches(query.match)
        filters = flags_of(reader, query.filters)
        passed = passing(filters)
        found = matches if passed is None else matches.passing(passed)
        total = int(np.count_nonzero(found.strict))
        listed = total if found.strict is found.any else int(np.count_nonzero(found.any))
        if size:
            evaluator.add_optional(query.optional)
        if sort == "relevance":
            page = by_relevance(query, found, evaluator.scores, reader.id_rank, offset, size, kernels)
        else:
            page = by_date(found.strict, reader.dates, sort, reader.id_rank, offset, size)
        hits = self._hits(page, found, evaluator.scores)
        counts = facet_counts(reader, facets, filters, matches.strict, facet_size, collation, kernels)
        return EngineResult(total, listed - total, hits, counts, evaluator.partial)

    def _hits(self, page: Integers, matches: Matches, scores: Scores) -> tuple[EngineHit, ...]:
        reports = page.tolist()
        ids, groups = self._reader.ids_of(reports), self._reader.groups(reports)
        grades, loose = _grades(matches.grade, page), (~matches.strict[page]).tolist()
        return tuple(map(_made, zip(ids, scores[page].tolist(), grades, loose, groups, strict=False)))

    def _search_flat(self, terms: Sequence[Term], offset: int, size: int) -> EngineResult:
        total, reports, scores = self._flat.best(terms, offset + size)
        reports, scores = reports[offset:], scores[offset:]
        ids, groups = self._reader.ids_of(reports), self._reader.groups(reports)
        hits = tuple(map(_made, zip(ids, scores, _EXACT, _STRICT, groups, strict=False)))
        return EngineResult(total, 0, hits, {})

    def spans(self, ids: Sequence[str], query: Query, limit: int | None = None) -> Spans:
        numbers = list(map(self._reader.number, ids))
        return find_spans(self._reader, numbers, query, limit, self._kernels.loaded)

    def count(self, layer: Layer, text: str) -> int:
        return self._reader.count(layer, text)

    def count_pairs(
        self, layer: Layer, columns: Sequence[Sequence[str]]
    ) -> Sequence[Sequence[Sequence[int]]]:
        return self._reader.count_pairs(layer, columns)

    def hold_neighbours(self, layer: Layer, row: Sequence[str]) -> Sequence[bool]:
        return self._reader.hold_neighbours(layer, row)

    def complete(self, layer: Layer, prefix: str, limit: int) -> Sequence[str]:
        return self._reader.complete(layer, prefix, limit)

    def values(self, attribute: str) -> Sequence[str]:
        return self._reader.values(attribute)

    def terms(self, layer: Layer) -> Iterator[tuple[str, int]]:
        return self._reader.terms(layer)

    def mentions(self, type: MentionType, limit: int) -> Iterator[tuple[Mention, int]]:
        return self._reader.mentions(type, limit)

    def report(self, id: str) -> StoredReport | None:
        number = self._reader.number(id)
        return None if number is None else self._reader.document(number).stored

    def ids(self) -> Iterator[str]:
        return self._reader.ids()

    def origins(self) -> Mapping[str, str]:
        return self._reader.origins()

    def close(self) -> None:
        self._reader.close()


_EXACT, _STRICT = repeat(Grade.EXACT), repeat(False)
_GRADES = tuple(Grade)
_made = maker(EngineHit)


def _grades(grade: Grades | int, page: Integers) -> Iterable[Grade]:
    if isinstance(grade, np.ndarray):
        return map(_GRADES.__getitem__, grade[page].tolist())
    return repeat(_GRADES[grade])
