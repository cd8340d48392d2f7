"""Rows of what was measured, as a Markdown table and as JSON, with the machine named."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Literal

Bound = Literal["at most", "times faster", "none"]
_PACKAGES = ("numpy", "numba", "whoosh3", "underthesea", "flask", "waitress", "tantivy", "bm25s")


@dataclass(frozen=True, slots=True)
class Row:
    """Something measured beside something else, run by run.

    `at most`: the ratio is ours to theirs, `limit` its most; `times faster`: theirs to ours, its least.
    """

    what: str
    unit: str
    runs: Sequence[float]
    against: str
    others: Sequence[float]
    bound: Bound = "none"
    limit: float = 0.0
    judged: bool = True

    @property
    def measured(self) -> float:
        return median(self.runs)

    @property
    def other(self) -> float:
        return median(self.others)

    @property
    def ratio(self) -> float:
        """The medians' ratio.

        >>> Row("writing", "s", [3.0, 1.0, 2.0], "theirs", [4.0], "times faster", 2.0).ratio
        2.0
        """
        over, under = (
            (self.other, self.measured) if self.bound == "times faster" else (self.measured, self.other)
        )
        return over / under if under else (float("inf") if over else 0.0)

    @property
    def reached(self) -> bool | None:
        """Whether it is what it has to be; None where nothing is asked, or not of this size."""
        if self.bound == "none" or not self.judged:
            return None
        return self.ratio >= self.limit if self.bound == "times faster" else self.ratio <= self.limit

    def json(self) -> Mapping[str, object]:
        return {
            "what": self.what,
            "unit": self.unit,
            "measured": self.measured,
            "runs": list(self.runs),
            "against": self.against,
            "other": self.other,
            "other_runs": list(self.others),
            "ratio": self.ratio,
            "bound": self.bound,
            "limit": self.limit if self.bound != "none" else None,
            "judged": self.judged,
            "reached": self.reached,
        }


def judged(rows: Iterable[Row], size: int, sizes: Iterable[int]) -> list[Row]:
    """The rows of a size: what has to be reached is asked of the largest."""
    return [replace(row, judged=size == max(sizes)) for row in rows]


def markdown(rows: Iterable[Row], machine: Mapping[str, str]) -> str:
    """One table; above it the machine, in one line."""
    lines = [
        "; ".join(f"{name} {value}" for name, value in machine.items()),
        "",
        "| what | measured | against | ratio | to reach | ok |",
        "|---|---:|---|---:|---|---|",
    ]
    for row in rows:
        goal = {
            "none": "",
            "at most": f"at most {row.limit:g}",
            "times faster": f"at least {row.limit:g} times faster",
        }[row.bound if row.judged else "none"]
        ok = {None: "", True: "yes", False: "**no**"}[row.reached]
        measured, other = shown(row.measured, row.unit), shown(row.other, row.unit)
        lines.append(
            f"| {row.what} | {measured} | {row.against}: {other} | {shown(row.ratio)} | {goal} | {ok} |"
        )
    return "\n".join(lines)


def shown(value: float, unit: str = "") -> str:
    """
    >>> shown(1234.5, "MB"), shown(0.01234, "ms"), shown(3.0, "s"), shown(1114.0)
    ('1,234 MB', '0.0123 ms', '3 s', '1,114')
    """
    figure = f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
    return f"{figure} {unit}".rstrip()


def machine() -> dict[str, str]:
    """What the figures depend on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    found = {
        "CPU": _line("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": str(cores),
        "memory": f"{int((_line('/proc/meminfo', 'MemTotal') or '0 kB').split()[0]) / 1e6:.0f} GB",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
    }
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _line(path: str, name: str) -> str:
    """The value of a line `name : value` of a file of the system, or nothing."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
