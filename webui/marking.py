"""Markup that a page has hundreds of, made here at a tenth of a template's cost. All text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from indexer.model import Pieces
from webui.results import Choice
from webui.texts import number, text


def marked(pieces: Pieces) -> Markup:
    """
    >>> from indexer.model import Piece
    >>> marked((Piece("Sở ", False), Piece("TT&TT", True)))
    Markup('Sở <mark>TT&amp;TT</mark>')
    """
    return _safe(f"<mark>{escape(part)}</mark>" if matched else escape(part) for part, matched in pieces)


def choice_list(choices: Iterable[Choice]) -> Markup:
    """The values of a filter, each a link that adds it or takes it away."""
    active = ' aria-current="true"', f'<span class="unseen">, {escape(text("filter.remove"))}</span>'
    return _safe(_choice(choice, *(active if choice.active else ("", ""))) for choice in choices)


def _choice(choice: Choice, current: str, remove: str) -> str:
    return (
        f'<li><a class="choice" href="{escape(choice.url)}"{current}>'
        f'<span class="choice-label">{escape(choice.label)}{remove}</span> '
        f'<span class="choice-count">{number(choice.count)}</span></a></li>\n'
    )


def _safe(parts: Iterable[str]) -> Markup:
    """Parts that were escaped, as one piece of markup."""
    return Markup("".join(parts))
