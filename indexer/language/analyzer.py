"""Analyzer: one text -> the terms of every layer, on one row of ordinals.

text ─ tokenize ─▶ offsets ─ normalize ─▶ syllable ─ fold ─▶ bare
                      │                      ╰─▶ pair             ╰─▶ bare pair
                      ├─ segment (underthesea) ─▶ word
                      ╰─ numbers, shorthand ─▶ canonical
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files

from indexer.language import numbers, row, shorthand
from indexer.language.normalize import nfc
from indexer.language.segment import model_version, words
from indexer.model import Analysis, Layer, Pairs, Tokens


class Analyzer:
    """The same analysis for reports and for queries."""

    @cached_property
    def fingerprint(self) -> str:
        """Changes with every rule, table and model that the terms depend on: a hash of this package."""
        digest = hashlib.sha256(model_version().encode())
        package = files(__package__)
        for entry in sorted(package.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith((".py", ".tsv")):
                digest.update(entry.name.encode() + entry.read_bytes().replace(b"\r\n", b"\n"))
        return digest.hexdigest()[:16]

    def analyze(self, text: str) -> Analysis:
        """Terms of an NFC text. Never raises; whatever holds no letter or digit has no terms.

        >>> analysis = Analyzer().analyze("Hoà Bình, 64%")
        >>> [token.text for token in analysis.layers[Layer.SYLLABLE]]
        ['hòa', 'bình', '64']
        >>> [token.text for token in analysis.layers[Layer.BARE_PAIR]]
        ['hoa binh', 'binh 64']
        >>> [token.text for token in analysis.layers[Layer.CANONICAL]]
        ['num:64', 'pct:64']
        """
        read = row.read(text)
        spans, syllables = read.offsets, read.syllables
        layers: dict[Layer, Tokens | Pairs] = {
            Layer.SYLLABLE: (exact := _row(syllables)),
            Layer.BARE: (bare := _row(read.bares)),
            Layer.PAIR: Pairs(exact),
            Layer.BARE_PAIR: Pairs(bare),
            Layer.WORD: _words(syllables, words(text, spans)),
            Layer.CANONICAL: canonical(text, spans, syllables),
        }
        return Analysis(spans, layers)


def canonical(text: str, spans: Sequence[tuple[int, int]], syllables: Sequence[str]) -> Tokens:
    """Numbers, dates, codes and shorthand, each at the ordinals it covers."""
    found = []
    for term, start, end in numbers.find(text):
        first = last = bisect_right(spans, start, key=_start) - 1
        # A sign may follow the last syllable (64%), or a letter the number (24h).
        while last + 1 < len(spans) and spans[last + 1][1] <= end:
            last += 1
        found.append((first, last, term))
    found += [
        (first, last, shorthand.PREFIX + surface.entry)
        for surface, first, last in shorthand.find(syllables, shorthand.table())
    ]
    found.sort(key=lambda token: token[:2])
    firsts, lasts, texts = zip(*found, strict=True) if found else ((), (), ())
    return Tokens(texts, firsts, lasts)


def _start(span: tuple[int, int]) -> int:
    return span[0]


def with_dates(tokens: Tokens | Pairs, dates: Sequence[str | None]) -> Tokens:
    """Canonical terms, and those of dates that are known of a report without standing in it (ordinal -1).

    >>> with_dates(Tokens(), ["2012-12-18T09:30", None])[0]
    Token(text='date:2012-12-18', first=-1, last=-1)
    """
    days = [f"date:{nfc(day)[:10]}" for day in dict.fromkeys(dates) if day]
    nowhere = [-1] * len(days)
    return Tokens([*days, *tokens.texts], [*nowhere, *tokens.firsts], [*nowhere, *tokens.lasts])


def _row(terms: Sequence[str]) -> Tokens:
    ordinals = range(len(terms))
    return Tokens(terms, ordinals, ordinals)


def _words(syllables: Sequence[str], places: Sequence[tuple[int, int]]) -> Tokens:
    texts = [" ".join(syllables[first : last + 1]) for first, last in places]
    return Tokens(texts, [first for first, _ in places], [last for _, last in places])
