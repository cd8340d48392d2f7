"""A short form of `python -m tests.benchmarks.load`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.benchmarks.load import Outcome, run, table


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
def test_nobody_meets_an_error_while_the_index_is_rebuilt(seeds: Path, tmp_path: Path) -> None:
    outcome = run(seeds, tmp_path, seconds=3, clients=8, rebuilds=1)
    assert outcome.failures() == Counter()
    assert outcome.answers[200] > 8
    assert len(outcome.rebuilds) == 1
    assert f"{outcome.answers.total()} in" in table(outcome)


def outcome(answers: dict[int, int], end: float = 109.0, seconds: float = 300.0, **errors: int) -> Outcome:
    """Of a server that had 100 MB in its first minute, more later, and so many at the end."""
    memory = [(0.0, 90.0), (60.0, 100.0), (200.0, 150.0), (seconds, end)]
    return Outcome(seconds, Counter(answers), Counter(errors), memory=memory)


def test_a_goal_that_is_missed_is_named() -> None:
    assert outcome({200: 9_900, 429: 99}).missed() == []
    assert outcome({200: 9_900}, end=111.0).missed() == ["memory within 10%"]
    assert outcome({200: 5_000}).missed() == ["at least 20 answers a second"]
    assert outcome({200: 9_800, 429: 200}).missed() == ["answers 429 under 1%"]
    assert outcome({200: 9_800, 500: 1}).missed() == ["no errors"]
    assert outcome({200: 9_800}, TimeoutError=1).missed() == ["no errors"]
