"""Signatures tell nearly equal texts from others, and are the same in every process."""

from __future__ import annotations

import random

import numpy as np
import pytest

from indexer.engines.groups import alike, leaders
from indexer.language.analyzer import Analyzer
from indexer.language.normalize import bare
from indexer.language.signature import SIZE, signature

WORDS = (
    "hội nghị tổng kết công tác thông tin và truyền thông của sở năm nay ước đạt doanh thu tỷ đồng mật "
    "độ thuê bao điện thoại cáp quang trung tâm huyện xã phường thị trấn bưu chính viễn thông báo chí "
    "xuất bản quản lý nhà nước"
).split()


def text(seed: int, length: int = 400) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def row(words: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    return np.array([signature(Analyzer().analyze(" ".join(words)))], np.uint32)


def test_a_text_is_alike_without_accents_and_with_a_few_words_changed() -> None:
    words = text(1)
    assert (row(words) == row([bare(word).upper() for word in words])).all()
    edited = ["Theo", "Cổng", "thông", "tin", *words[:200], "2012", *words[201:390]]
    assert alike(row(words), row(edited)).all()


@pytest.mark.parametrize("shared", [0, 100, 200])
def test_texts_that_share_half_or_less_are_not_alike(shared: int) -> None:
    assert not alike(row(text(1)), row([*text(1)[:shared], *text(2)[shared:]])).any()


def test_a_signature_does_not_change_from_process_to_process() -> None:
    found = signature(Analyzer().analyze(" ".join(text(3))))
    assert len(found) == SIZE
    assert found[:3] == [1699269005, 15377387, 636999027]


def test_groups_are_those_that_comparing_each_with_each_finds() -> None:
    texts = []
    for seed in range(40):
        words = text(seed, 120)
        texts += [words, *([[*words[:-3], "một", "hai"]] if seed % 3 == 0 else [])]
    signatures = np.concatenate([row(words) for words in texts])
    expected = [
        next(other for other in range(len(texts)) if alike(signatures[[other]], signatures[[at]]).all())
        for at in range(len(texts))
    ]
    assert leaders(signatures).tolist() == expected
    assert len(set(expected)) == 40
