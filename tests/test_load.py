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


def test_a_goal_that_is_missed_is_named() -> None:
    good = {"seconds": 300.0, "answers": Counter({200: 9_900, 429: 99})}
    memory = [(0.0, 90.0), (60.0, 100.0), (200.0, 150.0), (300.0, 109.0)]
    assert Outcome(**good, memory=memory).missed() == []  # type: ignore[arg-type]
    grown = Outcome(**good, memory=[*memory, (301.0, 111.0)])  # type: ignore[arg-type]
    assert grown.missed() == ["memory within 10%"]
    slow = Outcome(seconds=300.0, answers=Counter({200: 5_000}), memory=memory)
    assert slow.missed() == ["at least 20 answers a second"]
    refused = Outcome(seconds=10.0, answers=Counter({200: 980, 429: 20}), memory=memory)
    assert refused.missed() == ["answers 429 under 1%"]
    broken = Outcome(seconds=10.0, answers=Counter({200: 980, 500: 1}), memory=memory)
    assert broken.missed() == ["no errors"]
    assert Outcome(**good, errors=Counter({"TimeoutError": 1}), memory=memory).missed() == ["no errors"]  # type: ignore[arg-type]
