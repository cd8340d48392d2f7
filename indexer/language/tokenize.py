"""Text -> syllables: the one row of ordinals that every layer, phrase and mark is counted in."""

from __future__ import annotations

import re

from indexer.language.normalize import INVISIBLE

# A number keeps its separators (3.808,3); everything else that is no letter or digit parts syllables,
# so that every piece of a code (04/2012/TT-BTTTT) can be found by itself.
_LETTER = f"[^\\W_\\d]|[\u0300-\u036f{INVISIBLE}]"
_TOKEN = re.compile(
    f"\\d+(?:[.,]\\d+)*(?:[^\\W_\\d](?:{_LETTER}|\\d)*)?|[^\\W_\\d](?:{_LETTER}|\\d)*|[^\\W_]"
)


def offsets(text: str) -> list[tuple[int, int]]:
    """Start and end of every syllable, in order.

    >>> text = "Sở TT&TT: 3.808,3 tỷ (04/2012/TT-BTTTT), 24h"
    >>> [text[start:end] for start, end in offsets(text)]
    ['Sở', 'TT', 'TT', '3.808,3', 'tỷ', '04', '2012', 'TT', 'BTTTT', '24h']
    """
    return [match.span() for match in _TOKEN.finditer(text)]
