from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.engines.whoosh import WhooshFactory
from indexer.errors import IndexDamaged
from indexer.model import AllOf, Layer, Phrase, Query, Term
from tests.engines.collection import indexed, random_reports

QUERIES = [
    Query("", "", Term(Layer.SYLLABLE, "hội")),
    Query("", "", Phrase(Layer.BARE, ("tong", "ket"))),
    Query("", "", AllOf(()), optional=(Term(Layer.PAIR, "tổng kết"),)),
]


def arrays(directory: Path) -> Path:
    (path,) = directory.glob("*.arrays")
    return path


def answers(directory: Path) -> list[object]:
    """All that an engine says of its reports."""
    engine = WhooshFactory().open(directory)
    try:
        found: list[object] = []
        for query in QUERIES:
            result = engine.search(query, offset=0, size=50, sort="relevance", facets=("year",))
            found += [result, engine.spans([hit.id for hit in result.hits], query)]
        return [*found, [engine.report(id) for id in engine.ids()]]
    finally:
        engine.close()


def test_no_flipped_byte_changes_an_answer_or_brings_the_program_down(tmp_path: Path) -> None:
    WhooshFactory().build(tmp_path, random_reports(12, seed=1))
    path = arrays(tmp_path)
    sound, right = path.read_bytes(), answers(tmp_path)
    draw = random.Random(2)
    for at in [0, len(sound) - 1, *draw.sample(range(len(sound)), 200)]:
        path.write_bytes(sound[:at] + bytes([sound[at] ^ (1 << draw.randrange(8))]) + sound[at + 1 :])
        with pytest.raises(IndexDamaged, match="timbaocao rebuild"):
            assert answers(tmp_path) != right, "bytes that nothing is read from must not be there"


@pytest.mark.parametrize("left", [0, 1, 30, 0.5, 0.99])
def test_a_file_that_was_cut_short_is_refused(tmp_path: Path, left: float) -> None:
    WhooshFactory().build(tmp_path, [indexed("a", "hội nghị"), indexed("b", "tổng kết")])
    path = arrays(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: int(left if left >= 1 else left * len(content))])
    with pytest.raises(IndexDamaged, match="timbaocao rebuild"):
        WhooshFactory().open(tmp_path)


def test_an_index_without_its_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="timbaocao rebuild"):
        WhooshFactory().open(tmp_path)
