"""What was typed without accents -> the accented reading that the collection makes most likely.

A bigram model over the collection's own syllables and pairs (report counts), solved by Viterbi.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from indexer.engines.base import Vocabulary
from indexer.language.lexicon import Lexicon
from indexer.model import Layer

# Forms of a syllable that are tried, the most frequent first: enough for all but the rarest.
FORMS = 8
# How much a pair tells beside its syllables alone.
PAIR_SHARE = 0.9
# Two readings closer than this (in logarithms) are equally likely.
MARGIN = 0.1


def restore(syllables: Sequence[str], lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The likeliest accents for a row of bare syllables.

    One that the collection does not know, or has two equally likely readings of, stays as it was typed.

    >>> class Pairs:
    ...     def count(self, layer, text): return {"nghệ an": 5, "nghe an": 1}.get(text, 0)
    >>> restore(["nghe", "an"], Lexicon({"nghe": 9, "nghệ": 5, "an": 9}), Pairs())
    ('nghệ', 'an')
    >>> restore(["luong"], Lexicon({"lương": 2, "lượng": 2}), Pairs())
    ('luong',)
    """
    if not syllables:
        return ()
    model = _Model(lexicon, vocabulary)
    columns = [lexicon.forms(text)[:FORMS] or (text,) for text in syllables]
    start = {text: model.alone(text) for text in columns[0]}
    forward = [start]
    for column in columns[1:]:
        last = forward[-1]
        forward.append({t: max(last[b] + model.after(b, t) for b in last) for t in column})
    backward = [dict.fromkeys(columns[-1], 0.0)]
    for column in reversed(columns[:-1]):
        following = backward[0]
        backward.insert(0, {b: max(model.after(b, t) + following[t] for t in following) for b in column})
    return tuple(
        _winner({form: ahead[form] + behind[form] for form in ahead}, typed)
        for typed, ahead, behind in zip(syllables, forward, backward, strict=True)
    )


def _winner(scores: Mapping[str, float], typed: str) -> str:
    """The best form of one syllable in its best row, unless another is as good."""
    ranked = sorted(scores, key=lambda form: (-scores[form], form != typed))
    if len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < MARGIN:
        return typed
    return ranked[0]


class _Model:
    """Log-likelihoods of syllables, alone and behind another; each is asked for once."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self._lexicon = lexicon
        self._vocabulary = vocabulary
        self._known: dict[tuple[str, str], float] = {}

    def alone(self, text: str) -> float:
        return math.log(self._share(text))

    def after(self, before: str, text: str) -> float:
        known = self._known.get((before, text))
        if known is None:
            together = self._vocabulary.count(Layer.PAIR, f"{before} {text}")
            given = min(together / (self._lexicon.syllables.get(before, 0) + 1), 1.0)
            known = math.log(PAIR_SHARE * given + (1 - PAIR_SHARE) * self._share(text))
            self._known[before, text] = known
        return known

    def _share(self, text: str) -> float:
        return (self._lexicon.syllables.get(text, 0) + 0.5) / self._lexicon.total
