"""Any run of one to eight syllables of a report, in quotes, finds it: a sample of the benchmark."""

from __future__ import annotations

from pathlib import Path

from indexer.search import SearchService
from tests.benchmarks.literal_recall import collect, measure


def test_what_is_copied_from_a_seed_and_quoted_is_found_and_marked(
    service: SearchService, seeds: Path
) -> None:
    texts = collect(service, [path.stem for path in sorted(seeds.glob("*.txt"))])
    outcome = measure(service, texts, 300)
    assert outcome.wrong == []
    assert (outcome.runs, outcome.found, outcome.complete, outcome.marked) == (300, 300, 300, 300)
    assert outcome.shuffled > 200
    assert outcome.false_finds == 0
