"""The postings of one field of a segment, and Whoosh's matcher over those of one term."""

from __future__ import annotations

import copy
from bisect import bisect_left
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.matching.mcore import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from indexer.engines.whoosh.arrays import ArrayFile
from indexer.engines.whoosh.dictionary import open_terms


class FieldPostings:
    """The terms of a field in the dictionary's order; their postings by the number of the term."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name
        self.terms = open_terms(file, name)
        self._starts = file[f"{name}/posting_start"]

    def find(self, text: bytes) -> int:
        """The number of a term. Raises whoosh.reading.TermNotFound."""
        number = self.terms.find(text)
        if number < 0:
            raise TermNotFound(f"No term {self._name}:{text!r}")
        return number

    def count(self, number: int) -> int:
        return int(self._starts[number + 1]) - int(self._starts[number])

    def docs(self, number: int) -> NDArray[np.uint32]:
        return self._slice("docs", number)

    def weights(self, number: int) -> NDArray[np.float64]:
        if f"{self._name}/weights" in self._file:
            return self._slice("weights", number).astype(np.float64)
        return np.diff(self.value_starts(number).astype(np.float64))

    def value_starts(self, number: int) -> NDArray[Any]:
        """Where the values of each posting of a term begin, and the end; empty for a field that has none."""
        if f"{self._name}/value_start" not in self._file:
            return np.empty(0, np.uint8)
        return self._slice("value_start", number, 1)

    def value(self, begin: int, end: int) -> bytes:
        return self._file.slice(f"{self._name}/values", begin, end).tobytes()

    def info(self, number: int) -> TermInfo:
        docs, weights = self.docs(number), self.weights(number)
        lengths = self._file[f"{self._name}/lengths"][docs]
        return TermInfo(
            float(weights.sum()),
            len(docs),
            int(lengths.min()),
            int(lengths.max()),
            float(weights.max()),
            int(docs[0]),
            int(docs[-1]),
        )

    def _slice(self, name: str, number: int, extra: int = 0) -> NDArray[Any]:
        begin, end = int(self._starts[number]), int(self._starts[number + 1])
        return self._file.slice(f"{self._name}/{name}", begin, end + extra)


class ArrayMatcher(LeafMatcher):
    """Walks the postings of one term. For Whoosh's bounds on scores they are one block."""

    def __init__(self, field: FieldPostings, number: int, format_: Any, scorer: Any, term: Any) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._field = field
        self._number = number
        self._docs: list[int] = field.docs(number).tolist()
        self._weights: list[float] = field.weights(number).tolist()
        self._at = 0

    def copy(self) -> Self:
        return copy.copy(self)

    def is_active(self) -> bool:
        return self._at < len(self._docs)

    def reset(self) -> None:
        self._at = 0

    def next(self) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at += 1

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._docs, id, self._at)

    def skip_to_quality(self, minquality: float) -> int:
        if self.block_quality() > minquality:  # type: ignore[no-untyped-call]
            return 0
        self._at = len(self._docs)
        return 1

    def id(self) -> int:
        return self._docs[self._at]

    def weight(self) -> float:
        return self._weights[self._at]

    def value(self) -> bytes:
        starts = self._value_starts
        return self._field.value(starts[self._at], starts[self._at + 1]) if starts else b""

    @cached_property
    def _value_starts(self) -> list[int]:
        starts: list[int] = self._field.value_starts(self._number).tolist()
        return starts

    @cached_property
    def _info(self) -> TermInfo:
        return self._field.info(self._number)

    def block_min_id(self) -> int:
        return self._docs[0]

    def block_max_id(self) -> int:
        return self._docs[-1]

    def block_min_length(self) -> int | None:
        return self._info.min_length()

    def block_max_length(self) -> int:
        return self._info.max_length()

    def block_max_weight(self) -> float:
        return self._info.max_weight()
