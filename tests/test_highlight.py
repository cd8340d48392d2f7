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
ROW = offsets(TEXT)


def spans_of(*words: str) -> list[Span]:
    return [Span("body", at, at) for at, (start, end) in enumerate(ROW) if TEXT[start:end].lower() in words]


def shown(pieces: Pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.matched else piece.text for piece in pieces)


def test_neighbouring_matches_are_one_mark_and_lines_part_them() -> None:
    found = highlight.marks(TEXT, ROW, spans_of("hội", "nghị", "tổng", "kết"))
    assert [TEXT[ROW[m.first][0] : ROW[m.last][1]] for m in found] == ["hội nghị tổng kết", "hội nghị kết"]


def test_the_pieces_of_the_whole_text_are_the_text() -> None:
    found = highlight.marks(TEXT, ROW, spans_of("hội", "năm"))
    assert "".join(piece.text for piece in highlight.whole(TEXT, ROW, found)) == TEXT


def test_passages_come_from_the_densest_places_and_end_at_borders() -> None:
    found = highlight.marks(TEXT, ROW, spans_of("hội", "nghị", "tổng", "kết"))
    groups = highlight.passages(highlight.places(TEXT, ROW, found))
    texts = [shown(highlight.snippet(TEXT, ROW, group)) for group in groups]
    assert texts == [
        "Chiều ngày 14/12, Sở tổ chức [hội nghị tổng kết] công tác năm.",
        "Cuối cùng, [hội nghị kết] thúc.",
    ]


def test_a_passage_in_the_middle_of_a_long_line_says_that_text_is_left_out() -> None:
    text = "một " * 60 + "đây " + "hai " * 60
    row = offsets(text)
    found = highlight.marks(text, row, [Span("body", 60, 60)])
    passage = shown(highlight.snippet(text, row, found))
    assert passage.startswith("… một ")
    assert passage.endswith(" hai …")
    assert "[đây]" in passage
    assert len(passage.split()) < 60


def test_without_a_match_a_passage_is_the_beginning() -> None:
    assert shown(highlight.snippet(TEXT, ROW, ())).startswith("Mở đầu báo cáo. Chiều")


def test_a_weak_match_alone_is_not_marked() -> None:
    assert highlight.marks(TEXT, ROW, [Span("body", 3, 3, weak=True)]) == []


def test_a_syllable_alone_is_not_marked_where_it_also_stands_in_the_run_that_was_asked_for() -> None:
    text = "Sở Nghệ An lo an toàn, kết quả; năm 2012, 2012."
    row = offsets(text)
    spans = [
        Span("body", at, at)
        for at, (start, end) in enumerate(row)
        if text[start:end].lower() in ("nghệ", "an", "kết", "năm", "2012")
    ]
    found = highlight.whole(text, row, highlight.marks(text, row, spans))
    assert shown(found) == "Sở [Nghệ An] lo an toàn, [kết] quả; [năm 2012, 2012]."


def test_a_passage_never_cuts_a_date_a_code_or_a_bracket() -> None:
    text = (
        "Từ ngày 14/12/2012 (xem 04/2012/TT-BTTTT) "
        + "và " * 12
        + "hội nghị "
        + "đã " * 25
        + "gặp Sở TT&TT tỉnh X."
    )
    row = offsets(text)
    at = next(place for place, (start, end) in enumerate(row) if text[start:end] == "hội")
    for lead in range(14):
        group = [highlight.Mark(at - lead, at + 1)]
        passage = "".join(piece.text for piece in highlight.snippet(text, row, group))
        words = passage.removeprefix("… ").removesuffix(" …").split()
        assert set(words) <= set(text.split()), words
