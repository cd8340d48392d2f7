"""Rebuilds in processes of their own that are killed, or refused by the file system, at a step of theirs.

`python -m tests.forked INDEX SOURCE` reads orders, a line of JSON each, and forks a rebuild for each: what it
has imported need not be imported again. `Rebuilds` is the other end. A step is whatever changes the file
system below INDEX: opening to write, making, renaming and removing, syncing; interpreters tell of them
before they happen (sys.addaudithook).
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FULL = bool(os.environ.get("TIMBAOCAO_TEST_FULL"))
_EVENTS = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod")
# Processes that a dead one has begun may first have to be up before they see that it is dead.
_ORPHAN_SECONDS = 20.0


@dataclass(frozen=True)
class Ended:
    """How a rebuild ended.

    `code` is negative for a signal; `steps` is how many steps it has begun; `helped`: it came to its end
    with the help of other processes; `orphans`: it left some of them behind.
    """

    code: int
    steps: int
    errors: str
    helped: bool
    orphans: bool


class Rebuilds:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, **order: Any) -> list[Ended]:
        """Runs `count` rebuilds (1), each with `jobs` processes (1).

        `kill`: before this step; `after`: killed after so many seconds; `helper`: a process that it has begun
        is killed while both are "reading" or "merging"; `fail`: this step (and with `lasting` all later ones)
        is refused with the error `errno`; `size`: no file may be larger; `hold`: whoever begins a generation
        waits until all others have ended.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        return [Ended(**ended) for ended in json.loads(line)]


@contextmanager
def rebuilds(index: Path, source: Path) -> Iterator[Rebuilds]:
    words = [sys.executable, "-m", "tests.forked", str(index), str(source)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, cwd=ROOT, text=True) as process:
        yield Rebuilds(process)
        assert process.stdin is not None
        process.stdin.close()


def _serve(index: str, source: str) -> None:
    from indexer import build, cli, engines  # noqa: F401 - imported once for all
    from indexer.engines import whoosh  # noqa: F401
    from indexer.language.analyzer import Analyzer

    Analyzer().analyze("hội nghị")
    for line in sys.stdin:
        print(json.dumps(_run(index, source, json.loads(line))), flush=True)


def _run(index: str, source: str, order: dict[str, Any]) -> list[dict[str, Any]]:
    children = {}
    gate, hold = os.pipe()
    for _ in range(order.get("count", 1)):
        told, tell = os.pipe()
        if (child := os.fork()) == 0:
            os.setpgid(0, 0)
            os.close(hold)
            os.dup2(tell, 2)
            sys.stderr = os.fdopen(2, "w", closefd=False)
            _rebuild(index, source, order, gate)
        os.close(tell)
        children[child] = told
    os.close(gate)
    if "after" in order:
        time.sleep(order["after"])
        for child in children:
            os.kill(child, signal.SIGKILL)
    if order.get("helper") == "reading":
        for child in children:
            _kill_helper(child)
    ended = []
    while children:
        if len(children) == 1 and hold >= 0:
            os.close(hold)
            hold = -1
        child, status = os.wait()
        said, orphans = _said(children.pop(child))
        if orphans:
            os.killpg(child, signal.SIGKILL)
        text, _, counts = said.rpartition("steps ") if "steps " in said else (said, "", "0 0")
        # What comes later is said of a process that ends as suddenly as these do.
        steps, helped = map(int, counts.splitlines()[0].split())
        ended.append(
            {
                "code": os.waitstatus_to_exitcode(status),
                "steps": steps,
                "errors": text,
                "helped": bool(helped),
                "orphans": orphans,
            }
        )
    return ended


def _kill_helper(parent: int) -> None:
    """Kills a process as soon as another has begun it (Linux tells who has begun whom)."""
    end = time.monotonic() + _ORPHAN_SECONDS
    while time.monotonic() < end:
        for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(int(child), signal.SIGKILL)
                return
        time.sleep(0.01)


def _said(told: int) -> tuple[str, bool]:
    """What a dead process has said, and whether others who could say something live on."""
    said, end = b"", time.monotonic() + _ORPHAN_SECONDS
    with os.fdopen(told, "rb", buffering=0) as errors:
        while select.select([errors], [], [], max(0.0, end - time.monotonic()))[0]:
            if not (piece := errors.read(4096)):
                return said.decode(), False
            said += piece
    return said.decode(), True


def _rebuild(index: str, source: str, order: dict[str, Any], gate: int) -> None:
    from indexer.engines.whoosh import merge
    from webui.cli import commands

    merge._WORTH_A_PROCESS = 0
    if order.get("helper") == "merging":
        # The other process has hardly begun when this one comes to the reports.
        merge.merge_reports = lambda *_: _kill_helper(os.getpid())  # type: ignore[attr-defined]
    steps = 0

    def step(event: str, path: str = "") -> None:
        nonlocal steps
        steps += 1
        if steps == order.get("kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        if order.get("hold") and event == "os.mkdir" and Path(path).parent.name == "generations":
            order["hold"] = False
            os.read(gate, 1)
        failing = order.get("fail", sys.maxsize)
        if steps == failing or (steps > failing and order.get("lasting")):
            raise OSError(order["errno"], os.strerror(order["errno"]))

    _watch(index, step)
    if "size" in order:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["size"], order["size"]))
    code: Any = 0
    try:
        commands(["rebuild", source, "--index", index, "--jobs", str(order.get("jobs", 1)), "--quiet"])
    except SystemExit as error:
        code = error.code
    except BaseException:  # noqa: BLE001 - it is told to the other end
        code = 99
        os.write(2, traceback.format_exc().encode())
    finally:
        order.clear()
        helped = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > 0
        os.write(2, f"steps {steps} {helped:d}\n".encode())
        os._exit(code if isinstance(code, int) else 1)


def _watch(index: str, step: Callable[..., None]) -> None:
    def told(event: str, arguments: tuple[Any, ...]) -> None:
        writes = (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if (writes or event in _EVENTS) and str(arguments[0]).startswith(index):
            step(event, str(arguments[0]))

    sync = os.fsync

    def fsync(descriptor: int) -> None:
        step("fsync")
        sync(descriptor)

    os.fsync = fsync  # type: ignore[assignment]
    sys.addaudithook(told)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
