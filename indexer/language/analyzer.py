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
from itertools import pairwise

from indexer.language import numbers, shorthand
from indexer.language.normalize import bare, nfc, syllable
from indexer.language.segment import model_version, words
from indexer.language.tokenize import offsets
from indexer.model import Analysis, Layer, Token


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
        spans = offsets(text)
        syllables = [syllable(text[start:end]) for start, end in spans]
        bares = [bare(term) for term in syllables]
        layers = {
            Layer.SYLLABLE: _row(syllables),
            Layer.BARE: _row(bares),
            Layer.PAIR: _pairs(syllables),
            Layer.BARE_PAIR: _pairs(bares),
            Layer.WORD: tuple(
                Token(" ".join(syllables[first : last + 1]), first, last)
                for first, last in words(text, spans)
            ),
            Layer.CANONICAL: canonical(text, spans, syllables),
        }
        return Analysis(tuple(spans), layers)


def canonical(text: str, spans: Sequence[tuple[int, int]], syllables: Sequence[str]) -> tuple[Token, ...]:
    """Numbers, dates, codes and shorthand, each at the ordinals it covers."""
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    tokens = []
    for term, start, end in numbers.find(text):
        first = bisect_right(starts, start) - 1
        # A sign may follow the last syllable (64%), or a letter the number (24h).
        tokens.append(Token(term, first, max(first, bisect_right(ends, end) - 1)))
    tokens += [
        Token(shorthand.PREFIX + surface.entry, first, last)
        for surface, first, last in shorthand.find(syllables, shorthand.table())
    ]
    return tuple(sorted(tokens, key=lambda token: (token.first, token.last)))


def date_terms(dates: Sequence[str | None]) -> tuple[Token, ...]:
    """Terms of dates that are known of a report without standing in its body (ordinal -1: nowhere).

    >>> date_terms(["2012-12-18T09:30", None])
    (Token(text='date:2012-12-18', first=-1, last=-1),)
    """
    return tuple(Token(f"date:{nfc(day)[:10]}", -1, -1) for day in dict.fromkeys(dates) if day)


def _row(terms: Sequence[str]) -> tuple[Token, ...]:
    return tuple(Token(term, ordinal, ordinal) for ordinal, term in enumerate(terms))


def _pairs(terms: Sequence[str]) -> tuple[Token, ...]:
    return tuple(
        Token(f"{left} {right}", ordinal, ordinal + 1)
        for ordinal, (left, right) in enumerate(pairwise(terms))
    )
