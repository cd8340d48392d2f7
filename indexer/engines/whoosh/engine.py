"""The Whoosh engine: builds an index from finished terms, opens it, and answers planned queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from indexer.engines.base import Kept
from indexer.engines.whoosh.evaluate import Evaluator, Grades
from indexer.engines.whoosh.flat import FlatSearch, flat_terms
from indexer.engines.whoosh.merge import merge, segment_file
from indexer.engines.whoosh.parts import write_part
from indexer.engines.whoosh.phrases import phrase_ordinals
from indexer.engines.whoosh.reader import SegmentReader
from indexer.engines.whoosh.schema import PAIRED, VERSION
from indexer.engines.whoosh.select import by_date, by_relevance, facet_counts, passing
from indexer.errors import IndexDamaged
from indexer.model import (
    FIELDS,
    EngineHit,
    EngineResult,
    FieldName,
    Grade,
    IndexedReport,
    Layer,
    Mention,
    MentionType,
    Node,
    Not,
    Phrase,
    Query,
    Sort,
    Span,
    StoredReport,
    Term,
)


class WhooshFactory:
    """Makes and opens the files of a Whoosh index."""

    @property
    def fingerprint(self) -> str:
        return f"whoosh {VERSION}"

    def write_part(self, path: Path, reports: Iterable[IndexedReport]) -> None:
        write_part(path, reports)

    def merge(self, directory: Path, parts: Sequence[Path], kept: Kept | None = None) -> int:
        return merge(directory, parts, kept)

    def build(self, directory: Path, reports: Iterable[IndexedReport]) -> int:
        """An index of a few reports, without processes."""
        part = directory / "part"
        self.write_part(part, reports)
        return self.merge(directory, [part])

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
        self._flat = FlatSearch(reader)

    def search(
        self, query: Query, *, offset: int, size: int, sort: Sort, facets: Sequence[str]
    ) -> EngineResult:
        if sort == "relevance" and not facets and (terms := flat_terms(query)):
            return self._search_flat(terms, offset, size)
        reader = self._reader
        evaluator = Evaluator(reader)
        matches = evaluator.matches(query.match)
        passed = passing(reader, query.filters)
        held, strict = matches.any, matches.strict
        if passed is not None:
            held, strict = held & passed, strict & passed
        total = int(np.count_nonzero(strict))
        listed = total if matches.strict is matches.any else int(np.count_nonzero(held))
        for term in query.optional if size else ():
            evaluator.add(term)
        if sort == "relevance":
            page = by_relevance(query, matches, held, evaluator.scores, reader.id_rank, offset, size)
        else:
            page = by_date(strict, reader.dates, sort, reader.id_rank, offset, size)
        scores = evaluator.scores
        hits = tuple(
            EngineHit(reader.id(at), float(scores[at]), _grade(matches.grade, at), not matches.strict[at])
            for at in page.tolist()
        )
        counts = facet_counts(reader, facets, query, matches.strict, passed)
        return EngineResult(total, listed - total, hits, counts)

    def _search_flat(self, terms: Sequence[Term], offset: int, size: int) -> EngineResult:
        found = self._flat.best(terms, offset + size)
        hits = zip(found.reports[offset:], found.scores[offset:], strict=True)
        id = self._reader.id
        return EngineResult(
            found.total, 0, tuple(EngineHit(id(at), score, Grade.EXACT, False) for at, score in hits), {}
        )

    def spans(self, id: str, query: Query) -> Sequence[Span]:
        number = self._reader.number(id)
        if number is None:
            return []
        phrases = dict.fromkeys(_phrases(query.match))
        weak = dict.fromkeys(
            Phrase(term.layer, (term.text,))
            for term in query.optional
            if term.layer in (Layer.SYLLABLE, Layer.BARE)
        )
        found: list[Span] = []
        for field in FIELDS:
            here = {place for phrase in phrases for place in self._places(number, phrase, field)}
            faint = {place for phrase in weak for place in self._places(number, phrase, field)}
            rows = [(*place, False) for place in here] + [(*place, True) for place in faint]
            found += [Span(field, *row) for row in sorted(rows)]
        return found

    def _places(self, number: int, phrase: Phrase, field: FieldName) -> list[tuple[int, int]]:
        """First and last ordinal of everything in a field that a phrase, or a term as one, matches."""
        if phrase.layer is Layer.CANONICAL:
            tokens = self._reader.document(number).canonical[field]
            return [(t.first, t.last) for t in tokens if t.text == phrase.texts[0] and t.first >= 0]
        width = len(phrase.texts) - 1 + phrase.texts[-1].count(" ")
        return [(first, first + width) for first in phrase_ordinals(self._reader, phrase, field, number)]

    def count(self, layer: Layer, text: str) -> int:
        return self._reader.count(layer, text)

    def complete(self, layer: Layer, prefix: str, limit: int) -> Sequence[str]:
        return self._reader.complete(layer, prefix, limit)

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


def _phrases(node: Node) -> Iterator[Phrase]:
    """All that is to be marked of a node; a pair is marked where its syllables stand side by side."""
    if isinstance(node, Phrase):
        yield Phrase(node.layer, node.texts)
    elif isinstance(node, Term):
        if node.layer in PAIRED:
            yield Phrase(PAIRED[node.layer], tuple(node.text.split(" ")))
        else:
            yield Phrase(node.layer, (node.text,))
    elif not isinstance(node, Not):
        for child in node.nodes:
            yield from _phrases(child)


def _grade(grade: Grades | int, at: int) -> Grade:
    return Grade(int(grade[at]) if isinstance(grade, np.ndarray) else grade)
