"""Passages as a reader sees them."""

from __future__ import annotations

from indexer import highlight
from indexer.language.tokenize import offsets
from indexer.model import Pieces, Span

TEXT = (
    "Mở đầu báo cáo. Chiều ngày 14/12, Sở tổ chức hội nghị tổng kết công tác năm.\n\n"
    + "Đoạn giữa không có gì. " * 12
    + "\n\nCuối cùng, hội nghị kết thúc."
)
ROW = highlight.placed(TEXT, offsets(TEXT))


def spans_of(*words: str) -> list[Span]:
    return [Span(at, at) for at, word in enumerate(words_of(ROW)) if word.lower() in words]


def words_of(row: highlight.Placed) -> list[str]:
    return [row.text[start:end] for start, end in zip(row.starts, row.ends, strict=True)]


def shown(pieces: Pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.matched else piece.text for piece in pieces)


def test_neighbouring_matches_are_one_mark_and_lines_part_them() -> None:
    found = highlight.marks(ROW, spans_of("hội", "nghị", "tổng", "kết"))
    assert [" ".join(words_of(ROW)[first : last + 1]) for first, last, _ in found] == [
        "hội nghị tổng kết",
        "hội nghị kết",
    ]


def test_the_pieces_of_the_whole_text_are_the_text() -> None:
    found = highlight.marks(ROW, spans_of("hội", "năm"))
    assert "".join(piece.text for piece in highlight.whole(ROW, found)) == TEXT


def test_passages_come_from_the_densest_places_and_end_at_borders() -> None:
    found = highlight.marks(ROW, spans_of("hội", "nghị", "tổng", "kết"))
    places = highlight.densest(highlight.places(ROW, found))
    texts = [shown(highlight.snippet(ROW, found[first:after])) for first, after, _ in places]
    assert texts == [
        "Chiều ngày 14/12, Sở tổ chức [hội nghị tổng kết] công tác năm.",
        "Cuối cùng, [hội nghị kết] thúc.",
    ]


def test_a_passage_in_the_middle_of_a_long_line_says_that_text_is_left_out() -> None:
    text = "một " * 60 + "đây " + "hai " * 60
    row = highlight.placed(text, offsets(text))
    found = highlight.marks(row, [Span(60, 60)])
    passage = shown(highlight.snippet(row, found))
    assert passage.startswith("… một ")
    assert passage.endswith(" hai …")
    assert "[đây]" in passage
    assert len(passage.split()) < 60


def test_without_a_match_a_passage_is_the_beginning() -> None:
    assert shown(highlight.snippet(ROW, ())).startswith("Mở đầu báo cáo. Chiều")


def test_a_weak_match_alone_is_not_marked() -> None:
    assert highlight.marks(ROW, [Span(3, 3, weak=True)]) == []


def test_a_syllable_alone_is_not_marked_where_it_also_stands_in_the_run_that_was_asked_for() -> None:
    text = "Sở Nghệ An lo an toàn, kết quả; năm 2012, 2012."
    row = highlight.placed(text, offsets(text))
    spans = [
        Span(at, at)
        for at, word in enumerate(words_of(row))
        if word.lower() in ("nghệ", "an", "kết", "năm", "2012")
    ]
    found = highlight.whole(row, highlight.marks(row, spans))
    assert shown(found) == "Sở [Nghệ An] lo an toàn, [kết] quả; [năm 2012, 2012]."


def test_a_passage_never_cuts_a_date_a_code_or_a_bracket() -> None:
    text = (
        "Từ ngày 14/12/2012 (xem 04/2012/TT-BTTTT) "
        + "và " * 12
        + "hội nghị "
        + "đã " * 25
        + "gặp Sở TT&TT tỉnh X."
    )
    row = highlight.placed(text, offsets(text))
    at = words_of(row).index("hội")
    for lead in range(14):
        group = [(at - lead, at + 1, 1)]
        words = highlight.snippet(row, group).text.removeprefix("… ").removesuffix(" …").split()
        assert set(words) <= set(text.split()), words
