"""Shorthand of administrative Vietnamese, found in both its short and its full form.

The term is `abbr:` and the full form, so that TT&TT, TT-TT and Thông tin và Truyền thông meet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indexer.errors import BadRequest
from indexer.language.normalize import bare, syllable
from indexer.language.tokenize import offsets

PREFIX = "abbr:"


@dataclass(frozen=True, slots=True)
class Surface:
    """A way to write an entry, as syllables; `full` tells the full form from the short ones."""

    syllables: tuple[str, ...]
    entry: str
    full: bool


Index = dict[str, tuple[Surface, ...]]  # first syllable -> the surfaces that begin with it


def read_table(lines: Sequence[str], name: str) -> dict[str, list[str]]:
    """The rows of a table: a full form, a tab, other forms parted by " | "; BadRequest names a wrong line.

    >>> read_table(["# note", "thị xã\\tTX"], "table")
    {'thị xã': ['TX']}
    >>> read_table(["thị xã TX"], "table")
    Traceback (most recent call last):
    indexer.errors.BadRequest: table, line 1: expected a full form, a tab and others parted by " | ".
    """
    rows = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        full, tab, others = line.partition("\t")
        forms = others.split(" | ")
        if not tab or not _syllables(full) or not all(map(_syllables, forms)):
            raise BadRequest(
                f'{name}, line {number}: expected a full form, a tab and others parted by " | ".'
            )
        rows[" ".join(_syllables(full))] = forms
    return rows


@cache
def table() -> Index:
    return _index(_shipped())


@cache
def bare_table() -> Index:
    """The table for text typed without accents."""
    return _index([Surface(tuple(map(bare, s.syllables)), s.entry, s.full) for s in _shipped()])


def find(syllables: Sequence[str], index: Index) -> Iterator[tuple[Surface, int, int]]:
    """Every surface in a row of syllables, with its first and last ordinal.

    >>> [(s.entry, first, last) for s, first, last in find(["sở", "tt", "tt", "nghệ", "an"], table())]
    [('sở thông tin và truyền thông', 0, 2), ('thông tin và truyền thông', 1, 2)]
    """
    for first, head in enumerate(syllables):
        for surface in index.get(head, ()):
            end = first + len(surface.syllables)
            if tuple(syllables[first:end]) == surface.syllables:
                yield surface, first, end - 1


@cache
def _rows(name: str) -> dict[str, list[str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return read_table(text.splitlines(), name)


def _shipped() -> list[Surface]:
    surfaces = []
    for entry, shorts in _rows("shorthand.tsv").items():
        surfaces.append(Surface(_syllables(entry), entry, full=True))
        surfaces += [Surface(_syllables(short), entry, full=False) for short in shorts]
    return surfaces


def _index(surfaces: Sequence[Surface]) -> Index:
    by_head: dict[str, list[Surface]] = defaultdict(list)
    for surface in surfaces:
        by_head[surface.syllables[0]].append(surface)
    return {head: tuple(sorted(found, key=lambda s: -len(s.syllables))) for head, found in by_head.items()}


def _syllables(text: str) -> tuple[str, ...]:
    return tuple(syllable(text[start:end]) for start, end in offsets(re.sub(r"[,]", " ", text)))


def short_form(entry: str) -> str:
    """The usual short form of an entry.

    >>> short_form("thông tin và truyền thông")
    'TT&TT'
    """
    return _rows("shorthand.tsv")[entry][0]


def forms(full: str) -> tuple[tuple[str, ...], ...]:
    """Every way to write a name, as syllables: in full, and the short forms that the table has for it.

    >>> forms("Thông tin và Truyền thông")
    (('thông', 'tin', 'và', 'truyền', 'thông'), ('tt', 'tt'), ('tttt',))
    """
    syllables = _syllables(full)
    shorts = _rows("shorthand.tsv").get(" ".join(syllables), ())
    return (syllables, *map(_syllables, shorts))


def agencies(entry: str) -> tuple[str, ...]:
    """What an agency was before, or became.

    >>> agencies("sở bưu chính viễn thông")
    ('sở thông tin và truyền thông',)
    """
    others = _rows("agencies.tsv").get(entry, ())
    return tuple(" ".join(_syllables(other)) for other in others)
