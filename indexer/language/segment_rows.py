"""Rows of two or three tokens, and what they add to the scores of the word model.

Those of a text are looked up all at once, in arrays. Of a few tokens each row is looked up by itself, in the
same tables: a call of NumPy costs as much as several of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence, Set
from operator import add

import numpy as np
from numpy.typing import NDArray

from indexer.language.segment_features import (
    BOS,
    EOS,
    MARKS,
    NumberedTokens,
    Numbers,
    columns,
    feature_values,
    of_width,
    summed,
)
from indexer.language.segment_file import REACH, Tables, Weights

_FILTER_BITS = 20  # some 5 % full
_REST = 64 - _FILTER_BITS
_FACTOR = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
# Kinds of rows: 1 where all tokens are titles, and 2 more where the dictionary has them; or with a mark.
_IN_DICTIONARY, _WITH_BOS, _WITH_EOS = 2, 4, 5


class Rows:
    """What rows of so many tokens add to the scores.

    Most say no more than whether all are titles and whether the dictionary has them; to some the model gives
    weights of their own, as they are or in lower case.
    """

    def __init__(self, width: int, tables: Tables, dictionary: Set[str]) -> None:
        self._width = width
        exact, lower = tables.get("", {}), tables.get("lower", {})
        self._exact = _Known(exact, width)
        self._lower = _Known({*lower, *dictionary}, width)
        nothing = (0.0,) * columns(width)
        self._exact_weights = np.array([*(exact[text] for text in self._exact.texts), nothing])
        self._lower_weights = np.array([*(lower.get(text, nothing) for text in self._lower.texts), nothing])
        self._in_dictionary = np.array([text in dictionary for text in self._lower.texts], np.bool_)
        plain = [feature_values(False, title, known) for known in (False, True) for title in (False, True)]
        marks = [dict.fromkeys(tables, mark) for mark in MARKS]
        self._plain = [summed(tables, values, width) for values in (*plain, *marks)]
        self._plain_weights = np.array(self._plain)
        self._exact.texts = self._lower.texts = ()

    def weights(self, row: Numbers, tokens: NumberedTokens) -> NDArray[np.float64]:
        """What the tokens from each place of a row on add to the scores, at each place they are seen from."""
        count = len(row) - self._width + 1
        ends = [row[shift : count + shift] for shift in range(self._width)]
        titles = tokens.titles.array()[row]
        title = titles[:count].copy()
        for shift in range(1, self._width):
            title &= titles[shift : count + shift]
        kinds = title.astype(np.int64)
        where, which = self._lower.find(tokens.lower.array()[row])
        kinds[where[self._in_dictionary[which]]] += _IN_DICTIONARY
        # Marks stand two by two: a row begins with one, or ends with one.
        kinds[(ends[-1] == EOS) | (ends[0] == EOS)] = _WITH_EOS
        kinds[(ends[0] == BOS) | (ends[-1] == BOS)] = _WITH_BOS
        weights: NDArray[np.float64] = self._plain_weights[kinds]
        exact_where, exact_which = self._exact.find(tokens.exact.array()[row])
        weights[exact_where] += self._exact_weights[exact_which]
        weights[where] += self._lower_weights[which]
        return weights

    def weights_of_few(
        self, titles: Sequence[bool], exact: Sequence[int], lower: Sequence[int]
    ) -> list[Weights]:
        """`weights` of one line of a few tokens, between its marks."""
        alone = list(self._weights_of_few(titles, exact, lower))
        behind = len(titles) + REACH - self._width + 1 - len(alone)
        return [*[self._plain[_WITH_BOS]] * REACH, *alone, *[self._plain[_WITH_EOS]] * behind]

    def _weights_of_few(
        self, titles: Sequence[bool], exact: Sequence[int], lower: Sequence[int]
    ) -> Iterator[Weights]:
        for at in range(len(titles) - self._width + 1):
            row = slice(at, at + self._width)
            exact_key = _mixed_few(exact[row])
            exact_which = self._exact.find_one(exact_key)
            which = self._lower.find_one(exact_key if lower == exact else _mixed_few(lower[row]))
            known = which >= 0 and self._in_dictionary.item(which)
            weights = self._plain[all(titles[row]) + _IN_DICTIONARY * known]
            # The order in which they are summed is that of the arrays: not a bit is another.
            if exact_which >= 0:
                weights = tuple(map(add, weights, self._exact_weights[exact_which].tolist()))
            if which >= 0:
                weights = tuple(map(add, weights, self._lower_weights[which].tolist()))
            yield weights


class _Known:
    """Rows of tokens of the model, found in any row of tokens by what their sums make together."""

    def __init__(self, texts: Collection[str], width: int) -> None:
        found = list(of_width(width, texts))
        sums = np.array([hash(word) for text in found for word in text.split(" ")], np.int64)
        keys = _mixed(sums, width)[::width] if found else np.empty(0, np.uint64)
        order = np.argsort(keys)
        self.texts: Sequence[str] = [found[at] for at in order.tolist()]
        self._width = width
        self._keys = np.append(keys[order], np.uint64(0))
        # Whether any has a key with these first bits: most rows have none of them.
        self._filter = np.zeros(1 << _FILTER_BITS, np.bool_)
        self._filter[keys >> _REST] = True
        self._keys_one_by_one, self._filter_one_by_one = self._keys.data, self._filter.data

    def find(self, sums: Numbers) -> tuple[Numbers, Numbers]:
        """Where in a row of tokens known ones begin, and which these are. `sums`: of every token."""
        keys = _mixed(sums, self._width)
        near = np.flatnonzero(self._filter[keys >> _REST])
        keys = keys[near]
        at = np.searchsorted(self._keys[:-1], keys)
        known = self._keys[at] == keys
        return near[known], at[known]

    def find_one(self, key: int) -> int:
        """Which row has a key, or -1."""
        if not self._filter_one_by_one[key >> _REST]:
            return -1
        known = self._keys_one_by_one
        at = bisect_left(known, key, hi=len(known) - 1)
        return at if known[at] == key else -1


def _mixed(sums: Numbers, width: int) -> NDArray[np.uint64]:
    """What the sums of so many tokens make together, from each place on."""
    count = len(sums) - width + 1
    row = sums.view(np.uint64)
    mixed = row[:count].copy()
    for shift in range(1, width):
        mixed *= _FACTOR
        mixed += row[shift : count + shift]
    mixed *= _FACTOR
    return mixed


def _mixed_few(sums: Sequence[int]) -> int:
    """The same of one row."""
    mixed = 0
    for token in sums:
        mixed = (mixed + token) * _FACTOR & _MASK
    return mixed
