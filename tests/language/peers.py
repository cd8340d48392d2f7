"""Our words of a line beside those of `word_tokenize`, and by how much its model prefers one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer.language import segment
from indexer.language.row import read
from indexer.language.segment import Segmenter
from indexer.language.segment_tokens import normalized


@dataclass(frozen=True, slots=True)
class Difference:
    """A line with other words; `gap` is the difference of the two scores, 0 for a tie."""

    line: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    gap: float

    @property
    def tied(self) -> bool:
        return self.ours == self.theirs or abs(self.gap) < 1e-9


def differences(text: str) -> Iterator[Difference]:
    """Every line of a text of which the words differ, whatever they cover."""
    segmenter = _segmenter()
    segmenter._forget()  # what knows few tokens knows the texts of all
    for begin, end in segment._lines(text):
        line = text[begin:end]
        tokens = _tokens(segmenter, line)
        scores = segmenter._model.scores(np.array(tokens), np.array([len(tokens)]))
        inside = ~segmenter._model.begins(np.array(tokens), np.array([len(tokens)]))
        ours = _words(segmenter, tokens, inside.tolist())
        theirs = tuple(segment._word_tokenize()(normalized(line), use_token_normalize=False))
        if ours != theirs:
            same = " ".join(ours) == " ".join(theirs)
            other = [place > 0 for word in theirs for place in range(word.count(" ") + 1)]
            steps = segmenter._model._transitions
            gap = (
                _score(scores.tolist(), inside.tolist(), steps) - _score(scores.tolist(), other, steps)
                if same
                else float("inf")
            )
            yield Difference(line, ours, theirs, gap)


@cache
def _segmenter() -> Segmenter:
    spec = find_spec("underthesea")
    assert spec is not None
    assert spec.submodule_search_locations
    return Segmenter(Path(spec.submodule_search_locations[0]) / segment._PIPELINE)


def _tokens(segmenter: Segmenter, line: str) -> list[int]:
    chunks = segmenter._chunks
    found = segmenter.numbered(line, read(line))
    assert found is not None
    numbers, _ = found
    starts, counts = chunks.starts.array()[numbers], chunks.counts.array()[numbers]
    tokens = chunks.tokens.array()
    spans = zip(starts.tolist(), counts.tolist(), strict=True)
    return [token for start, count in spans for token in tokens[start : start + count].tolist()]


def _words(segmenter: Segmenter, tokens: Sequence[int], inside: Sequence[bool]) -> tuple[str, ...]:
    texts = list(segmenter._model._tokens)
    words: list[str] = []
    for token, within in zip(tokens, inside, strict=True):
        words[len(words) - within :] = [f"{words[-1]} {texts[token]}" if within else texts[token]]
    return tuple(words)


def _score(scores: Sequence[float], inside: Sequence[bool], steps: Sequence[Sequence[float]]) -> float:
    """What the model gives to a labelling."""
    tied = sum(steps[left][right] for left, right in pairwise(inside))
    return sum(score for score, within in zip(scores, inside, strict=True) if within) + tied
