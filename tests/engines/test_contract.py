"""What every engine promises, shown on Whoosh and on the in-memory oracle."""

from __future__ import annotations

from indexer.model import (
    AllOf,
    AnyOf,
    AtLeast,
    Grade,
    Layer,
    Not,
    Phrase,
    Query,
    Span,
    Spans,
)
from tests.engines.asking import Make, ask, ids, term
from tests.engines.collection import indexed


def test_a_rare_term_counts_more_and_a_short_report_before_a_long_one(make: Make) -> None:
    engine = make(
        [
            indexed("long", "báo cáo " + "dài dòng " * 20 + "hiếm"),
            indexed("short", "báo cáo hiếm"),
            indexed("common", "báo cáo báo cáo"),
        ]
    )
    assert ids(ask(engine, AtLeast(1, (term("báo"), term("hiếm"))))) == ["short", "long", "common"]


def test_ties_are_broken_by_id(make: Make) -> None:
    engine = make([indexed(id, "hội nghị") for id in ("b", "c", "a")])
    assert ids(ask(engine, term("hội"))) == ["a", "b", "c"]


def test_reports_below_the_minimum_follow_and_are_counted_apart(make: Make) -> None:
    engine = make([indexed("one", "hội hội hội"), indexed("both", "hội nghị gì đó rất dài và dài")])
    result = ask(engine, AtLeast(2, (term("hội"), term("nghị"))))
    assert (ids(result), result.total, result.total_loose) == (["both", "one"], 1, 1)
    assert [hit.loose for hit in result.hits] == [False, True]
    assert result.facets["kind"] == {"khác": 1}


def test_a_weaker_reading_comes_after_a_stronger_one_whatever_its_score(make: Make) -> None:
    engine = make([indexed("other", "nghê nghê nghê"), indexed("typed", "nghệ " + "xa " * 50)])
    reading = AnyOf((term("nghệ"), term("nghe", Layer.BARE, Grade.BARE, 5.0)))
    result = ask(engine, AtLeast(1, (reading,)))
    assert [(hit.id, hit.grade) for hit in result.hits] == [("typed", Grade.EXACT), ("other", Grade.BARE)]
    assert ids(ask(engine, AtLeast(1, (reading,)), tiers=False)) == ["other", "typed"]


def test_lacking_a_unit_is_no_better_than_its_weakest_reading(make: Make) -> None:
    engine = make(
        [indexed("lacks", "an một hai"), indexed("bare", "nghệ an một hai"), indexed("far", "gì khác")]
    )
    units = (AnyOf((term("nghê"), term("nghe", Layer.BARE, Grade.BARE))), term("an"), term("một"))
    assert ids(ask(engine, AtLeast(2, units))) == ["bare", "lacks"]


def test_a_phrase_needs_its_order_and_does_not_run_from_title_into_body(make: Make) -> None:
    engine = make(
        [
            indexed("yes", "một hội\nnghị, tổng kết"),
            indexed("no", "nghị hội tổng kết"),
            indexed("across", "nghị", title="hội"),
        ]
    )
    assert ids(ask(engine, Phrase(Layer.SYLLABLE, ("hội", "nghị", "tổng")))) == ["yes"]
    assert ids(ask(engine, Phrase(Layer.SYLLABLE, ("hội", "nghị")))) == ["yes"]
    assert ids(ask(engine, Phrase(Layer.SYLLABLE, ("hội", "hội")))) == []


def test_excluded_reports_are_not_even_loose(make: Make) -> None:
    engine = make([indexed("a", "hội nghị"), indexed("b", "hội sơ kết")])
    match = AllOf((AtLeast(2, (term("hội"), term("nghị"))), Not(term("kết"))))
    assert ids(ask(engine, match)) == ["a"]


def test_optional_terms_add_to_the_score_and_select_nothing(make: Make) -> None:
    engine = make([indexed("a", "hội"), indexed("b", "hội của"), indexed("c", "của")])
    assert ids(ask(engine, term("hội"), optional=(term("của", weight=9.0),))) == ["b", "a"]


def test_title_and_body_are_both_searched(make: Make) -> None:
    engine = make([indexed("a", "gì đó", title="hội nghị"), indexed("b", "hội nghị")])
    assert set(ids(ask(engine, term("hội")))) == {"a", "b"}


def test_reports_of_nearly_the_same_body_have_a_group(make: Make) -> None:
    text = "hội nghị tổng kết công tác của sở thông tin và truyền thông tỉnh " + " ".join(map(str, range(60)))
    engine = make(
        [
            indexed("c", text),
            indexed("b", text.upper() + " hết"),
            indexed("d", "hội " + " ".join(map(str, range(100, 160)))),
            indexed("e", "hội"),
            indexed("f", "hội"),
        ]
    )
    for sort in ("relevance", "newest"):
        hits = ask(engine, term("hội"), sort=sort).hits
        assert {hit.id: hit.group for hit in hits} == {"b": "b", "c": "b", "d": "", "e": "", "f": ""}
    flat = engine.search(
        Query(text="", understood="", match=term("hội")), offset=0, size=9, sort="relevance", facets=()
    )
    assert {hit.group for hit in flat.hits} == {"b", ""}


def test_sorting_by_date_lists_only_what_reaches_the_minimum_with_the_undated_last(make: Make) -> None:
    engine = make(
        [
            indexed("undated", "hội nghị"),
            indexed("old", "hội nghị", date="2010-01-20"),
            indexed("new", "hội nghị", date="2019-07-18"),
            indexed("loose", "hội", date="2020-01-01"),
        ]
    )
    match = AtLeast(2, (term("hội"), term("nghị")))
    assert ids(ask(engine, match, sort="newest")) == ["new", "old", "undated"]
    assert ids(ask(engine, match, sort="oldest")) == ["old", "new", "undated"]


def test_pages_follow_each_other_without_gap_or_overlap(make: Make) -> None:
    engine = make([indexed(f"r{number}", "hội " * (number + 1)) for number in range(7)])
    query = Query(text="", understood="", match=term("hội"))
    whole = engine.search(query, offset=0, size=10, sort="relevance", facets=())
    parts = [
        hit.id
        for offset in range(0, 9, 3)
        for hit in engine.search(query, offset=offset, size=3, sort="relevance", facets=()).hits
    ]
    assert parts == ids(whole)


def test_spans_tell_where_every_layer_matched(make: Make) -> None:
    engine = make([indexed("a", "Sở TT&TT và hội nghị, hội nghị 3.808,3 tỷ", title="Hội nghị")])
    match = AtLeast(1, (term("hội"), term("abbr:thông tin và truyền thông", Layer.CANONICAL)))
    query = Query(text="", understood="", match=match, optional=(term("và"),))
    assert engine.spans(["nobody", "a"], query) == Spans(
        title=[[], [Span(0, 0)]],
        body=[[], [Span(1, 2), Span(3, 3, weak=True), Span(4, 4), Span(6, 6)]],
    )
    phrase = Query(text="", understood="", match=Phrase(Layer.SYLLABLE, ("hội", "nghị", "3.808,3")))
    assert engine.spans(["a"], phrase) == Spans(title=[[]], body=[[Span(6, 8)]])
    assert engine.spans(["nobody"], query) == Spans(title=[[]], body=[[]])


def test_the_vocabulary_counts_reports_and_completes_by_frequency(make: Make) -> None:
    engine = make([indexed("a", "hội họp", title="hội"), indexed("b", "họp hát"), indexed("c", "họp")])
    assert engine.count(Layer.SYLLABLE, "hội") == 1
    assert engine.count(Layer.SYLLABLE, "không") == 0
    assert list(engine.complete(Layer.BARE, "ho", 5)) == ["hop", "hoi"]
    assert list(engine.complete(Layer.SYLLABLE, "h", 1)) == ["họp"]


def test_neighbours_are_counted_for_all_that_may_stand_there(make: Make) -> None:
    engine = make(
        [indexed("a", "hội họp nay", title="hội họp"), indexed("b", "họp hội"), indexed("c", "hội họp")]
    )
    columns = [["hội", "họp"], ["họp", "hội", "không"], ["nay"]]
    assert engine.count_pairs(Layer.PAIR, columns) == [[[2, 0, 0], [0, 1, 0]], [[1], [0], [0]]]
    assert engine.count_pairs(Layer.BARE_PAIR, [["hoi"], ["hop"]]) == [[[2]]]
    assert engine.count_pairs(Layer.PAIR, [["hội"], [], ["họp"]]) == [[[]], []]
    assert engine.count_pairs(Layer.PAIR, [["hội", "họp"]]) == []


def test_neighbours_are_held_in_the_title_or_in_the_body_of_a_report(make: Make) -> None:
    engine = make([indexed("a", "hội họp", title="họp nay"), indexed("b", "nay hội")])
    row = ["hội", "họp", "nay", "hội", "nay", "không", "hội"]
    assert engine.hold_neighbours(Layer.PAIR, row) == [True, True, True, False, False, False]
    assert engine.hold_neighbours(Layer.BARE_PAIR, ["hoi", "hop"]) == [True]
    assert engine.hold_neighbours(Layer.PAIR, ["hội"]) == engine.hold_neighbours(Layer.PAIR, []) == []


def test_a_report_comes_back_as_it_went_in(make: Make) -> None:
    report = indexed("năm/1", "Chiều 14/12, họp.\n\nHết", title="Hội nghị")
    engine = make([report])
    stored = engine.report("năm/1")
    assert stored is not None
    assert (stored.report, list(stored.title_offsets), list(stored.body_offsets)) == (
        report.report,
        list(report.title.offsets),
        list(report.body.offsets),
    )
    assert engine.report("năm") is None
    assert list(engine.ids()) == ["năm/1"]


def test_an_empty_collection_and_texts_without_terms_answer(make: Make) -> None:
    engine = make([])
    assert ask(engine, term("hội")).total == 0
    assert engine.count_pairs(Layer.PAIR, [["a", "b"], ["c"]]) == [[[0], [0]]]


def test_a_report_without_a_letter_is_listed_among_all(make: Make) -> None:
    engine = make([indexed("a", "…")])
    assert ids(ask(engine, AllOf(()))) == ["a"]


def test_a_search_for_no_hits_counts_them(make: Make) -> None:
    engine = make([indexed(id, "hội nghị") for id in ("a", "b", "c", "d", "e")])
    for match in (term("hội"), AnyOf((term("hội"), term("nghị")))):
        query = Query(text="", understood="", match=match)
        result = engine.search(query, offset=0, size=0, sort="relevance", facets=())
        assert (result.total, result.hits) == (5, ())
