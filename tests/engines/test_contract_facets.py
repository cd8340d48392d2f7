"""What every engine promises of facets and filters."""

from __future__ import annotations

from indexer.engines.base import Collation
from indexer.model import (
    AllOf,
    Filter,
    IndexedReport,
    Query,
)
from tests.engines.asking import Make, ask, ids, term
from tests.engines.collection import backwards, indexed


def test_filters_and_facets_that_ignore_their_own_filter(make: Make) -> None:
    def report(id: str, old: str, now: str, year: str) -> IndexedReport:
        provinces = tuple(sorted({old, now}))
        return indexed(id, "hội", attributes={"province": provinces, "province_old": (old,), "year": (year,)})

    engine = make(
        [
            report("tb", "Thái Bình", "Hưng Yên", "2012"),
            report("hy", "Hưng Yên", "Hưng Yên", "2013"),
            report("na", "Nghệ An", "Nghệ An", "2012"),
            report("no", "none", "none", "none"),
        ]
    )
    everything = AllOf(())
    hung_yen = ask(engine, everything, filters=(Filter("province", ("Hưng Yên",)),))
    assert set(ids(hung_yen)) == {"tb", "hy"}
    assert hung_yen.facets["province"] == {"Thái Bình": 1, "Hưng Yên": 2, "Nghệ An": 1, "none": 1}
    assert hung_yen.facets["year"] == {"2012": 1, "2013": 1}
    assert ids(ask(engine, everything, filters=(Filter("province", ("Thái Bình",)),))) == ["tb"]
    assert ids(ask(engine, everything, filters=(Filter("province_old", ("Hưng Yên",)),))) == ["hy"]
    assert set(ids(ask(engine, everything, filters=(Filter("year", low=2012, high=2012),)))) == {"tb", "na"}
    assert set(ids(ask(engine, everything, filters=(Filter("year", ("none", "2013")),)))) == {"hy", "no"}
    both = (Filter("year", ("2012",)), Filter("province", ("Nghệ An",)))
    assert ids(ask(engine, everything, filters=both)) == ["na"]


def test_a_facet_is_cut_to_its_most_frequent_values_and_those_asked_for(make: Make) -> None:
    def report(id: str, *people: str) -> IndexedReport:
        return indexed(id, "hội", attributes={"person": people})

    engine = make(
        [
            report("1", "An", "Bình"),
            report("2", "Bình", "Cúc"),
            report("3", "Cúc", "Dần"),
            report("4", "none"),
        ]
    )
    asked = Filter("person", ("Dần", "không ai"))

    def people(size: int | None, *filters: Filter, collation: Collation = str) -> list[tuple[str, int]]:
        query = Query(text="", understood="", match=term("hội"), filters=filters)
        result = engine.search(
            query,
            offset=0,
            size=9,
            sort="relevance",
            facets=("person",),
            facet_size=size,
            collation=collation,
        )
        return list(result.facets["person"].items())

    assert people(None) == people(9) == [("Bình", 2), ("Cúc", 2), ("An", 1), ("Dần", 1), ("none", 1)]
    assert people(1) == [("Bình", 2), ("none", 1)]
    assert people(2, asked) == [("Bình", 2), ("Cúc", 2), ("Dần", 1), ("none", 1)]
    assert people(2, asked, Filter("year", ("2012",))) == []

    in_order = [("Cúc", 2), ("Bình", 2), ("none", 1), ("An", 1), ("Dần", 1)]
    assert people(None, collation=backwards) == people(9, collation=backwards) == in_order
    # Which ones are the most frequent does not hang on the collation.
    assert people(1, collation=backwards) == [("Bình", 2), ("none", 1)]
    assert people(2, asked, collation=backwards) == [("Cúc", 2), ("Bình", 2), ("none", 1), ("Dần", 1)]
    assert list(engine.values("person")) == ["An", "Bình", "Cúc", "Dần", "none"]
    assert list(engine.values("màu")) == []
