from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from indexer.errors import BuildInProgress, IndexDamaged, IndexUnavailable
from indexer.generations import Content, Generation, Generations
from indexer.manifest import check_bytes

CONTENT = Content(reports=1, skipped=0, analyzer="a", engine="e", sources="s", inputs="i")


def write(text: str, directory: Path) -> Content:
    (directory / "engine").mkdir()
    (directory / "engine" / "postings").write_text(text, encoding="utf-8")
    return CONTENT


def publish(generations: Generations, text: str) -> str:
    return generations.publish(lambda directory: write(text, directory)).manifest.generation


def read(generations: Generations) -> str:
    return (generations.current().engine / "postings").read_text(encoding="utf-8")


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "chỉ mục")


def rooms(generations: Generations) -> list[str]:
    return sorted(path.name for path in (generations.directory / "generations").iterdir())


def test_without_an_index_the_error_says_how_to_make_one(generations: Generations) -> None:
    for look in (generations.current, generations.verify):
        with pytest.raises(IndexUnavailable, match="There is no index yet; run: timbaocao rebuild"):
            look()


def test_a_published_generation_is_live_and_described(generations: Generations) -> None:
    name = publish(generations, "một")
    live = generations.current()
    assert read(generations) == "một"
    assert live.manifest.generation == name
    assert live.manifest.created.endswith("+07:00")
    assert live.manifest.bytes == len("một".encode())
    assert generations.verify() == []


def test_the_previous_generation_is_kept_and_older_ones_go(generations: Generations) -> None:
    names = [publish(generations, text) for text in ("một", "hai", "ba")]
    assert rooms(generations) == names[1:]
    previous = generations.previous()
    assert previous is not None
    assert previous.manifest.generation == names[1]


def test_a_damaged_generation_is_not_kept_as_a_way_back(generations: Generations) -> None:
    sound = publish(generations, "một")
    damaged = publish(generations, "hai")
    (generations.directory / "generations" / damaged / "engine" / "postings").write_text("h", "utf-8")
    last = publish(generations, "ba")
    assert rooms(generations) == [sound, last]
    assert generations.verify() == []


@pytest.mark.parametrize("failure", [RuntimeError("x"), KeyboardInterrupt(), SystemExit(1)])
@pytest.mark.parametrize("during", ["fill", "check"])
def test_a_failure_leaves_the_live_index_and_nothing_else(
    generations: Generations, failure: BaseException, during: str
) -> None:
    name = publish(generations, "một")

    def fill(directory: Path) -> Content:
        content = write("hai", directory)
        if during == "fill":
            raise failure
        return content

    def check(_generation: Generation) -> None:
        raise failure

    with pytest.raises(type(failure)):
        generations.publish(fill, check)
    assert read(generations) == "một"
    assert rooms(generations) == [name]
    assert generations.verify() == []


def test_an_interruption_after_the_switch_keeps_the_new_live_index(
    generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(generations, "một")
    switch = Generations._switch

    def interrupted(self: Generations, generation: object) -> None:
        switch(self, generation)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Generations, "_switch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            publish(generations, "hai")
    assert read(generations) == "hai"
    assert generations.verify() == []


def test_a_full_disk_is_told_in_one_line(generations: Generations) -> None:
    publish(generations, "một")

    def fill(_directory: Path) -> Content:
        raise OSError(28, "No space left on device")

    with pytest.raises(IndexUnavailable, match=r"No space left on device.*live one is unchanged") as caught:
        generations.publish(fill)
    assert "\n" not in str(caught.value)
    assert read(generations) == "một"


def test_only_one_build_runs_at_a_time(generations: Generations) -> None:
    inside, finish = threading.Event(), threading.Event()

    def slowly(directory: Path) -> Content:
        inside.set()
        assert finish.wait(10)
        return write("một", directory)

    builder = threading.Thread(target=generations.publish, args=(slowly,))
    builder.start()
    assert inside.wait(10)
    with pytest.raises(BuildInProgress):
        publish(generations, "hai")
    finish.set()
    builder.join()
    assert read(generations) == "một"


KILLED = """
import os, signal, sys
from pathlib import Path
from indexer.generations import Generations
def fill(directory):
    (directory / "half").write_text("x")
    os.kill(os.getpid(), signal.SIGKILL)
Generations(Path(sys.argv[1])).publish(fill)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_build_holds_no_lock_and_its_leftovers_are_swept(generations: Generations) -> None:
    first = publish(generations, "một")
    done = subprocess.run([sys.executable, "-c", KILLED, str(generations.directory)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(rooms(generations)) == 2
    assert read(generations) == "một"
    (problem,) = generations.verify()
    assert "was left by a rebuild that died" in problem
    second = publish(generations, "hai")
    assert rooms(generations) == [first, second]
    assert read(generations) == "hai"
    assert generations.verify() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_builds_that_die_before_there_is_an_index_do_not_fill_the_disk(generations: Generations) -> None:
    for _ in range(3):
        subprocess.run([sys.executable, "-c", KILLED, str(generations.directory)], check=False)
        assert len(rooms(generations)) == 1
    whole = publish(generations, "một")
    (generations.directory / "current").write_bytes(b"x")
    subprocess.run([sys.executable, "-c", KILLED, str(generations.directory)], check=False)
    assert whole in rooms(generations), "what was whole may still be of use where no pointer is"


def test_space_that_a_dead_build_has_taken_is_free_for_the_next(
    generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(generations, "một")
    left = generations.directory / "generations" / "99999999-20260101T000000"
    left.mkdir()
    monkeypatch.setattr("indexer.generations.free_bytes", lambda _directory: 10 if left.exists() else 90)
    generations.check_space(50)
    with pytest.raises(IndexUnavailable, match="Give it space"):
        generations.check_space(100)


def test_every_flipped_byte_is_found(generations: Generations) -> None:
    publish(generations, "một")
    publish(generations, "hai")
    paths = [path for path in generations.directory.rglob("*") if path.is_file() and path.stat().st_size]
    for path in paths:
        content = path.read_bytes()
        for at in range(len(content)):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            assert generations.verify(), f"byte {at} of {path.name}"
        path.write_bytes(content)
    assert generations.verify() == []


def test_missing_and_extra_files_are_found(generations: Generations) -> None:
    publish(generations, "một")
    postings = generations.current().engine / "postings"
    extra = postings.with_name("extra")
    extra.symlink_to(postings)
    assert any("extra: does not belong here" in problem for problem in generations.verify())
    extra.unlink()
    postings.unlink()
    assert any("postings: is missing" in problem for problem in generations.verify())
    with pytest.raises(IndexDamaged, match="run: timbaocao rebuild"):
        check_bytes(generations.current())


@pytest.mark.parametrize("name", ["..", "../../etc", "", 7, None])
def test_a_forged_pointer_leads_nowhere(generations: Generations, name: object) -> None:
    publish(generations, "một")
    forged = json.dumps({"generation": name, "manifest": ""}, separators=(",", ":")) + "\n"
    (generations.directory / "current").write_text(forged, encoding="utf-8")
    with pytest.raises(IndexDamaged):
        generations.current()


def test_a_rebuild_cures_a_damaged_pointer(generations: Generations) -> None:
    publish(generations, "một")
    (generations.directory / "current").write_bytes(b"\xff\0")
    publish(generations, "hai")
    assert read(generations) == "hai"
    assert generations.verify() == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_index_is_private(generations: Generations) -> None:
    publish(generations, "một")
    live = generations.current().directory
    for directory in (generations.directory, live.parent, live):
        assert directory.stat().st_mode & 0o777 == 0o700
