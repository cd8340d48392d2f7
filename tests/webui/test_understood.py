from __future__ import annotations

from typing import cast
from urllib.parse import quote_plus

import pytest

from indexer.model import Note, Page, SearchRequest
from indexer.search import SearchService
from webui.understood import Line, lines


def page_with(*notes: Note, off: tuple[str, ...] = ()) -> Page:
    return Page(SearchRequest("gõ", off=off), "hiểu", notes, 1, 0, 1, 0.0, (), {}, "g1")


def shorthand(source: str, target: str) -> Note:
    return Note("shorthand", source, target, "shorthand")


def told(line: Line) -> list[tuple[str, str]]:
    return [(pair.source, pair.target) for pair in (*line.pairs, *line.rest)]


def test_a_plain_search_has_nothing_to_tell() -> None:
    assert lines(page_with()) == ()


def test_the_same_is_told_once_and_the_longer_name_tells_the_shorter() -> None:
    (line,) = lines(
        page_with(
            shorthand("so tt&tt", "sở thông tin và truyền thông"),
            shorthand("TT&TT", "thông tin và truyền thông"),
            shorthand("UBND", "ủy ban nhân dân"),
            shorthand("ubnd", "Ủy ban nhân dân"),
        )
    )
    assert told(line) == [("so tt&tt", "sở thông tin và truyền thông"), ("UBND", "ủy ban nhân dân")]


def test_another_reading_of_a_part_is_told() -> None:
    (line,) = lines(page_with(shorthand("TX Sơn Tây", "thị xã Sơn Tây"), shorthand("TX", "thường xuyên")))
    assert len(told(line)) == 2


def test_many_short_forms_fold_away_behind_the_first_three() -> None:
    (line,) = lines(page_with(*(shorthand(f"S{n}", f"dài {n}") for n in range(7))))
    assert (len(line.pairs), len(line.rest)) == (3, 4)


def test_agencies_have_their_own_line_and_switch() -> None:
    also, agency = lines(
        page_with(shorthand("STTTT", "Sở"), Note("agency", "Sở TT&TT", "Sở Bưu chính", "agency"))
    )
    assert also.off is not None
    assert agency.off is not None
    assert (also.off.url, agency.off.url) == (
        f"/?q={quote_plus('gõ')}&off=shorthand",
        f"/?q={quote_plus('gõ')}&off=agency",
    )


def test_raw_keys_are_told_as_what_they_spell() -> None:
    (line,) = lines(page_with(Note("keyboard", "hieeru", "hiểu", "keyboard")))
    assert (line.pairs[0].target, line.hint) == ("hiểu", "bạn gõ Telex/VNI")


def test_a_correction_says_it_all() -> None:
    (line,) = lines(
        page_with(
            Note("corrected", "hoij ngj", "hội nghị", "corrected"),
            Note("accents", "hoi nghi", "hội nghị", "accents"),
        )
    )
    assert told(line) == [("hoij ngj", "hội nghị")]


def test_switching_one_thing_off_keeps_the_others_off() -> None:
    note, _ = lines(page_with(shorthand("UBND", "ủy ban nhân dân"), off=("agency",)))
    assert note.off is not None
    assert note.off.url.endswith("&off=agency&off=shorthand")


@pytest.mark.parametrize(
    "query",
    ["hoi nghi tong ket", "hooij nghij", "ho65i nghi5", "TT&TT cum I", "Sở Thông tin và Truyền thông"],
)
def test_following_a_switch_changes_the_answer(service: SearchService, query: str) -> None:
    page = service.search(SearchRequest(query))
    found = lines(page)
    assert found
    for line in found:
        assert line.off is not None
        without = service.search(SearchRequest(query, off=tuple(_offs(line.off.url))))
        assert _answer(without) != _answer(page)


def _offs(url: str) -> list[str]:
    return [pair.removeprefix("off=") for pair in url.split("&") if pair.startswith("off=")]


def _answer(page: Page) -> list[object]:
    return cast(list[object], [(hit.report.id, hit.score, hit.grade) for hit in page.hits])
