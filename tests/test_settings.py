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
        ("", {"TIMBAOCAO_METRICS": "perhaps"}),
        ("trusted_hosts = 3", {}),
        ("log_format = 'xml'", {}),
        ("rate_per_minute = -1", {}),
        ("rate_per_minute = inf", {}),
        ("query_seconds = nan", {}),
        ("watch_seconds = inf", {}),
        ("", {"TIMBAOCAO_QUERY_SECONDS": "nan"}),
        ("", {"TIMBAOCAO_THREADS": "100000"}),
        ("", {"TIMBAOCAO_BACKLOG": "99999999999"}),
        ("", {"TIMBAOCAO_MAX_FILE_MB": "100000"}),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    tmp_path: Path, content: str, environment: dict[str, str]
) -> None:
    (tmp_path / "timbaocao.toml").write_text(content, encoding="utf-8")
    names = r"port|prot|threads|PORT|jobs|METRICS|log_format|rate|_seconds|backlog|_mb|timbaocao\.toml"
    with pytest.raises(BadRequest, match=names) as caught:
        load({}, environment, tmp_path)
    assert "\n" not in str(caught.value)


def test_switches_and_lists_are_written_as_is_usual_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "timbaocao.toml").write_text(
        'metrics = true\ntrusted_hosts = ["a.vn", ".b.vn"]\n', encoding="utf-8"
    )
    settings = load({}, {}, tmp_path)
    assert (settings.metrics, settings.trusted_hosts) == (True, ("a.vn", ".b.vn"))
    environment = {
        "TIMBAOCAO_METRICS": "0",
        "TIMBAOCAO_LOG_QUERIES": "Yes",
        "TIMBAOCAO_TRUSTED_HOSTS": "c.vn, .d.vn,",
    }
    settings = load({}, environment, tmp_path)
    assert (settings.metrics, settings.log_queries) == (False, True)
    assert settings.trusted_hosts == ("c.vn", ".d.vn")
    assert load({}, {"TIMBAOCAO_RATE_PER_MINUTE": "0"}, tmp_path).rate_per_minute == 0


def test_every_setting_has_a_help() -> None:
    assert all(setting.metadata["help"] for setting in fields(Settings))
