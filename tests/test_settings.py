from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from indexer.errors import BadRequest
from indexer.settings import Settings, load


def test_a_flag_beats_the_environment_beats_the_file_beats_the_default(tmp_path: Path) -> None:
    (tmp_path / "timbaocao.toml").write_text("port = 1\nthreads = 2\npage_size = 3\n", encoding="utf-8")
    environment = {"TIMBAOCAO_PORT": "4", "TIMBAOCAO_THREADS": "5"}
    settings = load({"port": 6, "host": None}, environment, tmp_path)
    assert (settings.port, settings.threads, settings.page_size) == (6, 5, 3)
    assert settings.host == Settings().host


@pytest.mark.parametrize(
    ("content", "environment"),
    [
        ("port = 'x'", {}),
        ("prot = 8000", {}),
        ("port = ", {}),
        ("port = 65536", {}),
        ("threads = 0", {}),
        ("", {"TIMBAOCAO_PORT": "tám nghìn"}),
        ("", {"TIMBAOCAO_JOBS": "-1"}),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    tmp_path: Path, content: str, environment: dict[str, str]
) -> None:
    (tmp_path / "timbaocao.toml").write_text(content, encoding="utf-8")
    with pytest.raises(BadRequest, match=r"port|prot|threads|PORT|jobs|timbaocao\.toml") as caught:
        load({}, environment, tmp_path)
    assert "\n" not in str(caught.value)


def test_every_setting_has_a_help() -> None:
    assert all(setting.metadata["help"] for setting in fields(Settings))
