"""`verify` finds what contradicts itself, though every byte is as its sum says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter
from indexer.generations import Generations
from tests.serving import publish_texts
from tests.test_pickles import seal_again
from tests.test_soundness import FIRST, SECOND, arrays_of, fails_in_one_line, run


@pytest.fixture
def index(tmp_path: Path) -> Path:
    publish_texts(tmp_path / "index", tmp_path / "source", {**FIRST, **SECOND})
    return tmp_path / "index"


def rewritten(path: Path, name: str, change: Any) -> None:
    """Writes a file of arrays again, one of them changed; its sums are those of what it holds."""
    with ArrayFile(path) as file:
        arrays = {each: file[each].copy() for each in file.names()}
    assert name in arrays
    arrays[name] = change(arrays[name])
    with ArrayWriter(path) as writer:
        for each, array in arrays.items():
            writer.add(each, array)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("body_syllable/docs", lambda row: row[::-1].copy()),
        ("body_syllable/posting_start", lambda row: np.append(row[:-1], row[-1] - 1).astype(row.dtype)),
        ("body_syllable/values", lambda row: row + 10_000),
        ("body_syllable/lengths", lambda row: row + 1),
        ("body_syllable/impacts", lambda row: row * 2),
        ("body_syllable/hash", lambda row: np.roll(row, 1)),
        ("body_syllable/text", lambda row: row[::-1].copy()),
        ("body_pair/weights", lambda row: row + 1),
        ("body_pair/keys", lambda row: row[::-1].copy()),
        ("date", lambda row: row + 1),
        ("id/rank", lambda row: row[::-1].copy()),
        ("documents", lambda row: row[::-1].copy()),
        ("attribute:kind/value", lambda row: row * 0),
    ],
)
def test_verify_finds_lists_that_contradict_each_other(index: Path, name: str, change: Any) -> None:
    rewritten(arrays_of(index), name, change)
    generations = Generations(index)
    seal_again(generations)
    assert generations.verify() == [], "every byte is as its sum says"
    fails_in_one_line(run(index, "verify"))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("group", lambda row: row[:-1]),
        ("group", lambda row: np.append(row, row[-1:] * 0)),
        ("group", lambda row: row * 0),
        ("group", lambda row: np.where(row > 0, 1, 0).astype(row.dtype)),  # led by one that is alone
        ("group", lambda row: np.where(row > 0, len(row), 0).astype(row.dtype)),  # led by its last one
        ("group", lambda row: np.where(row > 0, len(row) + 1, 0).astype(row.dtype)),  # by nobody
        ("signature", lambda row: row[:-1]),
        ("signature", lambda row: row * 0),
        ("signature", lambda row: np.tile(row[-64:], len(row) // 64)),
    ],
)
def test_verify_finds_groups_that_are_none(tmp_path: Path, name: str, change: Any) -> None:
    index, words = tmp_path / "index", " ".join(f"chữ{number}" for number in range(60))
    texts = {"a": "Báo cáo\n\nHội nghị tổng kết.\n", "b": f"Báo cáo\n\n{words}\n", "c": f"Tin\n\n{words}\n"}
    generations = publish_texts(index, tmp_path / "source", texts)
    with ArrayFile(arrays_of(index)) as file:
        assert file["group"].tolist() == [0, 2, 2]
    assert run(index, "verify").exit_code == 0
    rewritten(arrays_of(index), name, change)
    seal_again(generations)
    assert "group" in (told := fails_in_one_line(run(index, "verify"))) or "signatures" in told
