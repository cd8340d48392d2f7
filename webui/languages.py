"""Which language a visitor reads: asked for by `lang`, kept in a cookie, else Vietnamese.

What a browser says it prefers only offers the link: offices here run an English Windows.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask, Response, request

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
    return request.accept_languages.best_match(_ASKED) == "en"
