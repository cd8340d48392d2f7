"""Whether anything has changed is told without reading what is never read."""

from __future__ import annotations

from pathlib import Path

from indexer.sources import inputs_sum


def sum_of(directory: Path) -> str:
    return inputs_sum([directory], max_file_bytes=1_000)


def test_files_that_are_not_read_are_known_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "quay.mp4").write_bytes(b"a")
    with (tmp_path / "nhật ký.txt").open("wb") as log:
        log.truncate(1 << 43)  # reading it would take days
    before = sum_of(tmp_path)
    (tmp_path / "quay.mp4").write_bytes(b"b")
    assert sum_of(tmp_path) == before
    (tmp_path / "a.txt").write_bytes(b"b")
    assert (changed := sum_of(tmp_path)) != before
    (tmp_path / "quét.pdf").write_bytes(b"b")
    assert (named := sum_of(tmp_path)) != changed
    (tmp_path / "nhật ký.txt").write_bytes(b"a")
    assert sum_of(tmp_path) != named
