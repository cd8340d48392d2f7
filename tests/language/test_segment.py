"""The words that are found here are those that `word_tokenize` finds."""

from __future__ import annotations

import json
import lzma
import random
import re
import shutil
import threading
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from indexer.language import segment, segment_tokens
from indexer.language.normalize import nfc
from indexer.language.row import read
from indexer.language.segment import Segmenter, words, words_by_package, words_of_short
from indexer.language.segment_file import UnknownModel
from indexer.language.segment_tokens import Chunks, UnknownTokenizer, read_pattern
from indexer.language.tokenize import offsets
from tests.language.peers import differences

ROOT = Path(__file__).parents[2]
WIKI = ROOT.parent / "shared" / "data" / "viwiki-20k.jsonl.xz"
ODD = (
    "TP. Vinh|T.Ư|v.v...|H'Mông|43H-0530|e-mail|Th.S|This|U.S.|http://a.vn/b(c)d|a@b.vn|03-5730-2357|02/05/2014|"
    "1.600m-2.000m|3x4|:D|:))|=))|<3|..|--|->|100,000|4.123,2|2147483648|+5|４|²|Ⅷ|ǅa|ɾɯ|日本|TT&TT|NĐ-CP|%|_a_|ʺ|"
    "Hội|nghị|tổng|kết|công|nghệ|thông|tin|Sở|Nghệ|An|A.|BTTTT|(|)|\u200b|\u00a0|\u00ad|😀|\u0301|ð|\x1c"
).split("|")

# Of these chunks are made, many of them letters between marks.
PIECES = [
    *'aAThsSMrDpTĐÂâễß大öÖ012².,;:!?)"”(“[]%e-', "ð", "ʺ", "\u0301", "\u212b", "x", "v",
    "T", "Th", "Mr", "Dr", "Tp", "http", "hội", "Nghị", "2012", "1.000",
]  # fmt: skip


def agree(text: str) -> None:
    """Where two readings are equally good to the model, either may be taken."""
    different = list(differences(text))
    assert [difference for difference in different if not difference.tied] == []
    if not different:
        assert words(text, read(text)) == words_by_package(text, offsets(text))


def package() -> Path:
    spec = find_spec("underthesea")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0], "pipeline", "word_tokenize")


def test_the_reports_have_the_same_words() -> None:
    reports = [*(ROOT / "seeds").glob("*.txt"), *(ROOT / "tests" / "golden" / "reports").rglob("*.txt")]
    assert len(reports) > 20
    for path in reports:
        agree(nfc(path.read_text(encoding="utf-8", errors="replace")))


@pytest.mark.parametrize("seed", range(10))
def test_odd_lines_have_the_same_words(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(60):
        line = "".join(
            draw.choice(ODD) + draw.choice((" ", " ", " ", "", "\n", "  "))
            for _ in range(draw.randint(1, 14))
        )
        agree(nfc(line))


def test_a_chunk_of_letters_between_marks_has_the_tokens_of_the_expression(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = random.Random(3)
    written = [draw.choice(PIECES) for _ in range(200_000)]
    chunks = {"".join(islice(pieces, draw.randint(1, 6))) for pieces in [iter(written)] * 50_000}
    if WIKI.exists():
        with lzma.open(WIKI, "rt", encoding="utf-8") as lines:
            chunks.update(chunk for line in islice(lines, 300) for chunk in json.loads(line)["text"].split())
    plain = [chunk for chunk in sorted(chunks) if segment_tokens._PLAIN.fullmatch(chunk)]
    assert len(plain) > 5_000
    short, long = (Chunks(read_pattern(package()), _Names().__getitem__, 4_000) for _ in range(2))
    numbers = [(short.inside(chunk), short.at_end[chunk]) for chunk in plain]
    monkeypatch.setattr(segment_tokens, "_PLAIN", re.compile(r"(?!)"))
    assert numbers == [(long.inside(chunk), long.at_end[chunk]) for chunk in plain]
    for column in ("counts", "starts", "tokens", "firsts", "lasts"):
        found, expected = (getattr(chunks, column).array()[:20_000] for chunks in (short, long))
        assert found.tolist() == expected.tolist(), column


class _Names(dict[str, int]):
    def __missing__(self, token: str) -> int:
        self[token] = number = len(self)
        return number


def test_real_text_has_the_same_words_but_for_ties() -> None:
    if not WIKI.exists():
        pytest.skip("the evaluation data is not here")
    with lzma.open(WIKI, "rt", encoding="utf-8") as lines:
        texts = [nfc(json.loads(line)["text"]) for line in islice(lines, 2_000, 2_060)]
    ties = [difference for text in texts for difference in differences(text)]
    assert [tie for tie in ties if not tie.tied] == []
    assert len(ties) < 10
    assert sum(len(words(text, read(text))) for text in texts) > 8_000


@pytest.mark.parametrize("seed", range(10))
def test_a_short_text_has_the_words_and_the_very_scores_of_the_arrays(seed: int) -> None:
    draw = random.Random(seed)
    model = Segmenter(package())._model
    reports = [*(ROOT / "seeds").glob("*.txt"), *(ROOT / "tests" / "golden" / "reports").rglob("*.txt")]
    whole = [nfc(path.read_text(encoding="utf-8", errors="replace")) for path in sorted(reports)]
    for _ in range(300):
        text = draw.choice(whole)
        begin = draw.randrange(len(text))
        pieces = [text[begin : begin + draw.choice((4, 12, 30, 90, 200))]]
        pieces += draw.choices(ODD, k=draw.choice((0, 0, 1, 5)))
        short = draw.choice(("", " ", "\n")).join(pieces)
        assert words_of_short(short, offsets(short)) == words(short, read(short)), short
        if tokens := read_pattern(package()).findall(short):
            found = [token if isinstance(token, str) else token[0] for token in tokens]
            numbers = np.array(list(map(model.number, found)))
            assert model.scores_of_few(found) == model.scores(numbers, np.array([len(found)])).tolist()


def test_the_fast_way_is_the_one_that_is_taken() -> None:
    assert segment._segmenter() is not None


@pytest.mark.parametrize("name", ["models.bin", "features.bin", "dictionary.bin"])
@pytest.mark.parametrize("change", ["cut", "flip", "absent"])
def test_another_model_is_not_guessed_at(name: str, change: str, tmp_path: Path) -> None:
    shutil.copytree(package(), tmp_path / "package")
    (path,) = (tmp_path / "package").rglob(name)
    content = path.read_bytes()
    if change == "absent":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2] if change == "cut" else b"\xff" + content[1:])
    with pytest.raises(UnknownModel):
        Segmenter(tmp_path / "package")


def test_another_tokenizer_is_not_guessed_at(tmp_path: Path) -> None:
    shutil.copytree(package(), tmp_path / "package")
    (tmp_path / "package" / "regex_tokenize.py").write_text("patterns = 1 +", encoding="utf-8")
    with pytest.raises(UnknownTokenizer):
        Segmenter(tmp_path / "package")


def test_without_the_fast_way_the_words_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Sở Thông tin và Truyền thông tổ chức hội nghị tổng kết công tác năm 2012."
    fast = words(text, read(text))
    monkeypatch.setattr(segment, "_segmenter", lambda: None)
    assert words(text, read(text)) == words_of_short(text, offsets(text)) == fast != []


def test_many_threads_find_the_same_words() -> None:
    texts = [f"Hội nghị tổng kết công nghệ thông tin số {n} của tỉnh thứ {n}" for n in range(200)]
    segmenter = Segmenter(package())
    expected = [segmenter.words(text, read(text)) for text in texts]
    assert [segmenter.words_of_short(text) for text in texts] == expected
    fresh, found = Segmenter(package()), []

    def work() -> None:
        found.append([fresh.words(text, read(text)) for text in texts])
        found.append([fresh.words_of_short(text) for text in texts])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_the_model_is_loaded_once_however_many_ask_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, together = [], threading.Barrier(8)

    def load(directory: Path) -> Segmenter:
        loaded.append(directory)
        return Segmenter(directory)

    def ask() -> None:
        together.wait()
        words("hội nghị", read("hội nghị"))

    monkeypatch.setattr(segment, "Segmenter", load)
    segment._segmenter.cache_clear()
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loaded) == 1


@pytest.mark.parametrize("odd", ["12/", "TT&", "12-", "A:", "(A"])
def test_a_line_without_a_blank_is_cut_and_its_words_stay_within_its_syllables(odd: str) -> None:
    text = odd * 6_666
    row = read(text)
    assert all(0 <= first < last < len(row.offsets) for first, last in words(text, row))


def test_a_chunk_without_an_end_is_never_read_as_a_whole() -> None:
    segmenter, lengths = Segmenter(package()), []

    class Watched:
        def finditer(self, text: str) -> object:
            lengths.append(len(text))
            return pattern.finditer(text)

    pattern, segmenter._chunks._pattern = segmenter._chunks._pattern, Watched()  # type: ignore[assignment]
    for text in ("1." * 2_000, "-1" * 40_000, "Hội nghị " + "+1" * 40_000 + " tổng kết 1.2"):
        segmenter.words(text, read(text))
    assert max(lengths) == 4_001, "the time that the expression takes grows with the square of what it reads"
