"""One wrong, missing, doubled or swapped letter in a syllable -> what was probably meant.

Candidates are the collection's own syllables; neighbours decide among them, as in accents.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from indexer.engines.base import Vocabulary
from indexer.language.lexicon import Lexicon
from indexer.language.normalize import bare
from indexer.model import Layer

_BARE_LETTERS = "abcdeghiklmnopqrstuvxy"
_LETTERS = _BARE_LETTERS + "đăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
# A word of more letters is not looked into: how many strings are one letter away grows with them.
_SYLLABLE = re.compile("^(?=.*[aeiouy])[a-z]{2,16}$")
# Candidates of a syllable that neighbours are asked about, the most frequent first.
CANDIDATES = 48
# A pair with a neighbour tells more than how common a syllable is.
PAIR_SHARE = 3.0


def correct(
    syllables: Sequence[str],
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    *,
    accented: bool,
    thorough: bool,
    most: int,
) -> tuple[tuple[str, ...], int]:
    """The row with misspelt syllables mended, the same row where nothing speaks for a change.

    And how many were doubted: of a row only the first `most` are looked into. What stands in no report is
    doubted, and, if `thorough`, what stands beside neither neighbour. Letters without a vowel are a short
    form, not a syllable.
    """
    corrected = list(syllables)
    doubted = 0
    for at, text in enumerate(syllables):
        if doubted == most:
            break
        doubtful = _doubtful(corrected, at, lexicon, vocabulary, accented, thorough)
        if not doubtful or not _SYLLABLE.search(bare(text)):
            continue
        doubted += 1
        before = corrected[at - 1] if at else None
        after = corrected[at + 1] if at + 1 < len(corrected) else None
        known = _stands(text, lexicon, accented)
        best, gain = text, (False, 0.0)
        candidates = _candidates(text, lexicon, accented)
        company = _company(before, candidates, after, vocabulary, accented)
        for candidate, evidence in zip(candidates, company, strict=True):
            if known and not evidence:
                continue
            frequency = math.log(1 + _count(candidate, lexicon, accented))
            score = (evidence > 0, frequency + PAIR_SHARE * math.log(1 + evidence))
            if score > gain:
                best, gain = candidate, score
        corrected[at] = best
    return tuple(corrected), doubted


def edits(text: str, letters: str = _LETTERS) -> Iterator[str]:
    """Every string at one wrong, missing, extra or swapped letter.

    >>> {"hội", "hộ", "hộin", "hiộ"} <= set(edits("hội")) | {"hội"}
    True
    """
    for at in range(len(text) + 1):
        head, tail = text[:at], text[at:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in letters)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in letters)


def _doubtful(
    row: Sequence[str], at: int, lexicon: Lexicon, vocabulary: Vocabulary, accented: bool, thorough: bool
) -> bool:
    if not _stands(row[at], lexicon, accented):
        # Accents alone that are in no report are no misspelling: the syllable is found without them.
        return thorough or not lexicon.stands_bare(bare(row[at]))
    if not thorough:
        return False
    before, after = (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)
    return (before or after) is not None and _company(before, [row[at]], after, vocabulary, accented) == [0]


def _candidates(text: str, lexicon: Lexicon, accented: bool) -> list[str]:
    if accented:
        standing = list({known for edit in edits(text) if (known := lexicon.spelled(edit))} - {text})
    else:
        standing = list(set(filter(lexicon.stands_bare, edits(text, _BARE_LETTERS))) - {text})
    standing.sort(key=lambda candidate: (-_count(candidate, lexicon, accented), candidate))
    return standing[:CANDIDATES]


def _stands(text: str, lexicon: Lexicon, accented: bool) -> bool:
    return lexicon.stands(text) if accented else lexicon.stands_bare(text)


def _count(text: str, lexicon: Lexicon, accented: bool) -> int:
    if accented:
        return lexicon.syllables.get(text, 0)
    return max((lexicon.syllables[form] for form in lexicon.forms(text)), default=0)


def _company(
    before: str | None, texts: Sequence[str], after: str | None, vocabulary: Vocabulary, accented: bool
) -> list[int]:
    """How many reports hold each of `texts` beside the one before, and beside the one after."""
    columns: list[Sequence[str]] = [[before] if before else [], texts, [after] if after else []]
    layer = Layer.PAIR if accented else Layer.BARE_PAIR
    if not accented:
        columns = [list(map(bare, column)) for column in columns]
    behind, ahead = vocabulary.count_pairs(layer, columns)
    return [sum(row[at] for row in behind) + sum(ahead[at]) for at in range(len(texts))]
