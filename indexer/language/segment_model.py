"""underthesea's word model, evaluated here from its own files (segment_file.py), without running the package.

The model gives a token one of two labels: it begins a word (B-W) or goes on with it (I-W). Every feature
depends on one, two or three tokens in a row: what a token by itself adds to the scores is computed once, and
the rows that the model knows are found by sums of their tokens, all of a text at once. The best labelling is
found by Viterbi. For a few tokens the same is done without arrays, whose every call costs as much as a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.language.segment_features import BOS, EOS, NumberedTokens, Numbers, TokenReader
from indexer.language.segment_file import REACH, read_model
from indexer.language.segment_rows import Rows

# Tokens that are numbered, some 25 bytes each, and those of short texts that are remembered, 500 bytes.
_NUMBERED, _REMEMBERED = 250_000, 1 << 12


class WordModel:
    """Finds words in rows of tokens. Raises UnknownModel.

    Not to be used by several threads at once, but for what takes few tokens.
    """

    def __init__(self, directory: Path) -> None:
        files = read_model(directory)
        self._transitions = files.transitions
        self._reader = TokenReader(files.tables[1], files.dictionary)
        self._read = lru_cache(_REMEMBERED)(self._reader.read)
        self._rows = [Rows(width, files.tables[width], files.dictionary) for width in (2, 3)]
        self.forget()

    def forget(self) -> None:
        """Lets go of all that was remembered; tokens get other numbers."""
        self._tokens = NumberedTokens(self._reader)

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

    def begins_of_few(self, tokens: Sequence[str]) -> list[int]:
        """The places at which words begin in one line of a few tokens."""
        return sorted(self._viterbi(self.scores_of_few(tokens), 0)) if tokens else []

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

    def scores_of_few(self, tokens: Sequence[str]) -> list[float]:
        """`scores` of one line of a few tokens: summed in the same order, so that not a bit is another."""
        bos, eos = self._reader.marks
        alone, *columns = zip(*map(self._read, tokens), strict=True)
        added = [
            [*[bos.weights] * REACH, *alone, *[eos.weights] * REACH],
            *(rows.weights_of_few(*columns) for rows in self._rows),
        ]
        scores = []
        for first in range(len(tokens)):
            score = 0.0
            for weights in added:
                for column, seen in enumerate(weights[first : first + len(weights[0])]):
                    score += seen[column]
            scores.append(score)
        return scores

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
