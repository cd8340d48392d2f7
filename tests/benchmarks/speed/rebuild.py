"""The product's whole rebuild beside a plain script (plain.py), and what a second rebuild and growth cost."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.speed.processes import PRODUCT, Measured, run
from tests.benchmarks.speed.table import Row, judged

_PROCESSES = 2
_FASTER, _GROWTH, _AGAIN = 8.0, 1.1, 0.05


def measure(texts: Mapping[int, Path], runs: int) -> list[Row]:
    """Rows for every size: each run is a rebuild, another with nothing changed, and the plain script."""
    first: dict[int, list[Measured]] = {size: [] for size in texts}
    again: dict[int, list[Measured]] = {size: [] for size in texts}
    plain: dict[int, list[Measured]] = {size: [] for size in texts}
    with tempfile.TemporaryDirectory() as temporary:
        ours, theirs = Path(temporary) / "ours", Path(temporary) / "plain"
        for _ in range(runs):
            for size, path in texts.items():
                path.read_bytes()  # so that all find the texts in the system's cache
                first[size].append(product(path, ours, size))
                again[size].append(product(path, ours, size))
                command = (sys.executable, "-m", "tests.benchmarks.speed.plain", str(path), str(theirs))
                plain[size].append(run(command))
                shutil.rmtree(ours)
                shutil.rmtree(theirs)
    rows: list[Row] = []
    for size in texts:
        rows += judged(_rows(size, first[size], again[size], plain[size]), size, texts)
    if len(texts) > 1:
        small, large = min(texts), max(texts)
        each = {size: [1e3 * measured.seconds / size for measured in first[size]] for size in (small, large)}
        what = f"rebuild, time a text, {large:,} texts"
        rows.append(
            Row(what, "ms", each[large], f"the same, {small:,} texts", each[small], "at most", _GROWTH)
        )
    return rows


def _rows(size: int, first: list[Measured], again: list[Measured], plain: list[Measured]) -> list[Row]:
    what = f"the whole rebuild, {_PROCESSES} processes, all layers and fields, {size:,} texts"
    script = "plain script: `word_tokenize` a line, stock Whoosh, one field"
    seconds = [measured.seconds for measured in first]
    slow = [measured.seconds for measured in plain]
    later = [measured.seconds for measured in again]
    rows = [
        Row(what, "s", seconds, script, slow, "times faster", _FASTER),
        Row(
            f"second rebuild, nothing changed, {size:,} texts", "s", later,
            "the first", seconds, "at most", _AGAIN,
        ),
    ]  # fmt: skip
    peaks, others = [measured.peak_mb for measured in first], [measured.peak_mb for measured in plain]
    if all(others):
        what = f"memory of the rebuild, PSS of all processes, {size:,} texts"
        rows.append(Row(what, "MB", peaks, "the plain script", others, "at most", 1.0))
    return rows


def product(texts: Path, index: Path, size: int) -> Measured:
    """The product's rebuild as a process of its own. Raises SystemExit where it skips a text."""
    options = ("--jobs", str(_PROCESSES), "--quiet", "--json", "--index", str(index))
    measured = run((*PRODUCT, "rebuild", str(texts), *options))
    reports = json.loads(measured.output)["reports"]
    if reports != size:
        raise SystemExit(f"The rebuild indexed {reports:,} of {size:,} texts; the figures would not compare.")
    return measured
