from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.generations import Generations
from tests.serving import start
from webui.cli import commands

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


def run_json(*arguments: str | Path) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_rebuild_tells_what_it_did(tmp_path: Path, seeds: Path) -> None:
    index = tmp_path / "index"
    (tmp_path / "rỗng.txt").touch()
    summary = run_json("rebuild", seeds, tmp_path / "rỗng.txt", "--index", index)
    assert summary.keys() == {"generation", "reports", "skipped", "bytes", "seconds"}
    assert summary["reports"] == 5
    (skipped,) = summary["skipped"]
    assert skipped.keys() == {"source", "reason"}
    assert skipped["source"].endswith("rỗng.txt")
    again = run("rebuild", seeds, tmp_path / "rỗng.txt", "--index", index, "--if-needed")
    assert again.exit_code == 0
    assert f"Nothing has changed: {summary['generation']} stays" in again.stdout
    assert "rỗng.txt: it is empty" in again.stdout
    assert run("rebuild", seeds, "--index", index, "--quiet").output == ""


def test_an_index_among_the_reports_is_not_read(tmp_path: Path, seeds: Path) -> None:
    reports, index = tmp_path / "reports", tmp_path / "reports" / "index"
    shutil.copytree(seeds, reports)
    for _ in range(2):
        summary = run_json("rebuild", reports, "--index", index)
        assert summary["reports"] == 5
        assert [skipped["source"] for skipped in summary["skipped"]] == [str(index)]
    again = run("rebuild", reports, "--index", index, "--if-needed")
    assert "Nothing has changed" in again.stdout


@pytest.mark.parametrize("sources", [["không có"], ["trống"]])
def test_a_rebuild_without_reports_fails_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("trống").mkdir()
    result = run("rebuild", *sources, "--index", "index")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert sources[0] in result.stderr


def test_search_prints_the_document_of_the_api(index_dir: Path) -> None:
    document = run_json("search", "hoi nghi tong ket", "--index", index_dir, "--size", "2")
    assert document["query"]["text"] == "hoi nghi tong ket"
    assert document["size"] == 2
    assert len(document["hits"]) == 2
    assert document["total"] >= 3
    marked = [
        piece["text"]
        for hit in document["hits"]
        for snippet in hit["snippets"]
        for piece in snippet
        if piece["matched"]
    ]
    assert any("nghị" in text for text in marked)


def test_search_shows_titles_and_passages(index_dir: Path) -> None:
    result = run("search", "Giàng", "Thị", "Hoa", "--index", index_dir)
    assert result.exit_code == 0
    assert "001_c527001e0bf07e56 · Điện Biên · sơ kết · 2012-07-02" in result.stdout
    assert "Giàng Thị Hoa" in result.stdout
    assert "\x1b" not in result.stdout, "no colours where nobody sees them"


def test_search_filters_and_sorts(index_dir: Path) -> None:
    def ids(*options: str) -> list[str]:
        document = run_json("search", "hội nghị", "--index", index_dir, *options)
        return [hit["id"][:3] for hit in document["hits"] if not hit["loose"]]

    assert sorted(ids("--province", "Nghệ An")) == ["000", "004"]
    assert ids("--province", "nghe an", "--year", "2012") == ["000"]
    assert sorted(ids("--year", "2012", "--year", "2009")) == ["000", "001", "002"]
    assert ids("--kind", "sơ kết", "--sort", "oldest")[0] == "001"


def test_show_prints_a_report(index_dir: Path) -> None:
    document = run_json("show", "000_d8e5532c43022347", "--index", index_dir)
    assert document["province"] == "Nghệ An"
    assert document["published"] == "2012-12-18T09:30"
    text = run("show", "000_d8e5532c43022347", "--index", index_dir).stdout
    assert document["body"] in text
    missing = run("show", "không có", "--index", index_dir)
    assert missing.exit_code == 1
    assert missing.stderr.count("\n") == 1


def test_show_tells_who_and_where_as_text_too(index_dir: Path) -> None:
    id = "004_763baed69ffaf6d4"
    document = run_json("show", id, "--index", index_dir)
    assert len(document["people"]) == 2
    assert len(document["districts"]) == 7
    facts = run("show", id, "--index", index_dir).stdout.partition("\n\n")[0]
    for fact in (document["agency"], document["publisher"], *document["districts"]):
        assert fact in facts
    for person in document["people"]:
        assert f"{person['name']}, {person['position']}" in facts


def test_analyze_shows_each_term_where_it_stands() -> None:
    text = "Sở TT&TT tỉnh Hoà Bình có 3.808,3 tỷ đồng, 64%"
    rows = run_json("analyze", text)
    assert all(row.keys() == {"text", "start", "end", "layer", "term"} for row in rows)
    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)
    assert [row["start"] for row in rows] == sorted(row["start"] for row in rows)
    assert {"text": "Hoà", "start": 14, "end": 17, "layer": "syllable", "term": "hòa"} in rows
    assert {"text": "Bình", "start": 18, "end": 22, "layer": "bare", "term": "binh"} in rows
    assert "hòa" in run("analyze", "Hoà").stdout


def test_status_and_verify(tmp_path: Path, seeds: Path) -> None:
    index = tmp_path / "index"
    for command in ("status", "verify", "search x", "show x"):
        result = run(*command.split(), "--index", index)
        assert result.exit_code == 1
        assert result.stderr == "Error: There is no index yet; run: timbaocao rebuild\n"
    summary = run_json("rebuild", seeds, "--index", index)
    status = run_json("status", "--index", index)
    assert {name: status[name] for name in ("generation", "reports", "skipped", "bytes")} == {
        "generation": summary["generation"],
        "reports": 5,
        "skipped": 0,
        "bytes": summary["bytes"],
    }
    assert run_json("verify", "--index", index) == {"sound": True, "problems": []}
    (Generations(index).current().directory / "skipped.jsonl").write_text("{}\n", encoding="utf-8")
    damaged = run("verify", "--index", index, "--json")
    assert damaged.exit_code == 1
    assert not json.loads(damaged.stdout)["sound"]
    assert "skipped.jsonl: is not what was written" in damaged.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["search"],
        ["search", "x", "--size", "0"],
        ["search", "x", "--sort", "best"],
        ["rebuild", "--jobs", "-1"],
        ["nonsense"],
        ["serve", "--port", "65536"],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("query", ["", " ", "((( OR *", '"', "-", "\ud800", "a\0b", "\u202eab", "x" * 10_000])
def test_no_query_breaks_the_command(index_dir: Path, query: str) -> None:
    result = run("search", "--index", index_dir, "--", query)
    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_report_cannot_steer_the_terminal(tmp_path: Path) -> None:
    source = tmp_path / "xấu.txt"
    source.write_text("Báo cáo \x1b[2J xấu\n\nNội dung \x1b]0;x\x07 của hội nghị.\n", encoding="utf-8")
    assert run("rebuild", source, "--index", tmp_path / "index").exit_code == 0
    for arguments in (("search", "hội nghị"), ("show", "xấu")):
        result = run(*arguments, "--index", tmp_path / "index")
        assert result.exit_code == 0
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", result.stdout)


def test_output_is_utf8_and_arguments_may_be_any_bytes_under_the_c_locale(index_dir: Path) -> None:
    with start("show", "--index", index_dir, "000_d8e5532c43022347", "--json", LC_ALL="C") as process:
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert json.loads(output.decode("utf-8"))["province"] == "Nghệ An"
    if sys.platform != "win32":
        words = ["-m", "webui.cli", "search", "--index", str(index_dir), os.fsdecode(b"h\xff\xfe")]
        done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such numbers")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_job_without_streams_does_its_work(tmp_path: Path, seeds: Path, closed: str) -> None:
    command = f'exec "$0" -m webui.cli "$@" {closed}'
    index = str(tmp_path / "index")
    words = [sys.executable, "rebuild", str(seeds), "--index", index, "--jobs", "1"]
    done = subprocess.run(["sh", "-c", command, *words], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert run("verify", "--index", index).exit_code == 0
    assert run_json("status", "--index", index)["last_rebuild"]["result"] == "done"


def test_too_little_memory_is_told_in_a_line(
    tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tidy(_text: str) -> str:
        raise MemoryError

    monkeypatch.setattr("indexer.sources.text.tidy", tidy)
    result = run("rebuild", seeds, "--index", tmp_path / "index", "--jobs", "1")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "memory" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no file that is always full")
@pytest.mark.parametrize("arguments", [["--version"], ["search", "--help"], ["analyze", "hội nghị"]])
def test_a_full_disk_behind_the_output_is_told_in_a_line(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "webui.cli", *arguments]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr.decode()) == (1, "Error: No space left on device\n")


def test_help_is_quick() -> None:
    code = (
        "import sys; from webui.cli import commands\n"
        "try: commands(['--help'])\nexcept SystemExit: pass\n"
        "heavy = ('flask', 'waitress', 'whoosh', 'underthesea', 'numpy', 'docx')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    for name in ("rebuild", "search", "show", "analyze", "status", "verify", "rollback", "serve"):
        assert f"\n  {name} " in done.stdout
