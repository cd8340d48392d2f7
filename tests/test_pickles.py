"""Whoever can place a file in the index can rewrite its sums: nothing there is ever unpickled."""

from __future__ import annotations

import ast
import hashlib
import pickle
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.durable import canonical, file_sum
from indexer.errors import IndexDamaged, TimbaocaoError
from indexer.generations import Generations
from indexer.manifest import MANIFEST
from indexer.model import SearchRequest
from indexer.search import SearchService
from indexer.settings import Settings
from tests.serving import opened, publish_texts
from webui.cli import commands

ROOT = Path(__file__).resolve().parent.parent
TEXTS = {"một": "Báo cáo một\n\nHội nghị tổng kết.\n", "hai": "Báo cáo hai\n\nHội nghị sơ kết.\n"}


class Bomb:
    """Unpickled, it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.path), "w")


def seal_again(generations: Generations) -> None:
    """Makes manifest and pointer tell the files as they are now."""
    live = generations.current()
    files = {name: file_sum(live.directory / name) for name in live.manifest.files}
    size = sum(sum_.size for sum_ in files.values())
    content = canonical(asdict(replace(live.manifest, files=files, bytes=size)))
    (live.directory / MANIFEST).write_bytes(content)
    pointer = {"generation": live.manifest.generation, "manifest": hashlib.sha256(content).hexdigest()}
    (generations.directory / "current").write_bytes(canonical(pointer))


def test_the_bomb_of_these_tests_goes_off(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Bomb(tmp_path / "there"))).close()
    assert (tmp_path / "there").exists()


def test_a_pickle_in_any_file_of_the_index_is_not_executed(tmp_path: Path) -> None:
    executed = tmp_path / "executed"
    bomb = pickle.dumps(Bomb(executed))
    index, source = tmp_path / "index", tmp_path / "source"
    files = sorted(publish_texts(index, source, TEXTS).current().manifest.files)
    assert any(name.endswith(".toc") for name in files), "the file that Whoosh would unpickle"
    for name in files:
        # A new report, so that the next rebuild takes the others over from the index.
        generations = publish_texts(index, source, {f"về {len(name)} {name[-1]}": "Báo cáo\n\nGiao ban.\n"})
        named = generations.current().directory / name
        path = named if named.exists() else next(named.parent.glob(f"*{named.suffix}"))
        path.write_bytes(bomb)
        seal_again(generations)
        for thorough in (True, False):
            with opened(generations, thorough=thorough) as live:
                try:
                    SearchService(live, Settings()).search(SearchRequest("hội nghị"))
                except IndexDamaged:
                    assert not name.endswith(".toc")
        for command in ("verify", "status", "search hội", "show một"):
            result = CliRunner().invoke(commands, [*command.split(), "--index", str(index)])
            assert not result.exception or isinstance(result.exception, SystemExit), (name, command)
        rebuilt = CliRunner().invoke(commands, ["rebuild", str(source), "--index", str(index), "--jobs", "1"])
        assert rebuilt.exit_code == 0, rebuilt.stderr
        assert CliRunner().invoke(commands, ["verify", "--index", str(index)]).exit_code in (0, 1)
        assert CliRunner().invoke(commands, ["rollback", "--index", str(index)]).exit_code in (0, 1)
        assert not executed.exists(), name


@pytest.mark.parametrize("kind", [".arrays", "lexicon.json.z", "canaries.json", "skipped.jsonl"])
def test_a_pickle_in_a_file_that_is_read_is_refused(tmp_path: Path, kind: str) -> None:
    generations = publish_texts(tmp_path / "index", tmp_path / "source", TEXTS)
    (path,) = generations.current().directory.rglob(f"*{kind}")
    path.write_bytes(pickle.dumps(Bomb(tmp_path / "executed")))
    seal_again(generations)
    result = CliRunner().invoke(commands, ["verify", "--index", str(tmp_path / "index")])
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    if kind in (".arrays", "lexicon.json.z"):
        with opened(generations) as live, pytest.raises(TimbaocaoError), live.snapshot():
            pass


def test_no_module_reads_pickles_but_the_one_with_an_allow_list() -> None:
    unsafe = {"pickle", "shelve", "marshal", "dill", "joblib"}
    found = set()
    for package in ("indexer", "webui"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                reads = isinstance(node, ast.Attribute) and node.attr in ("open_dir", "open_index")
                if unsafe.intersection(names) or reads:
                    found.add(path.relative_to(ROOT).as_posix())
    # It reads underthesea's model, which comes with the program, and lets no class through.
    assert found == {"indexer/language/segment_file.py"}
