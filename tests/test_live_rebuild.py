"""A serving process moves to each new generation by itself, and no reader notices."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.build import rebuild
from indexer.engines.whoosh import WhooshFactory
from indexer.errors import IndexDamaged, IndexUnavailable
from indexer.generations import Generations
from indexer.language.analyzer import Analyzer
from indexer.live import LiveIndex
from indexer.model import SearchRequest
from indexer.search import SearchService
from indexer.settings import Settings

SETTINGS = Settings(jobs=1, page_size=100)
READERS = 8


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "index")


@pytest.fixture
def live(generations: Generations) -> Iterator[LiveIndex]:
    index = LiveIndex(
        generations, WhooshFactory(), analyzer_fingerprint=Analyzer().fingerprint, watch_seconds=0.02
    )
    index.start()
    yield index
    index.close()


@pytest.fixture
def unwatched(generations: Generations) -> Iterator[LiveIndex]:
    """It moves on only when it is told to, so that nothing is opened while a test damages it."""
    index = LiveIndex(
        generations, WhooshFactory(), analyzer_fingerprint=Analyzer().fingerprint, watch_seconds=1
    )
    yield index
    index.close()


def publish(generations: Generations, directory: Path, edition: int, count: int = 4) -> str:
    """An edition: the number of each report's text is the edition, so that a mixed answer is seen."""
    directory.mkdir(exist_ok=True)
    for number in range(count):
        text = f"Báo cáo {number}\n\nHội nghị lần thứ {edition} đã kết thúc.\n"
        (directory / f"{number}.txt").write_text(text, encoding="utf-8")
    return rebuild([directory], generations, WhooshFactory(), SETTINGS).generation


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "the new generation was not taken up"
        time.sleep(0.01)


def test_eight_readers_never_see_an_error_or_two_generations_in_one_answer(
    generations: Generations, live: LiveIndex, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    editions = {publish(generations, source, 0): 0}
    service = SearchService(live, SETTINGS)
    failures: list[str] = []
    answers: list[tuple[str, frozenset[str]]] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                page = service.search(SearchRequest(text="hội nghị", size=100))
                bodies = frozenset(hit.report.body for hit in page.hits)
                answers.append((page.generation, bodies))
                if len(page.hits) != 4 or page.total != 4:
                    failures.append(f"{len(page.hits)} hits")
            except Exception as error:  # noqa: BLE001 - whatever a reader meets is what is counted
                failures.append(repr(error))

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for edition in range(1, 13):
        editions[publish(generations, source, edition)] = edition
    wait_until(lambda: editions.get(answers[-1][0]) == 12)
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert len({generation for generation, _ in answers}) > 3
    for generation, bodies in answers:
        assert bodies == {f"Hội nghị lần thứ {editions[generation]} đã kết thúc."}


def test_a_request_keeps_its_generation_to_its_end(
    generations: Generations, live: LiveIndex, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    first = publish(generations, source, 0)
    with live.snapshot() as held:
        for edition in (1, 2, 3):
            last = publish(generations, source, edition)
        wait_until(lambda: _generation(live) == last)
        assert held.manifest.generation == first
        stored = held.engine.report("0")
        assert stored is not None
        assert "lần thứ 0" in stored.report.body


def _generation(live: LiveIndex) -> str:
    with live.snapshot() as snapshot:
        return snapshot.manifest.generation


MAPS = Path("/proc/self/maps")


@pytest.mark.skipif(not MAPS.exists(), reason="only Linux tells which files are mapped")
def test_memory_and_disk_of_an_old_generation_are_free_at_once(
    generations: Generations, unwatched: LiveIndex, tmp_path: Path
) -> None:
    service = SearchService(unwatched, SETTINGS)

    def mapped() -> set[str]:
        index = str(generations.directory / "generations")
        return {line.split(index)[1].split("/")[1] for line in MAPS.read_text().splitlines() if index in line}

    gc.disable()  # a server collects garbage rarely
    try:
        for edition in range(3):
            name = publish(generations, tmp_path / "source", edition)
            unwatched.refresh()
            for query in ("hội nghị", "hoi nghi", '"kết thúc"', "hoij"):
                service.search(SearchRequest(query))
            assert mapped() == {name}
    finally:
        gc.enable()


def test_an_index_that_comes_later_is_taken_up(
    generations: Generations, live: LiveIndex, tmp_path: Path
) -> None:
    with pytest.raises(IndexUnavailable, match="run: timbaocao rebuild"):
        _generation(live)
    name = publish(generations, tmp_path / "source", 0)
    assert _generation(live) == name


def test_a_new_generation_that_is_damaged_leaves_the_old_one_in_service(
    generations: Generations, unwatched: LiveIndex, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = publish(generations, tmp_path / "source", 0)
    assert _generation(unwatched) == first
    publish(generations, tmp_path / "source", 1)
    _damage(generations)
    unwatched.refresh()
    assert _generation(unwatched) == first
    assert "damaged" in caplog.text
    last = publish(generations, tmp_path / "source", 2)
    unwatched.refresh()
    assert _generation(unwatched) == last


def _damage(generations: Generations) -> None:
    largest = max(generations.current().engine.iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[-1] ^= 1
    largest.write_bytes(content)


def test_an_index_of_another_analysis_is_refused_with_the_cure(
    generations: Generations, tmp_path: Path
) -> None:
    publish(generations, tmp_path / "source", 0)
    other = LiveIndex(generations, WhooshFactory(), analyzer_fingerprint="other", watch_seconds=1)
    with pytest.raises(IndexUnavailable, match="run: timbaocao rebuild"), other.snapshot():
        pass


def test_a_damaged_index_is_refused(generations: Generations, unwatched: LiveIndex, tmp_path: Path) -> None:
    publish(generations, tmp_path / "source", 0)
    _damage(generations)
    with pytest.raises(IndexDamaged, match="run: timbaocao rebuild"):
        _generation(unwatched)
