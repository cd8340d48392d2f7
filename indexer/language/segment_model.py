"""underthesea's word model, evaluated here from its own files (segment_file.py), without running the package.

The model gives a token one of two labels: it begins a word (B-W) or goes on with it (I-W). Every feature
depends on one, two or three tokens in a row, so what a row of tokens adds to the scores is looked up once;
the best labelling is found by Viterbi.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.language.segment_file import REACH, Tables, Weights, read_model

# Tokens, and rows of tokens, that are remembered: some 100 bytes each.
_REMEMBERED = 300_000
_BITS = 21  # of a token's number
_MASK = (1 << _BITS) - 1
_SHIFTS = {1: (0,), 2: (_BITS, 0), 3: (2 * _BITS, _BITS, 0)}
_SAID = np.dtype([("title", "?"), ("sum", "<u8")])
_FILTER = 1 << 20  # some 7 % full
_WORTH_A_FILTER = 500  # tokens at once

Numbers = NDArray[np.int64]
BOS, EOS = 0, 1


class WordModel:
    """Finds words in rows of tokens. Safe to use from several threads. Raises UnknownModel."""

    def __init__(self, directory: Path) -> None:
        files = read_model(directory)
        self._tables, self._transitions, self._dictionary = files.tables, files.transitions, files.dictionary
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._tokens = _Tokens()
        self._rows = [
            _Rows(width, self._tables[width], self._tokens, self._dictionary) for width in (1, 2, 3)
        ]

    def words(self, lines: Sequence[Sequence[str]]) -> list[list[tuple[int, int]]]:
        """Of each line of tokens the first and last token of every word.

        Each line is a sentence to the model.
        """
        if not lines:
            return []
        with self._lock:
            if max(len(self._tokens), *map(len, self._rows)) > _REMEMBERED:
                self._forget()
            row, begins = self._numbered(lines)
            scores = self._scores(np.array(row, np.int64)).tolist()
        return [
            self._viterbi(scores[begin : begin + len(line)])
            for begin, line in zip(begins, lines, strict=True)
        ]

    def _numbered(self, lines: Sequence[Sequence[str]]) -> tuple[list[int], list[int]]:
        """All lines in one row, each between marks of its beginning and end; where each begins."""
        number = self._tokens.__getitem__
        row: list[int] = []
        begins = []
        for line in lines:
            row += (BOS,) * REACH
            begins.append(len(row))
            row += map(number, line)
            row += (EOS,) * REACH
        return row, begins

    def _scores(self, row: NDArray[np.int64]) -> NDArray[np.float64]:
        """How much better I-W is than B-W at each place of a row, its neighbours' labels left aside."""
        scores = np.zeros(len(row))
        for width, known in enumerate(self._rows, start=1):
            weights = known.weights(row)
            for column in range(weights.shape[1]):
                # Seen from a place, the row of tokens begins `shift` tokens further on.
                shift = column - REACH
                places = slice(max(0, -shift), min(len(row), len(row) - width + 1 - shift))
                scores[places] += weights[places.start + shift : places.stop + shift, column]
        return scores

    def _viterbi(self, scores: Sequence[float]) -> list[tuple[int, int]]:
        """First and last place of each word in the best labelling: B-W, and all I-W that follow."""
        (bb, bi), (ib, ii) = self._transitions
        lead = scores[0] if scores else 0.0  # of the best labelling that ends in I-W over that ending in B-W
        steps = [(False, False)]
        for score in scores[1:]:
            # Whether the label before is I-W: before B-W, and before I-W.
            before_b, before_i = lead + ib > bb, lead + ii > bi
            steps.append((before_b, before_i))
            lead = score + (lead + ii if before_i else bi) - (lead + ib if before_b else bb)
        inside = lead > 0
        words = []
        last = len(scores) - 1
        for place in range(len(scores) - 1, -1, -1):
            if not inside or not place:
                words.append((place, last))
                last = place - 1
            inside = steps[place][inside]
        words.reverse()
        return words


class _Tokens(dict[str, int]):
    """Numbers tokens, the marks of beginning and end first; what features say of each is kept beside."""

    def __init__(self) -> None:
        super().__init__({"": BOS, "\0": EOS})
        self.texts = ["", "\0"]
        self._said = np.zeros(2, _SAID)
        self._done = 2

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self.texts)
        self.texts.append(text)
        return number

    def said(self, row: Numbers) -> NDArray[Any]:
        """Of every token of a row whether it is a title, and a sum of it in lower case."""
        done = self._done
        if new := self.texts[done:]:
            self._done = len(self.texts)
            self._said = _with_room(self._said, self._done)
            more = self._said[done : self._done]
            more["title"] = [text[0].upper() == text[0] for text in new]
            more["sum"] = np.array([hash(text.lower()) for text in new]).view(np.uint64)
        return self._said[row]


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
        self._made: list[Weights] = []
        self._done = 0
        self._matrix = np.zeros((0, 2 * REACH + 2 - width))
        self._outer = {mark: self._place(dict.fromkeys(tables, mark)) for mark in ("BOS", "EOS")}
        self._plain = np.array([self._place(_values(False, title, False)) for title in (False, True)])

    def weights(self, row: Numbers) -> NDArray[np.float64]:
        """What the tokens from each place of a row on add to the scores, at each place they are seen from."""
        ends = [row[shift : len(row) - self._width + 1 + shift] for shift in range(self._width)]
        said = self._tokens.said(row)
        titles = said["title"]
        title = titles[: len(ends[0])].copy()
        for shift in range(1, self._width):
            title &= titles[shift : shift + len(title)]
        places = self._plain[title.view(np.uint8)]
        begins, ends_ = (np.logical_or.reduce([end == mark for end in ends]) for mark in (BOS, EOS))
        places[ends_], places[begins] = self._outer["EOS"], self._outer["BOS"]
        known = np.flatnonzero(~(begins | ends_) & self._may_be_known(said["sum"]))
        keys = ends[0][known]
        for end in ends[1:]:
            keys = keys << _BITS | end[known]
        places[known] = list(map(self.__getitem__, keys.tolist()))
        if new := self._made[self._done :]:
            self._matrix = _with_room(self._matrix, len(self._made))
            self._matrix[self._done : len(self._made)] = new
            self._done = len(self._made)
        weights: NDArray[np.float64] = self._matrix[places]
        return weights

    def _may_be_known(self, sums: NDArray[np.uint64]) -> NDArray[np.bool_]:
        if self._width == 1 or len(sums) < _WORTH_A_FILTER:
            return np.ones(len(sums) - self._width + 1, np.bool_)
        return self._filter[_mixed(sums, self._width)]

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
        values = _values(self._width == 1 and _is_int32(text), title, lower in self._dictionary)
        self[key] = place = self._place({**values, "": text, "lower": lower})
        return place

    def _place(self, values: Mapping[str, str]) -> int:
        """The place of the sum of the weights of all features of a row of tokens."""
        found = [self._tables[kind].get(value) for kind, value in values.items() if kind in self._tables]
        weights = tuple(map(sum, zip(*filter(None, found), strict=True))) or (0.0,) * self._matrix.shape[1]
        place = self._places.get(weights)
        if place is None:
            place = self._places[weights] = len(self._made)
            self._made.append(weights)
        return place


def _with_room(array: NDArray[Any], rows: int) -> NDArray[Any]:
    """The array, or a copy of twice its length or more, so that growing costs little."""
    if rows <= len(array):
        return array
    larger = np.zeros((2 * rows, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger


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
