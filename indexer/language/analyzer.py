"""Analyzer: one text -> the terms of every layer, on one row of ordinals.

text ─ tokenize ─▶ offsets ─ normalize ─▶ syllable ─ fold ─▶ bare
                      │                      ╰─▶ pair             ╰─▶ bare pair
                      ├─ segment (underthesea) ─▶ word
                      ╰─ numbers, shorthand ─▶ canonical
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib.resources import files

import numpy as np

from indexer.language import normalize, numbers, row, segment, shorthand
from indexer.language.normalize import nfc
from indexer.language.row import Part
from indexer.language.segment import model_version, words, words_of_short
from indexer.model import Analysis, Layer, Pairs, Tokens
from indexer.model.rows import Offsets

_REMEMBERED = 256  # texts of queries
_SHORT = 120  # characters; of more, arrays are the faster


class Analyzer:
    """The same analysis for reports and for queries."""

    def __init__(self) -> None:
        # One query is analysed for its plan, its correction, its marks and its next page.
        self.analyze = lru_cache(_REMEMBERED)(self._analyze)

    @cached_property
    def fingerprint(self) -> str:
        """Changes with every rule, table and model that the terms depend on: a hash of this package."""
        digest = hashlib.sha256(model_version().encode())
        package = files(__package__)
        for entry in sorted(package.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith((".py", ".tsv")):
                digest.update(entry.name.encode() + entry.read_bytes().replace(b"\r\n", b"\n"))
        return digest.hexdigest()[:16]

    def _analyze(self, text: str) -> Analysis:
        """Terms of an NFC text. Never raises; whatever holds no letter or digit has no terms.

        >>> analysis = Analyzer().analyze("Hoà Bình, 64%")
        >>> [token.text for token in analysis.layers[Layer.SYLLABLE]]
        ['hòa', 'bình', '64']
        >>> [token.text for token in analysis.layers[Layer.BARE_PAIR]]
        ['hoa binh', 'binh 64']
        >>> [token.text for token in analysis.layers[Layer.CANONICAL]]
        ['num:64', 'pct:64']
        """
        if len(text) > _SHORT:
            (analysis,) = self.analyze_all([text])
            return analysis
        part = row.read_short(text)
        return _analysis(text, part, words_of_short(text, part.offsets))

    def analyze_all(self, texts: Sequence[str]) -> list[Analysis]:
        """Each text by itself; all of them at once, since short ones cost little more than none."""
        whole = "\n".join(texts)
        read = row.read(whole)
        places = words(whole, read)
        found = []
        begin = first = word = 0
        for text in texts:
            last = int(np.searchsorted(read.offsets.starts, begin + len(text)))
            behind = bisect_left(places, (last, 0))
            own = [(start - first, end - first) for start, end in places[word:behind]]
            found.append(_analysis(text, read.part(first, last, begin), own))
            begin, first, word = begin + len(text) + 1, last, behind
        return found


def forget() -> None:
    """Lets go of all that is remembered of texts, after many of them: what comes next needs the memory."""
    row.forget()
    segment.forget()
    for remembering in (normalize.syllable, normalize.bare):
        remembering.cache_clear()


def _analysis(text: str, read: Part, places: Sequence[tuple[int, int]]) -> Analysis:
    syllables = list(read.syllables)
    layers: dict[Layer, Tokens | Pairs] = {
        Layer.SYLLABLE: (exact := _row(read.syllables)),
        Layer.BARE: (bare := _row(read.bares)),
        Layer.PAIR: Pairs(exact),
        Layer.BARE_PAIR: Pairs(bare),
        Layer.WORD: _words(syllables, places),
        Layer.CANONICAL: canonical(text, read.offsets, syllables),
    }
    return Analysis(read.offsets, layers)


def canonical(text: str, offsets: Offsets, syllables: Sequence[str]) -> Tokens:
    """Numbers, dates, codes and shorthand, each at the ordinals it covers."""
    found = _numbered(text, offsets)
    found += [
        (first, last, shorthand.PREFIX + surface.entry)
        for surface, first, last in shorthand.find(syllables, shorthand.table())
    ]
    found.sort(key=lambda token: token[:2])
    firsts, lasts, texts = zip(*found, strict=True) if found else ((), (), ())
    return Tokens(texts, firsts, lasts)


def _numbered(text: str, offsets: Offsets) -> list[tuple[int, int, str]]:
    """First and last ordinal of each number, date or code, and its term."""
    numbered = list(numbers.find(text))
    if not numbered:
        return []
    starts = np.searchsorted(offsets.starts, [start for _, start, _ in numbered], side="right") - 1
    # A sign may follow the last syllable (64%), or a letter the number (24h).
    ends = np.searchsorted(offsets.ends, [end for _, _, end in numbered], side="right") - 1
    return [
        (first, max(first, last), term)
        for (term, _, _), first, last in zip(numbered, starts.tolist(), ends.tolist(), strict=True)
    ]


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
