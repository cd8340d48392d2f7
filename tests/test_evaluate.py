"""What `evaluate` says of a search, and of files that it cannot use."""

from __future__ import annotations

import builtins
import gzip
import json
import lzma
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.language.keyboard import decode_telex, decode_vni
from indexer.language.normalize import has_accents, nfc
from indexer.transforms import transformed, with_typo
from webui.cli import commands

CORPUS = {
    "một": "Sở Thông tin và Truyền thông Nghệ An tổ chức hội nghị tổng kết công tác năm 2012",
    "hai": "Bưu điện tỉnh Điện Biên sửa chữa mười điểm phục vụ ở vùng sâu vùng xa",
    "ba": "Thanh tra sở xử phạt các đại lý internet vi phạm giờ mở cửa",
}
QUERIES = {"q1": "hội nghị tổng kết Nghệ An", "q2": "điểm phục vụ vùng sâu", "q3": "đại lý internet"}
JUDGMENTS = [("q1", "một", 1), ("q2", "hai", 2), ("q3", "ba", 1)]


def records(rows: Mapping[str, str]) -> str:
    return "".join(
        json.dumps({"_id": id, "text": text}, ensure_ascii=False) + "\n" for id, text in rows.items()
    )


def judgments(rows: Iterable[tuple[object, ...]]) -> str:
    return "query-id\tcorpus-id\tscore\n" + "".join("\t".join(map(str, row)) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A judged collection, in a directory to work in."""
    monkeypatch.chdir(tmp_path)
    directory = tmp_path / "bộ đánh giá"
    directory.mkdir()
    (directory / "corpus.jsonl").write_text(records(CORPUS), encoding="utf-8")
    (directory / "queries.jsonl").write_text(records(QUERIES), encoding="utf-8")
    (directory / "qrels.tsv").write_text(judgments(JUDGMENTS), encoding="utf-8")
    return directory


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, ["evaluate", *map(str, arguments)])


def scores(*arguments: str | Path) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def failure(folder: Path) -> str:
    result = run(folder)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.mark.parametrize("transform", ["none", "bare"])
def test_a_search_that_finds_everything_first_has_the_best_scores(folder: Path, transform: str) -> None:
    assert scores(folder, "--transform", transform) == {
        "queries": 3,
        "ndcg@10": 1.0,
        "mrr@10": 1.0,
        "recall@10": 1.0,
        "transform": transform,
    }


def test_scores_are_those_of_the_definition(folder: Path) -> None:
    # q2 judged the wrong way: nothing of the right report is asked for, so it is not among the hits.
    wrong = [("q1", "một", 1), ("q1", "ba", 1), ("q2", "ba", 1), ("q2", "hai", 0)]
    (folder / "qrels.tsv").write_text(judgments(wrong), encoding="utf-8")
    measured = scores(folder)
    assert measured["queries"] == 2, "queries without judgments are left out"
    assert measured["mrr@10"] == pytest.approx((1 + 0) / 2)
    assert measured["recall@10"] == pytest.approx((0.5 + 0) / 2)
    assert measured["ndcg@10"] == pytest.approx((1 / (1 + 0.6309297535714575) + 0) / 2)


def test_people_read_a_table(folder: Path) -> None:
    assert run(folder).stdout.split() == (
        "queries 3 ndcg@10 1.0000 mrr@10 1.0000 recall@10 1.0000 transform none".split()
    )


def test_the_live_index_is_not_touched_and_the_built_one_is_used_again(folder: Path) -> None:
    source = folder.parent / "báo cáo.txt"
    source.write_text("Báo cáo giao ban\n\nNội dung giao ban tháng.\n", encoding="utf-8")
    assert CliRunner().invoke(commands, ["rebuild", str(source)]).exit_code == 0

    def files(pattern: str) -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in folder.parent.glob(pattern) if path.is_file()}

    before = files(".timbaocao/**/*")
    assert before
    scores(folder)
    built = files(".timbaocao_*/**/*")
    assert scores(folder)["ndcg@10"] == 1.0
    assert files(".timbaocao_*/**/*") == built
    assert files(".timbaocao/**/*") == before


def test_another_corpus_gets_another_index(folder: Path) -> None:
    scores(folder)
    swapped = {"một": CORPUS["hai"], "hai": CORPUS["một"], "ba": CORPUS["ba"]}
    (folder / "corpus.jsonl").write_text(records(swapped), encoding="utf-8")
    assert scores(folder)["recall@10"] < 1


def test_an_index_that_is_named_is_searched(folder: Path, index_dir: Path) -> None:
    (folder / "queries.jsonl").write_text(records({"q": "hội nghị giao ban cụm I"}), encoding="utf-8")
    (folder / "qrels.tsv").write_text(judgments([("q", "003_de13024027c2f808", 1)]), encoding="utf-8")
    (folder / "corpus.jsonl").unlink()
    assert scores(folder, "--index", index_dir)["recall@10"] == 1.0
    (folder / "qrels.tsv").write_text(judgments([("q", "một", 1)]), encoding="utf-8")
    result = run(folder, "--index", index_dir)
    assert result.exit_code == 1
    assert "qrels.tsv, line 2" in result.stderr
    assert "'một'" in result.stderr


def test_files_may_be_packed_and_judgments_in_a_folder(folder: Path) -> None:
    (folder / "corpus.jsonl.xz").write_bytes(lzma.compress((folder / "corpus.jsonl").read_bytes()))
    (folder / "queries.jsonl.gz").write_bytes(gzip.compress((folder / "queries.jsonl").read_bytes()))
    (folder / "qrels").mkdir()
    (folder / "qrels.tsv").rename(folder / "qrels" / "test.tsv")
    for name in ("corpus.jsonl", "queries.jsonl"):
        (folder / name).unlink()
    assert scores(folder)["ndcg@10"] == 1.0


def test_a_long_query_is_judged_too(folder: Path) -> None:
    (folder / "queries.jsonl").write_text(records(QUERIES | {"q1": "hội nghị " * 500}), encoding="utf-8")
    assert scores(folder, "--transform", "vni")["queries"] == 3


def test_a_report_without_text_is_named_and_counts_as_not_found(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text(records(CORPUS | {"ba": ""}), encoding="utf-8")
    result = run(folder)
    assert result.exit_code == 0
    assert "line 3: it is empty" in result.stderr
    assert "recall@10  0.6667" in result.stdout


GOOD_JUDGMENTS = judgments(JUDGMENTS)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("corpus.jsonl", '{"_id": "một", "text": "a"}\n{"_id": \n', "corpus.jsonl, line 2: it is not JSON"),
        ("corpus.jsonl", '["một"]\n', "corpus.jsonl, line 1: it is no JSON object"),
        ("corpus.jsonl", '{"text": "a"}\n', 'corpus.jsonl, line 1: it needs an "_id"'),
        ("corpus.jsonl", records({"một": "a", "hai": "b"}), "qrels.tsv, line 4: corpus.jsonl has no line"),
        ("queries.jsonl", records(QUERIES) + "{}\n", 'queries.jsonl, line 4: it needs an "_id"'),
        ("queries.jsonl", records(QUERIES | {"q2": " "}), 'queries.jsonl, line 2: a query needs a "text"'),
        ("queries.jsonl", records(QUERIES) * 2, "queries.jsonl, line 4: the _id 'q1' stands in an earlier"),
        ("queries.jsonl", records({"q1": "a"}), "qrels.tsv, line 3: queries.jsonl has no line with"),
        ("qrels.tsv", GOOD_JUDGMENTS + "q1 một 1\n", "qrels.tsv, line 5: it has 1 columns"),
        ("qrels.tsv", GOOD_JUDGMENTS + "q1\tmột\tyes\n", "qrels.tsv, line 5: the score 'yes'"),
        ("qrels.tsv", GOOD_JUDGMENTS + "q1\tmột\t0\n", "qrels.tsv, line 5: q1 and một were judged 1"),
        ("qrels.tsv", GOOD_JUDGMENTS + "q1\t\udcff\t0\n", "qrels.tsv, line 5: it is not UTF-8"),
        ("qrels.tsv", "", "judges no report relevant"),
        ("qrels.tsv", judgments([]), "judges no report relevant"),
        ("qrels.tsv", judgments([("q1", "một", 0)]), "judges no report relevant"),
    ],
)
def test_a_file_with_an_error_is_named_with_its_line(
    folder: Path, name: str, content: str, said: str
) -> None:
    (folder / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    assert said in failure(folder)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"has no {name}" in failure(folder)


def test_a_damaged_file_is_named(folder: Path) -> None:
    packed = gzip.compress((folder / "queries.jsonl").read_bytes())
    (folder / "queries.jsonl").unlink()
    (folder / "queries.jsonl.gz").write_bytes(packed[:-20])
    assert "queries.jsonl.gz cannot be read" in failure(folder)


def test_without_the_extra_the_cure_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **keywords: Any) -> Any:
        if name == "ir_measures":
            raise ImportError(name)
        return real(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", without)
    assert 'pip install "timbaocao[evaluate]"' in failure(folder)


def test_raw_keys_are_the_query_once_they_are_read_back() -> None:
    for text in QUERIES.values():
        for transform, decode in (("telex", decode_telex), ("vni", decode_vni)):
            typed = transformed(text, "telex" if transform == "telex" else "vni")
            assert not has_accents(typed)
            assert " ".join(decode(word) or word for word in typed.split()) == text


def test_a_typo_is_one_slip_in_one_syllable_and_always_the_same() -> None:
    slips = set()
    for seed in range(300):
        text = "Hội nghị tổng kết"
        typed = with_typo(text, seed)
        assert typed == with_typo(text, seed)
        assert nfc(typed) == typed
        words = [(was, now) for was, now in zip(text.split(), typed.split(), strict=True) if was != now]
        assert len(words) == 1
        ((was, now),) = words
        assert abs(len(was) - len(now)) <= 1
        if len(was) == len(now):
            differing = sum(one != other for one, other in zip(was, now, strict=True))
            slips.add("swapped" if sorted(was) == sorted(now) else "wrong")
            assert differing <= 2
        else:
            slips.add("doubled" if len(now) > len(was) else "missing")
    assert slips == {"wrong", "missing", "doubled", "swapped"}
    assert len({with_typo(text) for text in QUERIES.values()}) == len(QUERIES)


def test_bare_queries_have_no_accents() -> None:
    assert transformed("Hội nghị ở Điện Biên", "bare") == "Hoi nghi o Dien Bien"
    assert transformed("ĐẮK LẮK", "bare") == "DAK LAK"
