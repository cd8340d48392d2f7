"""What is read from files and directories, and what is skipped with which reason."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import SourceError
from indexer.model import RawReport, Skipped
from indexer.sources import read_sources

LIMIT = 1000


def read(*paths: Path) -> tuple[list[RawReport], list[Skipped]]:
    found = list(read_sources(paths, max_file_bytes=LIMIT))
    return [f for f in found if isinstance(f, RawReport)], [f for f in found if isinstance(f, Skipped)]


def only_reason(*paths: Path) -> str:
    reports, skipped = read(*paths)
    assert (len(reports), len(skipped)) == (0, 1)
    return skipped[0].reason


def ids(reports: Sequence[RawReport]) -> list[str]:
    return [report.id for report in reports]


def line(**record: object) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text("Báo cáo", encoding="utf-8")
    return path


# ---------------------------------------------------------------- text files


def test_a_text_file_becomes_a_report(tmp_path: Path) -> None:
    data = "\ufeff" + unicodedata.normalize("NFD", "Hội nghị\r\ntổng kết\rnăm")
    (tmp_path / "báo cáo").mkdir()
    (tmp_path / "báo cáo" / "năm 2012.TXT").write_bytes(data.encode())
    reports, skipped = read(tmp_path)
    assert skipped == []
    assert reports == [
        RawReport(
            id="năm 2012",
            path="báo cáo/năm 2012.TXT",
            text="Hội nghị\ntổng kết\nnăm",
            sha256=hashlib.sha256(data.encode()).hexdigest(),
            title=None,
            location=str(tmp_path / "báo cáo" / "năm 2012.TXT"),
        )
    ]


def test_the_order_depends_on_names_only_and_hidden_ones_are_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "c.txt", ".hidden.txt", ".git/x.txt", "a/b/y.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    reports, skipped = read(tmp_path)
    assert [report.path for report in reports] == ["a/b/y.txt", "a/z.txt", "b.txt", "c.txt"]
    assert skipped == []


def test_a_file_without_an_ending_is_read_when_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "BAOCAO"
    path.write_text("Báo cáo", encoding="utf-8")
    assert ids(read(path)[0]) == ["BAOCAO"]
    assert "not read" in only_reason(tmp_path)


def test_decomposed_names_give_composed_ids(tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", "hội nghị.txt")).write_text("x", encoding="utf-8")
    reports, _ = read(tmp_path)
    assert (reports[0].id, reports[0].path) == ("hội nghị", "hội nghị.txt")


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_names_that_are_not_utf8_can_be_written_down(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/b\xe1o\ncao.txt"
    Path(os.fsdecode(name)).write_text("x", encoding="utf-8")
    reports, _ = read(tmp_path)
    assert reports[0].id == "b\ufffdo cao"
    reports[0].path.encode()


def test_files_of_one_name_get_suffixes_and_none_is_lost(tmp_path: Path) -> None:
    for source in ("one", "two"):
        for folder in ("2012", "2013"):
            (tmp_path / source / folder).mkdir(parents=True)
            (tmp_path / source / folder / "a.txt").write_text(source + folder, encoding="utf-8")
    reports, skipped = read(tmp_path / "one", tmp_path / "two")
    assert skipped == []
    assert ids(reports)[:3] == ["a", "a~2013", "a~2012"]
    assert len(set(ids(reports))) == 4
    assert ids(read(tmp_path / "one", tmp_path / "two")[0]) == ids(reports)


def test_a_file_named_twice_is_read_once(good: Path) -> None:
    reports, skipped = read(good.parent, good)
    assert ids(reports) == ["good"]
    assert "read already" in skipped[0].reason


# ---------------------------------------------------------------- JSON lines


@pytest.mark.parametrize(
    ("ending", "pack"), [("jsonl", bytes), ("jsonl.gz", gzip.compress), ("jsonl.xz", lzma.compress)]
)
def test_json_lines_keep_their_ids(tmp_path: Path, ending: str, pack: Any) -> None:
    first = line(_id="a/b ~1", title="Hội nghị", text="Hoà\r\nBình")
    path = tmp_path / f"corpus.{ending}"
    path.write_bytes(pack(b"\xef\xbb\xbf" + first + b"\n" + line(_id=7, text="y")))
    reports, skipped = read(path)
    assert skipped == []
    assert [(r.id, r.path, r.title, r.text) for r in reports] == [
        ("a/b ~1", f"corpus.{ending}#1", "Hội nghị", "Hoà\nBình"),
        ("7", f"corpus.{ending}#3", "", "y"),
    ]
    assert reports[1].sha256 == hashlib.sha256(line(_id=7, text="y").rstrip()).hexdigest()


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"_id": "x", \n', "not JSON"),
        (b"[" * 100_0 + b"\n", "JSON"),
        (b"[1]\n", "no JSON object"),
        (b"\xff\xfe\n", "not UTF-8"),
        (line(text="x"), '"_id"'),
        (line(_id="", text="x"), '"_id"'),
        (b'{"_id": "\\ud800", "text": "x"}\n', '"_id"'),
        (line(_id="x", text=3), "must be texts"),
        (line(_id="x", title="", text="  "), "empty"),
        (line(_id="first", text="again"), "earlier line"),
        (line(_id="x", text="y" * LIMIT), "longer than 1,000 bytes"),
    ],
)
def test_a_bad_line_is_named_and_the_others_stay(tmp_path: Path, bad: bytes, reason: str) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(line(_id="first", text="x") + bad + line(_id="last", text="z"))
    reports, skipped = read(path)
    assert ids(reports) == ["first", "last"]
    assert len(skipped) == 1
    assert skipped[0].source.endswith("corpus.jsonl#2")
    assert skipped[0].reason.startswith("line 2: ")
    assert reason in skipped[0].reason


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("xz", lzma.compress)])
def test_a_cut_off_archive_gives_what_is_sound(tmp_path: Path, ending: str, pack: Any) -> None:
    packed = pack(b"".join(line(_id=number, text=os.urandom(40).hex()) for number in range(5_000)))
    path = tmp_path / f"corpus.jsonl.{ending}"
    path.write_bytes(packed[: len(packed) // 2])
    reports, skipped = read(path)
    assert len(reports) > 100
    assert "damaged" in skipped[-1].reason


def test_a_file_and_a_record_of_one_id_are_both_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("file", encoding="utf-8")
    (tmp_path / "b.jsonl").write_bytes(line(_id="a", text="record"))
    reports, skipped = read(tmp_path)
    assert skipped == []
    assert {report.text: report.id == "a" for report in reports} == {"record": True, "file": False}


def test_lone_surrogates_in_a_record_can_be_written_down(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(b'{"_id": "x", "title": "\\u0000", "text": "a\\udfffb"}\n')
    assert read(path)[0][0].text.encode() == "a\ufffdb".encode()


# ---------------------------------------------------------------- bad input


def test_a_path_that_does_not_exist_is_an_error_at_once(tmp_path: Path, good: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere does not exist; name a file or a directory"):
        read_sources([good, tmp_path / "nowhere"], max_file_bytes=LIMIT)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (" \n\u00a0\n\ufeff".encode().lstrip(), "empty"),
        (b"GIF89a\0\0", "binary"),
        (b"good \xc4\x91 bad \xff", "not UTF-8 (the byte at offset 12)"),
        ("Báo cáo".encode("utf-16"), "UTF-16"),
        (b"x" * (LIMIT + 1), "larger than 1,000 bytes"),
    ],
)
def test_a_bad_text_file_is_skipped_and_the_rest_is_read(good: Path, data: bytes, reason: str) -> None:
    (good.parent / "bad.txt").write_bytes(data)
    reports, skipped = read(good.parent)
    assert ids(reports) == ["good"]
    assert [Path(skip.source).name for skip in skipped] == ["bad.txt"]
    assert reason in skipped[0].reason


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * LIMIT)
    assert len(read(tmp_path)[0]) == 1


def test_other_types_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    assert "not read; readable are .txt, .jsonl" in only_reason(tmp_path)


def test_an_empty_json_lines_file_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"")
    assert only_reason(tmp_path) == "it is empty"


def test_a_file_that_may_not_be_read(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (good.parent / "bad.txt").write_text("x", encoding="utf-8")
    (good.parent / "bad.jsonl").write_bytes(line(_id="x", text="y"))
    opened = Path.open

    def refusing(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.stem == "bad":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refusing)
    reports, skipped = read(good.parent)
    assert ids(reports) == ["good"]
    assert [skip.reason for skip in skipped] == ["there is no permission to read it"] * 2


def test_a_directory_that_may_not_be_listed(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (good.parent / "closed").mkdir()
    listed = os.scandir

    def refusing(path: Path) -> Any:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refusing)
    reports, skipped = read(good.parent)
    assert ids(reports) == ["good"]
    assert [(Path(s.source).name, s.reason) for s in skipped] == [
        ("closed", "there is no permission to read it")
    ]


def test_a_file_that_vanishes_while_walking(good: Path) -> None:
    gone = good.parent / "zuletzt.txt"
    gone.write_text("x", encoding="utf-8")
    reading = read_sources([good.parent], max_file_bytes=LIMIT)
    assert isinstance(next(reading), RawReport)
    gone.unlink()
    assert list(reading) == [Skipped(str(gone), "it vanished before it was read")]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_that_lead_nowhere_or_back(good: Path) -> None:
    (good.parent / "broken.txt").symlink_to("nowhere.txt")
    (good.parent / "self.txt").symlink_to("self.txt")
    (good.parent / "deep").mkdir()
    (good.parent / "deep" / "up").symlink_to(good.parent)
    reports, skipped = read(good.parent)
    assert ids(reports) == ["good"]
    assert {Path(skip.source).name: skip.reason for skip in skipped} == {
        "broken.txt": "it is a link that leads nowhere",
        "self.txt": "it is a link that leads back to itself",
        "up": "this directory was read already under another name",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_named_pipe_is_not_waited_for(good: Path) -> None:
    os.mkfifo(good.parent / "pipe.txt")
    reports, skipped = read(good.parent)
    assert ids(reports) == ["good"]
    assert "pipe" in skipped[0].reason
