"""A plain in-memory engine: what a right answer is, in the fewest words. Slow on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

import numpy as np

from indexer.engines.base import Collation
from indexer.engines.groups import alike
from indexer.engines.scoring import FIELD_WEIGHTS, bm25, idf, weakest_grade
from indexer.model import (
    FIELDS,
    AllOf,
    Analysis,
    AnyOf,
    EngineHit,
    EngineResult,
    FieldName,
    Filter,
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
    Spans,
    StoredReport,
    Term,
)


@dataclass(frozen=True, slots=True)
class Match:
    """How a report matches a node; `missing` is the grade that a node left out would have had."""

    strict: bool
    score: float
    grade: Grade
    missing: Grade = Grade.EXACT


class OracleEngine:
    """Implements `indexer.engines.base.Engine` by looking at every report."""

    def __init__(self, reports: Iterable[IndexedReport]) -> None:
        self.reports = {report.report.id: report for report in reports}
        # Slow is one thing, and three minutes of the test run another.
        self._counts, self._mean_length = cache(self._count), cache(self._mean)
        self._groups = self._grouped()

    def _grouped(self) -> dict[str, str]:
        """The first report of each group of several, by the id of every member."""
        first = {id: id for id in sorted(self.reports)}
        rows = {id: np.array([r.signature or [0]], np.uint32) for id, r in self.reports.items()}
        for left, right in combinations(first, 2):
            if rows[left].shape == rows[right].shape and alike(rows[left], rows[right]).all():
                joined = sorted((first[left], first[right]))
                first = {id: joined[0] if one in joined else one for id, one in first.items()}
        return {id: one for id, one in first.items() if list(first.values()).count(one) > 1}

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
        deadline: float | None = None,  # noqa: ARG002 - what is right takes the time it takes
    ) -> EngineResult:
        matches = {id: match for id in self.reports if (match := self._match(id, query.match))}
        passing = {id for id in matches if self._passes(id, query.filters)}
        strict = {id for id in passing if matches[id].strict}
        hits = []
        for id in passing:
            match = matches[id]
            optional = sum(self._score(id, term) for term in query.optional)
            found = EngineHit(
                id, match.score + optional, match.grade, not match.strict, self._groups.get(id, "")
            )
            hits.append((found, match.missing))

        def by_relevance(item: tuple[EngineHit, Grade]) -> tuple[object, ...]:
            hit, missing = item
            tier = max(hit.grade, missing).tier if query.tiers else 0
            return query.minimum_first and hit.loose, tier, -hit.score, hit.id

        ordered = [hit for hit, _ in sorted(hits, key=by_relevance)]
        if sort != "relevance":
            ordered = self._by_date([hit for hit in ordered if not hit.loose], sort)
        counts = {name: self._facet(name, query, matches, facet_size, collation) for name in facets}
        page = tuple(ordered[offset : offset + size])
        return EngineResult(len(strict), len(passing) - len(strict), page, counts)

    def _by_date(self, hits: list[EngineHit], sort: Sort) -> list[EngineHit]:
        dated = [hit for hit in hits if self.reports[hit.id].sort_date]
        undated = [hit for hit in hits if not self.reports[hit.id].sort_date]
        dated.sort(key=lambda hit: hit.id)
        dated.sort(key=lambda hit: self.reports[hit.id].sort_date or "", reverse=sort == "newest")
        return dated + sorted(undated, key=lambda hit: hit.id)

    def _facet(
        self, name: str, query: Query, matches: dict[str, Match], size: int | None, collation: Collation
    ) -> dict[str, int]:
        others = [filter_ for filter_ in query.filters if not _same_facet(filter_.attribute, name)]
        counts: Counter[str] = Counter()
        for id, match in matches.items():
            if match.strict and self._passes(id, others):
                counts.update(self.reports[id].attributes[name])
        asked = {value for filter_ in query.filters if filter_.attribute == name for value in filter_.values}
        most = sorted(counts, key=lambda value: (-counts[value], value))[:size]
        shown = {value for value in counts if value in {*most, *asked, "none"}}
        ordered = sorted(shown, key=lambda value: (-counts[value], collation(value), value))
        return {value: counts[value] for value in ordered}

    def _passes(self, id: str, filters: Sequence[Filter]) -> bool:
        return all(self._has(id, filter_) for filter_ in filters)

    def _has(self, id: str, filter_: Filter) -> bool:
        values = self.reports[id].attributes.get(filter_.attribute, ())
        if filter_.low is None and filter_.high is None:
            return bool(set(values) & set(filter_.values))
        low, high = filter_.low or 0, filter_.high if filter_.high is not None else 9999
        return any(value.isdigit() and low <= int(value) <= high for value in values)

    def _match(self, id: str, node: Node) -> Match | None:
        if isinstance(node, Term):
            holds = any(self._frequency(id, field, node) for field in FIELDS)
            return Match(True, self._score(id, node), node.grade) if holds else None
        if isinstance(node, Phrase):
            holds = any(self._phrase(id, field, node) for field in FIELDS)
            return Match(True, 0.0, node.grade) if holds else None
        if isinstance(node, Not):
            return None if self._match(id, node.node) else Match(True, 0.0, Grade.EXACT)
        found = [match for child in node.nodes if (match := self._match(id, child))]
        score = sum(match.score for match in found)
        missing = max((match.missing for match in found), default=Grade.EXACT)
        if isinstance(node, AnyOf):
            if not found:
                return None
            best = min(found, key=lambda match: (not match.strict, match.grade))
            return Match(best.strict, score, best.grade, missing)
        grade = max((match.grade for match in found), default=Grade.EXACT)
        if isinstance(node, AllOf):
            if len(found) < len(node.nodes):
                return None
            return Match(all(match.strict for match in found), score, grade, missing)
        if not found:
            return None
        absent = [child for child in node.nodes if not self._match(id, child)]
        missing = max([missing, *(weakest_grade(child) for child in absent)])
        strict = sum(match.strict for match in found) >= node.count
        return Match(strict, score, grade, missing)

    def _frequency(self, id: str, field: FieldName, term: Term) -> int:
        return self._counts(id, field, term.layer)[term.text]

    def _score(self, id: str, term: Term) -> float:
        total = 0.0
        for field in FIELDS:
            frequency = self._frequency(id, field, term)
            if frequency:
                counts = [self._counts(other, field, term.layer) for other in self.reports]
                mean = self._mean_length(field, term.layer)
                length = self._counts(id, field, term.layer).total()
                weight = FIELD_WEIGHTS[field] * term.weight
                rarity = idf(len(self.reports), sum(term.text in held for held in counts))
                total += weight * bm25(frequency, length, mean, rarity)
        return total

    def _count(self, id: str, field: FieldName, layer: Layer) -> Counter[str]:
        return Counter(self._analysis(id, field).layers[layer].texts)

    def _mean(self, field: FieldName, layer: Layer) -> float:
        return sum(self._counts(id, field, layer).total() for id in self.reports) / len(self.reports)

    def _phrase(self, id: str, field: FieldName, phrase: Phrase) -> list[Span]:
        row = [token.text for token in self._analysis(id, field).layers[phrase.layer]]
        width = len(phrase.texts)
        return [
            Span(first, first + width - 1)
            for first in range(len(row) - width + 1)
            if tuple(row[first : first + width]) == phrase.texts
        ]

    def _analysis(self, id: str, field: FieldName) -> Analysis:
        report = self.reports[id]
        return report.title if field == "title" else report.body

    def spans(self, ids: Sequence[str], query: Query, limit: int | None = None) -> Spans:
        assert limit is None, "which spans a limit leaves is the engine's choice"
        return Spans(*([self._all_spans(id, field, query) for id in ids] for field in FIELDS))

    def _all_spans(self, id: str, field: FieldName, query: Query) -> list[Span]:
        if id not in self.reports:
            return []
        strong = set(self._spans(id, field, query.match))
        weak = {
            span._replace(weak=True)
            for term in query.optional
            if term.layer in (Layer.SYLLABLE, Layer.BARE)
            for span in self._spans(id, field, term)
        }
        return sorted(strong | weak)

    def _spans(self, id: str, field: FieldName, node: Node) -> Iterator[Span]:
        if isinstance(node, Phrase):
            yield from self._phrase(id, field, node)
        elif isinstance(node, Term):
            for token in self._analysis(id, field).layers[node.layer]:
                if token.text == node.text and token.first >= 0:
                    yield Span(token.first, token.last)
        elif not isinstance(node, Not):
            for child in node.nodes:
                yield from self._spans(id, field, child)

    def count(self, layer: Layer, text: str) -> int:
        term = Term(layer, text)
        return max(sum(self._frequency(id, field, term) > 0 for id in self.reports) for field in FIELDS)

    def count_pairs(
        self, layer: Layer, columns: Sequence[Sequence[str]]
    ) -> Sequence[Sequence[Sequence[int]]]:
        return [
            [[self.count(layer, f"{left} {right}") for right in rights] for left in lefts]
            for lefts, rights in pairwise(columns)
        ]

    def hold_neighbours(self, layer: Layer, row: Sequence[str]) -> Sequence[bool]:
        return [self.count(layer, f"{left} {right}") > 0 for left, right in pairwise(row)]

    def complete(self, layer: Layer, prefix: str, limit: int) -> Sequence[str]:
        found = {
            token.text
            for id in self.reports
            for field in FIELDS
            for token in self._analysis(id, field).layers[layer]
            if token.text.startswith(prefix)
        }
        return sorted(found, key=lambda text: (-self.count(layer, text), text))[:limit]

    def values(self, attribute: str) -> Sequence[str]:
        return sorted({v for report in self.reports.values() for v in report.attributes.get(attribute, ())})

    def terms(self, layer: Layer) -> Iterator[tuple[str, int]]:
        counts = Counter(
            text
            for report in self.reports.values()
            for text in {*report.title.layers[layer].texts, *report.body.layers[layer].texts}
        )
        yield from sorted(counts.items())

    def mentions(self, type: MentionType, limit: int) -> Iterator[tuple[Mention, int]]:
        counts = Counter(mention for report in self.reports.values() for mention in report.mentions)
        found = [(mention, n) for mention, n in counts.items() if mention.type == type]
        yield from sorted(found, key=lambda item: (-item[1], item[0].key, item[0].text))[:limit]

    def origins(self) -> dict[str, str]:
        return {id: report.origin for id, report in self.reports.items()}

    def report(self, id: str) -> StoredReport | None:
        found = self.reports.get(id)
        if found is None:
            return None
        return StoredReport(found.report, found.title.offsets, found.body.offsets, found.original)

    def ids(self) -> Iterator[str]:
        return iter(sorted(self.reports))

    def close(self) -> None:
        self.reports = {}


def _same_facet(attribute: str, facet: str) -> bool:
    return attribute.removesuffix("_old") == facet.removesuffix("_old")
