"""Provinces: the table, names as people type them, and which province a text is about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.reports.places import province
from indexer.reports.provinces import ABOLISHED, PROVINCES, longest_name, now, resolve

TABLE = Path(__file__).parents[2].parent / "shared" / "data" / "provinces_63_to_34.json"


def test_sixty_three_became_thirty_four() -> None:
    assert len(set(PROVINCES) - ABOLISHED) == 63
    assert len(set(PROVINCES.values())) == 34
    assert all(now(unit) == unit for unit in PROVINCES.values())


@pytest.mark.skipif(not TABLE.exists(), reason="the table to compare with lies outside of the repository")
def test_the_table_is_the_official_one() -> None:
    official = {
        old: unit["short"] for unit in json.loads(TABLE.read_text("utf-8")) for old in unit["old_short"]
    }
    assert {old: new for old, new in PROVINCES.items() if old not in ABOLISHED} == official


@pytest.mark.parametrize("name", PROVINCES)
def test_each_name_resolves_to_itself_however_typed(name: str) -> None:
    assert resolve(name) == name
    assert resolve(f"TỈNH {name.upper()}") == name
    assert resolve(f"tp. {name}") == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("nghe an", "Nghệ An"),
        ("nghean", "Nghệ An"),
        ("TP.HCM", "Hồ Chí Minh"),
        ("TPHCM", "Hồ Chí Minh"),
        ("tp hcm", "Hồ Chí Minh"),
        ("thành phố Hồ Chí Minh", "Hồ Chí Minh"),
        ("Sài Gòn", "Hồ Chí Minh"),
        ("Thừa Thiên Huế", "Huế"),
        ("Thừa Thiên - Huế", "Huế"),
        ("TT-Huế", "Huế"),
        ("hue", "Huế"),
        ("BR-VT", "Bà Rịa - Vũng Tàu"),
        ("ba ria vung tau", "Bà Rịa - Vũng Tàu"),
        ("Bắc Cạn", "Bắc Kạn"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("Đăk Lăk", "Đắk Lắk"),
        ("Daklak", "Đắk Lắk"),
        ("Đăk Nông", "Đắk Nông"),
        ("Kontum", "Kon Tum"),
        ("Gia-lai", "Gia Lai"),
        ("Khánh Hoà", "Khánh Hòa"),
        ("Thanh Hoá", "Thanh Hóa"),
        ("hoa binh", "Hòa Bình"),
        ("Hà Tây", "Hà Tây"),
        ("thành phố Đồng Nai", "Đồng Nai"),
        ("Vinh", None),
        ("Việt Nam", None),
        ("tỉnh", None),
        ("", None),
        ("...", None),
    ],
)
def test_aliases(typed: str, name: str | None) -> None:
    assert resolve(typed) == name


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("nghe an tong ket", ("Nghệ An", 2)),
        ("Thừa Thiên - Huế giao ban", ("Huế", 4)),
        ("tỉnh Bà Rịa - Vũng Tàu 2012", ("Bà Rịa - Vũng Tàu", 6)),
        ("hà nam định", ("Hà Nam", 2)),
        ("huế -", ("Huế", 1)),
        ("tổng kết nghệ an", None),
        ("", None),
    ],
)
def test_longest_name(words: str, found: tuple[str, int] | None) -> None:
    assert longest_name(words.split()) == found


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("SỞ TT&TT THÁI BÌNH TỔNG KẾT", "Thái Bình"),
        ("TỈNH HÒA BÌNH TỔNG KẾT", "Hòa Bình"),
        ("Sở TT&TT Hoà Bình sơ kết", "Hòa Bình"),
        ("Đắc Nông: giao ban báo chí", "Đắk Nông"),
        ("TP.HCM tổng kết công tác", "Hồ Chí Minh"),
        ("Sở TT&TT TP. Hồ Chí Minh tổng kết", "Hồ Chí Minh"),
        ("Thừa Thiên - Huế sơ kết công tác", "Huế"),
        ("Huế: Giao ban báo chí", "Huế"),
        ("Giao ban báo chí tại Hà Tĩnh", "Hà Tĩnh"),
        ("Sở TT&TT Nghệ An làm việc với Hà Tĩnh", "Nghệ An"),
        ("Bưu điện BR-VT tổng kết", "Bà Rịa - Vũng Tàu"),
        ("Giao ban các tỉnh Nghệ An, Hà Tĩnh, Quảng Bình", None),
        ("Học tập tấm gương đạo đức Hồ Chí Minh", None),
        ("TƯ TƯỞNG HỒ CHÍ MINH", None),
        ("Đoàn TNCS Hồ Chí Minh tổng kết", None),
        ("Sửa đường Nguyễn Thái Bình", None),
        ("Vì một thế giới hòa bình", None),
        ("VÌ MỘT THẾ GIỚI HÒA BÌNH", None),
        ("Hợp tác châu Á - Thái Bình Dương", None),
        ("Chiến thắng Điện Biên Phủ", None),
        ("UBND phường Hà Nam giao ban", None),
        ("Đồng chí Trần Hải Dương nhận nhiệm vụ", None),
    ],
)
def test_a_title_names_a_province_or_none(title: str, name: str | None) -> None:
    assert province(title, None, "", "") == name


@pytest.mark.parametrize(
    ("opening", "name"),
    [
        ("Ngày 20/01/2010, Sở Thông tin và Truyền thông tỉnh Thái Nguyên tổ chức hội nghị.", "Thái Nguyên"),
        ("Sáng 12/5, tại Quảng Ninh, Bộ tổ chức hội nghị.", "Quảng Ninh"),
        ("(Nghệ An) - Sáng 12/5, Sở tổ chức hội nghị.", "Nghệ An"),
        ("Ngày 18-7, Sở tổ chức hội nghị. Dự có đại diện Sở TT&TT Hà Tĩnh.", None),
        ("Ngày 18-7, Sở tổ chức học tập tư tưởng Hồ Chí Minh trên địa bàn tỉnh.", None),
    ],
)
def test_an_opening_names_a_province_by_its_first_sentence(opening: str, name: str | None) -> None:
    assert province("Hội nghị", None, opening, opening) == name


def test_the_byline_speaks_before_the_opening_and_a_person_never() -> None:
    assert province("Tin", "Kim Oanh - Sở TT&TT Nghệ An", "Tại Hà Nội, Sở họp.", "") == "Nghệ An"
    assert province("Tin", "Nguyễn Thái Bình", "", "") is None


def test_a_body_names_a_province_only_by_insisting() -> None:
    once = "Sở học tập kinh nghiệm của UBND tỉnh Hà Tĩnh."
    often = "Trên địa bàn tỉnh Hà Nam có 18 đơn vị. UBND tỉnh Hà Nam giao Sở chủ trì."
    assert province("Tin", None, "", once) is None
    assert province("Tin", None, "", often) == "Hà Nam"
