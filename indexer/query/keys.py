"""Raw Telex and VNI in what was typed -> Vietnamese, where the collection shows that it is meant so."""

from __future__ import annotations

import re

from indexer.engines.base import Vocabulary
from indexer.language.keyboard import decode_telex, decode_vni
from indexer.language.lexicon import Lexicon
from indexer.language.normalize import bare, syllable
from indexer.model import Layer

_WORD = re.compile(r"[^\W_]+")


def decode(text: str, lexicon: Lexicon, vocabulary: Vocabulary | None = None) -> tuple[str, frozenset[str]]:
    """The text with raw keys decoded, and the syllables that came of them.

    A word is decoded when the result is a syllable and the raw string stands in no report; at least
    one result of a text must stand in the collection.

    >>> decode("hooij nghij Vinh", Lexicon({"hội": 2, "vinh": 1}))[0]
    'hội nghị Vinh'
    >>> decode("has", Lexicon({"há": 1, "has": 1}))[0]
    'has'
    """
    found: dict[str, str] = {}
    for raw in set(_WORD.findall(text)):
        if not raw.isascii() or lexicon.stands_bare(raw.lower()):
            continue
        # The lexicon has letters only; letters and digits (ThO2) may stand in a report as well.
        if vocabulary and not raw.isalpha() and vocabulary.count(Layer.BARE, raw.lower()):
            continue
        decoded = decode_telex(raw) or decode_vni(raw)
        if decoded and bare(decoded) != decoded:
            found[raw] = decoded
    if not any(lexicon.stands(syllable(decoded)) for decoded in found.values()):
        return text, frozenset()
    decoded_text = _WORD.sub(lambda match: found.get(match[0], match[0]), text)
    return decoded_text, frozenset(map(syllable, found.values()))
