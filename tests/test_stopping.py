"""A rebuild that is told to end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
def test_a_rebuild_that_is_told_to_end_clears_away_what_it_began(tmp_path: Path) -> None:
    texts = tmp_path / "texts.jsonl"
    text = "Hội nghị tổng kết công tác thông tin và truyền thông. " * 400
    records = (json.dumps({"_id": f"bc/{number}", "title": "Báo cáo", "text": text}) for number in range(400))
    texts.write_text("\n".join(records), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "webui.cli", "rebuild", texts, "--jobs", "2", "--index", tmp_path / "index"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not list((tmp_path / "index" / "generations").glob("*/parts/*")):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (130, b"")
    assert b"Traceback" not in errors
    assert b"leaked" not in errors
    assert list((tmp_path / "index" / "generations").iterdir()) == []
