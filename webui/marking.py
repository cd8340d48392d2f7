"""Markup that a page has hundreds of, made here at a tenth of a template's cost. All text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from itertools import chain, repeat

from markupsafe import Markup

from indexer.model import Hit, Pieces
from webui.histogram import HEIGHT, Bar
from webui.results import Choice
from webui.texts import number, text

_CURRENT = ' aria-current="true"'


def marked(pieces: Pieces) -> Markup:
    """
    >>> from indexer.model import Piece
    >>> marked((Piece("Sở ", False), Piece("TT&TT", True)))
    Markup('Sở <mark>TT&amp;TT</mark>')
    """
    return Markup(_marked(pieces))


def _marked(pieces: Pieces) -> str:
    return "".join([f"<mark>{escape(part)}</mark>" if matched else escape(part) for part, matched in pieces])


def passages(hit: Hit, url: str) -> Markup:
    """The passages of a result, each with a link to its first mark in the report at `url`."""
    to_mark, jump = escape(f"{url}#m"), escape(text("results.jump"))
    return _safe(
        f'<p class="passage"><span lang="vi">{_marked(pieces)}</span>'
        + (f' <a class="quiet jump" href="{to_mark}{mark}">{jump}</a></p>\n' if mark else "</p>\n")
        for pieces, mark in zip(hit.snippets, chain(hit.first_marks, repeat(0)), strict=False)
    )


def choice_list(choices: Iterable[Choice]) -> Markup:
    """The values of a filter, each a link that adds it or takes it away."""
    remove = f'<span class="unseen">, {escape(text("filter.remove"))}</span>'
    rows = [
        f'<li><a class="choice" href="{_address(url)}"{_CURRENT if active else ""}>'
        f'<span class="choice-label">{_label(label)}{remove if active else ""}</span> '
        f'<span class="choice-count">{number(count)}</span></a></li>\n'
        for label, url, active, count in choices
    ]
    return Markup(f"<ul>\n{''.join(rows)}</ul>")


def year_bars(bars: Iterable[Bar]) -> Markup:
    """The columns of the years, each a link as in the list of them."""
    return Markup("\n".join(map(_bar, bars)))


def _bar(bar: Bar) -> str:
    year, url, active, count = bar.choice
    label = escape(text("filter.bar", year=year, count=number(count)))
    return (
        f'<a href="{_address(url)}" aria-label="{label}"{_CURRENT if active else ""}><title>{label}</title>'
        f'<rect class="reach" x="{bar.left}" y="0" width="{bar.reach}" height="{HEIGHT}"/>'
        f'<rect class="bar" x="{bar.left}" y="{bar.top}" width="{bar.width}" height="{bar.height}"/></a>'
    )


_label = lru_cache(maxsize=4096)(escape)  # the same names stand on page after page


def _address(url: str) -> str:
    """An address of this site, percent-encoded as it is, in an attribute."""
    return url.replace("&", "&amp;")


def _safe(parts: Iterable[str]) -> Markup:
    """Parts that were escaped, as one piece of markup."""
    return Markup("".join(parts))
