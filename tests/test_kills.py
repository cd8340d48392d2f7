"""Whenever a rebuild dies, or is refused something, the live index answers and the next one works.

TIMBAOCAO_TEST_FULL=1: every step, and 200 random moments.
"""

from __future__ import annotations

import errno
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has neither SIGKILL nor fork", allow_module_level=True)

from indexer.engines.whoosh import WhooshFactory
from indexer.generations import Generations
from indexer.live import LiveIndex
from indexer.model import SearchRequest
from indexer.search import SearchService
from indexer.settings import Settings
from indexer.verify import verify
from tests.forked import FULL, Rebuilds, rebuilds
from tests.serving import opened, publish_texts

REPORTS, READERS = 4, 8
STEPS, MOMENTS = (1, 200) if FULL else (9, 6)  # every step or every ninth
# As many as are read in several processes, and the moments of these, which take longer to begin.
MANY, MOMENTS_OF_MANY = 70, 200 if FULL else 2


class House:
    """An index, its sources, and the editions of them that may be live."""

    def __init__(self, root: Path, reports: int = REPORTS) -> None:
        self.index, self.source = root / "index", root / "source"
        self.reports, self.edition = reports, 0
        self.generations = publish_texts(self.index, self.source, self.texts())

    def texts(self) -> dict[str, str]:
        return {
            str(number): f"Báo cáo {number}\n\nHội nghị lần thứ {self.edition} đã kết thúc.\n"
            for number in range(self.reports)
        }

    def change(self) -> None:
        """Another edition, of which one report stays as it was."""
        self.edition += 1
        for id, text in self.texts().items():
            if id != "0":
                (self.source / f"{id}.txt").write_text(text, encoding="utf-8")

    def check_answers(self) -> None:
        with opened(self.generations) as live:
            assert len(self.edition_of(SearchService(live, Settings()))) == 1

    def edition_of(self, service: SearchService) -> set[str]:
        page = service.search(SearchRequest("hội nghị"))
        assert (page.total, len(page.hits)) == (self.reports, min(self.reports, page.request.size))
        return {hit.report.body for hit in page.hits if hit.report.id != "0"}

    def check_next(self, rebuild: Rebuilds) -> None:
        """The next rebuild works, with nothing cleaned up by hand."""
        (ended,) = rebuild.run()
        assert (ended.code, ended.errors) == (0, "")
        assert verify(self.generations, WhooshFactory()) == []
        with opened(self.generations) as live:
            assert f"lần thứ {self.edition} " in next(iter(self.edition_of(SearchService(live, Settings()))))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def rebuild(house: House) -> Iterator[Rebuilds]:
    with rebuilds(house.index, house.source) as started:
        yield started


@contextmanager
def readers(house: House, live: LiveIndex) -> Iterator[list[str]]:
    """Eight threads that search until the block ends, and what failed."""
    service = SearchService(live, Settings())
    failures: list[str] = []
    reads: list[None] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.wait(0.005):
            try:
                if len(house.edition_of(service)) != 1:
                    failures.append("two editions in one answer")
                reads.append(None)
            except Exception as error:  # noqa: BLE001 - whatever a reader meets is what is counted
                failures.append(repr(error))

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield failures
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert len(reads) > READERS, "readers that do not read prove nothing"


class Killer:
    """Kills rebuilds of a house in which people read."""

    def __init__(self, house: House, rebuild: Rebuilds, failures: list[str], **order: int) -> None:
        self.house, self.rebuild, self.failures, self.order = house, rebuild, failures, order
        self.longest, self.draw = 0.5, random.Random(6)

    def at(self, **when: float) -> bool:
        """Whether it was killed; the house is as it was, nobody noticed, and the next rebuild works."""
        self.house.change()
        (ended,) = self.rebuild.run(**self.order, **when)
        assert ended.code in (-signal.SIGKILL, 0)
        assert not ended.orphans, when
        self.house.check_answers()
        self.house.check_next(self.rebuild)
        assert self.failures == [], when
        return ended.code != 0

    def at_moments(self, count: int) -> None:
        """Kills so many rebuilds at random moments of theirs."""
        moments = 0
        while moments < count:
            after = self.draw.uniform(0, self.longest)
            if self.at(after=after):
                moments += 1
            else:  # It was done by then.
                self.longest = (self.longest + after) / 2


def test_a_rebuild_may_be_killed_at_any_step_and_moment(house: House, rebuild: Rebuilds) -> None:
    with opened(house.generations, watch=0.02) as live:
        live.start()
        with readers(house, live) as failures:
            killer = Killer(house, rebuild, failures)
            house.change()
            steps = rebuild.run()[0].steps
            assert steps > 20
            died = [killer.at(kill=step) for step in range(1, steps + 1, STEPS)]
            assert died.count(False) < 4, "fewer steps than the first time"
            killer.at_moments(MOMENTS)


def test_a_rebuild_of_several_processes_may_be_killed_and_leaves_none_of_them(tmp_path: Path) -> None:
    house = House(tmp_path, MANY)
    with (
        rebuilds(house.index, house.source) as rebuild,
        opened(house.generations, watch=0.02) as live,
    ):
        live.start()
        with readers(house, live) as failures:
            killer = Killer(house, rebuild, failures, jobs=2)
            house.change()
            began = time.monotonic()
            (ended,) = rebuild.run(jobs=2)
            killer.longest = time.monotonic() - began
            assert (ended.code, ended.helped, ended.orphans) == (0, True, False)
            killer.at_moments(MOMENTS_OF_MANY)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells who has begun whom")
@pytest.mark.parametrize("work", ["reading", "merging"])
def test_a_process_of_a_rebuild_may_be_killed_alone(tmp_path: Path, work: str) -> None:
    house = House(tmp_path, MANY)
    with rebuilds(house.index, house.source) as rebuild:
        house.change()
        (ended,) = rebuild.run(jobs=2, helper=work)
        assert (ended.code, len(ended.errors.splitlines()), ended.orphans) == (1, 1, False), ended
        assert "--jobs 1" in ended.errors
        house.check_answers()
        house.check_next(rebuild)


@pytest.mark.parametrize(
    ("number", "lasting"),
    [(errno.ENOSPC, False), (errno.ENOSPC, True), (errno.EROFS, True), (errno.EACCES, True)],
    ids=["full for once", "full", "read-only", "permission lost"],
)
def test_a_rebuild_may_be_refused_any_step(
    house: House, rebuild: Rebuilds, number: int, lasting: bool
) -> None:
    steps = rebuild.run()[0].steps
    failed = 0
    for step in range(1, steps + 1, STEPS):
        house.change()
        (ended,) = rebuild.run(fail=step, errno=number, lasting=lasting)
        assert ended.code in (0, 1), ended
        assert len(ended.errors.splitlines()) == ended.code, ended
        failed += ended.code
        house.check_answers()
        house.check_next(rebuild)
    assert failed > steps / STEPS / 2


@pytest.mark.parametrize("size", [1, 500, 5_000, 10_000])
def test_a_rebuild_may_meet_a_limit_of_space(house: House, rebuild: Rebuilds, size: int) -> None:
    house.change()
    (ended,) = rebuild.run(size=size)
    assert ended.code == 1
    assert len(ended.errors.splitlines()) == 1
    assert "live one is unchanged" in ended.errors
    house.check_answers()
    house.check_next(rebuild)


@pytest.mark.parametrize("count", [2, 8])
def test_of_simultaneous_rebuilds_one_wins_and_the_others_say_so(
    house: House, rebuild: Rebuilds, count: int
) -> None:
    house.change()
    ended = rebuild.run(count=count, hold=True)
    assert sorted(each.code for each in ended) == [0] + [1] * (count - 1)
    for each in ended:
        assert ("Another rebuild" in each.errors) == bool(each.code)
    house.check_answers()
    assert verify(Generations(house.index), WhooshFactory()) == []
