"""However a query and a collection are made, planning looks up no more than a bounded number of things."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import ClassVar

import pytest

from indexer.language.analyzer import Analyzer
from indexer.language.lexicon import Lexicon
from indexer.model import Layer
from indexer.query.plan import Planner
from indexer.settings import Settings
from tests.nasty import KNOWN

CHARS = Settings().max_query_chars


class Everything(Lexicon):
    """A collection that knows, and counts, whatever is asked for, but has no syllable as it is typed."""

    asked: ClassVar[Counter[str]] = Counter()

    def stands(self, _syllable: str) -> bool:
        return False

    def stands_bare(self, syllable: str) -> bool:
        self.asked["letters"] += len(syllable)
        return True

    def spelled(self, text: str) -> str | None:
        self.asked["letters"] += len(text)
        return text

    def forms(self, syllable: str) -> tuple[str, ...]:
        self.asked["letters"] += len(syllable)
        return tuple(f"{syllable}{number}" for number in range(50))

    # What a vocabulary is asked for.

    def count(self, _layer: Layer, _text: str) -> int:
        self.asked["terms"] += 1
        return 1

    def count_pairs(self, _layer: Layer, columns: Sequence[Sequence[str]]) -> list[list[list[int]]]:
        self.asked["pairs"] += sum(len(left) * len(right) for left, right in pairwise(columns))
        return [[[0] * len(right) for _ in left] for left, right in pairwise(columns)]

    def hold_neighbours(self, _layer: Layer, row: Sequence[str]) -> list[bool]:
        self.asked["pairs"] += len(row)
        return [False for _ in pairwise(row)]

    def complete(self, _layer: Layer, prefix: str, limit: int) -> list[str]:
        self.asked["completed"] += limit
        return [f"{prefix}{number}" for number in range(limit)]

    def values(self, _attribute: str) -> tuple[str, ...]:
        return ()


def words(length: int, accent: str = "a", between: str = " ") -> str:
    """As many different words of this length as a query may have."""
    draw = random.Random(length)
    return between.join(
        "".join(draw.choices("bcdghklmnopt", k=length - 1)) + accent for _ in range(CHARS // length)
    )


QUERIES = {
    **{f"known {number}": text for number, text in enumerate(KNOWN)},
    **{f"{length} letters": words(length) for length in (2, 3, 7, 16, 17, 999)},
    **{f"{length} accents": words(length, "ậ") for length in (2, 3, 7, 16, 17, 999)},
    "prefixes": words(3, between="* "),
    "alternatives": words(3, between=" OR "),
    "runs": words(3, "ậ", between=' "x" '),
    "syllables": words(1, between="."),
}


@pytest.mark.parametrize("text", QUERIES.values(), ids=QUERIES)
def test_the_work_of_planning_is_bounded_whatever_is_typed(text: str) -> None:
    text = text[:CHARS]
    all_known = Everything(Counter())
    planner = Planner(all_known, all_known, Analyzer())

    def work(plan: Callable[[], object]) -> Counter[str]:
        all_known.asked.clear()
        plan()
        return all_known.asked.copy()

    planned, mended = work(lambda: planner.plan(text)), work(lambda: planner.corrected(text, thorough=True))
    assert planned["pairs"] <= 64 * CHARS / 2, "eight forms of each syllable beside eight of the next"
    assert planned["terms"] <= 16 * CHARS / 2
    assert planned["completed"] <= 64 * 64
    assert planned["letters"] <= 16 * CHARS
    assert mended["pairs"] <= 64 * 2 * 48 + CHARS, "64 syllables, 48 candidates, two neighbours"
    assert mended["letters"] <= 4_000 * CHARS, "of every string one letter away from up to 16"
