"""The benchmark of engines measures what it says: every engine answers, and the table holds every row."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.benchmarks.speed import engines
from tests.benchmarks.speed.collection import draw_queries, read_documents, subset, write_documents
from tests.benchmarks.speed.others import peers
from tests.benchmarks.speed.peers import Peer
from tests.benchmarks.speed.table import Row, markdown

WORDS = (
    "hội nghị tổng kết công tác thông tin và truyền thông năm 2012 của tỉnh Nghệ An do Sở chủ trì "
    "với 3.808,3 tỷ đồng cho hạ tầng công nghệ"
).split()


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Forty made-up texts as JSON lines."""
    draw = random.Random(0)
    path = tmp_path / "made-up.jsonl"
    lines = [
        json.dumps({"_id": f"text {number}", "title": "", "text": " ".join(draw.choices(WORDS, k=30))})
        for number in range(40)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("peer", peers(), ids=lambda peer: peer.name)
def test_an_engine_finds_every_text_that_holds_a_word(peer: Peer, texts: Path, tmp_path: Path) -> None:
    if peer.missing:
        pytest.skip(f'{peer.missing} is not installed: pip install -e ".[bench]"')
    documents = read_documents(write_documents(texts))
    (room := tmp_path / "index").mkdir()
    peer.write(room, documents)
    opened = peer.open(room)
    for word in ("nghị", "công_tác", "3.808,3", "và"):
        held = {place for place, (_, tokens) in enumerate(documents) if word in tokens}
        hits = opened.hits(opened.search(opened.prepare([word]), len(documents)))
        assert {place for place, _ in hits} == held, word
    opened.close()


def test_the_engines_part_has_a_row_for_every_figure_and_size(texts: Path, tmp_path: Path) -> None:
    documents = {size: write_documents(subset(texts, size, tmp_path)) for size in (20, 40)}
    rows = engines.measure(documents, runs=2, queries=12)
    table = markdown(rows, {"CPU": "a machine"}).splitlines()
    assert table[0] == "CPU a machine"
    assert len(table) == len(rows) + 4
    tantivy = [peer.name for peer in peers() if peer.name == "tantivy" and not peer.missing]
    for size in documents:
        assert any(row.what == f"writing one field from ready tokens, {size} texts" for row in rows)
        for figure in ("p50", "p95", "mean"):
            own = [row for row in rows if f"words, {figure}, plain, {size} texts, 12 queries" in row.what]
            assert [row.against for row in own if row.bound == "at most"] == tantivy
    assert any(row.against == "the same queries, 20 texts" for row in rows)
    assert all(len(row.runs) >= 2 and min(row.runs) > 0 for row in rows)


def test_queries_are_the_same_every_time_and_have_one_to_four_words(texts: Path) -> None:
    documents = read_documents(write_documents(texts))
    queries = draw_queries(documents, 40)
    assert queries == draw_queries(documents, 40)
    assert {len(query) for query in queries} == {1, 2, 3, 4}


def test_an_order_that_is_another_is_refused() -> None:
    ours = [(1, 3.0), (2, 2.0), (3, 2.0), (4, 1.0)]
    engines.same_order(ours, [(1, 6.6), (3, 4.4), (2, 4.4), (9, 2.2)])
    with pytest.raises(AssertionError):
        engines.same_order(ours, [(2, 6.6), (1, 4.4), (3, 4.4), (4, 2.2)])


def test_a_ratio_is_judged_by_its_bound() -> None:
    assert Row("rebuild", "s", [1.0], "a script", [8.0], "times faster", 8.0).reached is True
    assert Row("rebuild", "s", [1.0], "a script", [7.9], "times faster", 8.0).reached is False
    assert Row("search", "ms", [2.1], "tantivy", [1.0], "at most", 2.0).reached is False
    assert Row("search", "ms", [2.1], "bm25s", [1.0]).reached is None
