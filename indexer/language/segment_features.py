"""What the features of the word model say of tokens: read by themselves, or numbered and held in columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from itertools import product
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.language.grown import Grown
from indexer.language.segment_file import REACH, Tables, Weights

# Tokens whose numbers are known, 200 bytes each.
_KNOWN_ONES = 40_000
MARKS = ("BOS", "EOS")  # the value of every feature right before a line, and right behind it
BOS, EOS = 0, 1  # the numbers of these marks

Numbers = NDArray[np.int64]


class Token(NamedTuple):
    """What a token adds to the scores by itself, at each place it is seen from, and what rows are found by.

    `title`: whether it begins with no small letter; `exact`, `lower`: sums of it, and of it in lower case.
    """

    weights: Weights
    title: bool
    exact: int
    lower: int


class TokenReader:
    """Reads tokens; `marks` are the two that no text has."""

    def __init__(self, tables: Tables, dictionary: Set[str]) -> None:
        self._dictionary = frozenset(of_width(1, dictionary))
        self._plain = {
            kinds: summed(tables, feature_values(*kinds), 1) for kinds in product((False, True), repeat=3)
        }
        self._exact, self._lower = tables.get("", {}), tables.get("lower", {})
        marks = (summed(tables, dict.fromkeys(tables, mark), 1) for mark in MARKS)
        self.marks = [Token(weights, True, hash(""), hash("")) for weights in marks]

    def read(self, text: str) -> Token:
        lower = text.lower()
        title = text[:1].upper() == text[:1]
        weights = self._plain[_is_int32(text), title, lower in self._dictionary]
        for more in (self._exact.get(text), self._lower.get(lower)):
            if more:
                weights = tuple(map(add, weights, more))
        return Token(weights, title, hash(text), hash(lower))


class NumberedTokens(dict[str, int]):
    """Numbers tokens, the marks of beginning and end first; what was read of each is kept beside.

    A token may have several numbers: those known are forgotten now and then, so that rare ones do not stay.
    """

    def __init__(self, reader: TokenReader) -> None:
        super().__init__()
        self._reader = reader
        # What tokens add to the scores by themselves; to most the model gives the same few weights.
        self._made, self._place = Grown("<f8", columns(1)), Grown("<i4")
        self._places: dict[Weights, int] = {}
        self.titles = Grown("?")
        self.exact, self.lower = Grown("<i8"), Grown("<i8")
        for number, mark in enumerate(reader.marks):
            # No text has these for tokens.
            self[chr(number + 1)] = self._add(mark)

    def __missing__(self, text: str) -> int:
        if len(self) > _KNOWN_ONES:
            self.clear()
        self[text] = number = self._add(self._reader.read(text))
        return number

    def weights(self, row: Numbers) -> NDArray[np.float64]:
        """What each token adds to the scores by itself, at each place it is seen from."""
        weights: NDArray[np.float64] = self._made.array()[self._place.array()[row]]
        return weights

    def _add(self, token: Token) -> int:
        place = self._places.setdefault(token.weights, len(self._places))
        if place == len(self._made):
            self._made.append(token.weights)
        self._place.append(place)
        self.titles.append(token.title)
        self.exact.append(token.exact)
        self.lower.append(token.lower)
        return len(self.titles) - 1


def of_width(width: int, texts: Iterable[str]) -> Iterable[str]:
    """The texts of so many words; of those with an empty one, which no token is, there are none."""
    return (text for text in texts if text.count(" ") == width - 1 and "  " not in f" {text} ")


def columns(width: int) -> int:
    """The places that so many tokens in a row are seen from."""
    return 2 * REACH + 2 - width


def summed(tables: Tables, values: Mapping[str, str], width: int) -> Weights:
    """The weights of all features of a row of tokens."""
    found = [tables[kind].get(value) for kind, value in values.items() if kind in tables]
    return tuple(map(sum, zip(*filter(None, found), strict=True))) or (0.0,) * columns(width)


def feature_values(number: bool, title: bool, known: bool) -> dict[str, str]:
    """The features of a row of tokens that are no texts, as underthesea's featurizer writes them."""
    return {"isdigit": str(number), "istitle": str(title), "is_in_dict": str(known)}


_INTEGER = re.compile(r"[+-]?[0-9]+")


def _is_int32(text: str) -> bool:
    return _INTEGER.fullmatch(text) is not None and -(2**31) <= int(text) < 2**31
