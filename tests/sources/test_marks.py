from __future__ import annotations

import unicodedata

from indexer.sources.text import tidy


def test_so_many_marks_that_composing_them_would_take_for_ever_are_left_out() -> None:
    text = tidy("Hội nghị" + "\u0323\u0302\u05b0" * 2_000 + "e\u0301\u0323 tại Nghệ An")
    assert text.startswith("Hội nghị")
    assert text.endswith("ẹ́ tại Nghệ An")
    assert sum(map(bool, map(unicodedata.combining, text))) == 31


def test_signs_and_what_people_write_stay() -> None:
    for text in (
        "." * 100,
        "—" * 40 + "\u0301",
        "e" + "\u0301" * 30,
        "a\u0302\u0301" * 40,
        "…" * 31 + "_" * 31,
    ):
        assert tidy(text) == unicodedata.normalize("NFC", text)
