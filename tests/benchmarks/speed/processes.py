"""Processes that are measured: seconds until they end, and the memory of all of them together."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PRODUCT = (sys.executable, "-m", "webui.cli")
_EVERY_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Measured:
    """`peak_mb`: the highest PSS of the process and its descendants; 0 where the system tells none."""

    seconds: float
    peak_mb: float
    output: str


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Measured:
    """Raises SystemExit where the command fails, with what it said."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    peak = [0.0]
    ended = threading.Event()
    sampler = threading.Thread(target=_sample, args=(process.pid, ended, peak))
    sampler.start()
    output, errors = process.communicate()
    seconds = time.perf_counter() - began
    ended.set()
    sampler.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {errors.strip()[-500:]}")
    return Measured(seconds, peak[0], output)


@contextmanager
def running(command: Sequence[str]) -> Iterator[str]:
    """A server, while it runs; what it is handed is the first line that it prints."""
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline().strip()
        if not line:
            raise SystemExit(f"{' '.join(command)} ended before it served.")
        yield line
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def _sample(root: int, ended: threading.Event, peak: list[float]) -> None:
    while not ended.wait(_EVERY_SECONDS):
        peak[0] = max(peak[0], sum(map(_pss, _family(root))) / 1e3)


def _family(root: int) -> list[int]:
    """A process and all that descend from it."""
    children = defaultdict(list)
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = entry.read_text(errors="replace").rpartition(")")[2].split()
            children[int(fields[1])].append(int(entry.parent.name))
    found = [root]
    for process in found:
        found += children[process]
    return found


def _pss(process: int) -> int:
    """Its share of memory in kilobytes: pages that several hold are counted in parts."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
