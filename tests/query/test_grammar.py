"""Every text has a reading; the small grammar is what the help page says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Filter
from indexer.query.grammar import Either, Excluded, Prefix, Quoted, Text, parse
from indexer.query.values import Values


def test_words_quotes_exclusions_alternatives_and_stems() -> None:
    assert parse("hội nghị").clauses == (Text("hội nghị"),)
    assert parse('"hội nghị" tổng').clauses == (Quoted("hội nghị"), Text("tổng"))
    assert parse("“hội nghị”").clauses == (Quoted("hội nghị"),)
    assert parse("hội -nghị").clauses == (Text("hội"), Excluded(Text("nghị")))
    assert parse('-"sơ kết"').clauses == (Excluded(Quoted("sơ kết")),)
    assert parse("báo Vinh HOẶC Huế kết").clauses == (
        Text("báo"),
        Either((Text("Vinh"), Text("Huế"))),
        Text("kết"),
    )
    assert parse('Vinh OR "Cửa Lò" OR Huế').clauses == (
        Either((Text("Vinh"), Quoted("Cửa Lò"), Text("Huế"))),
    )
    assert parse("ngh*").clauses == (Prefix("ngh"),)


@pytest.mark.parametrize("text", ["PT-TH", "3-4", "- hội", "n*", "Vinh OR", "OR Vinh", "a:b", "hoặc", "C++"])
def test_what_only_looks_like_an_operator_is_text(text: str) -> None:
    assert all(isinstance(clause, Text) for clause in parse(text).clauses)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('tỉnh:"Nghệ An"', Filter("province", ("Nghệ An",))),
        ("tinh:nghe an", Filter("province", ("Nghệ An",))),
        ("province:Hue", Filter("province", ("Huế",))),
        ("tỉnh:TPHCM", Filter("province", ("Hồ Chí Minh",))),
        ("năm:2012", Filter("year", ("2012",))),
        ("nam:2009..2012", Filter("year", low=2009, high=2012)),
        ("year:..2012", Filter("year", high=2012)),
        ('loại:"tổng kết"', Filter("kind", ("tổng kết",))),
        ("loai:giao ban", Filter("kind", ("giao ban",))),
        ('tỉnh:"không rõ"', Filter("province", ("none",))),
    ],
)
def test_field_filters_with_and_without_accents(text: str, expected: Filter) -> None:
    parsed = parse(f"hội {text} nghị")
    assert parsed.filters == (expected,)
    assert parsed.clauses == (Text("hội nghị"),)


@pytest.mark.parametrize("text", ["tỉnh:Atlantis", "năm:hai", "năm:", "loại:thơ", "màu:đỏ"])
def test_a_filter_that_names_nothing_is_text(text: str) -> None:
    assert parse(text).filters == ()


@given(st.text(max_size=200))
def test_any_text_parses(text: str) -> None:
    parse(text)


@given(st.lists(st.sampled_from(['"', "(", "OR", "-", "*", "HOẶC", "tỉnh:", "năm:2012..", "a", " ", "ngh*"])))
def test_any_row_of_operators_parses(parts: list[str]) -> None:
    parse("".join(parts))
    parse(" ".join(parts))


class _Collection:
    """Values as a collection has them."""

    def values(self, attribute: str) -> list[str]:
        known = {
            "person": ["Hồ Quang Thành", "Hồ Quang Thanh", "K'Brơi", "none"],
            "district": ["huyện Châu Thành", "thị xã Cửa Lò", "thành phố Vinh", "thị xã Châu Thành"],
            "publisher": ["Mic.gov.vn"],
            "agency": ["Sở Thông tin và Truyền thông"],
        }
        return known.get(attribute, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('người:"Hồ Quang Thành"', [Filter("person", ("Hồ Quang Thành",))]),
        ("nguoi:ho quang thanh", [Filter("person", ("Hồ Quang Thành", "Hồ Quang Thanh"))]),
        ("person:hồ quang thánh", [Filter("person", ("Hồ Quang Thành", "Hồ Quang Thanh"))]),
        ("người: k’brơi", [Filter("person", ("K'Brơi",))]),
        ('người:"không rõ"', [Filter("person", ("none",))]),
        ("huyện:Châu Thành", [Filter("district", ("huyện Châu Thành", "thị xã Châu Thành"))]),
        ('huyen:"tx cua lo"', [Filter("district", ("thị xã Cửa Lò",))]),
        ("district:TP.Vinh", [Filter("district", ("thành phố Vinh",))]),
        ("nơi đăng:mic.gov.vn", [Filter("publisher", ("Mic.gov.vn",))]),
        ("kế hoạch:2013", [Filter("plan_year", ("2013",))]),
        ("ke hoach:2013..2015", [Filter("plan_year", low=2013, high=2015)]),
        ("co quan:so tt&tt", [Filter("agency", ("Sở Thông tin và Truyền thông",))]),
        (
            'cơ quan:"Sở TT&TT Nghệ An"',
            [Filter("agency", ("Sở Thông tin và Truyền thông",)), Filter("province", ("Nghệ An",))],
        ),
    ],
)
def test_names_are_looked_up_in_the_collection(text: str, expected: list[Filter]) -> None:
    parsed = parse(f"hội {text} nghị", Values(_Collection()))  # type: ignore[arg-type]
    assert list(parsed.filters) == expected
    assert parsed.clauses == (Text("hội nghị"),)


@pytest.mark.parametrize(
    "text", ['người:"Hồ Quang"', "người:ai", 'cơ quan:"Sở TT&TT Vinh"', "kế hoạch:", "cơ quan"]
)
def test_a_name_that_no_report_has_is_text(text: str) -> None:
    assert parse(text, Values(_Collection())).filters == ()  # type: ignore[arg-type]
