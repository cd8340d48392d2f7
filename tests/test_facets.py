"""Filters and facets of the seeds, as a visitor meets them."""

from __future__ import annotations

import pytest

from indexer.model import SearchRequest
from indexer.search import SearchService
from indexer.wire import page_json, report_json

NGHE_AN_2012 = "000_d8e5532c43022347"
DIEN_BIEN = "001_c527001e0bf07e56"
THAI_NGUYEN = "002_2fea4f76a796102a"
SMART_CITY = "003_de13024027c2f808"
CLUSTER_ONE = "004_763baed69ffaf6d4"


def found(service: SearchService, request: SearchRequest) -> set[str]:
    return {hit.report.id for hit in service.search(request).hits}


def facet(service: SearchService, name: str, request: SearchRequest) -> dict[str, int]:
    return dict(service.search(request).facets[name])


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (SearchRequest(person=("Hồ Quang Thành",)), {NGHE_AN_2012, CLUSTER_ONE}),
        (SearchRequest(person=("ho quang thanh", "giàng thị hoa")), {NGHE_AN_2012, CLUSTER_ONE, DIEN_BIEN}),
        (SearchRequest(person=("Hồ Quang",)), set()),
        (SearchRequest(district=("Cửa Lò",)), {CLUSTER_ONE}),
        (SearchRequest(publisher=("mic.gov.vn",)), {DIEN_BIEN, CLUSTER_ONE}),
        (SearchRequest(publisher=("none",)), {NGHE_AN_2012, THAI_NGUYEN, SMART_CITY}),
        (SearchRequest(plan_year=("2013", "2010")), {NGHE_AN_2012, THAI_NGUYEN}),
        (SearchRequest(agency=("Sở TT&TT",), province=("Nghệ An",)), {NGHE_AN_2012, CLUSTER_ONE}),
        (SearchRequest("người:giang thi hoa"), {DIEN_BIEN}),
        (SearchRequest('hội nghị huyện:"Nam Đàn" cơ quan:sở TTTT Nghệ An'), {CLUSTER_ONE}),
        (SearchRequest("ke hoach:2012..2013"), {NGHE_AN_2012, DIEN_BIEN}),
    ],
)
def test_filters_by_what_reports_tell_of_themselves(
    service: SearchService, request_: SearchRequest, expected: set[str]
) -> None:
    assert found(service, request_) == expected


def test_counts_follow_the_query_and_ignore_their_own_filter(service: SearchService) -> None:
    asked = SearchRequest("hội nghị", province=("Nghệ An",), person=("Hồ Quang Thành",))
    people = facet(service, "person", asked)
    assert people == {"Hồ Quang Thành": 2, "Phan Nguyên Hào": 1, "Đậu Vĩnh Thịnh": 1}
    assert facet(service, "province_old", asked) == {"Nghệ An": 2}
    assert facet(service, "publisher", asked) == {"Mic.gov.vn": 1, "none": 1}
    assert list(facet(service, "plan_year", SearchRequest("hội nghị"))) == [
        "2019",
        "2016",
        "2013",
        "2012",
        "2010",
    ]


def test_json_tells_people_office_and_districts_behind_what_it_always_told(service: SearchService) -> None:
    report = report_json(service.view(CLUSTER_ONE).report)
    assert list(report)[-4:] == ["body", "agency", "people", "districts"]
    assert report["people"][0] == {"name": "Hồ Quang Thành", "position": "Giám đốc Sở TT&TT"}
    assert report["districts"][-1] == "thị xã Cửa Lò"
    facets = page_json(service.search(SearchRequest("hội nghị")))["facets"]
    assert list(facets)[:4] == ["province", "province_old", "year", "kind"]
