"""The house rules, kept by the one test command."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from indexer.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = {"pyproject.toml", "README.md", "seeds", "indexer", "webui", "tests"}
MOST_LINES, MOST_FUNCTION_LINES = 300, 60


def python_files() -> Iterator[Path]:
    for package in ("indexer", "webui", "tests"):
        yield from sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize(
    "command", ["ruff check", "ruff format --check", "mypy", "lint-imports"], ids=lambda command: command
)
def test_the_tools_are_content(command: str) -> None:
    name, *options = command.split()
    tool = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    assert tool, f"{name} is missing; install the extra: pip install -e '.[test]'"
    done = subprocess.run([tool, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_are_short() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in python_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_functions_fit_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno} {node.name}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_FUNCTION_LINES
    ]
    assert long == []


def test_the_top_level_holds_the_house_and_nothing_else() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    visible = {path.partition("/")[0].strip('"') for path in listed}
    assert {name for name in visible if not name.startswith(".")} == TOP_LEVEL


def test_the_seeds_are_the_reports_as_they_were_handed_over() -> None:
    original = ROOT.parent / "shared" / "seeds"
    if not original.is_dir():
        pytest.skip("the original seeds are not beside this checkout")
    copies = {path.name: path.read_bytes() for path in (ROOT / "seeds").iterdir()}
    assert copies == {path.name: path.read_bytes() for path in original.iterdir()}


def test_every_setting_is_documented() -> None:
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    missing = [
        setting.name
        for setting in fields(Settings)
        if f"`{setting.name}`" not in text and PREFIX + setting.name.upper() not in text
    ]
    assert missing == []
