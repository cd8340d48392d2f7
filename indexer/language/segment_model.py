"""underthesea's word model, evaluated here from its own files (segment_file.py), without running the package.

The model gives a token one of two labels: it begins a word (B-W) or goes on with it (I-W). Every feature
depends on one, two or three tokens in a row: what a token by itself adds to the scores is computed once, and
the rows that the model knows are found by sums of their tokens, all of a text at once. The best labelling is
found by Viterbi.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.language.grown import Grown
from indexer.language.segment_file import REACH, Tables, Weights, read_model

# Tokens that are numbered, some 25 bytes each, and those whose numbers are known, 200 bytes.
_NUMBERED, _KNOWN_ONES = 250_000, 40_000
_FILTER_BITS = 20  # some 5 % full

Numbers = NDArray[np.int64]
BOS, EOS = 0, 1


class WordModel:
    """Finds words in rows of tokens. Not to be used by several threads at once. Raises UnknownModel."""

    def __init__(self, directory: Path) -> None:
        files = read_model(directory)
        self._transitions = files.transitions
        self._alone = files.tables[1], frozenset(_of_width(1, files.dictionary))
        self._rows = [_Rows(width, files.tables[width], files.dictionary) for width in (2, 3)]
        self.forget()

    def forget(self) -> None:
        """Lets go of all that was remembered; tokens get other numbers."""
        self._tokens = _Tokens(*self._alone)

    @property
    def is_full(self) -> bool:
        return len(self._tokens.titles) > _NUMBERED

    def number(self, token: str) -> int:
        return self._tokens[token]

    def begins(self, tokens: Numbers, lengths: Numbers) -> NDArray[np.bool_]:
        """Whether each token begins a word. `lengths`: of the lines, each a sentence to the model."""
        ends = np.cumsum(lengths)
        scores = self.scores(tokens, lengths).tolist()
        flags = np.zeros(len(tokens), np.bool_)
        begin = 0
        found: list[int] = []
        for end in ends.tolist():
            found += self._viterbi(scores[begin:end], begin)
            begin = end
        flags[found] = True
        return flags

    def scores(self, tokens: Numbers, lengths: Numbers) -> NDArray[np.float64]:
        """How much better I-W is than B-W for each token, its neighbours' labels left aside."""
        # Each line stands between marks of its beginning and end.
        begins = np.cumsum(lengths) - lengths + REACH * (1 + 2 * np.arange(len(lengths)))
        places = np.arange(len(tokens)) + np.repeat(begins - (np.cumsum(lengths) - lengths), lengths)
        row = np.full(len(tokens) + 2 * REACH * len(lengths), EOS)
        row[begins - 1] = row[begins - 2] = BOS
        row[places] = tokens
        scores = np.zeros(len(row))
        added = [self._tokens.weights(row), *(rows.weights(row, self._tokens) for rows in self._rows)]
        for width, weights in enumerate(added, start=1):
            for column in range(weights.shape[1]):
                # Seen from a place, the row of tokens begins `shift` tokens further on.
                shift = column - REACH
                seen = slice(max(0, -shift), min(len(row), len(row) - width + 1 - shift))
                scores[seen] += weights[seen.start + shift : seen.stop + shift, column]
        found: NDArray[np.float64] = scores[places]
        return found

    def _viterbi(self, scores: Sequence[float], base: int) -> list[int]:
        """Where words begin in the best labelling of a line: its first token, and every other B-W."""
        (bb, bi), (ib, ii) = self._transitions
        lead = scores[0]  # of the best labelling that ends in I-W over that ending in B-W
        steps = [(False, False)]
        for score in scores[1:]:
            # Whether the label before is I-W: before B-W, and before I-W.
            before_b, before_i = lead + ib > bb, lead + ii > bi
            steps.append((before_b, before_i))
            lead = score + (lead + ii if before_i else bi) - (lead + ib if before_b else bb)
        inside = lead > 0
        begins = [base]
        for place in range(len(scores) - 1, 0, -1):
            if not inside:
                begins.append(base + place)
            inside = steps[place][inside]
        return begins


class _Tokens(dict[str, int]):
    """Numbers tokens, the marks of beginning and end first; what features say of each is kept beside.

    A token may have several numbers: those known are forgotten now and then, so that rare ones do not stay.
    `titles`: whether it begins with no small letter; `exact`, `lower`: sums of it, and of it in lower case.
    """

    def __init__(self, tables: Tables, dictionary: Set[str]) -> None:
        super().__init__()
        self._tables, self._dictionary = tables, dictionary
        # What tokens add to the scores by themselves; to most the model gives the same few weights.
        self._made, self._place = Grown("<f8", _columns(1)), Grown("<i4")
        self._places: dict[Weights, int] = {}
        self.titles = Grown("?")
        self.exact, self.lower = Grown("<i8"), Grown("<i8")
        for number, mark in ((BOS, "BOS"), (EOS, "EOS")):
            # No text has these for tokens.
            self[chr(number + 1)] = self._add("", dict.fromkeys(tables, mark))

    def __missing__(self, text: str) -> int:
        if len(self) > _KNOWN_ONES:
            self.clear()
        lower = text.lower()
        values = _values(_is_int32(text), _is_title(text), lower in self._dictionary)
        self[text] = number = self._add(text, {**values, "": text, "lower": lower})
        return number

    def weights(self, row: Numbers) -> NDArray[np.float64]:
        """What each token adds to the scores by itself, at each place it is seen from."""
        weights: NDArray[np.float64] = self._made.array()[self._place.array()[row]]
        return weights

    def _add(self, text: str, values: Mapping[str, str]) -> int:
        weights = _sum(self._tables, values, 1)
        place = self._places.setdefault(weights, len(self._places))
        if place == len(self._made):
            self._made.append(weights)
        self._place.append(place)
        self.titles.append(_is_title(text))
        self.exact.append(hash(text))
        self.lower.append(hash(text.lower()))
        return len(self.titles) - 1


class _Rows:
    """What rows of so many tokens add to the scores.

    Most say no more than whether all are titles and whether the dictionary has them; to some the model gives
    weights of their own, as they are or in lower case.
    """

    def __init__(self, width: int, tables: Tables, dictionary: Set[str]) -> None:
        self._width = width
        exact, lower = tables.get("", {}), tables.get("lower", {})
        self._exact = _Known(exact, width)
        self._lower = _Known({*lower, *dictionary}, width)
        nothing = (0.0,) * _columns(width)
        self._exact_weights = np.array([*(exact[text] for text in self._exact.texts), nothing])
        self._lower_weights = np.array([*(lower.get(text, nothing) for text in self._lower.texts), nothing])
        self._in_dictionary = np.array([text in dictionary for text in self._lower.texts], np.bool_)
        plain = [_values(False, title, known) for known in (False, True) for title in (False, True)]
        marks = [dict.fromkeys(tables, mark) for mark in ("BOS", "EOS")]
        self._plain = np.array([_sum(tables, values, width) for values in (*plain, *marks)])
        self._exact.texts = self._lower.texts = ()

    def weights(self, row: Numbers, tokens: _Tokens) -> NDArray[np.float64]:
        """What the tokens from each place of a row on add to the scores, at each place they are seen from."""
        count = len(row) - self._width + 1
        ends = [row[shift : count + shift] for shift in range(self._width)]
        titles = tokens.titles.array()[row]
        title = titles[:count].copy()
        for shift in range(1, self._width):
            title &= titles[shift : count + shift]
        kinds = title.astype(np.int64)
        where, which = self._lower.find(tokens.lower.array()[row])
        kinds[where[self._in_dictionary[which]]] += 2
        # Marks stand two by two: a row begins with one, or ends with one.
        kinds[(ends[-1] == EOS) | (ends[0] == EOS)] = 5
        kinds[(ends[0] == BOS) | (ends[-1] == BOS)] = 4
        weights: NDArray[np.float64] = self._plain[kinds]
        exact_where, exact_which = self._exact.find(tokens.exact.array()[row])
        weights[exact_where] += self._exact_weights[exact_which]
        weights[where] += self._lower_weights[which]
        return weights


class _Known:
    """Rows of tokens of the model, found in any row of tokens by what their sums make together."""

    def __init__(self, texts: Collection[str], width: int) -> None:
        found = list(_of_width(width, texts))
        sums = np.array([hash(word) for text in found for word in text.split(" ")], np.int64)
        keys = _mixed(sums, width)[::width] if found else np.empty(0, np.uint64)
        order = np.argsort(keys)
        self.texts: Sequence[str] = [found[at] for at in order.tolist()]
        self._width = width
        self._keys = np.append(keys[order], np.uint64(0))
        # Whether any has a key with these first bits: most rows have none of them.
        self._filter = np.zeros(1 << _FILTER_BITS, np.bool_)
        self._filter[keys >> _REST] = True

    def find(self, sums: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
        """Where in a row of tokens known ones begin, and which these are. `sums`: of every token."""
        keys = _mixed(sums, self._width)
        near = np.flatnonzero(self._filter[keys >> _REST])
        keys = keys[near]
        at = np.searchsorted(self._keys[:-1], keys)
        known = self._keys[at] == keys
        return near[known], at[known]


_REST = np.uint64(64 - _FILTER_BITS)


def _of_width(width: int, texts: Iterable[str]) -> Iterable[str]:
    return (text for text in texts if text.count(" ") == width - 1)


def _columns(width: int) -> int:
    """The places that so many tokens in a row are seen from."""
    return 2 * REACH + 2 - width


def _sum(tables: Tables, values: Mapping[str, str], width: int) -> Weights:
    """The weights of all features of a row of tokens."""
    found = [tables[kind].get(value) for kind, value in values.items() if kind in tables]
    return tuple(map(sum, zip(*filter(None, found), strict=True))) or (0.0,) * _columns(width)


def _mixed(sums: NDArray[np.int64], width: int) -> NDArray[np.uint64]:
    """What the sums of so many tokens make together, from each place on."""
    count = len(sums) - width + 1
    row = sums.view(np.uint64)
    mixed = row[:count].copy()
    for shift in range(1, width):
        mixed *= _FACTOR
        mixed += row[shift : count + shift]
    mixed *= _FACTOR
    return mixed


_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def _is_title(text: str) -> bool:
    return text[:1].upper() == text[:1]


def _values(number: bool, title: bool, known: bool) -> dict[str, str]:
    """The features of a row of tokens that are no texts, as underthesea's featurizer writes them."""
    return {"isdigit": str(number), "istitle": str(title), "is_in_dict": str(known)}


def _is_int32(text: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]+", text) is not None and -(2**31) <= int(text) < 2**31
