"""Lines of JSON on stderr: one for each answer and each warning. What was asked is not told unless set so."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime

from indexer.manifest import LOCAL_TIME
from indexer.settings import Settings
from webui.limits import is_loopback, shortened
from webui.observe import Answered, Observer

_requests = logging.getLogger("timbaocao.requests")


class JsonLines(logging.Formatter):
    """A record as one line of JSON; a dict as message is what the line holds beside its time."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, LOCAL_TIME).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"time": when, "level": record.levelname.lower()}
        if isinstance(record.msg, dict):
            line |= record.msg
        else:
            line |= {"event": "message", "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)  # in ASCII: no character of a query ends a line or turns a terminal


def configure(settings: Settings) -> None:
    """Sets up the logs of a process that serves."""
    # That requests wait for threads is what the row for them is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    if not _as_json(settings):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    _requests.setLevel(logging.INFO)


def _as_json(settings: Settings) -> bool:
    return settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())


def observer(*, with_query: bool) -> Observer:
    """Writes a line for each answer."""

    def write(answered: Answered) -> None:
        if not _requests.isEnabledFor(logging.INFO):
            return
        line: dict[str, object] = {
            "event": "request",
            "method": answered.method,
            "route": answered.route,
            "status": answered.status,
            "ms": round(answered.seconds * 1000, 1),
            "bytes": answered.bytes,
            "client": _client(answered.client),
            "query_chars": len(answered.query),
        }
        if with_query:
            line["query"] = answered.query
        if answered.refused:
            line["refused"] = answered.refused
        _requests.info(line)

    return write


def _client(address: str) -> str:
    """An address that tells an office from another, and no desk in it."""
    return address if is_loopback(address) else shortened(address, v4=24, v6=48)
