"""verify, rollback, status, and the previous generation that answers for a damaged one."""

from __future__ import annotations

import json
import logging
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.durable import exclusive
from indexer.engines.whoosh import charset
from indexer.generations import Generations
from indexer.model import SearchRequest
from indexer.search import SearchService
from indexer.settings import Settings
from tests.serving import opened, publish_texts
from tests.test_pickles import seal_again
from webui.cli import commands

FIRST = {"một": "Báo cáo một\n\nHội nghị tổng kết tại Nghệ An ngày 14/12/2012.\n"}
SECOND = {**FIRST, "hai": "Báo cáo hai\n\nHội nghị sơ kết có 3.808,3 tỷ đồng.\n"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two generations: one report, then two."""
    root = tmp_path_factory.mktemp("two")
    for texts in (FIRST, SECOND):
        publish_texts(root / "index", root / "source", texts)
    return root


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return tmp_path / "index"


def run(index: Path, *words: str) -> Result:
    return CliRunner().invoke(commands, [*words, "--index", str(index)])


def status(index: Path) -> Any:
    return json.loads(run(index, "status", "--json").stdout)


def name_of(index: Path) -> str:
    return Generations(index).current().manifest.generation


def arrays_of(index: Path) -> Path:
    (path,) = Generations(index).current().engine.glob("*.arrays")
    return path


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def fails_in_one_line(result: Result) -> str:
    assert result.exit_code == 1, result.output
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr


def test_rollback_goes_back_and_forward_again(index: Path) -> None:
    second = name_of(index)
    done = run(index, "rollback")
    assert (done.exit_code, name_of(index) in done.stdout) == (0, True)
    assert name_of(index) != second
    assert run(index, "search", "sơ kết").stdout.startswith("0 reports")
    assert status(index)["previous"] == second
    assert run(index, "verify").exit_code == 0
    assert json.loads(run(index, "rollback", "--json").stdout) == {"generation": second, "reports": 2}
    assert run(index, "verify").exit_code == 0


def test_rollback_refuses_where_there_is_no_sound_way_back(index: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    assert "no index yet" in fails_in_one_line(run(fresh, "rollback"))
    publish_texts(fresh, tmp_path / "source", FIRST)
    assert "no previous generation" in fails_in_one_line(run(fresh, "rollback"))
    with exclusive(index / "lock"):
        assert "Another rebuild" in fails_in_one_line(run(index, "rollback"))
    previous = Generations(index).previous()
    assert previous is not None
    flip(next(previous.engine.glob("*.arrays")), 100)
    live = name_of(index)
    assert "damaged" in fails_in_one_line(run(index, "rollback"))
    assert name_of(index) == live


def test_rollback_saves_from_a_damaged_live_generation(index: Path) -> None:
    (index / "current").write_bytes(b"x")
    assert run(index, "rollback").exit_code == 0
    assert run(index, "verify").exit_code == 0
    assert run(index, "search", "tổng kết").exit_code == 0


@pytest.mark.parametrize("what", ["pointer", "manifest", "arrays", "cut", "gone", "lexicon"])
@pytest.mark.parametrize("thorough", [True, False])
def test_the_previous_generation_answers_for_a_damaged_one_and_that_is_logged(
    index: Path, what: str, thorough: bool, caplog: pytest.LogCaptureFixture
) -> None:
    generations = Generations(index)
    directory, arrays = generations.current().directory, arrays_of(index)
    if what == "cut":
        arrays.write_bytes(arrays.read_bytes()[:-1])
    elif what == "gone":
        shutil.rmtree(directory / "engine")
    elif what == "arrays":
        for at in range(0, arrays.stat().st_size, 2_000):
            flip(arrays, at)
    else:
        names = {"pointer": index / "current", "manifest": directory / "manifest.json"}
        flip(names.get(what, directory / "lexicon.json.z"), 20)
    with opened(generations, thorough=thorough) as live, caplog.at_level(logging.WARNING):
        page = SearchService(live, Settings()).search(SearchRequest("hội nghị"))
    assert [hit.report.id for hit in page.hits] == ["một"]
    (record,) = caplog.records
    assert "run: timbaocao rebuild" in record.getMessage()
    assert page.generation in record.getMessage()
    assert run(index, "search", "hội nghị").exit_code == 0
    assert run(index, "verify").exit_code == 1
    if what != "arrays":
        assert "until then the previous generation answers" in fails_in_one_line(run(index, "status"))


def test_a_damage_that_is_met_while_searching_moves_on_to_the_previous_generation(tmp_path: Path) -> None:
    long = " ".join(f"chữ{number}" for number in range(30_000))
    texts = {"dài": f"Báo cáo\n\nHội nghị. {long}\n"}
    publish_texts(tmp_path / "index", tmp_path / "source", texts)
    generations = publish_texts(tmp_path / "index", tmp_path / "source", {**texts, "một": "Báo cáo một"})
    previous = generations.previous()
    assert previous is not None
    with opened(generations, thorough=False) as live:
        service = SearchService(live, Settings())
        assert service.overview().reports == 2
        arrays = arrays_of(generations.directory)
        flip(arrays, arrays.read_bytes().index(charset.encode("15000 ch")[0]))
        for _ in range(2):
            page = service.search(SearchRequest("hội nghị"))
            assert [hit.report.id for hit in page.hits] == ["dài"]
            assert page.generation == previous.manifest.generation
        assert service.view("dài").report.body.endswith("29999")


def test_bytes_that_change_after_they_were_read_crash_no_search(index: Path) -> None:
    with opened(Generations(index), thorough=False) as live:
        service = SearchService(live, Settings())
        assert service.search(SearchRequest("")).total == 2
        with arrays_of(index).open("r+b") as file:
            file.write(b"\xff" * arrays_of(index).stat().st_size)
        for text in ("hội nghị", "sơ kết", "tổng kết"):
            service.search(SearchRequest(text))
        assert live.answer(lambda snapshot: snapshot.manifest.reports) == 1


def test_a_failed_rebuild_leaves_its_reason_in_status_until_one_succeeds(index: Path, tmp_path: Path) -> None:
    assert status(index)["last_rebuild"]["result"] == "done"
    reason = fails_in_one_line(run(index, "rebuild", str(tmp_path / "nirgends")))
    last = status(index)["last_rebuild"]
    assert (last["result"], last["reason"] in reason) == ("failed", True)
    assert last["reason"] in run(index, "status").stdout
    assert run(index, "verify").exit_code == 0
    told = (index / "failed").read_bytes()
    for at in range(0, len(told), 7):
        flip(index / "failed", at)
        assert "failed" in fails_in_one_line(run(index, "status")), at
        (index / "failed").write_bytes(told)
    assert run(index, "rebuild", str(tmp_path / "source"), "--if-needed").exit_code == 0
    assert status(index)["last_rebuild"]["result"] == "done"


def test_status_tells_a_rebuild_that_died_from_one_that_runs(index: Path) -> None:
    (index / "generations" / "99999999-20260101T000000").mkdir()
    assert status(index)["last_rebuild"]["result"] == "died"
    assert "rebuild that died" in fails_in_one_line(run(index, "verify"))
    with exclusive(index / "lock"):
        assert status(index)["last_rebuild"]["result"] == "running"
        assert run(index, "verify").exit_code == 0


@pytest.mark.parametrize(
    "path",
    ["stray", "pointer.new", "generations/stray", "generations/LIVE/stray", "generations/LIVE/engine/stray"],
)
def test_verify_names_what_does_not_belong(index: Path, path: str) -> None:
    stray = index / path.replace("LIVE", name_of(index))
    stray.write_bytes(b"")
    assert "stray" in run(index, "verify").stderr or "pointer.new" in run(index, "verify").stderr
    stray.unlink()
    (index / "lock").write_bytes(b"x")
    assert "lock: is not empty" in fails_in_one_line(run(index, "verify"))


def test_verify_counts_reports_and_asks_canaries(index: Path) -> None:
    generations = Generations(index)
    canaries = generations.current().directory / "canaries.json"
    assert {id for id, _ in json.loads(canaries.read_bytes())} == {"một", "hai"}
    canaries.write_text('[["hai", ["không", "đâu"]]]', encoding="utf-8")
    seal_again(generations)
    assert "hai is not found by its own words" in fails_in_one_line(run(index, "verify"))


def test_an_index_directory_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.mkdir(mode=0o755)
    publish_texts(index, tmp_path / "source", FIRST)
    assert index.stat().st_mode & 0o777 == 0o700


def test_a_rebuild_begins_only_where_it_has_space(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9, 1_000_000))
    error = fails_in_one_line(run(index, "rebuild", str(tmp_path / "source")))
    assert "needs about 5 MB" in error
    assert str(index) in error
    assert "1 MB are free" in error
    assert status(index)["last_rebuild"]["result"] == "failed"
    assert run(index, "search", "hội nghị").exit_code == 0


def test_a_damaged_way_back_is_told(index: Path) -> None:
    (index / "previous").write_bytes(b"\xff")
    for command in ("status", "verify", "rollback"):
        assert "previous" in fails_in_one_line(run(index, command))


def test_verify_looks_at_the_indexes_kept_by_evaluate_too(index: Path, tmp_path: Path) -> None:
    cache = publish_texts(tmp_path / "index_cache" / "0123", tmp_path / "source", FIRST).directory
    assert run(index, "verify").exit_code == 0
    flip(arrays_of(cache), 100)
    assert "0123" in fails_in_one_line(run(index, "verify"))
