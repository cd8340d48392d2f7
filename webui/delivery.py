"""How pages reach the browser: rendered once a generation, a tag where unchanged, packed where accepted.

A page depends on the generation, on this program, on the language, on its whole address and on the day (of
citations), and on nothing else: its tag is a sum of these, so that "is it still the same?" is answered
without rendering it.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache, wraps
from importlib.resources import files
from typing import ParamSpec

from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from webui import texts
from webui.assets import Assets
from webui.clock import today
from webui.languages import offered
from webui.site import site

MOST_BYTES = 64 << 20
# Less than this is not smaller when packed.
WORTH_PACKING = 1_000
_ADDRESS = ("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "PATH_INFO", "QUERY_STRING")
LEVEL = 5
_PACKED_TYPES = (
    "text/",
    "application/json",
    "application/atom+xml",
    "image/svg+xml",
    "application/opensearch",
)

Given = ParamSpec("Given")


class Rendered:
    """A page as it was rendered, and packed once somebody takes it so."""

    def __init__(self, plain: bytes) -> None:
        self.plain = plain
        self._packed = b""

    @property
    def packed(self) -> bytes:
        if not self._packed:
            self._packed = pack(self.plain)
        return self._packed

    @property
    def size(self) -> int:
        return 2 * len(self.plain)


class Pages:
    """The pages asked for last, `most` bytes of them. Safe to use from several threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._held: OrderedDict[str, Rendered] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, tag: str) -> Rendered | None:
        with self._lock:
            page = self._held.get(tag)
            if page is not None:
                self._held.move_to_end(tag)
            return page

    def put(self, tag: str, page: Rendered) -> None:
        with self._lock:
            if tag in self._held or page.size > self._most:
                return
            self._held[tag] = page
            self._bytes += page.size
            while self._bytes > self._most:
                _, oldest = self._held.popitem(last=False)
                self._bytes -= oldest.size


def kept(view: Callable[Given, str]) -> Callable[Given, Response]:
    """A view whose page is rendered once for each generation, language and address."""
    return kept_as("text/html")(view)


def kept_as(mimetype: str) -> Callable[[Callable[Given, str]], Callable[Given, Response]]:
    """As `kept`, for what is no HTML."""

    def of(view: Callable[Given, str]) -> Callable[Given, Response]:
        return _kept(view, mimetype)

    return of


def _kept(view: Callable[Given, str], mimetype: str) -> Callable[Given, Response]:
    @wraps(view)
    def answer(*args: Given.args, **values: Given.kwargs) -> Response:
        here = site()
        generation = here.service.generation()
        tag = _tag(generation)
        if request.if_none_match.contains_weak(tag):
            response = Response(status=304)
        else:
            page = here.pages.get(tag)
            if page is None:
                page = Rendered(view(*args, **values).encode("utf-8", "replace"))
                if here.service.generation() == generation:  # else it may be of the one that came meanwhile
                    here.pages.put(tag, page)
            response = _sent(page, mimetype)
        response.set_etag(tag, weak=True)
        response.headers["Vary"] = "Cookie, Accept-Language, Accept-Encoding"
        return response

    return answer


def _sent(page: Rendered, mimetype: str) -> Response:
    if not (accepts_gzip() and len(page.plain) >= WORTH_PACKING):
        return Response(page.plain, mimetype=mimetype)
    response = Response(page.packed, mimetype=mimetype)
    response.headers["Content-Encoding"] = "gzip"
    return response


def _tag(generation: str) -> str:
    given = request.environ  # as the server wrote it: what Werkzeug makes of it costs more than the sum
    address = [given.get(name, "") for name in _ADDRESS]
    said = (_program, generation, texts.language(), str(offered()), str(today()), *address)
    return hashlib.sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()[:24]


def register(app: Flask, assets: Assets) -> None:
    """Packs what else is sent: answers of the API, styles and scripts."""

    @app.after_request
    def packed(response: Response) -> Response:
        if "Vary" in response.headers or not _may_pack(response):  # a page that is kept is packed already
            return response
        response.headers["Vary"] = "Accept-Encoding"
        if not accepts_gzip():
            return response
        held = assets.packed(request.path) if request.endpoint == "static" else None
        response.direct_passthrough = False
        plain = response.get_data()  # also where it is packed already: it closes the file it came from
        response.set_data(pack(plain) if held is None else held)
        response.headers["Content-Encoding"] = "gzip"
        if etag := response.get_etag()[0]:
            response.set_etag(etag, weak=True)
        return response


def _may_pack(response: Response) -> bool:
    whole = response.status_code == 200 and "Content-Encoding" not in response.headers
    long = (response.content_length or 0) >= WORTH_PACKING
    return whole and long and (response.mimetype or "").startswith(_PACKED_TYPES)


def accepts_gzip() -> bool:
    return _takes_gzip(request.headers.get("Accept-Encoding", ""))


@lru_cache(maxsize=256)  # a browser says the same with every request
def _takes_gzip(accepted: str) -> bool:
    """
    >>> _takes_gzip("gzip, br"), _takes_gzip("*;q=0.5"), _takes_gzip("gzip;q=0"), _takes_gzip("")
    (True, True, False, False)
    """
    return parse_accept_header(accepted, Accept)["gzip"] > 0


def pack(data: bytes) -> bytes:
    return gzip.compress(data, LEVEL, mtime=0)


def _sum_of_program() -> str:
    digest = hashlib.sha256()
    for room in ("", "catalogues", "templates", "static"):
        for entry in sorted(files("webui").joinpath(room).iterdir(), key=lambda entry: entry.name):
            if entry.is_file():
                digest.update(entry.name.encode() + entry.read_bytes())
    return digest.hexdigest()


_program = _sum_of_program()
