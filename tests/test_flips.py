"""Damage anywhere in a generation is found, and leads to no wrong answer.

TIMBAOCAO_TEST_FULL=1: 300 flips, truncations and deletions instead of some.
"""

from __future__ import annotations

import random
from pathlib import Path

from indexer.errors import IndexDamaged
from indexer.generations import Generations
from indexer.model import Page, SearchRequest
from indexer.search import SearchService
from indexer.settings import Settings
from tests.forked import FULL
from tests.serving import opened, publish_texts

DAMAGES = 300 if FULL else 60
TEXTS = {
    str(
        number
    ): f"Sở thứ {number} tổng kết năm 201{number}\n\nHội nghị {number} tại Nghệ An có {number}.808 tỷ.\n"
    for number in range(6)
}
QUERIES = (
    "hội nghị",
    "hoi nghi nghe an",
    '"tổng kết"',
    "3.808",
    "năm:2014",
    "hộ*",
    "sơ kết -hội",
    "hội nhgị",
)


def answers(generations: Generations) -> list[Page | str]:
    """What a lazily opened index says, or that it is damaged."""
    found: list[Page | str] = []
    with opened(generations, thorough=False) as live:
        service = SearchService(live, Settings())
        for text in QUERIES:
            try:
                found.append(service.search(SearchRequest(text))._replace(took_ms=0.0))
            except IndexDamaged:
                found.append("damaged")
    return found


def damage(path: Path, draw: random.Random) -> str:
    content = path.read_bytes()
    kind = draw.choice(("flip", "flip", "flip", "cut", "gone")) if content else "gone"
    at = draw.randrange(len(content) or 1)
    if kind == "flip":
        path.write_bytes(content[:at] + bytes([content[at] ^ (1 << draw.randrange(8))]) + content[at + 1 :])
    elif kind == "cut":
        path.write_bytes(content[:at])
    else:
        path.unlink()
    return f"{path.name}: {kind} at {at}"


def test_every_damage_is_found_and_no_answer_is_wrong(tmp_path: Path) -> None:
    generations = publish_texts(tmp_path / "index", tmp_path / "source", TEXTS)
    right = answers(generations)
    assert "damaged" not in right
    draw = random.Random(6)
    # All that a generation has: its files, its manifest and the pointer to it.
    files = sorted(
        path for path in generations.directory.rglob("*") if path.is_file() and path.name != "lock"
    )
    refused = 0
    for number in range(DAMAGES):
        path = files[number % len(files)]
        sound = path.read_bytes()
        what = damage(path, draw)
        if path.name == "current" and not path.exists():
            path.write_bytes(sound)
            continue  # without a pointer there is no index
        assert generations.verify(), what
        try:
            with opened(generations) as live, live.snapshot():
                raise AssertionError(f"it was opened: {what}")
        except IndexDamaged:
            pass
        try:
            said = answers(generations)
            assert all(answer in ("damaged", sound_) for answer, sound_ in zip(said, right, strict=True)), (
                what
            )
            refused += "damaged" in said
        finally:
            path.write_bytes(sound)
    assert refused > DAMAGES / 3
    assert generations.verify() == []
    assert answers(generations) == right
