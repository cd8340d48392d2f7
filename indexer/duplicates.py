"""One release on several portals: its later copies fold under the best one, within a page of results.

Only who reads a page has it so (`SearchRequest.fold`): a program is given every report by itself.
Totals and pages count reports, as if nothing were folded: a page may list fewer results than its size, and a
copy that comes on a later page is a result of its own there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from indexer.engines.base import Engine
from indexer.language.normalize import syllable
from indexer.language.tokenize import offsets
from indexer.model import Difference, EngineHit, Report, SameReport

# What two copies of one release agree in where both tell it.
_FACTS = ("event_date", "period", "province")
_DIFFERENCES: tuple[Difference, ...] = ("title", "publisher", "published", "byline")
_NAME = 3  # syllables of a name by which titles differ, at most

Copies = Mapping[str, tuple[SameReport, ...]]  # by the id of the report under which they fold


def fold(engine: Engine, hits: Iterable[EngineHit]) -> tuple[list[EngineHit], Copies]:
    """Hits in their order without the copies of earlier ones, and those copies."""
    kept: list[EngineHit] = []
    leaders: dict[str, list[Report]] = {}  # of each group those that are no copies of each other
    copies: dict[str, tuple[SameReport, ...]] = {}
    for hit in hits:
        if hit.group:
            report = stored(engine, hit.id)
            firsts = leaders.setdefault(hit.group, [])
            first = next((first for first in firsts if is_copy(report, first)), None)
            if first is not None:
                copies[first.id] = (*copies.get(first.id, ()), _same(report, first))
                continue
            firsts.append(report)
        kept.append(hit)
    return kept, copies


def stored(engine: Engine, id: str) -> Report:
    found = engine.report(id)
    assert found is not None, "an engine has the reports that it finds"
    return found.report


def is_copy(report: Report, other: Report) -> bool:
    """Whether two reports of nearly the same body tell of the same: nothing they state speaks against it.

    >>> one = Report("1", "Bàn giao thiết bị cho xã Quang Lương", "")
    >>> is_copy(one, Report("2", "Xã Quang Lương được bàn giao thiết bị", ""))
    True
    >>> is_copy(one, Report("2", "Bàn giao thiết bị cho xã Quang Lượng", ""))
    False
    """
    for fact in _FACTS:
        here, there = getattr(report, fact), getattr(other, fact)
        if here and there and here != there:
            return False
    return not _titles_name_two(report.title, other.title)


def _titles_name_two(title: str, other: str) -> bool:
    """Whether titles differ in nothing but a name, a number or a word: then each is of a thing of its own."""
    rows = [[text[start:end] for start, end in offsets(text)] for text in (title, other)]
    for _ in range(2):  # what both begin with, then what both end with
        while all(rows) and syllable(rows[0][0]) == syllable(rows[1][0]):
            rows = [row[1:] for row in rows]
        rows = [row[::-1] for row in rows]
    if not all(0 < len(row) <= _NAME for row in rows):
        return False
    return len(rows[0]) == len(rows[1]) or all(map(_is_name, chain.from_iterable(rows)))


def _is_name(word: str) -> bool:
    """A capitalised word or a number; a short form such as TT is neither."""
    return word[0].isdigit() or (word[0].isupper() and (len(word) == 1 or not word.isupper()))


def _same(report: Report, first: Report) -> SameReport:
    differs: Sequence[Difference] = [
        name for name in _DIFFERENCES if getattr(report, name) != getattr(first, name)
    ]
    return SameReport(report.id, report.title, report.publisher, report.published, tuple(differs))
