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


def parse(lines: Sequence[str], name: str) -> list[Surface]:
    """Surfaces of a table; BadRequest names the line of an error.

    >>> [surface.entry for surface in parse(["thị xã\\tTX"], "table")]
    ['thị xã', 'thị xã']
    >>> parse(["thị xã TX"], "table")
    Traceback (most recent call last):
    indexer.errors.BadRequest: table, line 1: expected a full form, a tab and short forms parted by " | ".
    """
    surfaces = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        full, tab, shorts = line.partition("\t")
        forms = [_syllables(form) for form in shorts.split(" | ")]
        if not tab or not _syllables(full) or not all(forms):
            raise BadRequest(
                f'{name}, line {number}: expected a full form, a tab and short forms parted by " | ".'
            )
        entry = " ".join(_syllables(full))
        surfaces.append(Surface(_syllables(full), entry, full=True))
        surfaces += [Surface(form, entry, full=False) for form in forms]
    return surfaces


@cache
def table() -> Index:
    return _index(_shipped())


@cache
def bare_table() -> Index:
    """The table for text typed without accents, without short forms of two letters (`nd`, `hd`)."""
    folded = (Surface(tuple(map(bare, s.syllables)), s.entry, s.full) for s in _shipped())
    return _index([s for s in folded if s.full or len("".join(s.syllables)) > 2])


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


def _shipped() -> list[Surface]:
    return parse(_lines(), "shorthand.tsv")


def _lines() -> list[str]:
    return files(__package__).joinpath("shorthand.tsv").read_text(encoding="utf-8").splitlines()


def _index(surfaces: Sequence[Surface]) -> Index:
    by_head: dict[str, list[Surface]] = defaultdict(list)
    for surface in surfaces:
        by_head[surface.syllables[0]].append(surface)
    return {head: tuple(sorted(found, key=lambda s: -len(s.syllables))) for head, found in by_head.items()}


def _syllables(text: str) -> tuple[str, ...]:
    return tuple(syllable(text[start:end]) for start, end in offsets(re.sub(r"[,]", " ", text)))


@cache
def _short_forms() -> dict[str, str]:
    rows = (line.partition("\t") for line in _lines() if "\t" in line and not line.startswith("#"))
    return {" ".join(_syllables(full)): shorts.split(" | ")[0] for full, _, shorts in rows}


def short_form(entry: str) -> str:
    """The usual short form of an entry.

    >>> short_form("thông tin và truyền thông")
    'TT&TT'
    """
    return _short_forms()[entry]
