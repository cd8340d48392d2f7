"""Many clients ask a real `serve` on loopback while rebuilds replace its index.

    python -m tests.benchmarks.load [SOURCE] [--minutes 5] [--clients 64] [--rebuilds 3]

Prints a table and exits 1 where a goal is missed. Clients ask without a pause, each over a connection of its
own that is kept; what they ask is cut from the reports themselves. Each rebuild finds all texts changed.
SOURCE: a directory of texts or a .jsonl file; else the seeds.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
LEAST_A_SECOND, MOST_REFUSED, MOST_GROWTH = 20.0, 0.01, 0.10
PATIENCE_SECONDS = 30
COMMAND = (sys.executable, "-m", "webui.cli")


@dataclass(slots=True)
class Outcome:
    """What was seen. Seconds; megabytes of memory that is the server's alone or its share (PSS)."""

    seconds: float = 0.0
    answers: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    rebuilds: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    generations: set[str] = field(default_factory=set)

    @property
    def a_second(self) -> float:
        return self.answers.total() / self.seconds

    @property
    def refused(self) -> float:
        """Share of answers 429."""
        return self.answers[429] / max(1, self.answers.total())

    @property
    def growth(self) -> float:
        """Of the most memory in the first minute (or fifth, where that is shorter) to the end."""
        first = min(60.0, self.seconds / 5)
        early = max((size for when, size in self.memory if when <= first), default=0.0)
        return self.memory[-1][1] / early - 1 if early else 0.0

    def failures(self) -> Counter[str]:
        """Answers that are neither right nor 429, and requests without one, by kind."""
        wrong = {f"status {status}": count for status, count in self.answers.items()
                 if status not in (200, 429)}  # fmt: skip
        return self.errors + Counter(wrong)

    def missed(self) -> list[str]:
        goals = {
            f"at least {LEAST_A_SECOND:.0f} answers a second": self.a_second >= LEAST_A_SECOND,
            "no errors": not self.failures(),
            f"answers 429 under {MOST_REFUSED:.0%}": self.refused < MOST_REFUSED,
            f"memory within {MOST_GROWTH:.0%}": self.growth <= MOST_GROWTH,
        }
        return [goal for goal, reached in goals.items() if not reached]


def run(source: Path, directory: Path, *, seconds: float, clients: int, rebuilds: int) -> Outcome:
    """Builds an index of the source in the directory, then asks for so long."""
    index = directory / "index"
    _rebuild(_edition(source, directory, 0), index)
    outcome, lock, stop = Outcome(), threading.Lock(), threading.Event()
    urls = _urls(index)
    with _server(index, directory) as (process, address):

        def ask(seed: int) -> None:
            for url, wait, found in _answers(address, random.Random(seed), urls, stop):
                with lock:
                    outcome.waits.append(wait)
                    if isinstance(found, int):
                        outcome.answers[found] += 1
                    else:
                        outcome.errors[f"{found} ({url.partition('?')[0].rpartition('/')[0]}/)"] += 1

        threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(clients)]
        builder = threading.Thread(target=_rebuilds, args=(source, directory, rebuilds, seconds, outcome))
        began = time.monotonic()
        for thread in (*threads, builder):
            thread.start()
        while (now := time.monotonic() - began) < seconds or builder.is_alive():
            outcome.memory.append((now, _pss(process.pid)))
            outcome.generations.add(_generation(address))
            time.sleep(min(1.0, seconds / 10))
        stop.set()
        outcome.seconds = time.monotonic() - began
        for thread in threads:
            thread.join()
        outcome.memory.append((outcome.seconds, _pss(process.pid)))
    return outcome


def _rebuild(source: Path, index: Path) -> float:
    began = time.monotonic()
    subprocess.run([*COMMAND, "rebuild", source, "--index", index, "--quiet"], cwd=ROOT, check=True)
    return time.monotonic() - began


def _edition(source: Path, directory: Path, number: int) -> Path:
    """A copy whose texts all differ from the last one's: a rebuild takes over what has not changed."""
    copy, last = directory / "source", f"\n\nBản thứ {number}."
    copy.mkdir(exist_ok=True)
    for path in source.iterdir() if source.is_dir() else (source,):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            records = map(json.loads, text.rstrip("\n").split("\n"))
            lines = (json.dumps({**record, "text": record["text"] + last}) for record in records)
            text = "\n".join(lines)
        else:
            text += last
        (copy / path.name).write_text(text, encoding="utf-8")
    return copy


def _rebuilds(source: Path, directory: Path, count: int, seconds: float, outcome: Outcome) -> None:
    """Rebuilds of all texts one after another, spread over the time."""
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, began + seconds * number / count - time.monotonic()))
        edition = _edition(source, directory, number + 1)
        outcome.rebuilds.append(_rebuild(edition, directory / "index"))


@contextmanager
def _server(index: Path, directory: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that writes its lines of JSON to `log` in the directory; the process and its address."""
    with (directory / "log").open("w", encoding="utf-8") as log:
        command = [*COMMAND, "serve", "--port", "0", "--index", str(index)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True) as process:
            assert process.stdout is not None
            yield process, urlsplit(process.stdout.readline().strip()).netloc
            process.terminate()


def _urls(index: Path) -> list[str]:
    """Addresses of all kinds: runs of one to five words of reports, and the reports."""
    random_ = random.Random(1)
    words, ids = _collection(index, random_)
    found = []
    for _ in range(5_000):
        start, length = random_.randrange(len(words)), random_.randint(1, 5)
        query = quote(" ".join(words[start : start + length]))
        forms = (
            (f"/?q={query}", 6), (f"/api/search?q={query}", 6), (f"/?q={query}&sort=newest&page=2", 1),
            (f"/api/suggest?q={query}", 4), (f"/reports/{quote(random_.choice(ids))}?q={query}", 3),
            ("/", 1), ("/healthz", 1), ("/static/site.css", 1),
        )  # fmt: skip
        found += random_.choices([url for url, _ in forms], [weight for _, weight in forms])
    return found


def _collection(index: Path, random_: random.Random) -> tuple[list[str], list[str]]:
    """Words in their order and ids, of at most 100 reports."""
    from indexer.cli import open_service
    from indexer.model import SearchRequest
    from indexer.settings import Settings

    with open_service(Settings(index=str(index))) as service:
        hits = service.search(SearchRequest(text="", size=100, sort="oldest")).hits
        reports = [service.view(hit.report.id).report for hit in hits]
    random_.shuffle(reports)
    words = [word for report in reports for word in re.findall(r"\w+", report.body[:20_000])]
    return words, [report.id for report in reports]


def _answers(
    address: str, random_: random.Random, urls: Sequence[str], stop: threading.Event
) -> Iterator[tuple[str, float, int | str]]:
    """Asks until it is stopped: the address, seconds until its answer, the status or what went wrong."""
    connection = http.client.HTTPConnection(address, timeout=PATIENCE_SECONDS)
    while not stop.is_set():
        url, began = random_.choice(urls), time.monotonic()
        try:
            connection.request("GET", url)
            answer = connection.getresponse()
            answer.read()
            found: int | str = answer.status
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            found = type(error).__name__
        yield url, time.monotonic() - began, found
        if found == 429:
            time.sleep(1)
    connection.close()


def _generation(address: str) -> str:
    with urllib.request.urlopen(f"http://{address}/readyz", timeout=PATIENCE_SECONDS) as answer:
        return str(json.load(answer)["generation"])


def _pss(pid: int) -> float:
    """Megabytes; 0 where the system does not tell."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def table(outcome: Outcome) -> str:
    waits = sorted(outcome.waits)
    first = min(60.0, outcome.seconds / 5)
    early = max((size for when, size in outcome.memory if when <= first), default=0.0)
    rows = {
        "answers": f"{outcome.answers.total()} in {outcome.seconds:.0f} s, {outcome.a_second:.1f} a second",
        "by status": json.dumps(dict(sorted(outcome.answers.items()))),
        "errors": json.dumps(dict(outcome.failures())),
        "429": f"{outcome.refused:.2%}",
        "seconds, p50": f"{waits[len(waits) // 2]:.3f}",
        "seconds, p99": f"{waits[len(waits) * 99 // 100]:.3f}",
        "seconds, most": f"{waits[-1]:.3f}",
        "rebuilds": ", ".join(f"{seconds:.1f} s" for seconds in outcome.rebuilds),
        "generations served": str(len(outcome.generations)),
        f"PSS, first {first:.0f} s": f"{early:.0f} MB at most",
        "PSS, end": f"{outcome.memory[-1][1]:.0f} MB ({outcome.growth:+.1%})",
    }
    return "\n".join(f"| {name} | {value} |" for name, value in rows.items())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("source", nargs="?", type=Path, default=ROOT / "seeds")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--rebuilds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        outcome = run(
            asked.source.resolve(), Path(directory),
            seconds=asked.minutes * 60, clients=asked.clients, rebuilds=asked.rebuilds,
        )  # fmt: skip
    print(f"{asked.source.name}, {asked.clients} clients, {os.cpu_count()} cores\n{table(outcome)}")
    for goal in outcome.missed():
        print(f"missed: {goal}")
    return 1 if outcome.missed() else 0


if __name__ == "__main__":
    sys.exit(main())
