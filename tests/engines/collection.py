"""Small collections for engine tests."""

from __future__ import annotations

import random
from collections.abc import Mapping

from indexer.language.analyzer import Analyzer
from indexer.language.mentions import mentions
from indexer.language.signature import signature
from indexer.model import IndexedReport, Report

ANALYZER = Analyzer()


def backwards(value: str) -> str:
    """A collation that orders by the last characters."""
    return value[::-1]


def indexed(
    id: str,
    body: str,
    *,
    title: str = "",
    date: str | None = None,
    attributes: Mapping[str, tuple[str, ...]] | None = None,
) -> IndexedReport:
    known = {"province": ("none",), "province_old": ("none",), "year": ("none",), "kind": ("khác",)}
    report = Report(id=id, title=title, body=body)
    analyses = ANALYZER.analyze(title), ANALYZER.analyze(body)
    return IndexedReport(
        report,
        *analyses,
        {**known, **(attributes or {})},
        date,
        mentions(report, *analyses),
        f"sum of {id}",
        signature(analyses[1]),
    )


WORDS = (
    "hội nghị tổng kết công tác năm 2012 sơ giao ban tỉnh nghệ an nghe tổng tong ket TT&TT thông tin và "
    "truyền 3.808,3 3808,3 18/12/2012 hoà hòa bình Hội UBND ủy nhân dân cụm I 1"
).split()


def random_reports(count: int, seed: int) -> list[IndexedReport]:
    """Reports over few words, so that every kind of query finds some of them and ties are common."""
    draw = random.Random(seed)
    reports = []
    for number in range(count):
        province = draw.choice(("Nghệ An", "Huế", "none"))
        year = draw.choice(("2011", "2012", "2013", "none"))
        reports.append(
            indexed(
                f"r{number:03}",
                " ".join(draw.choices(WORDS, k=draw.randint(0, 25))),
                title=" ".join(draw.choices(WORDS, k=draw.randint(0, 5))),
                date=draw.choice((None, "2012-01-05", "2013-02-01")),
                attributes={"province": (province,), "province_old": (province,), "year": (year,)},
            )
        )
    return reports
