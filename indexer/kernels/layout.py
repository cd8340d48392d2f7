"""How texts are handed to the loops."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer import highlight

Codes = NDArray[np.uint16]
Kinds = NDArray[np.uint8]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class Measures(NamedTuple):
    """Constants of highlight.py, handed over: what was compiled with them would not change with them."""

    passages: int = highlight.PASSAGES
    window: int = highlight.WINDOW
    gap: int = highlight.GAP
    lead: int = highlight.LEAD
    max_word: int = highlight.MAX_WORD
    max_passage: int = highlight.MAX_PASSAGE
    left_out: int = len(highlight.BEFORE)


class Rows(NamedTuple):
    """Rows of numbers, one behind the other, and where each ends."""

    values: NDArray[Any]
    ends: Longs


class Spans(NamedTuple):
    """Spans of some texts, as columns; where those of each text end."""

    firsts: Ints
    lasts: Ints
    weak: NDArray[np.bool_]
    ends: Longs


class Tables(NamedTuple):
    """Of every code unit what it is, and how it is written small."""

    kinds: Kinds
    lower: Codes


class Text(NamedTuple):
    """The code units of a text, those at which its ordinals begin and end, and what each unit is."""

    codes: Codes
    starts: Longs
    ends: Longs
    kinds: Kinds
    lower: Codes
