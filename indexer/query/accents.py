"""What was typed without accents -> the accented reading that the collection makes most likely.

A bigram model over the collection's own syllables and pairs (report counts), solved by Viterbi.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from indexer.engines.base import Vocabulary
from indexer.language.lexicon import Lexicon
from indexer.model import Layer

# Forms of a syllable that are tried, the most frequent first: enough for all but the rarest.
FORMS = 8
# How much a pair tells beside its syllables alone.
PAIR_SHARE = 0.9


def restore(syllables: Sequence[str], lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The likeliest accents for a row of bare syllables; one that the collection does not know stays.

    >>> class Pairs:
    ...     def count(self, layer, text): return {"nghệ an": 5, "nghe an": 1}.get(text, 0)
    >>> restore(["nghe", "an"], Lexicon({"nghe": 9, "nghệ": 5, "an": 9}), Pairs())
    ('nghệ', 'an')
    """
    if not syllables:
        return ()
    total = sum(lexicon.syllables.values()) or 1
    columns = [lexicon.forms(text)[:FORMS] or (text,) for text in syllables]

    def alone(text: str) -> float:
        return (lexicon.syllables.get(text, 0) + 0.5) / total

    best: dict[str, tuple[float, tuple[str, ...]]] = {
        text: (math.log(alone(text)), (text,)) for text in columns[0]
    }
    for column in columns[1:]:
        following: dict[str, tuple[float, tuple[str, ...]]] = {}
        for text in column:
            scored = [
                (score + math.log(_likelihood(before, text, lexicon, vocabulary, alone(text))), path)
                for before, (score, path) in best.items()
            ]
            score, path = max(scored, key=lambda found: found[0])
            following[text] = (score, (*path, text))
        best = following
    return max(best.values(), key=lambda found: found[0])[1]


def _likelihood(before: str, text: str, lexicon: Lexicon, vocabulary: Vocabulary, alone: float) -> float:
    together = vocabulary.count(Layer.PAIR, f"{before} {text}")
    given = together / (lexicon.syllables.get(before, 0) + 1)
    return PAIR_SHARE * min(given, 1.0) + (1 - PAIR_SHARE) * alone
