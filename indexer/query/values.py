"""What was typed as the value of a filter -> the values that the collection has.

A value is found by its whole name, whatever its capitals and punctuation; without accents where it was
typed without, or where no value has the accents that were typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from indexer.engines.base import Vocabulary
from indexer.language.normalize import bare, syllable
from indexer.language.tokenize import offsets
from indexer.reports.agency import longest_office

NONE = "none"
UNKNOWN = frozenset({"none", "khong ro"})
_LONGEST = 16  # words of a value
# What a district may be called without, and how its type is shortened.
_TYPES = ("huyện ", "quận ", "thị xã ", "thành phố ")
_SHORT_TYPES = {"tx": "thị xã", "tp": "thành phố"}


class Values:
    """Looks into one collection; each attribute is read when it is first asked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[str, Mapping[str, tuple[str, ...]]] = {}

    def match(self, attribute: str, typed: str) -> tuple[str, ...]:
        """The values that a typed text names; () where it names none."""
        if bare(typed).lower().strip() in UNKNOWN:
            return (NONE,)
        known = self._names(attribute)
        key = _key(typed)
        if attribute == "district":
            head, _, rest = key.partition(" ")
            key = f"{_SHORT_TYPES[head]} {rest}" if head in _SHORT_TYPES else key
        if attribute == "agency" and (office := longest_office(typed.split())):
            name, used = office
            key = _key(name) if used == len(typed.split()) else key
        return known.get(key) or known.get(_BARE + bare(key)) or ()

    def longest(self, attribute: str, words: Sequence[str]) -> tuple[tuple[str, ...], int]:
        """The values that the longest run of leading words names, and the run's length; ((), 0) for none."""
        for count in range(min(len(words), _LONGEST), 0, -1):
            if values := self.match(attribute, " ".join(words[:count]).rstrip(",;.")):
                return values, count
        return (), 0

    def _names(self, attribute: str) -> Mapping[str, tuple[str, ...]]:
        if attribute not in self._known:
            names: dict[str, tuple[str, ...]] = {}
            for value in self._vocabulary.values(attribute):
                for key in _keys(attribute, value) if value != NONE else ():
                    names[key] = (*names.get(key, ()), value)
            self._known[attribute] = names
        return self._known[attribute]


_BARE = "bare:"  # before keys without accents; no other key has a colon


def _keys(attribute: str, value: str) -> Iterator[str]:
    names = {_key(value)}
    if attribute == "district":
        names |= {_key(value.removeprefix(type_)) for type_ in _TYPES if value.startswith(type_)}
    for name in names:
        yield name
        yield _BARE + bare(name)


def _key(text: str) -> str:
    return " ".join(syllable(text[start:end]) for start, end in offsets(text))
