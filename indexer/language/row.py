"""Text -> its row of syllables: where each stands, its term and its bare term.

No syllable holds a blank, so what stands between two blanks (a chunk) is read once and remembered; a text
is then looked up chunk by chunk, all columns at once.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.language.grown import Grown
from indexer.language.normalize import bare, syllable
from indexer.language.tokenize import offsets
from indexer.model.rows import Numbered, Offsets, run_places

# Chunks that are remembered, some 600 bytes each with all that is remembered of them elsewhere.
_REMEMBERED = 50_000
# Beyond the ideographic space no character is a blank.
_BLANKS = np.array([chr(code).isspace() for code in range(0x3002)])

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """`offsets[i]` are the characters of ordinal i."""

    offsets: Offsets
    syllables: Sequence[str]
    bares: Sequence[str]


@dataclass(frozen=True, slots=True)
class Row(Part):
    """The syllables of a text, and its chunks: each begins at `begins`, and has `counts` syllables."""

    syllables: Numbered
    bares: Numbered
    chunks: Numbered
    begins: Integers
    counts: Integers

    def part(self, first: int, last: int, begin: int) -> Part:
        """The ordinals from `first` up to `last`, of a text that begins at the character `begin`."""
        here = slice(first, last)
        return Part(
            Offsets(self.offsets.starts[here] - begin, self.offsets.ends[here] - begin),
            Numbered(self.syllables.names, self.syllables.numbers[here]),
            Numbered(self.bares.names, self.bares.numbers[here]),
        )


class _Numbers(dict[str, int]):
    """Numbers texts in the order they are first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self.names)
        self.names.append(text)
        return number


class _Memory:
    """What was read so far. Chunk i has `counts[i]` syllables, from `firsts[i]` on in the other columns."""

    def __init__(self) -> None:
        self.chunks, self._syllables, self._bares = _Numbers(), _Numbers(), _Numbers()
        self._firsts, self._counts = Grown("<i4"), Grown("<i4")
        self._starts, self._ends = Grown("<i4"), Grown("<i4")
        self._exact, self._bare = Grown("<i4"), Grown("<i4")
        # Whether a chunk was met in a text before: most never come back.
        self._again = Grown("?")

    def read(self, text: str) -> Row:
        known = len(self._counts)
        numbers = np.array(list(map(self.chunks.__getitem__, text.split())), np.int64)
        self._add(self.chunks.names[known:])
        self._again.array()[numbers[numbers < known]] = True
        counts, at = self._places(numbers)
        begins = _begins(text)
        bases = np.repeat(begins, counts)
        return Row(
            Offsets(self._starts.array()[at] + bases, self._ends.array()[at] + bases),
            Numbered(self._syllables.names, self._exact.array()[at]),
            Numbered(self._bares.names, self._bare.array()[at]),
            Numbered(self.chunks.names, numbers),
            begins,
            counts,
        )

    def _places(self, numbers: Integers) -> tuple[Integers, Integers]:
        """How many syllables each chunk has, and where these stand in the columns."""
        counts = self._counts.array()[numbers].astype(np.int64)
        return counts, run_places(self._firsts.array()[numbers], counts)

    def _add(self, chunks: Sequence[str]) -> None:
        """Reads new chunks: all of them, or none where one cannot be read."""
        firsts, counts, starts, ends = [], [], [], []
        terms: list[str] = []
        for chunk in chunks:
            # Letters alone are one syllable.
            places = [(0, len(chunk))] if chunk.isalpha() else offsets(chunk)
            firsts.append(len(self._starts) + len(terms))
            counts.append(len(places))
            for start, end in places:
                starts.append(start)
                ends.append(end)
                terms.append(syllable(chunk[start:end]))
        exact = [self._syllables[term] for term in terms]
        plain = [self._bares[bare(term)] for term in terms]
        for column, values in (
            (self._firsts, firsts), (self._counts, counts), (self._starts, starts), (self._ends, ends),
            (self._exact, exact), (self._bare, plain), (self._again, [False] * len(chunks)),
        ):  # fmt: skip
            column.extend(values)

    def renewed(self) -> _Memory:
        """Another that knows the chunks that came back, and so those that will."""
        kept = np.flatnonzero(self._again.array()[: len(self._again)])
        counts, at = self._places(kept)
        new = _Memory()
        for number in kept.tolist():
            new.chunks[self.chunks.names[number]]
        new._counts.extend(counts.tolist())
        new._firsts.extend((np.cumsum(counts) - counts).tolist())
        new._starts.extend(self._starts.array()[at].tolist())
        new._ends.extend(self._ends.array()[at].tolist())
        for old, own, column, numbers in (
            (self._syllables, new._syllables, new._exact, self._exact),
            (self._bares, new._bares, new._bare, self._bare),
        ):
            column.extend(own[old.names[number]] for number in numbers.array()[at].tolist())
        new._again.extend([False] * len(kept))
        return new


_lock = threading.Lock()
_memory = _Memory()


def read(text: str) -> Row:
    """
    >>> row = read("Hoà Bình, 64%")
    >>> list(row.offsets), list(row.syllables), list(row.bares)
    ([(0, 3), (4, 8), (10, 12)], ['hòa', 'bình', '64'], ['hoa', 'binh', '64'])
    """
    global _memory
    with _lock:
        if len(_memory.chunks) > _REMEMBERED:
            _memory = _memory.renewed()
        return _memory.read(text)


def read_short(text: str) -> Part:
    """The syllables of a short text, without arrays and without what is remembered of chunks.

    >>> part = read_short("Hoà Bình, 64%")
    >>> list(part.offsets), part.syllables, part.bares
    ([(0, 3), (4, 8), (10, 12)], ['hòa', 'bình', '64'], ['hoa', 'binh', '64'])
    """
    places = offsets(text)
    syllables = [syllable(text[start:end]) for start, end in places]
    starts, ends = [start for start, _ in places], [end for _, end in places]
    columns = Offsets(np.array(starts, np.int64), np.array(ends, np.int64))
    return Part(columns, syllables, [bare(term) for term in syllables])


def forget() -> None:
    """Lets go of what was read so far."""
    global _memory
    with _lock:
        _memory = _Memory()


def _begins(text: str) -> Integers:
    """Where each chunk of a text begins: what is no blank, behind a blank or the beginning."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    blank = np.ones(len(codes) + 1, np.bool_)
    blank[1:] = _BLANKS[np.minimum(codes, len(_BLANKS) - 1)]
    return np.flatnonzero(blank[:-1] & ~blank[1:])
