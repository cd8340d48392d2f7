"""Which language a visitor reads: asked for by `lang`, kept in a cookie, else Vietnamese.

What a browser says it prefers only offers the link: offices here run an English Windows.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from flask import Flask, Response, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from webui import texts
from webui.links import query_string
from webui.parameters import choice

PARAMETER = "lang"
_ASKED = tuple(texts.CATALOGUES)
_KEPT_SECONDS = 365 * 24 * 3600


def register(app: Flask) -> None:
    app.before_request(_choose)
    app.after_request(_keep)


def _choose() -> None:
    kept = request.cookies.get(PARAMETER)
    texts.use(kept if kept and kept in texts.CATALOGUES else texts.DEFAULT)
    if request.args.get(PARAMETER):
        texts.use(choice(request.args, PARAMETER, _ASKED))


def _keep(response: Response) -> Response:
    if request.args.get(PARAMETER) in texts.CATALOGUES:
        response.set_cookie(PARAMETER, texts.language(), max_age=_KEPT_SECONDS, samesite="Lax", httponly=True)
    return response


class Language(NamedTuple):
    """A language and this very page in it."""

    name: str
    label: str
    url: str
    active: bool


def languages() -> tuple[Language, ...]:
    here = texts.language()
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != PARAMETER]
    page = request.path + query_string([*pairs, (PARAMETER, "")])
    return tuple(Language(name, _label(name), page + name, name == here) for name in texts.CATALOGUES)


def _label(name: str) -> str:
    return texts.text("language.offer" if name == "en" and offered() else f"language.{name}")


def offered() -> bool:
    """Whether to offer English in full words: nothing was chosen, and the browser prefers it."""
    if PARAMETER in request.cookies or PARAMETER in request.args or texts.language() != texts.DEFAULT:
        return False
    return _prefers_english(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=256)  # a browser says the same with every request
def _prefers_english(accepted: str) -> bool:
    """
    >>> _prefers_english("en-GB,en;q=0.9,vi;q=0.8"), _prefers_english("vi,en;q=0.5"), _prefers_english("")
    (True, False, False)
    """
    return parse_accept_header(accepted, LanguageAccept).best_match(_ASKED) == "en"
