"""Reports like another one: those that share the terms that tell most of it."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from indexer.duplicates import fold, is_copy, stored
from indexer.engines.base import Engine, Vocabulary
from indexer.engines.scoring import K1, idf
from indexer.language.normalize import syllable
from indexer.language.tokenize import offsets
from indexer.model import AtLeast, Layer, Query, Report, Similar, Term

# However long a report is: so much of it is read, so many of its terms are counted and are searched for.
_CHARS = 20_000
_COUNTED = 400
_TERMS = 30
# A report and so many copies of it or of others may be left out of those that are found.
_COPIES = 20
_IN_TITLE = 2  # a pair of the title counts as often as one that stands so often in the body


def similar(engine: Engine, report: Report, reports: int, size: int) -> tuple[Similar, ...]:
    """At most `size` of the `reports` of a collection, the most alike first, without this one and copies."""
    query = _like(report, engine, reports)
    if query is None:
        return ()
    result = engine.search(query, offset=0, size=size + _COPIES, sort="relevance", facets=())
    group = next((hit.group for hit in result.hits if hit.id == report.id), "")
    others = [
        hit
        for hit in result.hits
        if hit.id != report.id
        and not (group and hit.group == group and is_copy(stored(engine, hit.id), report))
    ]
    listed, _ = fold(engine, others)
    return tuple(Similar(stored(engine, hit.id), hit.score) for hit in listed[:size])


def _like(report: Report, vocabulary: Vocabulary, reports: int) -> Query | None:
    """What finds reports like one of `reports`: its telling pairs of syllables, each once; None for none.

    A pair that no other report has finds nothing, and is left out.
    """
    counts = Counter(_pairs(report.body[:_CHARS]))
    for pair in _pairs(report.title):
        counts[pair] += _IN_TITLE
    told: list[tuple[float, str]] = []
    for pair, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_COUNTED]:
        holding = vocabulary.count(Layer.PAIR, pair)
        if holding > 1:
            told.append((-idf(reports, holding) * count / (count + K1), pair))
    terms = tuple(Term(Layer.PAIR, pair) for _, pair in sorted(told)[:_TERMS])
    if not terms:
        return None
    return Query(text="", understood="", match=AtLeast(1, terms), tiers=False, minimum_first=False)


def _pairs(text: str) -> list[str]:
    """Neighbouring syllables of letters; numbers that meet by chance tell nothing."""
    row = [syllable(text[start:end]) for start, end in offsets(text)]
    return [f"{left} {right}" for left, right in pairwise(row) if left.isalpha() and right.isalpha()]
