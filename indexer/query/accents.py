"""What was typed without accents -> the accented reading that the collection makes most likely.

A bigram model over the collection's own syllables and pairs (report counts), solved by Viterbi.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import add

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
    ...     def count_pairs(self, layer, columns):
    ...         both = {"nghệ an": 5, "nghe an": 1}
    ...         return [[[both.get(f"{a} {b}", 0) for b in d] for a in c] for c, d in pairwise(columns)]
    >>> restore(["nghe", "an"], Lexicon({"nghe": 9, "nghệ": 5, "an": 9}), Pairs())
    ('nghệ', 'an')
    >>> restore(["luong"], Lexicon({"lương": 2, "lượng": 2}), Pairs())
    ('luong',)
    """
    if not syllables:
        return ()
    columns = [lexicon.forms(text)[:FORMS] or (text,) for text in syllables]
    tables = vocabulary.count_pairs(Layer.PAIR, columns)
    steps = [_after(*both, table, lexicon) for both, table in zip(pairwise(columns), tables, strict=True)]
    forward = [[math.log(_share(text, lexicon)) for text in columns[0]]]
    for step in steps:
        forward.append([max(map(add, forward[-1], column)) for column in zip(*step, strict=True)])
    backward = [[0.0] * len(columns[-1])]
    for step in reversed(steps):
        backward.append([max(map(add, row, backward[-1])) for row in step])
    return tuple(
        _winner(dict(zip(column, map(add, ahead, behind), strict=True)), typed)
        for typed, column, ahead, behind in zip(syllables, columns, forward, reversed(backward), strict=True)
    )


def _winner(scores: Mapping[str, float], typed: str) -> str:
    """The best form of one syllable in its best row, unless another is as good."""
    ranked = sorted(scores, key=lambda form: (-scores[form], form != typed))
    if len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < MARGIN:
        return typed
    return ranked[0]


def _after(
    lefts: Sequence[str], rights: Sequence[str], counts: Sequence[Sequence[int]], lexicon: Lexicon
) -> list[list[float]]:
    """Log-likelihoods of each of `rights` behind each of `lefts`, by how many reports hold the two so."""
    shares = [(1 - PAIR_SHARE) * _share(text, lexicon) for text in rights]
    alone = list(map(math.log, shares))
    rows = []
    for left, row in zip(lefts, counts, strict=True):
        held = lexicon.syllables.get(left, 0) + 1
        rows.append(
            [
                math.log(PAIR_SHARE * min(count / held, 1.0) + share) if count else least
                for count, share, least in zip(row, shares, alone, strict=True)
            ]
        )
    return rows


def _share(text: str, lexicon: Lexicon) -> float:
    return (lexicon.syllables.get(text, 0) + 0.5) / lexicon.total
