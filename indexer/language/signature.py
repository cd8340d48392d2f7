"""A text's signature: how many signatures' places agree tells how much of two texts is the same.

One-permutation minwise hashing (Li, Owen & Zhang 2012) over runs of five syllables without accents.
"""

from __future__ import annotations

import threading
from hashlib import blake2b

import numpy as np

from indexer.model import Analysis, Layer
from indexer.model.rows import Numbered, Renumbering

SIZE = 64
_RUN = 5
_FEWEST = 24  # runs; of fewer a few common words would tell
_FACTOR, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64((1 << 32) - 1)
_EDGES = np.arange(SIZE, dtype=np.uint64) << np.uint64(58)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little") >> 1


_hashes = Renumbering(_hash)
_lock = threading.Lock()


def signature(body: Analysis) -> list[int]:
    """`SIZE` numbers, 0 where a place is empty; none at all for a text that is too short to tell.

    >>> from indexer.language.analyzer import Analyzer
    >>> [len(signature(Analyzer().analyze(text))) for text in ("Sở TT&TT họp", "a b c d e " * 20)]
    [0, 64]
    """
    texts = body.layers[Layer.BARE].texts
    if len(texts) < _FEWEST + _RUN - 1:
        return []
    if isinstance(texts, Numbered):
        with _lock:
            row = _hashes.of(texts).astype(np.uint64)
    else:
        row = np.array(list(map(_hash, texts)), np.uint64)
    runs = row[: len(row) - _RUN + 1].copy()
    for at in range(1, _RUN):
        runs *= _FACTOR
        runs += row[at : len(row) - _RUN + 1 + at]
    runs ^= runs >> np.uint64(29)
    runs *= _MIX
    runs ^= runs >> np.uint64(32)
    runs.sort()
    first = np.searchsorted(runs, _EDGES)
    held = runs[np.minimum(first, len(runs) - 1)]
    held = np.where(held >> np.uint64(58) == _EDGES >> np.uint64(58), held, 0)
    found: list[int] = (held >> np.uint64(26) & _HALF | (held > 0)).tolist()
    return found
