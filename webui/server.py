"""The site behind waitress, bounded in every direction; stopped, it finishes the requests at hand."""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from indexer.errors import BadRequest
from indexer.settings import Settings
from webui.lanes import Lanes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# select() knows no file descriptor above 1023
_POLL = hasattr(select, "poll")
_LOOK_SECONDS = 1.0
_DRAIN_LOOK_SECONDS = 0.05
# The listening socket and the pipe that wakes the loop count as connections for waitress.
_OWN_SOCKETS = 2


class Server:
    """Bound when made. Raises BadRequest for an address that cannot be listened on."""

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        self._sockets: dict[int, Any] = {}
        self._lanes = Lanes(settings.threads, settings.max_waiting)
        self._stop_seconds = settings.stop_seconds
        self._stopping = False
        try:
            create_server(app, map=self._sockets, _dispatcher=self._lanes, **_adjustments(settings))
        except (OSError, ValueError) as error:
            wasyncore.close_all(self._sockets)
            why = getattr(error, "strerror", None) or error
            raise BadRequest(
                f"{settings.host}:{settings.port} cannot be listened on ({why}); "
                "choose others with --host or --port."
            ) from error
        self._listeners = [one for one in self._sockets.values() if isinstance(one, BaseWSGIServer)]

    @property
    def port(self) -> int:
        return int(self._listeners[0].effective_port)

    @property
    def waiting(self) -> int:
        """How many searches wait for a thread now."""
        return self._lanes.waiting

    def run(self) -> None:
        """Answers until `stop`, then finishes the requests at hand, for `stop_seconds` at most."""
        self._lanes.start()
        while not self._stopping:
            self._look(_LOOK_SECONDS)
        for listener in self._listeners:
            # its own close() would also close the pipe by which threads wake this loop
            wasyncore.dispatcher.close(listener)
        deadline = time.monotonic() + self._stop_seconds
        while self._busy() and time.monotonic() < deadline:
            self._look(_DRAIN_LOOK_SECONDS)

    def stop(self) -> None:
        """Ends `run`; may be called from any thread and from a signal handler."""
        self._stopping = True
        self._listeners[0].pull_trigger()

    def close(self) -> None:
        self._lanes.shutdown(timeout=1.0)
        for channel in self._channels():
            channel.handle_close()  # which also closes what it has not sent
        wasyncore.close_all(self._sockets)

    def _look(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=_POLL, map=self._sockets, count=1)

    def _busy(self) -> bool:
        """Whether a request is being answered; connections without one are closed."""
        busy = False
        for channel in self._channels():
            if channel.requests or channel.total_outbufs_len:
                busy = True
            else:
                channel.will_close = True
        return busy

    def _channels(self) -> list[Any]:
        return [one for one in self._sockets.values() if isinstance(one, HTTPChannel)]


def _adjustments(settings: Settings) -> dict[str, Any]:
    return {
        "host": settings.host,
        "port": settings.port,
        "threads": settings.threads,
        "backlog": settings.backlog,
        "connection_limit": settings.max_connections + _OWN_SOCKETS,
        "channel_timeout": settings.idle_seconds,
        "cleanup_interval": max(1, min(10, settings.idle_seconds)),
        "max_request_header_size": settings.max_header_bytes,
        "max_request_body_size": settings.max_body_bytes,
        "log_socket_errors": False,  # a visitor who leaves is no error
        "ident": "timbaocao",
        **_proxy(settings),
    }


def _proxy(settings: Settings) -> dict[str, Any]:
    if not settings.trusted_proxy:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": settings.trusted_proxy, "trusted_proxy_headers": headers}
