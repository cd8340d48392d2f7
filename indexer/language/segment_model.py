"""underthesea's word model, evaluated here from its own files (segment_file.py), without running the package.

The model gives a token one of two labels: it begins a word (B-W) or goes on with it (I-W). Every feature
depends on one, two or three tokens in a row, so what a row of tokens adds to the scores is looked up once;
the best labelling is found by Viterbi.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.language.grown import Grown
from indexer.language.segment_file import REACH, Tables, Weights, read_model

# Tokens, and rows of tokens, that are remembered: some 100 bytes each.
_REMEMBERED = 500_000
_BITS = 21  # of a token's number
_MASK = (1 << _BITS) - 1
_SHIFTS = {1: (0,), 2: (_BITS, 0), 3: (2 * _BITS, _BITS, 0)}
_FILTER = 1 << 20  # some 7 % full
_WORTH_A_FILTER = 500  # tokens at once

Numbers = NDArray[np.int64]
BOS, EOS = 0, 1


class WordModel:
    """Finds words in rows of tokens. Not to be used by several threads at once. Raises UnknownModel."""

    def __init__(self, directory: Path) -> None:
        files = read_model(directory)
        self._tables, self._transitions, self._dictionary = files.tables, files.transitions, files.dictionary
        self.forget()

    def forget(self) -> None:
        """Lets go of all that was remembered; tokens get other numbers."""
        self._tokens = _Tokens()
        self._rows = [
            _Rows(width, self._tables[width], self._tokens, self._dictionary) for width in (1, 2, 3)
        ]

    @property
    def is_full(self) -> bool:
        return max(len(self._tokens), *map(len, self._rows)) > _REMEMBERED

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
        for width, known in enumerate(self._rows, start=1):
            weights = known.weights(row)
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

    `titles`: whether it begins with no small letter; `sums`: a sum of it in lower case.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.titles, self.sums = Grown("?"), Grown("<i8")
        self["\1"], self["\2"]  # BOS, EOS: no text has them for tokens

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self.texts)
        self.texts.append(text)
        self.titles.items.append(text[0].upper() == text[0])
        self.sums.items.append(hash(text.lower()))
        return number


class _Rows(dict[int, int]):
    """Rows of so many tokens, each as one number -> the place of what they add to the scores.

    Most say no more than whether they are titles; only those that a filter lets pass are looked up.
    """

    def __init__(self, width: int, tables: Tables, tokens: _Tokens, dictionary: Set[str]) -> None:
        super().__init__()
        self._width = width
        self._tables = tables
        self._tokens = tokens
        self._dictionary = dictionary
        self._places: dict[Weights, int] = {}
        self._columns = 2 * REACH + 2 - width
        self._made = Grown("<f8", self._columns)
        self._alone_places = Grown("<i8")
        self._exact, self._lower = tables.get("", {}), tables.get("lower", {})
        self._common: dict[tuple[bool, bool, bool], int] = {}
        self._outer = {mark: self._place(dict.fromkeys(tables, mark)) for mark in ("BOS", "EOS")}
        self._plain = np.array([self._place(_values(False, title, False)) for title in (False, True)])

    def weights(self, row: Numbers) -> NDArray[np.float64]:
        """What the tokens from each place of a row on add to the scores, at each place they are seen from."""
        if self._width == 1:
            return self._alone(row)
        ends = [row[shift : len(row) - self._width + 1 + shift] for shift in range(self._width)]
        titles = self._tokens.titles.array()[row]
        title = titles[: len(ends[0])].copy()
        for shift in range(1, self._width):
            title &= titles[shift : shift + len(title)]
        places = self._plain[title.view(np.uint8)]
        # Marks stand two by two: a row begins with one, or ends with one.
        begins, ends_ = ends[0] == BOS, ends[-1] == EOS
        places[ends_ | (ends[0] == EOS)], places[begins | (ends[-1] == BOS)] = (
            self._outer["EOS"],
            self._outer["BOS"],
        )
        inner = (ends[0] > EOS) & (ends[-1] > EOS)
        known = np.flatnonzero(inner & self._may_be_known(row))
        keys = ends[0][known]
        for end in ends[1:]:
            keys = keys << _BITS | end[known]
        places[known] = list(map(self.__getitem__, keys.tolist()))
        weights: NDArray[np.float64] = self._made.array()[places]
        return weights

    def _alone(self, row: Numbers) -> NDArray[np.float64]:
        """The same for single tokens, of which each has its place ready."""
        items = self._alone_places.items
        for number in range(len(items), len(self._tokens.texts)):
            items.append(self._outer["EOS" if number else "BOS"] if number <= EOS else self[number])
        weights: NDArray[np.float64] = self._made.array()[self._alone_places.array()[row]]
        return weights

    def _may_be_known(self, row: Numbers) -> NDArray[np.bool_]:
        if len(row) < _WORTH_A_FILTER:
            return np.ones(len(row) - self._width + 1, np.bool_)
        return self._filter[_mixed(self._tokens.sums.array()[row].view(np.uint64), self._width)]

    @cached_property
    def _filter(self) -> NDArray[np.bool_]:
        """Where rows that the model or the dictionary knows would be, and few others."""
        texts = {text for text in self._dictionary if text.count(" ") == self._width - 1}
        for kind in ("", "lower"):
            texts.update(map(str.lower, self._tables.get(kind, ())))
        sums = [hash(word) for text in texts for word in text.split(" ")]
        flags = np.zeros(_FILTER, np.bool_)
        flags[_mixed(np.array(sums).view(np.uint64), self._width)] = True
        return flags

    def __missing__(self, key: int) -> int:
        texts = [self._tokens.texts[key >> shift & _MASK] for shift in _SHIFTS[self._width]]
        text = " ".join(texts)
        lower = text.lower()
        title = all(part[0].upper() == part[0] for part in texts)
        flags = (self._width == 1 and _is_int32(text), title, lower in self._dictionary)
        if text in self._exact or lower in self._lower:
            place = self._place({**_values(*flags), "": text, "lower": lower})
        elif (known := self._common.get(flags)) is not None:
            place = known
        else:
            place = self._common[flags] = self._place(_values(*flags))
        self[key] = place
        return place

    def _place(self, values: Mapping[str, str]) -> int:
        """The place of the sum of the weights of all features of a row of tokens."""
        found = [self._tables[kind].get(value) for kind, value in values.items() if kind in self._tables]
        weights = tuple(map(sum, zip(*filter(None, found), strict=True))) or (0.0,) * self._columns
        place = self._places.get(weights)
        if place is None:
            place = self._places[weights] = len(self._made.items)
            self._made.items.append(weights)
        return place


def _mixed(sums: NDArray[np.uint64], width: int) -> Numbers:
    """Places in the filter of all rows of so many tokens."""
    mixed = sums[: len(sums) - width + 1].copy()
    for shift in range(1, width):
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed += sums[shift : shift + len(mixed)]
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(64 - _FILTER.bit_length() + 1)).astype(np.int64)


def _values(number: bool, title: bool, known: bool) -> dict[str, str]:
    """The features of a row of tokens that are no texts, as underthesea's featurizer writes them."""
    return {"isdigit": str(number), "istitle": str(title), "is_in_dict": str(known)}


def _is_int32(text: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]+", text) is not None and -(2**31) <= int(text) < 2**31
