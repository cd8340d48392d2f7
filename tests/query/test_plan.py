"""What the planner makes of queries, seen through small collections."""

from __future__ import annotations

from itertools import chain
from typing import get_args

import pytest

from indexer.language.analyzer import Analyzer
from indexer.language.mentions import lexicon
from indexer.model import Filter, Grade, IndexedReport, Layer, MentionType, Query
from indexer.query.complete import complete
from indexer.query.plan import Planner
from tests.engines.collection import indexed
from tests.engines.oracle import OracleEngine


class Collection:
    """Reports, and what is found in them."""

    def __init__(self, *reports: IndexedReport) -> None:
        self.engine = OracleEngine(reports)
        counted = chain.from_iterable(self.engine.mentions(type_, 1_000) for type_ in get_args(MentionType))
        self.lexicon = lexicon(counted, self.engine.terms(Layer.SYLLABLE))
        self.planner = Planner(self.engine, self.lexicon, Analyzer())

    def plan(self, text: str, **options: bool | tuple[str, ...]) -> Query:
        query = self.planner.plan(text, **options)  # type: ignore[arg-type]
        assert query is not None
        return query

    def find(self, text: str, **options: bool | tuple[str, ...]) -> list[tuple[str, Grade]]:
        result = self.engine.search(
            self.plan(text, **options), offset=0, size=10, sort="relevance", facets=()
        )
        return [(hit.id, hit.grade) for hit in result.hits if not hit.loose]


def test_of_two_reports_equal_but_for_an_accent_the_one_as_typed_comes_first() -> None:
    both = Collection(indexed("a", "xã Quang Lượng họp"), indexed("b", "xã Quang Lương họp"))
    assert both.find("quang lương") == [("b", Grade.EXACT)]
    assert both.find("quang lượng") == [("a", Grade.EXACT)]
    assert {id for id, _ in both.find("quang luong")} == {"a", "b"}


def test_accents_that_stand_nowhere_are_looked_up_without_them_and_only_they() -> None:
    some = Collection(indexed("a", "tỉnh Nghệ An"), indexed("b", "nghề cá an toàn"))
    assert some.find("nghê an")[0] == ("a", Grade.BARE)
    assert some.find("nghệ an") == [("a", Grade.EXACT)]
    assert some.find("nghê an", expand=False) == []


def test_the_understood_reading_is_told_and_can_be_switched_off() -> None:
    some = Collection(indexed("a", "Hội nghị tổng kết tại tỉnh Nghệ An", title="Báo cáo"))
    query = some.plan("hoi nghi nghe an")
    assert query.understood == "hội nghị Nghệ An"
    assert [note.kind for note in query.notes] == ["accents"]
    assert some.plan("hoi nghi nghe an", off=("accents",)).notes == ()
    assert some.find("hoi nghi", off=("accents", "bare")) == []


def test_raw_keys_are_decoded_only_where_the_raw_string_is_in_no_report() -> None:
    some = Collection(indexed("a", "hội nghị"), indexed("b", "phần mềm hooij"))
    assert some.find("nghij") == [("a", Grade.KEYBOARD)]
    assert some.find("hooij") == [("b", Grade.EXACT)]
    mixed = Collection(indexed("a", "Thori đioxit ThO2 rồi cho"), indexed("b", "con thỏ"))
    assert mixed.find('"Thori đioxit ThO2 rồi cho"') == [("a", Grade.EXACT)]


@pytest.mark.parametrize("typed", ["TT&TT", "TT-TT", "tt & tt", "TTTT", "Thông tin và Truyền thông"])
def test_a_name_is_found_in_every_form_and_the_note_can_be_switched_off(typed: str) -> None:
    some = Collection(indexed("short", "Sở TT&TT họp"), indexed("full", "Sở Thông tin và Truyền thông họp"))
    assert {id for id, _ in some.find(typed)} == {"short", "full"}
    assert [note.off for note in some.plan(typed).notes] == ["shorthand"]
    assert len(some.find(typed, off=("shorthand",))) <= 1


def test_short_forms_that_the_collection_defines_find_both_ways() -> None:
    some = Collection(
        indexed("defines", "Hệ thống điều hành tác nghiệp (HTĐHTN) đã chạy"),
        indexed("short", "nâng cấp HTĐHTN"),
        indexed("full", "nâng cấp hệ thống điều hành tác nghiệp"),
    )
    assert {id for id, _ in some.find("HTĐHTN")} == {"defines", "short", "full"}
    assert {id for id, _ in some.find("hệ thống điều hành tác nghiệp")} == {"defines", "short", "full"}


def test_short_forms_side_by_side_are_not_read_across_their_border() -> None:
    some = Collection(indexed("a", "CNTT và TT&TT"), indexed("b", "công nghệ thông tin và truyền thông"))
    notes = {(note.source, note.target) for note in some.plan("CNTT TT&TT").notes}
    assert notes == {("CNTT", "công nghệ thông tin"), ("TT&TT", "thông tin và truyền thông")}


@pytest.mark.parametrize("typed", ["TT", "BCH", "XH"])
def test_what_has_many_readings_is_never_expanded(typed: str) -> None:
    some = Collection(indexed("a", "thông tin ban chấp hành xã hội thị trấn"), indexed("b", typed))
    assert some.find(typed) == [("b", Grade.EXACT)]


def test_spelling_is_mended_by_the_collections_own_pairs() -> None:
    some = Collection(indexed("a", "hội nghị tổng kết"), indexed("b", "hộp nghịch"))
    correct = some.planner.corrected
    assert correct("hội nhị", thorough=False) == "hội nghị"
    assert correct("hoi ngi", thorough=True) == "hoi nghi"
    assert correct("hội nghị", thorough=True) is None
    assert correct("BTS 2536", thorough=True) is None


def test_filters_of_the_box_and_of_the_request_go_together() -> None:
    query = Collection().planner.plan("tỉnh:Huế năm:2012", [Filter("province", ("Nghệ An",))])
    assert query is not None
    assert query.filters == (Filter("province", ("Nghệ An", "Huế")), Filter("year", ("2012",)))


def test_what_holds_nothing_to_search_for_has_no_plan_and_nothing_typed_is_everything() -> None:
    some = Collection(indexed("a", "một"), indexed("b", "hai"))
    assert some.planner.plan("?! …") is None
    assert len(some.find("")) == 2


def test_completions_are_accent_blind_and_prefer_the_accents_that_were_typed() -> None:
    some = Collection(
        *(indexed(str(n), "đồng chí Hồ Quang Thành nói về tỉnh Nghệ An", title="Nghề cá") for n in range(2))
    )
    texts = [completion.text for completion in complete("nghe", some.lexicon, some.engine)]
    assert "Nghệ An" in texts
    assert complete("nghệ", some.lexicon, some.engine)[0].text == "Nghệ An"
    assert complete("ho qu", some.lexicon, some.engine)[0].text == "Hồ Quang Thành"
    assert complete("…", some.lexicon, some.engine) == ()
