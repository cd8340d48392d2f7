"""Terms and their places, as a reader of the text would check them."""

from __future__ import annotations

import threading
import unicodedata
from pathlib import Path

import pytest

from indexer.language import row
from indexer.language.analyzer import Analyzer
from indexer.language.normalize import bare, syllable
from indexer.model import Layer

ANALYZER = Analyzer()


def terms(text: str, layer: Layer) -> list[str]:
    return [token.text for token in ANALYZER.analyze(text).layers[layer]]


def canonical(text: str) -> set[str]:
    return set(terms(text, Layer.CANONICAL))


def test_every_term_stands_at_the_characters_that_the_reader_sees() -> None:
    text = "Sở TT&TT Nghệ An: 3.808,3 tỷ đồng,\nngày 18/12/2012 (04/2012/TT-BTTTT)."
    analysis = ANALYZER.analyze(text)
    for token in analysis.layers[Layer.SYLLABLE]:
        start, end = analysis.offsets[token.first]
        assert syllable(text[start:end]) == token.text
    for layer in Layer:
        for token in analysis.layers[layer]:
            assert 0 <= token.first <= token.last < len(analysis.offsets)
    shown = {
        token.text: text[analysis.offsets[token.first][0] : analysis.offsets[token.last][1]]
        for token in analysis.layers[Layer.CANONICAL]
    }
    assert shown["date:2012-12-18"] == "ngày 18/12/2012".removeprefix("ngày ")
    assert shown["doc:4/2012/tt-btttt"] == "04/2012/TT-BTTTT"
    assert shown["abbr:thông tin và truyền thông"] == "TT&TT"
    assert shown["num:3808.3"] == "3.808,3"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà bình", "hòa bình"),
        ("thuỷ lợi", "thủy lợi"),
        ("Uỷ ban", "ủy ban"),
        ("qúy", "quý"),
        ("TỔNG KẾT", "tổng kết"),
        (unicodedata.normalize("NFD", "Điện Biên"), "điện biên"),
        ("Ðiện Biên", "Điện Biên"),
        ("hội\u00a0nghị", "hội nghị"),
        ("hội ng\u200bhị", "hội nghị"),
        ("hội ng\u00adhị", "hội nghị"),
    ],
)
def test_the_same_letters_written_otherwise_are_the_same_terms(one: str, other: str) -> None:
    one = unicodedata.normalize("NFC", one)
    assert terms(one, Layer.SYLLABLE) == terms(other, Layer.SYLLABLE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3808,3", "3.808,3"),
        ("3 808,3", "3.808,3"),
        ("468.112", "468112"),
        ("165,0", "165"),
        ("18/12/2012", "18-12-2012"),
        ("18/12/2012", "ngày 18 tháng 12 năm 2012"),
        ("18/12/2012", "2012-12-18"),
        ("13/4", "13/04"),
        ("tháng 9-2019", "tháng 9 năm 2019"),
        ("64%", "64 %"),
        ("64%", "64 phần trăm"),
        ("cụm I", "cụm 1"),
        ("Quý I", "quý 1"),
        ("04/2012/TT-BTTTT", "4/2012/tt-btttt"),
        ("123/QĐ-UBND", "123/qd-ubnd"),
        ("10/2015/NQ-HĐND", "10/2015/nq-hdnd"),
        ("1243/NQ-UBTVQH15", "1243/nq-ubtvqh15"),
        ("TT&TT", "Thông tin và Truyền thông"),
        ("TT-TT", "TT & TT"),
        ("UBND", "Uỷ ban nhân dân"),
        ("KT-XH", "kinh tế - xã hội"),
        ("BĐ VHX", "điểm Bưu điện - Văn hóa xã"),
        ("STTTT", "Sở Thông tin và Truyền thông"),
        ("PT-TH", "Phát thanh - Truyền hình"),
    ],
)
def test_one_canonical_term_for_every_way_to_write_it(one: str, other: str) -> None:
    assert canonical(one) & canonical(other), (canonical(one), canonical(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.808,3", "38.083"),
        ("18/12/2012", "12/18/2012"),
        ("cụm I", "cụm 2"),
        ("TT", "thông tin"),
        ("31/2", "3/12"),
    ],
)
def test_what_is_different_has_no_term_in_common(one: str, other: str) -> None:
    assert not canonical(one) & canonical(other)


def test_words_are_aligned_to_their_syllables_across_lines_and_odd_blanks() -> None:
    text = "Công nghệ  thông tin\nvà\tTruyền thông"
    analysis = ANALYZER.analyze(text)
    for token in analysis.layers[Layer.WORD]:
        start, end = analysis.offsets[token.first][0], analysis.offsets[token.last][1]
        assert bare(" ".join(text[start:end].split())).lower() == bare(token.text)
        assert "\n" not in text[start:end]
    assert analysis.layers[Layer.WORD]


@pytest.mark.parametrize(
    "text", ["64%", "đạt 64 %", "24h", "24h/24h", "(04/2012/TT-BTTTT)", "I", "ngày 1/2."]
)
def test_canonical_terms_cover_syllables_of_their_text(text: str) -> None:
    analysis = ANALYZER.analyze(text)
    found = analysis.layers[Layer.CANONICAL]
    assert found
    assert all(0 <= token.first <= token.last < len(analysis.offsets) for token in found)


def test_pieces_of_a_code_stay_in_the_syllable_layer() -> None:
    assert terms("04/2012/TT-BTTTT", Layer.SYLLABLE) == ["04", "2012", "tt", "btttt"]
    assert terms("TP.Vinh", Layer.SYLLABLE) == ["tp", "vinh"]


@pytest.mark.parametrize("text", ["", " \n\t", "…!?", "\u200b", "a" * 5000, "😀 báo 😀", "\ud800 x", "\x00"])
def test_odd_texts_have_terms_or_none_but_never_fail(text: str) -> None:
    analysis = ANALYZER.analyze(text)
    assert len(analysis.offsets) == len(analysis.layers[Layer.SYLLABLE]) == len(analysis.layers[Layer.BARE])


def test_the_seeds_are_segmented_into_words_throughout(seeds: Path) -> None:
    for path in sorted(seeds.glob("*.txt")):
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        analysis = ANALYZER.analyze(text)
        covered = sum(token.last - token.first + 1 for token in analysis.layers[Layer.WORD])
        assert covered > 0.4 * len(analysis.offsets), path.name


def test_the_first_analysis_may_come_from_many_threads_at_once() -> None:
    found: list[int] = []

    def work() -> None:
        found.append(len(Analyzer().analyze("hội nghị tổng kết").layers[Layer.WORD]))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [found[0]] * 8
    assert found[0] > 0


def test_a_text_that_cannot_be_read_leaves_the_next_ones_right(monkeypatch: pytest.MonkeyPatch) -> None:
    def short_of_memory(raw: str) -> str:
        if raw == "ba":
            raise MemoryError
        return syllable(raw)

    row.forget()
    monkeypatch.setattr(row, "syllable", short_of_memory)
    with pytest.raises(MemoryError):
        row.read("một hai, ba bốn")
    monkeypatch.undo()
    assert list(row.read("bốn năm ba, hai").syllables) == ["bốn", "năm", "ba", "hai"]
    assert list(row.read("một hai, ba bốn").bares) == ["mot", "hai", "ba", "bon"]
