"""However reports are parted, they become the same segment."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from indexer.engines.whoosh import WhooshFactory, arrays
from indexer.engines.whoosh.arrays import ArrayFile
from indexer.engines.whoosh.inversion import SortedRows
from indexer.engines.whoosh.merge import segment_file
from tests.engines.collection import random_reports


@pytest.mark.parametrize("ends", [(0, 0, 60), (0, 20, 60), (0, 1, 1, 30, 60)])
def test_a_part_alone_becomes_the_segment_that_several_are_merged_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: tuple[int, ...]
) -> None:
    monkeypatch.setattr(arrays, "_SLAB", 7)
    reports = random_reports(60, seed=1)
    alone, merged = segment(tmp_path / "alone", (0, 60)), segment(tmp_path / "merged", ends)
    assert len(reports) == len(alone["date"])
    assert {name: row.dtype for name, row in alone.items()} == {n: row.dtype for n, row in merged.items()}
    for name, row in alone.items():
        assert row.tolist() == merged[name].tolist(), name


def segment(directory: Path, ends: tuple[int, ...]) -> dict[str, np.ndarray]:
    """The arrays of an index of sixty reports, in parts that end there."""
    factory, reports = WhooshFactory(), random_reports(60, seed=1)
    directory.mkdir()
    parts = [directory / f"part {at}" for at in range(len(ends) - 1)]
    for path, (begin, end) in zip(parts, pairwise(ends), strict=True):
        factory.write_part(path, reports[begin:end])
    (directory / "engine").mkdir()
    assert factory.merge(directory / "engine", parts) == len(reports)
    assert sorted(path.name for path in directory.iterdir()) == ["engine"]
    factory.check(directory / "engine")
    with ArrayFile(segment_file(directory / "engine")) as file:
        file.verify()
        return {name: file[name].copy() for name in file.names()}


@pytest.mark.parametrize("largest", [3, 1 << 20, (1 << 32) - 1])
def test_rows_are_sorted_whether_or_not_they_fit_into_one_number(
    monkeypatch: pytest.MonkeyPatch, largest: int
) -> None:
    monkeypatch.setattr(arrays, "_SLAB", 10)
    draw = random.Random(largest)
    values = [0, 1, largest, draw.randrange(largest)]
    made = sorted([tuple(draw.choices(values, k=3)) for _ in range(199)])
    shuffled = draw.sample(made, len(made))
    rows = SortedRows(*(np.array(column, np.uint32) for column in zip(*shuffled, strict=True)))
    columns = [rows.column(number, slice(None)).tolist() for number in range(3)]
    assert list(zip(*columns, strict=True)) == made
    for count in (1, 2, 3):
        changed = [at for at, row in enumerate(made) if not at or row[:count] != made[at - 1][:count]]
        assert rows.changes(count).tolist() == changed


def test_no_rows_change_nowhere() -> None:
    nothing = np.empty(0, np.uint32)
    assert SortedRows(nothing, nothing).changes(2).tolist() == []
