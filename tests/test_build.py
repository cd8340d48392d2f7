from __future__ import annotations

import errno
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from indexer import understand, workers
from indexer.build import BuildSummary, rebuild
from indexer.engines.base import Kept
from indexer.engines.whoosh import WhooshEngine, WhooshFactory, merge
from indexer.engines.whoosh.arrays import ArrayFile
from indexer.engines.whoosh.merge import segment_file
from indexer.errors import IndexDamaged, IndexUnavailable, SourceError
from indexer.generations import Generation, Generations
from indexer.manifest import read_file
from indexer.model import IndexedReport, RawReport, Report, Spans
from indexer.reports import parse_report
from indexer.settings import Settings
from indexer.skipped import FILE, load

SETTINGS = Settings(jobs=1)


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "index")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    directory = tmp_path / "báo cáo"
    directory.mkdir()
    for number in range(3):
        text = f"Sở thứ {number} tổng kết năm 2012\n\nHội nghị đã nghe báo cáo số {number}.\n"
        (directory / f"báo cáo {number}.txt").write_text(text, encoding="utf-8")
    return directory


def build(generations: Generations, *sources: Path, if_needed: bool = False) -> BuildSummary:
    return rebuild(sources, generations, WhooshFactory(), SETTINGS, if_needed=if_needed)


def live_ids(generations: Generations) -> list[str]:
    engine = WhooshFactory().open(generations.current().engine)
    try:
        return sorted(engine.ids())
    finally:
        engine.close()


def test_the_seeds_are_indexed(generations: Generations, seeds: Path) -> None:
    told: list[tuple[int, float]] = []
    summary = rebuild(
        [seeds], generations, WhooshFactory(), SETTINGS, progress=lambda *done: told.append(done)
    )
    assert summary.reports == 5
    assert summary.skipped == ()
    assert [done for done, _ in told] == [1, 2, 3, 4, 5, 5]
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 1 == shares[-1]
    assert summary.rebuilt
    assert summary.bytes == generations.current().manifest.bytes > 0
    assert live_ids(generations) == sorted(path.stem for path in seeds.glob("*.txt"))
    assert generations.verify() == []


def test_what_cannot_be_read_is_named_with_its_reason_and_the_rest_is_indexed(
    generations: Generations, reports: Path
) -> None:
    (reports / "rỗng.txt").write_bytes(b"")
    (reports / "nhị phân.txt").write_bytes(b"\0\1\2")
    (reports / "cũ.txt").write_bytes("Hội nghị".encode("utf-16"))
    summary = build(generations, reports)
    assert summary.reports == 3
    assert {Path(skipped.source).name for skipped in summary.skipped} == {
        "rỗng.txt",
        "nhị phân.txt",
        "cũ.txt",
    }
    assert all(skipped.reason for skipped in summary.skipped)
    assert load(read_file(generations.current(), FILE)) == summary.skipped
    lines = (generations.current().directory / "skipped.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line).keys() for line in lines] == [{"source", "reason"}] * 3


def test_what_is_not_read_needs_no_space(generations: Generations, reports: Path) -> None:
    for name in ("quay.mp4", "nhật ký.txt"):  # a film, and a text larger than `max_file_mb`
        with (reports / name).open("wb") as file:
            file.truncate(1 << 43)
    assert build(generations, reports).reports == 3


def test_a_report_that_breaks_the_parser_is_skipped(
    generations: Generations, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(raw: RawReport) -> Report:
        if "1" in raw.id:
            raise ZeroDivisionError("chia cho không")
        return parse_report(raw)

    monkeypatch.setattr(understand, "parse_report", broken)
    summary = build(generations, reports)
    assert summary.reports == 2
    (skipped,) = summary.skipped
    assert skipped.source.endswith("báo cáo 1.txt")
    assert "ZeroDivisionError" in skipped.reason


def test_a_source_without_reports_leaves_the_live_index(
    generations: Generations, reports: Path, tmp_path: Path
) -> None:
    before = build(generations, reports)
    empty = tmp_path / "trống"
    empty.mkdir()
    with pytest.raises(SourceError, match="No report was found"):
        build(generations, empty)
    with pytest.raises(SourceError, match="does not exist"):
        build(generations, tmp_path / "không có")
    assert generations.current().manifest.generation == before.generation
    assert len(live_ids(generations)) == 3
    assert generations.verify() == []


def test_if_needed_rebuilds_only_what_changed(generations: Generations, reports: Path) -> None:
    first = build(generations, reports, if_needed=True)
    assert first.rebuilt
    again = build(generations, reports, if_needed=True)
    assert (again.rebuilt, again.generation, again.reports) == (False, first.generation, 3)
    (reports / "báo cáo 0.txt").write_text("Sở thứ 0\n\nNội dung đã sửa.\n", encoding="utf-8")
    assert build(generations, reports, if_needed=True).rebuilt
    (reports / "báo cáo 0.txt").rename(reports / "tên khác.txt")
    assert build(generations, reports, if_needed=True).rebuilt
    assert "tên khác" in live_ids(generations)


@pytest.mark.parametrize("if_needed", [True, False])
@pytest.mark.parametrize("harm", ["a flipped bit", "a lost byte", "a lost file"])
@pytest.mark.parametrize("name", [".arrays", "lexicon.json.z", "skipped.jsonl"])
def test_nothing_is_taken_over_from_a_damaged_index(
    generations: Generations, reports: Path, if_needed: bool, harm: str, name: str
) -> None:
    (reports / "rỗng.txt").write_bytes(b"")
    build(generations, reports)
    (harmed,) = (path for path in generations.current().directory.rglob("*") if path.name.endswith(name))
    content = bytearray(harmed.read_bytes())
    content[len(content) // 2] ^= 1
    harmed.write_bytes(content[:-1] if harm == "a lost byte" else content)
    if harm == "a lost file":
        harmed.unlink()
    assert build(generations, reports, if_needed=if_needed).rebuilt
    assert generations.verify() == []
    assert len(live_ids(generations)) == 3
    assert generations.previous() is None, "a damaged index is no way back"


@pytest.mark.parametrize("sound", [True, False])
def test_a_copy_that_fails_is_blamed_on_whom_it_is_to_blame(
    generations: Generations, reports: Path, monkeypatch: pytest.MonkeyPatch, sound: bool
) -> None:
    before = build(generations, reports)
    if not sound:
        (arrays,) = generations.current().engine.glob("*.arrays")
        arrays.write_bytes(arrays.read_bytes()[::-1])

    def failing(_source: Path, _target: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(shutil, "copyfile", failing)
    if sound:
        with pytest.raises(IndexUnavailable, match="Input/output error"):
            build(generations, reports)
        assert generations.current().manifest.generation == before.generation
    else:
        assert build(generations, reports).rebuilt
    assert generations.verify() == []


class Forgetful(WhooshFactory):
    """An engine that loses every report but the first, and does not say so."""

    def write_part(self, path: Path, reports: Iterable[IndexedReport]) -> None:
        everything = list(reports)
        self.count = len(everything)
        super().write_part(path, everything[:1])

    def merge(self, directory: Path, parts: Sequence[Path], kept: Kept | None = None, jobs: int = 1) -> int:
        return super().merge(directory, parts, kept, jobs) + self.count - 1


def _nothing(*_: object) -> Spans:
    return Spans([[]], [[]])


class Deaf(WhooshFactory):
    """An engine whose searches find nothing."""

    def open(self, directory: Path, *, verified: bool = False) -> WhooshEngine:
        engine = super().open(directory, verified=verified)
        engine.spans = _nothing  # type: ignore[method-assign, assignment]
        return engine


@pytest.mark.parametrize("factory", [Forgetful(), Deaf()])
def test_an_index_that_fails_its_canaries_never_goes_live(
    generations: Generations, reports: Path, factory: WhooshFactory
) -> None:
    before = build(generations, reports)
    for number in range(2):
        (reports / f"mới {number}.txt").write_text(f"Hội nghị giao ban số {number}", encoding="utf-8")
    with pytest.raises(IndexDamaged, match="live one is unchanged"):
        rebuild([reports], generations, factory, SETTINGS)
    assert generations.current().manifest.generation == before.generation
    assert generations.verify() == []


def test_processes_give_the_same_index_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PART_REPORTS", 10)  # parts enough for everyone
    monkeypatch.setattr(workers, "_TELL_SECONDS", 0.001)
    monkeypatch.setattr(merge, "_WORTH_A_PROCESS", 0)
    lines = [""] * 150
    source = tmp_path / "reports.jsonl"
    # What is new is all, or more than what is kept, or less.
    for year, changed in ((2012, 150), (2013, 100), (2014, 20)):
        for n in range(changed):
            text = f"Hội nghị số {n} tổng kết năm {year}."
            lines[n] = json.dumps({"_id": f"bc/{n}", "title": f"Báo cáo {n}", "text": text})
        source.write_text("\n".join([*lines[:70], "not JSON", *lines[70:]]), encoding="utf-8")
        written = []
        for jobs in (1, 2):
            generations = Generations(tmp_path / f"index {jobs}")
            told: list[int] = []
            summary = rebuild(
                [source],
                generations,
                WhooshFactory(),
                Settings(jobs=jobs),
                progress=lambda done, _share, told=told: told.append(done),  # type: ignore[misc]
            )
            assert (summary.reports, len(summary.skipped)) == (150, 1)
            assert told == sorted(told)
            assert told[-1] == 150
            assert generations.verify() == []
            written.append(everything(generations.current()))
        assert written[0] == written[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts no files")
def test_more_parts_than_files_may_be_open_are_merged(
    tmp_path: Path, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    monkeypatch.setattr(workers, "_PART_REPORTS", 1)
    source = tmp_path / "reports.jsonl"
    source.write_text("\n".join(json.dumps({"_id": str(n), "text": f"Hội nghị {n}"}) for n in range(150)))
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, limits[1]))
    try:
        assert build(generations, source).reports == 150
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def everything(generation: Generation) -> dict[str, object]:
    """All arrays of an index, in whatever order they stand there."""
    with ArrayFile(segment_file(generation.engine)) as file:
        return {name: (file[name].dtype.str, file[name].tolist()) for name in sorted(file.names())}
