"""Every setting once: its name, type, default and help.

A value comes from, in this order: a flag of the command line, the environment (`TIMBAOCAO_` and the
name in capitals), `./timbaocao.toml`, the default.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from indexer.errors import BadRequest

SETTINGS_FILE = "timbaocao.toml"
PREFIX = "TIMBAOCAO_"
LOG_FORMATS = ("auto", "json", "none")
_SWITCHES = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
_MAY_BE_ZERO = ("jobs", "port", "rate_per_minute")
# What a system can do at most: so much is read at once, so many threads are begun.
_MOST = {"port": 65_535, "max_file_mb": 1_000, "threads": 1_000}
_MOST_OF_OTHERS = 2**31 - 1


def _setting(default: Any, help: str) -> Any:
    return dataclass_field(default=default, metadata={"help": help})


@dataclass(frozen=True, slots=True)
class Settings:
    """
    >>> Settings().port
    8000
    >>> load(environment={"TIMBAOCAO_PORT": "9000"}, directory=Path("/nowhere")).port
    9000
    """

    index: str = _setting(".timbaocao", "directory of the index")
    source: str = _setting("seeds", "where `rebuild` reads reports when no source is named")
    jobs: int = _setting(0, "processes that read, segment and merge; 0: one for each core")
    max_file_mb: int = _setting(16, "a text file larger than this many megabytes is skipped")
    host: str = _setting("127.0.0.1", "address that `serve` listens on")
    port: int = _setting(8000, "port that `serve` listens on")
    threads: int = _setting(8, "searches and pages that `serve` answers at once")
    max_waiting: int = _setting(128, "searches and pages that may wait for that; more are answered 429")
    max_connections: int = _setting(256, "connections open at once; more wait to be accepted")
    backlog: int = _setting(128, "connections that the system lets wait to be accepted")
    max_header_bytes: int = _setting(32_768, "bytes of a request's address and headers")
    max_body_bytes: int = _setting(1_024, "bytes of a request's body; no address of the site takes one")
    idle_seconds: int = _setting(60, "after so long without a request a connection is closed")
    stop_seconds: float = _setting(10.0, "how long requests at hand are finished when `serve` is stopped")
    rate_per_minute: int = _setting(
        300, "requests of one address in a minute; 0: any number; never of this machine"
    )
    trusted_proxy: str = _setting(
        "", "address of the reverse proxy whose X-Forwarded-For and -Proto are believed"
    )
    trusted_hosts: tuple[str, ...] = _setting(
        (), "names of the site; `.example.vn` stands for all names below it"
    )
    log_format: str = _setting("auto", "lines of `serve` on stderr: json, none, or auto: none on a terminal")
    log_queries: bool = _setting(False, "whether these lines hold what was asked, or only how long it was")
    metrics: bool = _setting(False, "whether `/metrics` tells Prometheus how the site does (extra `metrics`)")
    page_size: int = _setting(10, "results on a page")
    max_page_size: int = _setting(100, "the most results that one page may ask for")
    max_results: int = _setting(10_000, "results that can be paged through")
    max_export: int = _setting(1_000, "results that one CSV file may hold")
    max_query_chars: int = _setting(1_000, "characters of a query; a longer one is refused")
    max_query_units: int = _setting(64, "syllables of a query that are searched for")
    max_phrase_units: int = _setting(32, "syllables of a quoted phrase that are searched for")
    max_expansions: int = _setting(64, "terms that a trailing * may stand for")
    max_marks: int = _setting(2_000, "matches that are marked in a report")
    query_seconds: float = _setting(2.0, "how long a query is searched for; then what was found is shown")
    watch_seconds: float = _setting(1.0, "how often `serve` looks for a new generation")


def load(
    flags: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    directory: Path | None = None,
) -> Settings:
    """Settings from flags (None means not given), environment, file and defaults.

    Raises BadRequest for a value of the wrong type or a name that is no setting.
    """
    environment = os.environ if environment is None else environment
    path = (directory or Path.cwd()) / SETTINGS_FILE
    values = _from_file(path)
    for setting in fields(Settings):
        name = PREFIX + setting.name.upper()
        if name in environment:
            values[setting.name] = _cast(name, environment[name], type(setting.default))
    values.update({name: value for name, value in (flags or {}).items() if value is not None})
    settings = Settings(**values)
    _check(settings)
    return settings


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadRequest(f"{path} cannot be read ({error}); mend or remove it.") from error
    types = {setting.name: type(setting.default) for setting in fields(Settings)}
    for name in values:
        if name not in types:
            raise BadRequest(f"{path}: there is no setting {name!r}; the settings are {', '.join(types)}.")
    return {name: _cast(f"{path}: {name}", value, types[name]) for name, value in values.items()}


def _cast(name: str, value: Any, type_: type) -> Any:
    try:
        if type_ is bool:
            return _SWITCHES[str(value).lower()]
        if type_ is tuple:
            values = value.split(",") if isinstance(value, str) else value
            return tuple(one for one in (str(value).strip() for value in values) if one)
        return type_(value)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BadRequest(f"{name} is {value!r}; it must be of type {type_.__name__}.") from None


def _check(settings: Settings) -> None:
    for setting in fields(Settings):
        value = getattr(settings, setting.name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            continue
        lowest = 0 if setting.name in _MAY_BE_ZERO else 1e-3
        if not value >= lowest:  # nor is what is no number
            raise BadRequest(f"The setting {setting.name} is {value}; it must be a positive number.")
        most = _MOST.get(setting.name, _MOST_OF_OTHERS)
        if value > most:
            raise BadRequest(f"The setting {setting.name} is {value}; {most} is the most.")
    if settings.log_format not in LOG_FORMATS:
        raise BadRequest(
            f"The setting log_format is {settings.log_format!r}; it is one of {', '.join(LOG_FORMATS)}."
        )
