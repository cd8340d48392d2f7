"""The Whoosh engine: builds an index from finished terms, opens it, and answers planned queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage

from indexer.engines.whoosh.documents import dump_document, dump_meta
from indexer.engines.whoosh.evaluate import Evaluator, Flags, Matches, Numbers, Scores
from indexer.engines.whoosh.postings import PostingsReader
from indexer.engines.whoosh.schema import DOCUMENT, META, VERSION, field_name, schema
from indexer.model import (
    FIELDS,
    EngineHit,
    EngineResult,
    Filter,
    Grade,
    IndexedReport,
    Layer,
    Node,
    Not,
    Phrase,
    Query,
    Sort,
    Span,
    StoredReport,
    Term,
)

_WRITER_MEGABYTES = 256


class WhooshFactory:
    """Makes and opens the files of a Whoosh index."""

    @property
    def fingerprint(self) -> str:
        return f"whoosh {VERSION}"

    def build(self, directory: Path, reports: Iterable[IndexedReport]) -> int:
        index = FileStorage(str(directory)).create_index(schema())
        writer = index.writer(limitmb=_WRITER_MEGABYTES)
        count = 0
        try:
            for report in reports:
                analyses = dict(zip(FIELDS, (report.title, report.body), strict=True))
                layers = {
                    field_name(field, layer): analyses[field].layers[layer]
                    for field in FIELDS
                    for layer in Layer
                }
                lengths = {name: len(tokens) for name, tokens in layers.items()}
                columns = {META: dump_meta(report, lengths), DOCUMENT: dump_document(report)}
                writer.add_document(**layers, **columns)
                count += 1
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        index.close()
        return count

    def open(self, directory: Path) -> WhooshEngine:
        return WhooshEngine(PostingsReader(directory))


class WhooshEngine:
    """One open index; see `indexer.engines.base.Engine` for what each method promises."""

    def __init__(self, reader: PostingsReader) -> None:
        self._reader = reader
        metas = reader.metas
        self._ids = [meta.id for meta in metas]
        self._numbers = {id: number for number, id in enumerate(self._ids)}
        self._id_order = (
            np.argsort(np.argsort(np.array(self._ids, dtype=object))) if metas else np.empty(0, int)
        )
        self._dates = np.array([meta.sort_date or "" for meta in metas], dtype=np.str_)
        lengths = {
            (field, layer): np.array([meta.lengths[field_name(field, layer)] for meta in metas], np.float64)
            for field in FIELDS
            for layer in Layer
        }
        self._evaluator = Evaluator(len(metas), lengths, reader.postings, reader.positions)

    def search(
        self, query: Query, *, offset: int, size: int, sort: Sort, facets: Sequence[str]
    ) -> EngineResult:
        matches = self._evaluator.matches(query.match)
        passing = self._passing(query.filters)
        held, strict = matches.any & passing, matches.strict & passing
        score = matches.score + sum((self._evaluator.score(term) for term in query.optional), np.float64(0))
        order = (
            self._by_relevance(query, matches, held, score)
            if sort == "relevance"
            else self._by_date(strict, sort)
        )
        hits = tuple(
            EngineHit(self._ids[at], float(score[at]), Grade(int(matches.grade[at])), not strict[at])
            for at in order[offset : offset + size].tolist()
        )
        counts = {facet: self._facet(facet, query, matches.strict) for facet in facets}
        total = int(strict.sum())
        return EngineResult(total, int(held.sum()) - total, hits, counts)

    def _by_relevance(self, query: Query, matches: Matches, held: Flags, score: Scores) -> Numbers:
        found = np.flatnonzero(held)
        tier = np.zeros(len(found), np.int8)
        if query.tiers:
            tier = (np.maximum(matches.grade, matches.missing)[found] >= Grade.BARE).astype(np.int8)
        loose = ~matches.strict[found] & query.minimum_first
        keys = (self._id_order[found], -score[found], tier, loose)
        return found[np.lexsort(keys)]

    def _by_date(self, strict: Flags, sort: Sort) -> Numbers:
        found = np.flatnonzero(strict)
        _, rank = np.unique(self._dates[found], return_inverse=True)
        keys = (self._id_order[found], -rank if sort == "newest" else rank, self._dates[found] == "")
        return found[np.lexsort(keys)]

    def _passing(self, filters: Sequence[Filter]) -> Flags:
        passing = np.ones(len(self._ids), np.bool_)
        for filter_ in filters:
            passing &= np.fromiter(
                (_passes(meta.attributes.get(filter_.attribute, ()), filter_) for meta in self._reader.metas),
                np.bool_,
                len(self._ids),
            )
        return passing

    def _facet(self, facet: str, query: Query, strict: Flags) -> dict[str, int]:
        others = [f for f in query.filters if f.attribute.removesuffix("_old") != facet.removesuffix("_old")]
        counted = np.flatnonzero(strict & self._passing(others)).tolist()
        counts: Counter[str] = Counter()
        for number in counted:
            counts.update(self._reader.metas[number].attributes.get(facet, ()))
        return dict(counts)

    def spans(self, id: str, query: Query) -> Sequence[Span]:
        number = self._numbers.get(id)
        if number is None:
            return []
        strong = set(self._spans(number, query.match))
        weak = {
            Span(span.field, span.first, span.last, weak=True)
            for term in query.optional
            if term.layer in (Layer.SYLLABLE, Layer.BARE)
            for span in self._spans(number, term)
        }
        order = {field: place for place, field in enumerate(FIELDS)}
        return sorted(strong | weak, key=lambda s: (order[s.field], s.first, s.last, s.weak))

    def _spans(self, number: int, node: Node) -> Iterator[Span]:
        if isinstance(node, Phrase):
            for field in FIELDS:
                for first in self._evaluator.phrase_ordinals(node, field, number):
                    yield Span(field, first, first + len(node.texts) - 1)
        elif isinstance(node, Term):
            yield from self._term_spans(number, node)
        elif not isinstance(node, Not):
            for child in node.nodes:
                yield from self._spans(number, child)

    def _term_spans(self, number: int, term: Term) -> Iterator[Span]:
        for field in FIELDS:
            if term.layer is Layer.CANONICAL:
                for token in self._reader.document(number).canonical[field]:
                    if token.text == term.text and token.first >= 0:
                        yield Span(field, token.first, token.last)
            else:
                width = term.text.count(" ")
                for first in self._reader.positions(field, term.layer, term.text, number):
                    yield Span(field, first, first + width)

    def count(self, layer: Layer, text: str) -> int:
        return self._reader.count(layer, text)

    def complete(self, layer: Layer, prefix: str, limit: int) -> Sequence[str]:
        return self._reader.complete(layer, prefix, limit)

    def report(self, id: str) -> StoredReport | None:
        number = self._numbers.get(id)
        return None if number is None else self._reader.document(number).stored

    def ids(self) -> Iterator[str]:
        return iter(sorted(self._ids))

    def close(self) -> None:
        self._reader.close()


def _passes(values: Sequence[str], filter_: Filter) -> bool:
    if filter_.low is None and filter_.high is None:
        return not set(filter_.values).isdisjoint(values)
    low, high = filter_.low or 0, 9999 if filter_.high is None else filter_.high
    return any(value.isdigit() and low <= int(value) <= high for value in values)
