"""Who is answered: names the site goes by, so many requests of an address, and so many at once."""

from __future__ import annotations

import ipaddress
import math
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from flask import Flask, request

from indexer.settings import Settings
from webui.lanes import turned_away

MOST_CLIENTS = 10_000
BUSY_SECONDS = 5
_REMEMBERED = 256  # names that clients give: most give one that was given before
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:\[\]]+?)\.?(?::[0-9]*)?")
_UNCOUNTED = ("static", "api.health", "api.ready", "metrics")
_FOR_MACHINES = ("api.health", "api.ready")

Reason = Literal["rate", "busy"]


class Refused(Exception):
    """Not now: 429. `seconds`: when to ask again."""

    def __init__(self, reason: Reason, seconds: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


class UnknownHost(Exception):
    """The site does not go by the name that the request gives it: 400."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    when: float


class Buckets:
    """A minute's worth of requests for each client, filled again evenly.

    Those seen last are kept, `most` of them; who is forgotten begins with a full bucket. Safe to use
    from several threads.

    >>> buckets = Buckets(2, clock=lambda: 0.0)
    >>> [buckets.wait("192.0.2.1") for _ in range(3)]
    [0.0, 0.0, 30.0]
    """

    def __init__(
        self, per_minute: int, *, most: int = MOST_CLIENTS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._full, self._most, self._clock = float(per_minute), most, clock
        self._held: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def wait(self, client: str) -> float:
        """Takes a request out of the client's bucket: 0; where it is empty, seconds until there is one."""
        now, a_second = self._clock(), self._full / 60
        with self._lock:
            bucket = self._held.setdefault(client, _Bucket(self._full, now))
            self._held.move_to_end(client)
            if len(self._held) > self._most:
                self._held.popitem(last=False)
            bucket.tokens = min(self._full, bucket.tokens + (now - bucket.when) * a_second)
            bucket.when = now
            if bucket.tokens < 1:
                return (1 - bucket.tokens) / a_second
            bucket.tokens -= 1
            return 0.0


def register(app: Flask, settings: Settings) -> None:
    buckets = Buckets(settings.rate_per_minute) if settings.rate_per_minute else None
    names = _names(settings)

    @app.before_request
    def admit() -> None:
        if names and not _is_known(names):
            raise UnknownHost
        if request.endpoint in _UNCOUNTED:
            return
        client = request.remote_addr or ""
        # A proxy that is trusted says who asks; one that is not set up to would make everybody this machine.
        if buckets is not None and (settings.trusted_proxy or not is_loopback(client)):
            seconds = buckets.wait(client_of(client))
            if seconds:
                raise Refused("rate", math.ceil(seconds))
        if turned_away(request.path):
            raise Refused("busy", BUSY_SECONDS)


def _names(settings: Settings) -> tuple[str, ...]:
    """The names that the site goes by; none: any name will do.

    On loopback, a page from elsewhere whose name is made to mean this machine could read the reports
    through a visitor's browser: there only names of this machine are taken, unless others are set.
    """
    if not settings.trusted_hosts and not listens_on_loopback(settings):
        return ()
    return tuple(name.lower() for name in (settings.host, *settings.trusted_hosts))


def _is_known(names: tuple[str, ...]) -> bool:
    host = request.environ.get("HTTP_HOST")
    # Without a Host (HTTP/1.0) no browser asks.
    return host is None or request.endpoint in _FOR_MACHINES or goes_by(host, names)


@lru_cache(_REMEMBERED)
def goes_by(host: str, names: tuple[str, ...]) -> bool:
    """Whether a Host header holds a name of this machine, or one of these; `.name` is all names below it.

    >>> asked = ("Tim.Example.VN:8000", "[::1]:80", "example.vn.evil.vn")
    >>> [goes_by(host, (".example.vn",)) for host in asked]
    [True, True, False]
    """
    found = _HOST.fullmatch(host.lower())
    if not found:
        return False
    name = found[1].strip("[]")
    below = any(f".{name}".endswith(known) for known in names if known.startswith("."))
    return name == "localhost" or is_loopback(name) or name in names or below


def listens_on_loopback(settings: Settings) -> bool:
    return settings.host == "localhost" or is_loopback(settings.host)


def is_loopback(address: str) -> bool:
    """
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("192.0.2.7"), is_loopback("")
    (True, True, False, False)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def client_of(address: str) -> str:
    """Who shares a bucket: an IPv4 address, or the /64 network that one visitor has in IPv6.

    >>> client_of("192.0.2.7"), client_of("2001:db8::1:2"), client_of("unknown")
    ('192.0.2.7', '2001:db8::/64', 'unknown')
    """
    return shortened(address, v4=32, v6=64).removesuffix("/32")


def shortened(address: str, *, v4: int, v6: int) -> str:
    """The network of an address, of so many bits; what is no address is cut short."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:40]
    found = getattr(found, "ipv4_mapped", None) or found
    bits = v4 if found.version == 4 else v6
    return str(ipaddress.ip_network((found, bits), strict=False))
