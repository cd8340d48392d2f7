"""Every text comes back from its bytes as it was."""

from __future__ import annotations

import pytest

from indexer.engines.whoosh import charset
from indexer.language.normalize import bare

VIETNAMESE = (
    "Ngày 18/12/2012, Sở TT&TT tỉnh Đắk Lắk tổ chức “hội nghị” – 3.808,3 tỷ đồng…\n\tỶ, Ữ, ẵ: 5 m²\u00a0%"
)


@pytest.mark.parametrize(
    "text", ["", VIETNAMESE, VIETNAMESE.upper(), bare(VIETNAMESE), charset._CHARACTERS[1:]]
)
def test_what_is_written_as_vietnamese_is_takes_a_byte_a_character(text: str) -> None:
    data, narrow = charset.encode(text)
    assert narrow
    assert len(data) == len(text)
    assert charset.decode(memoryview(data), narrow) == text


@pytest.mark.parametrize(
    "sign", ["\0", "\r", "\x7f", "\x80", "北", "a\u0301", "\ud800", "\ufffe", "\uffff", "😀"]
)
def test_any_other_text_comes_back_too(sign: str) -> None:
    for text in (sign, VIETNAMESE + sign, sign + VIETNAMESE):
        data, narrow = charset.encode(text)
        assert not narrow
        assert charset.decode(memoryview(data), narrow) == text
