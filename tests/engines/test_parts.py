"""However reports are parted, they become the same segment."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from indexer.engines.whoosh import WhooshFactory, arrays
from indexer.engines.whoosh.arrays import Array, ArrayFile
from indexer.engines.whoosh.inversion import SortedRows
from indexer.engines.whoosh.merge import segment_file
from indexer.model import IndexedReport
from tests.engines.collection import indexed, random_reports

COLLECTIONS = {
    "many": random_reports(60, seed=1),
    "none": [],
    "one without a term": [indexed("a", "")],
    "one term": [indexed("a", "hội")],
    "halves of characters": [indexed("a", "hội \ud800 \udfff ?"), indexed("b", "?\ud800 nghị")],
}


@pytest.mark.parametrize("cuts", [(0,), (20,), (1, 1, 30)])
@pytest.mark.parametrize("reports", COLLECTIONS.values(), ids=COLLECTIONS)
def test_a_part_alone_becomes_the_segment_that_several_are_merged_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reports: Sequence[IndexedReport], cuts: tuple[int, ...]
) -> None:
    monkeypatch.setattr(arrays, "_STRETCH", 7)
    ends = [0, *(min(cut, len(reports)) for cut in cuts), len(reports)]
    alone = segment(tmp_path / "alone", [reports])
    merged = segment(tmp_path / "merged", [reports[begin:end] for begin, end in pairwise(ends)])
    assert len(alone["date"]) == len(reports)
    assert {name: row.dtype for name, row in alone.items()} == {n: row.dtype for n, row in merged.items()}
    for name, row in alone.items():
        assert row.tolist() == merged[name].tolist(), name


def segment(directory: Path, parted: Sequence[Sequence[IndexedReport]]) -> dict[str, Array]:
    """The arrays of an index of reports that come in parts."""
    factory = WhooshFactory()
    directory.mkdir()
    parts = [directory / f"part {at}" for at in range(len(parted))]
    for path, reports in zip(parts, parted, strict=True):
        factory.write_part(path, reports)
    (directory / "engine").mkdir()
    assert factory.merge(directory / "engine", parts) == sum(map(len, parted))
    assert sorted(path.name for path in directory.iterdir()) == ["engine"]
    factory.check(directory / "engine")
    with ArrayFile(segment_file(directory / "engine")) as file:
        file.verify()
        return {name: file[name].copy() for name in file.names()}


@pytest.mark.parametrize("largest", [3, 1 << 20, (1 << 32) - 1])
def test_rows_are_sorted_whether_or_not_they_fit_into_one_number(
    monkeypatch: pytest.MonkeyPatch, largest: int
) -> None:
    monkeypatch.setattr(arrays, "_STRETCH", 10)
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
