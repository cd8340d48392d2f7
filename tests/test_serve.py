"""The command `serve`, in a process of its own."""

from __future__ import annotations

import json
import signal
import socket
import sys
import time
import urllib.request
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.serving import start


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
def test_serve_builds_the_index_says_where_it_listens_and_stops_when_asked(
    tmp_path: Path, seeds: Path
) -> None:
    port = free_port()
    process = start("serve", "--port", str(port), "--index", tmp_path / "index", TIMBAOCAO_SOURCE=str(seeds))
    with process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            address = process.stdout.readline().decode().strip()
            assert address == f"http://127.0.0.1:{port}"
            with urllib.request.urlopen(f"{address}/api/search?q=hoi+nghi", timeout=10) as answer:
                assert json.load(answer)["total"] == 5
            second = start("serve", "--port", str(port), "--index", tmp_path / "index")
            _, errors = second.communicate(timeout=60)
            assert second.returncode == 1
            assert len(errors.splitlines()) == 1
            assert b"--port" in errors
        finally:
            process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert process.wait(timeout=30) == 0
        assert time.monotonic() - began < 10
        told = process.stderr.read().decode()
        assert "There is no index yet; building one" in told
        assert "Traceback" not in told


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which libraries a process has loaded")
@pytest.mark.skipif(find_spec("numba") is None, reason='numba is not installed: pip install -e ".[fast]"')
def test_a_server_has_its_loops_before_it_answers_and_compiles_them_once(
    index_dir: Path, tmp_path: Path
) -> None:
    for told in ("Loops are compiled, once for this installation ...\n", ""):
        process = start("serve", "--port", "0", "--index", index_dir, NUMBA_CACHE_DIR=str(tmp_path))
        with process:
            assert process.stdout is not None
            assert process.stderr is not None
            try:
                assert process.stdout.readline().startswith(b"http://")
                assert "llvmlite" in Path(f"/proc/{process.pid}/maps").read_text()
            finally:
                process.send_signal(signal.SIGTERM)
            assert process.stderr.read().decode() == told
