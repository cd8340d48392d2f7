"""Whoosh's own tests of what touches a codec, with ours as the default.

    python -m pytest tests/engines/upstream

489 of them run, in about 15 s; not_applicable.tsv lists the 6 that do not apply, and why. pip fetches them,
with the source distribution of the Whoosh that is installed, into pytest's cache.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TABLE = Path(__file__).with_name("not_applicable.tsv")
FILES = [
    f"test_{name}.py"
    for name in (
        "codecs postings vectors columns matching quality queries nested spelling searching results "
        "collector weightings highlighting spans sorting reading fields flexible indexing writing mpwriter"
    ).split()
]


@pytest.fixture
def upstream_tests(pytestconfig: pytest.Config, tmp_path: Path) -> Path:
    """A directory with the tests of the Whoosh that is installed."""
    wanted = f"whoosh3-{version('whoosh3')}"
    cache: pytest.Cache | None = getattr(pytestconfig, "cache", None)  # absent under -p no:cacheprovider
    store = cache.mkdir("whoosh3") if cache else tmp_path
    archive = store / f"{wanted}.tar.gz"
    if not archive.exists():
        options = ["--no-deps", "--no-binary", ":all:", "--retries", "1", "--dest", str(store)]
        command = [sys.executable, "-m", "pip", "download", "-q", *options, wanted.replace("-", "==")]
        fetched = subprocess.run(command, capture_output=True, text=True, check=False)
        if fetched.returncode:
            pytest.skip(f"pip cannot fetch Whoosh's tests: {(fetched.stderr.splitlines() or ['?'])[-1]}")
    with tarfile.open(archive) as file:
        file.extractall(tmp_path, filter="data")
    return tmp_path / wanted / "tests"


def test_whoosh_passes_its_own_tests_with_our_codec(upstream_tests: Path, tmp_path: Path) -> None:
    report, files = tmp_path / "report.json", tmp_path / "files"
    files.mkdir()
    own = {"PYTHONPATH": str(ROOT), "TMPDIR": str(files), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    apart = ["-c", os.devnull, "--rootdir", ".", "-p", "no:cacheprovider", "-q", "--tb=short"]
    ours = ["-p", "tests.engines.upstream.plugin", "--table", str(TABLE), "--report", str(report)]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *apart, *ours, *FILES],
        cwd=upstream_tests,
        env={name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"} | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    found = json.loads(report.read_text())
    assert found["missing"] == [], "listed in not_applicable.tsv, but no longer a test"
    assert found["passed"] == found["selected"] > 0, run.stdout
    written: Counter[str] = Counter()
    for test, segments in found["segments"].items():
        assert "stock" not in segments, f"{test} was written by Whoosh's own codec"
        written[test.partition("::")[0]] += segments.get("ours", 0)
    assert [name for name in FILES if not written[name]] == []
