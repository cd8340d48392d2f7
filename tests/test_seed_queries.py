"""What people look for in the five reports, and the report they must find first."""

from __future__ import annotations

import pytest

from indexer.model import SearchRequest
from indexer.search import SearchService

NGHE_AN_2012 = "000_d8e5532c43022347"
DIEN_BIEN = "001_c527001e0bf07e56"
THAI_NGUYEN = "002_2fea4f76a796102a"
SMART_CITY = "003_de13024027c2f808"  # its province is not named
CLUSTER_ONE = "004_763baed69ffaf6d4"

QUERIES: list[tuple[str, tuple[str, ...]]] = [
    # words, with and without accents
    ("hội nghị tổng kết nghệ an 2012", (NGHE_AN_2012,)),
    ("hoi nghi tong ket nghe an", (NGHE_AN_2012, CLUSTER_ONE)),
    ("hội nghị sơ kết", (DIEN_BIEN, SMART_CITY)),
    ("so ket 6 thang dau nam 2012", (DIEN_BIEN,)),
    ("giao ban cụm I", (CLUSTER_ONE,)),
    ("giao ban cum 1", (CLUSTER_ONE,)),
    ("thành phố thông minh", (SMART_CITY,)),
    ("thanh pho thong minh", (SMART_CITY,)),
    ("cổng thông tin điện tử thái nguyên", (THAI_NGUYEN,)),
    ("trò chơi điện tử công cộng", (CLUSTER_ONE,)),
    ("tro choi dien tu", (CLUSTER_ONE,)),
    ("thi viết thư quốc tế", (THAI_NGUYEN,)),
    ("phạt nguội", (SMART_CITY,)),
    ("phat nguoi", (SMART_CITY,)),
    ("quản lý thuê bao di động trả trước", (DIEN_BIEN,)),
    ("camera giám sát", (SMART_CITY,)),
    ("mật độ thuê bao truyền hình trả tiền", (SMART_CITY,)),
    # phrases
    ('"vượt 63,0% so với kế hoạch"', (NGHE_AN_2012,)),
    ('"hạ tầng kỹ thuật CNTT-TT"', (NGHE_AN_2012,)),
    ('"cụm trưởng cụm I"', (CLUSTER_ONE,)),
    ('"hoi nghi truc tuyen"', (THAI_NGUYEN,)),
    ('"gop phan tao su chuyen bien"', (SMART_CITY,)),
    # people
    ("Hồ Quang Thành", (NGHE_AN_2012, CLUSTER_ONE)),
    ("phan nguyen hao", (NGHE_AN_2012,)),
    ("Giàng Thị Hoa", (DIEN_BIEN,)),
    ("giang thi hoa pho chu tich", (DIEN_BIEN,)),
    ("Hoàng Quốc Vượng", (THAI_NGUYEN,)),
    ("nguyen dinh bang", (THAI_NGUYEN,)),
    ("Nguyễn Tiến Nhường", (SMART_CITY,)),
    ("đậu vĩnh thịnh", (CLUSTER_ONE,)),
    ("kim oanh", (CLUSTER_ONE,)),
    ("Việt Hoa", (SMART_CITY,)),
    # places
    ("điện biên", (DIEN_BIEN,)),
    ("thi xa cua lo", (CLUSTER_ONE,)),
    ("TP.Vinh", (CLUSTER_ONE,)),
    ("Hưng Nguyên", (CLUSTER_ONE,)),
    ("nghê an", (NGHE_AN_2012, CLUSTER_ONE)),
    # abbreviations, both ways
    ("BĐ VHX", (NGHE_AN_2012,)),
    ("điểm bưu điện văn hóa xã", (NGHE_AN_2012,)),
    ("QLNN", (DIEN_BIEN,)),
    ("PT-TH huyện", (CLUSTER_ONE,)),
    ("ATGT", (SMART_CITY,)),
    ("an toàn giao thông", (SMART_CITY,)),
    ("phòng VH-TT", (DIEN_BIEN,)),
    ("VCCI", (THAI_NGUYEN,)),
    ("TUV giám đốc", (NGHE_AN_2012,)),
    ("QĐ 44", (CLUSTER_ONE,)),
    # numbers, dates, codes as written and otherwise
    ("2536 trạm BTS", (NGHE_AN_2012,)),
    ("3808,3 tỷ đồng", (NGHE_AN_2012,)),
    ("3.808,3", (NGHE_AN_2012,)),
    ("468.112 thuê bao", (DIEN_BIEN,)),
    ("468112", (DIEN_BIEN,)),
    ("410/479 xã", (NGHE_AN_2012,)),
    ("525.950 tỷ", (SMART_CITY,)),
    ("04/2012/TT-BTTTT", (DIEN_BIEN,)),
    ("thông tư 04", (DIEN_BIEN,)),
    ("13/04/2012", (DIEN_BIEN,)),
    ("14/12/2012", (NGHE_AN_2012,)),
    ("ngày 20 tháng 1 năm 2010", (THAI_NGUYEN,)),
    ("tháng 9-2019", (SMART_CITY,)),
    ("18/12/2012", (NGHE_AN_2012,)),
    # the grammar
    ('hội nghị tỉnh:"Thái Nguyên"', (THAI_NGUYEN,)),
    ("tinh:dien bien", (DIEN_BIEN,)),
    ("công tác năm:2019", (SMART_CITY,)),
    ("nghệ an -cụm", (NGHE_AN_2012,)),
    ("giàng OR nhường", (DIEN_BIEN, SMART_CITY)),
    ("camer*", (SMART_CITY,)),
]

# A filter has no words, and a posting date is not part of the body.
NOTHING_TO_MARK = {"tinh:dien bien", "18/12/2012"}


@pytest.mark.parametrize(("text", "expected"), QUERIES, ids=[text for text, _ in QUERIES])
def test_the_report_is_found_first(service: SearchService, text: str, expected: tuple[str, ...]) -> None:
    page = service.search(SearchRequest(text=text))
    found = [hit.report.id for hit in page.hits]
    assert set(found[: len(expected)]) == set(expected)
    if text not in NOTHING_TO_MARK:
        for hit in page.hits[: len(expected)]:
            pieces = [piece for row in (hit.title_pieces, *hit.snippets) for piece in row]
            assert any(piece.matched for piece in pieces), "what was found is marked"


@pytest.mark.parametrize(
    ("text", "marked"), [("thuê bao", "thuê bao"), ("thue bao", "thuê bao"), ("chỉ tiêu", "chỉ tiêu")]
)
def test_a_function_syllable_that_is_part_of_a_word_is_marked(
    service: SearchService, text: str, marked: str
) -> None:
    hit = service.search(SearchRequest(text=text)).hits[0]
    pieces = {piece.text.lower() for snippet in hit.snippets for piece in snippet if piece.matched}
    assert marked in pieces


def test_the_table_is_as_long_as_promised() -> None:
    assert len(QUERIES) >= 40
