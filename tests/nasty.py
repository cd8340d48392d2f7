"""Queries that nobody should type, and some that everybody does: a seeded grammar."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator

WORDS = (
    "hội nghị tổng kết nghệ an hoi nghi nghe hoà hòa TT&TT UBND BĐ VHX hooij nghij ho65i nghi5 nhgị 3.808,3 "
    "18/12/2012 04/2012/TT-BTTTT tháng 2012 % & của và thì chỉ tiêu ai nào ? ệ e\u0323\u0302 \u0301 ﬁ ① Ⅳ"
).split()
SIGNS = (
    '" “ ” - -- * ** ( ) (( )) [ ] { } ~ ^ : :: / \\ | || && + ! OR HOẶC HOAC AND NOT TO [a TO z] ; , . … '
    "abcdefghi~9 tỉnh: tinh:nghe năm:2009..2012 nam:..2012 nam:9999..1 loại: year:x year:² ' \0 "
    '\u200b \u202e \ufeff \ud800 \udcff \u0e33 👩\u200d👩\u200d👧 ٣ ２ loại:"tổng_kết" tỉnh:"Nghệ'
).split(" ")
# What is known to stop Whoosh, and what is long or deep.
KNOWN = (
    "*", "**", "a*", "an*", "?", "[a TO z]", "abcdefghi~9", "(" * 500, "(((" + "a" * 90 + ")))", '"' * 999,
    "-" * 999, "-a " * 300, "a OR " * 200, "OR " * 300, "an* OR " * 140, "th* " * 200,
    '"an" ' * 200, "a" * 1000, "ệ" * 1000, "e\u0323\u0302" * 333, "1" * 1000, "1/" * 500, "1." * 500,
    "9" * 400 + "." + "9" * 400,
    "01/01/2012 " * 90, "TT&TT " * 160, '"' + "hội nghị " * 100 + '"', '-"' + "hội nghị " * 100 + '"',
    "năm:" + "9" * 900, "năm:2009.." + "9" * 900, "tỉnh:" * 200, 'tỉnh:"', "\u0301" * 1000, "\ud800" * 1000,
    " " * 1000, "\u00a0" * 1000, "a\u0300" * 500, "hội " * 250, "h o i " * 160, "của và thì " * 90,
)  # fmt: skip


def queries(count: int, seed: int) -> Iterator[str]:
    """The known ones, then as many of the grammar, every fortieth of them of any characters at all."""
    yield from KNOWN[:count]
    draw = random.Random(seed)
    for number in range(count - len(KNOWN)):
        yield _any_text(draw) if number % 40 == 0 else _text(draw)[:1000]


def _any_text(draw: random.Random) -> str:
    text = "".join(chr(draw.randrange(0x110000)) for _ in range(draw.randint(1, 200)))
    return unicodedata.normalize(draw.choice(("NFC", "NFD", "NFKD")), text)[:1000]


def _text(draw: random.Random) -> str:
    parts = []
    for _ in range(draw.choice((1, 2, 3, 5, 8, 40))):
        word = draw.choice(WORDS if draw.random() < 0.7 else SIGNS)
        kind = draw.randrange(9)
        if kind == 0:
            word = f'"{word} {draw.choice(WORDS)}"'
        elif kind == 1:
            word = "-" + word
        elif kind == 2:
            word += "*"
        elif kind == 3:
            word = "".join(draw.sample(word, len(word)))
        parts.append(word + draw.choice((" ", " ", " ", "", " OR ", "\t", "\n", "\u00a0", ":")))
    return "".join(parts)
