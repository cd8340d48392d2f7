"""Queries as people mistype them: without accents, as raw keystrokes, with a slip of the finger."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from typing import Literal, get_args

from indexer.language.keyboard import encode_telex, encode_vni
from indexer.language.normalize import fold, nfc

Transform = Literal["none", "bare", "telex", "vni", "typo"]
TRANSFORMS: tuple[Transform, ...] = get_args(Transform)

_SYLLABLE = re.compile(r"[^\W\d_]{2,}")
_ALPHABET = "abcdeghiklmnopqrstuvxy"  # what Vietnamese is written with, marks apart
_SEED = 20240601


def transformed(text: str, transform: Transform) -> str:
    """The query as it is typed under a transform; the same text always gives the same result.

    >>> [transformed("hội nghị", name) for name in ("none", "bare", "telex", "vni")]
    ['hội nghị', 'hoi nghi', 'hooij nghij', 'ho6i5 nghi5']
    """
    return _TYPISTS[transform](text)


def with_typo(text: str, seed: int = _SEED) -> str:
    """One letter wrong, missing, doubled or swapped with the next, in one syllable of two letters or more.

    >>> with_typo("64%, ở A4")
    '64%, ở A4'
    """
    text = nfc(text)
    syllables = list(_SYLLABLE.finditer(text))
    if not syllables:
        return text
    chance = random.Random(f"{seed} {text}")
    syllable = chance.choice(syllables)
    slip = chance.choice((_wrong, _missing, _doubled, _swapped))
    return text[: syllable.start()] + slip(syllable[0], chance) + text[syllable.end() :]


def _wrong(letters: str, chance: random.Random) -> str:
    place = chance.randrange(len(letters))
    others = [letter for letter in _ALPHABET if letter != letters[place].lower()]
    other = chance.choice(others)
    return letters[:place] + (other.upper() if letters[place].isupper() else other) + letters[place + 1 :]


def _missing(letters: str, chance: random.Random) -> str:
    place = chance.randrange(len(letters))
    return letters[:place] + letters[place + 1 :]


def _doubled(letters: str, chance: random.Random) -> str:
    place = chance.randrange(len(letters))
    return letters[: place + 1] + letters[place:]


def _swapped(letters: str, chance: random.Random) -> str:
    places = [place for place in range(len(letters) - 1) if letters[place] != letters[place + 1]]
    if not places:
        return _wrong(letters, chance)
    place = chance.choice(places)
    return letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]


_TYPISTS: Mapping[Transform, Callable[[str], str]] = {
    "none": nfc,
    "bare": fold,
    "telex": encode_telex,
    "vni": encode_vni,
    "typo": with_typo,
}
