"""The collection's own language: its syllables, the short forms it defines, and what it can complete.

Gathered once a rebuild (gather.py), kept beside the engine's files as plain JSON, compressed.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from indexer.errors import IndexDamaged
from indexer.language.normalize import bare, tone_placements
from indexer.model import CompletionType

FILE = "lexicon.json.z"
_NAME_WORDS = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to complete: `key` is its bare syllables, `count` its reports."""

    key: str
    text: str
    type: CompletionType
    count: int


@dataclass(frozen=True)
class Lexicon:
    """`syllables` counts the reports that hold each; `definitions` maps short forms to full ones.

    >>> lexicon = Lexicon({"nghệ": 3, "nghe": 1, "an": 4}, {}, ())
    >>> lexicon.forms("nghe"), lexicon.stands("nghê"), lexicon.stands_bare("nghe")
    (('nghệ', 'nghe'), False, True)
    """

    syllables: Mapping[str, int] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    entries: Sequence[Entry] = ()

    def stands(self, syllable: str) -> bool:
        return syllable in self.syllables

    def spelled(self, text: str) -> str | None:
        """The syllable that stands in the collection and is spelled so, its tone mark on whichever vowel.

        >>> Lexicon({"hòa": 1}).spelled("hoà")
        'hòa'
        """
        return self._spellings.get(text)

    def stands_bare(self, syllable: str) -> bool:
        return syllable in self._by_bare

    def forms(self, syllable: str) -> tuple[str, ...]:
        """The syllables that are `syllable` without accents, the most frequent first."""
        return self._by_bare.get(syllable, ())

    def with_capitals(self, text: str) -> str:
        """The names of people and places in a text written as the collection writes them.

        >>> Lexicon(entries=(Entry("nghe an", "Nghệ An", "place", 3),)).with_capitals("tổng kết nghệ an")
        'tổng kết Nghệ An'
        """
        words = text.split(" ")
        for width in range(min(_NAME_WORDS, len(words)), 1, -1):
            for first in range(len(words) - width + 1):
                name = self._names.get(" ".join(words[first : first + width]))
                if name:
                    words[first : first + width] = name.split(" ")
        return " ".join(words)

    def defined(self, syllables: Iterable[str]) -> list[tuple[str, str]]:
        """The definitions of which a form begins with one of the syllables, in their order.

        >>> Lexicon(definitions={"cntt": "công nghệ thông tin", "ubnd": "ủy ban nhân dân"}).defined(["công"])
        [('cntt', 'công nghệ thông tin')]
        """
        found = {at for syllable in syllables for at in self._defined_by_head.get(syllable, ())}
        return [self._definitions[at] for at in sorted(found)]

    def warm(self) -> None:
        """Makes ready all that queries look up here, so that none of them waits for it."""
        _ = self.total, self._names, self._spellings, self._by_bare, self.keys, self._defined_by_head

    @cached_property
    def total(self) -> int:
        return sum(self.syllables.values()) or 1

    @cached_property
    def _names(self) -> Mapping[str, str]:
        named = (entry for entry in self.entries if entry.type in ("place", "person"))
        return {entry.text.lower(): entry.text for entry in named}

    @cached_property
    def _spellings(self) -> Mapping[str, str]:
        return {spelling: text for text in self.syllables for spelling in tone_placements(text)}

    @cached_property
    def _by_bare(self) -> Mapping[str, tuple[str, ...]]:
        forms: dict[str, list[str]] = defaultdict(list)
        for text in sorted(self.syllables, key=lambda text: (-self.syllables[text], text)):
            forms[bare(text)].append(text)
        return {plain: tuple(found) for plain, found in forms.items()}

    @cached_property
    def _definitions(self) -> Sequence[tuple[str, str]]:
        return tuple(self.definitions.items())

    @cached_property
    def _defined_by_head(self) -> Mapping[str, Sequence[int]]:
        """First syllable of a form -> the definitions that have one such, by their place."""
        heads: dict[str, list[int]] = defaultdict(list)
        for at, forms in enumerate(self._definitions):
            for form in forms:
                heads[form.split(" ")[0]].append(at)
        return heads

    @cached_property
    def by_key(self) -> tuple[Entry, ...]:
        return tuple(sorted(self.entries, key=lambda entry: entry.key))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(entry.key for entry in self.by_key)


def dump(lexicon: Lexicon) -> bytes:
    rows = [[entry.key, entry.text, entry.type, entry.count] for entry in lexicon.entries]
    document = [lexicon.syllables, lexicon.definitions, rows]
    return zlib.compress(json.dumps(document, ensure_ascii=False).encode("utf-8", "replace"), 6)


def load(data: bytes) -> Lexicon:
    """Raises IndexDamaged for bytes that `dump` has not written.

    >>> load(dump(Lexicon({"an": 1}, {"tt tt": "thông tin"}, ()))).syllables
    {'an': 1}
    """
    try:
        syllables, definitions, rows = json.loads(zlib.decompress(data))
        return Lexicon(syllables, definitions, tuple(Entry(*row) for row in rows))
    except (ValueError, TypeError, zlib.error) as error:
        raise IndexDamaged(f"{FILE} cannot be read ({error}); run: timbaocao rebuild") from error
