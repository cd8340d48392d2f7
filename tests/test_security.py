"""What the README promises of safety is tested, and what no other test shows."""

from __future__ import annotations

import ast
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from indexer.search import SearchService
from indexer.settings import Settings
from webui import create_app

ROOT = Path(__file__).resolve().parent.parent

# Runs at the start of every Python process below: whoever turns to another host is noted, and refused.
WATCH = """
import ipaddress, os, sys

def _is_here(host):
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        return False

def _watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        away = isinstance(address, tuple) and not _is_here(address[0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        away = not _is_here(arguments[0])
    else:
        return
    with open(os.environ["WATCHED"], "a") as noted:
        noted.write(f"{'away' if away else 'here'} {event}\\n")
    if away:
        raise OSError("this test lets nobody out")

sys.addaudithook(_watch)
"""


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """An environment whose Python processes note in `WATCHED` with whom they speak."""
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    path = os.pathsep.join(filter(None, (str(tmp_path), str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": path, "WATCHED": str(tmp_path / "noted")}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "webui.cli", *map(str, arguments)]


@contextmanager
def served(index: Path, log: Path, environment: dict[str, str], *options: str) -> Iterator[str]:
    """The address of a server whose stderr goes into the log."""
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command("serve", "--port", "0", "--index", index, *options),
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True,
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        text: str = answer.read().decode()
    return text


def test_every_promise_of_the_readme_has_its_test() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Security")[1].split("\n## ")[0]
    promises = re.findall(r"^\| (.+?) \| (`.+`) \|$", section, re.MULTILINE)
    named = [name for _, names in promises for name in re.findall(r"`(\w+)`", names)]
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "tests").rglob("test_*.py"))
    there = {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert len(promises) > 10
    assert [name for name in named if name not in there] == []


def test_the_watch_of_these_tests_sees_who_turns_away(watched: dict[str, str]) -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"
    done = subprocess.run([sys.executable, "-c", code], env=watched, capture_output=True, check=False)
    assert b"this test lets nobody out" in done.stderr
    assert "away socket." in Path(watched["WATCHED"]).read_text(encoding="ascii")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
def test_nothing_is_sent_to_any_other_host(watched: dict[str, str], tmp_path: Path, seeds: Path) -> None:
    index, noted = tmp_path / "index", Path(watched["WATCHED"])
    for jobs in ("1", "2"):
        rebuild = command("rebuild", seeds, "--index", index, "--jobs", jobs)
        subprocess.run(rebuild, cwd=ROOT, env=watched, capture_output=True, check=True)
    subprocess.run(command("search", "hội nghị", "--index", index), cwd=ROOT, env=watched,
                   capture_output=True, check=True)  # fmt: skip
    with served(index, tmp_path / "log", watched) as address:
        id = json.loads(fetch(f"{address}/api/search?q=hoi+nghi"))["hits"][0]["id"]
        for url in ("/", "/?q=hoi+nghi", f"/reports/{id}?q=nghi", "/api/suggest?q=hoi", "/healthz"):
            fetch(address + url)
    seen = noted.read_text(encoding="ascii").splitlines() if noted.exists() else []
    assert [line for line in seen if line.startswith("away")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
def test_what_was_asked_is_not_in_the_log_of_a_server(index_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(index_dir, log, {**os.environ, "TIMBAOCAO_METRICS": "yes"}) as address:
        fetch(f"{address}/?q=bimat&province=noikin")
        with pytest.raises(urllib.error.HTTPError):
            fetch(f"{address}/reports/kinmit?q=bimat")
        metrics = fetch(f"{address}/metrics")
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [(line["route"], line["status"]) for line in lines] == [
        ("/", 200), ("/reports/<path:id>", 404), ("/metrics", 200)
    ]  # fmt: skip
    for secret in ("bimat", "noikin", "kinmit"):
        assert secret not in log.read_text(encoding="utf-8")
        assert secret not in metrics


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
def test_it_listens_on_this_machine_unless_told_and_warns_elsewhere(index_dir: Path, tmp_path: Path) -> None:
    assert Settings().host == "127.0.0.1"
    log = tmp_path / "log"
    quiet = {**os.environ, "TIMBAOCAO_LOG_FORMAT": "none"}
    for host, names, warned in (
        ("127.0.0.1", "", False), ("0.0.0.0", "", True), ("0.0.0.0", "tim.example.vn,b.example.vn", False)
    ):  # fmt: skip
        environment = {**quiet, "TIMBAOCAO_TRUSTED_HOSTS": names}
        with served(index_dir, log, environment, "--host", host) as address:
            assert address.startswith("http://127.0.0.1:"), "the address is the first line, warned or not"
            assert fetch(f"{address}/healthz")
        told = log.read_text(encoding="utf-8")
        assert told.count("\n") == warned
        assert ("trusted_hosts" in told) == warned


SECRET_FILES = ("/etc/passwd", "etc/passwd", "pyproject.toml", "app.py", "CURRENT", "manifest.json")


def test_no_id_and_no_address_leads_to_a_file(service: SearchService) -> None:
    client = create_app(service, Settings()).test_client()
    with client.get("/static/site.css") as answer:
        assert answer.status_code == 200
    steps = (
        "",
        "../",
        "../../",
        "../" * 9,
        "/",
        "..\\",
        "....//",
        "%2e%2e/",
        "%252e%252e/",
        "..%c0%af",
        "\0",
    )
    for room in ("/reports/", "/api/reports/", "/static/", "/static/../", "/"):
        for step in steps:
            for name in SECRET_FILES:
                for path in (
                    room + step + name,
                    room + quote(step + name, safe=""),
                    f"{room}{step}{name}%00.css",
                ):
                    with client.get(path) as answer:
                        assert answer.status_code in (400, 404), path
                        assert b"root:" not in answer.data
                        assert b"[project]" not in answer.data
