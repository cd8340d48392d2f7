"""Our words of a line beside those of `word_tokenize`, and by how much its model prefers one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from indexer.language import segment
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
    segmenter = segment._segmenter()
    assert segmenter is not None
    for begin, end in segment._lines(text):
        line = text[begin:end]
        tokens = [token for chunk in segmenter._chunks(line) for token in chunk.tokens]
        (places,) = segmenter._model.words([tokens])
        ours = tuple(" ".join(tokens[first : last + 1]) for first, last in places)
        theirs = tuple(segment._word_tokenize()(normalized(line), use_token_normalize=False))
        if ours != theirs:
            same = " ".join(ours) == " ".join(theirs)
            gap = _score(tokens, ours) - _score(tokens, theirs) if same else float("inf")
            yield Difference(line, ours, theirs, gap)


def _score(tokens: Sequence[str], words: Sequence[str]) -> float:
    """What the model gives to the labelling that these words are."""
    segmenter = segment._segmenter()
    assert segmenter is not None
    model = segmenter._model
    inside = [place > 0 for word in words for place in range(word.count(" ") + 1)]
    row, (begin,) = model._numbered([tokens])
    scores = model._scores(np.array(row))[begin : begin + len(tokens)].tolist()
    steps = sum(model._transitions[left][right] for left, right in pairwise(inside))
    return float(sum(score for score, within in zip(scores, inside, strict=True) if within)) + steps
