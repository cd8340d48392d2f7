"""Which language a visitor reads: asked for by `lang`, kept in a cookie, else Vietnamese.

What a browser says it prefers only offers the link: offices here run an English Windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, Response, request

from webui import texts
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


@dataclass(frozen=True, slots=True)
class Language:
    """A language and this very page in it."""

    name: str
    label: str
    url: str
    active: bool


def languages() -> tuple[Language, ...]:
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != PARAMETER]
    here = texts.language()
    found = []
    for name in texts.CATALOGUES:
        label = texts.text("language.offer" if name == "en" and offered() else f"language.{name}")
        url = f"{request.path}?" + urlencode([*pairs, (PARAMETER, name)], errors="replace")
        found.append(Language(name, label, url, name == here))
    return tuple(found)


def offered() -> bool:
    """Whether to offer English in full words: nothing was chosen, and the browser prefers it."""
    if PARAMETER in request.cookies or PARAMETER in request.args or texts.language() != texts.DEFAULT:
        return False
    return request.accept_languages.best_match(_ASKED) == "en"
