"""The beginning of a query -> what it may become: titles, phrases, places and people of the collection."""

from __future__ import annotations

from bisect import bisect_left

from indexer.engines.base import Vocabulary
from indexer.language.lexicon import Entry, Lexicon
from indexer.language.normalize import bare, nfc, syllable
from indexer.language.tokenize import offsets
from indexer.model import Completion, Layer

LIMIT = 8
# Entries with the same beginning that are looked at: enough to choose from, and quick for one letter.
LOOKED_AT = 2_000
# Trailing words are completed by themselves where fewer than this begin like the whole.
FEW = 3
TAIL_WORDS = 4


def complete(typed: str, lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    """At most LIMIT completions, accent-blind; those with the accents that were typed come first.

    Where only the last words are completed, they must stand somewhere behind the words before them.
    """
    text = " ".join(nfc(typed).split())
    if not any(char.isalnum() for char in text):
        return ()
    found = {entry.text.lower(): Completion(entry.text, entry.type) for entry in _begin_with(text, lexicon)}
    words = text.split(" ")
    for first in range(max(1, len(words) - TAIL_WORDS), len(words)):
        if len(found) >= FEW:
            break
        head, tail = " ".join(words[:first]), " ".join(words[first:])
        for entry in _begin_with(tail, lexicon):
            together = f"{bare(words[first - 1]).lower()} {entry.key.split(' ')[0]}"
            if entry.type != "title" and vocabulary.count(Layer.BARE_PAIR, together):
                whole = f"{head} {entry.text}"
                found[whole.lower()] = Completion(whole, "phrase")
    found.pop(text.lower(), None)
    return tuple(found.values())[:LIMIT]


def _begin_with(text: str, lexicon: Lexicon) -> list[Entry]:
    """Entries that begin like a text, the best first: its own accents, then frequency, then brevity."""
    typed = " ".join(syllable(text[start:end]) for start, end in offsets(text))
    key = bare(typed)
    at = bisect_left(lexicon.keys, key)
    found = []
    for entry in lexicon.by_key[at : at + LOOKED_AT]:
        if not entry.key.startswith(key):
            break
        found.append(entry)
    found.sort(
        key=lambda entry: (not nfc(entry.text).lower().startswith(typed), -entry.count, len(entry.text))
    )
    return found[:LIMIT]
