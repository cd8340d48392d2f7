"""Random texts at what reads texts, for minutes: python -m tests.fuzz [--minutes 10] [PART]...

reports: files and JSON lines to reports; analysis: texts to terms; grammar: queries to answers. It ends with
1 at the first text that brings something down, as short as hypothesis can make it: a test to be.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import click
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indexer.language.analyzer import Analyzer
from indexer.model import IndexedReport, Layer, Pairs, RawReport, SearchRequest, Skipped
from indexer.reports import parse_report
from indexer.search import SearchService
from indexer.settings import Settings
from indexer.sources import read_sources
from indexer.understand import understand
from tests.nasty import KNOWN, SIGNS, WORDS
from tests.serving import opened, publish_texts

PARTS = ("reports", "analysis", "grammar")
ROOT = Path(__file__).resolve().parent.parent
BATCH = 200

FRAGMENTS = (
    *WORDS, *SIGNS, "\n", "\n\n", "\r\n", "\u2028", "\x0c", "\t", "\u00a0",
    *"""Sở Thông tin và Truyền thông
(12/30/2016 10:36:57 AM)
Cập nhật lúc: 09:53 18/11/2019
13/01/2023 - 17:18
22/07/2017
31/02/2012
00/00/0000
99/99/9999
Sáng 21-7
ngày 29/2
quý IV/2012
6 tháng đầu năm
9 tháng
giai đoạn 2009-2012
2012 - 2009
năm 0000
năm 9999
Skip Ribbon Commands
Số lượt xem: 265
(Nghệ An) -
tỉnh Thái Bình
TP. Hồ Chí Minh
Tin, ảnh: Nguyễn Văn A
3.808.300,5 tỷ
1.000.000.000.000
-5 %
Quyết định số 12/QĐ-UBND""".split("\n"),
)  # fmt: skip
ANY = st.text(max_size=60)
LIKELY = st.lists(st.one_of(st.sampled_from(FRAGMENTS), ANY), max_size=30).map(" ".join)
TEXT = st.one_of(LIKELY, st.lists(LIKELY, max_size=5).map("\n\n".join), st.text(), st.sampled_from(KNOWN))


def fuzz_reports() -> Callable[[], None]:
    """Nothing is lost, nothing raises, and what is known is dated as dates are."""

    @given(TEXT, st.one_of(st.none(), TEXT))
    def parse(text: str, title: str | None) -> None:
        raw = RawReport("id", "id.txt", text, "", title)
        report = parse_report(raw)
        if report.event_date:
            time.strptime(report.event_date, "%Y-%m-%d")
        for period in (report.period, report.plan_period):
            assert period is None or period.start <= period.end
        understood = understand(raw)
        assert isinstance(understood, IndexedReport), understood.reason

    @given(st.one_of(st.binary(max_size=400), TEXT.map(lambda text: text.encode("utf-8", "surrogatepass"))))
    def read(content: bytes) -> None:
        with tempfile.TemporaryDirectory() as directory:
            for name in ("a.txt", "b.jsonl", "c.jsonl.gz", "d.jsonl.xz"):
                (Path(directory) / name).write_bytes(content)
            for record in read_sources([Path(directory)], max_file_bytes=300):
                assert isinstance(record, Skipped) or isinstance(understand(record), IndexedReport)

    def both() -> None:
        parse()
        read()

    return both


def fuzz_analysis() -> Callable[[], None]:
    """Each ordinal is a stretch of the text, each term stands at ordinals, and all is the same again."""
    analyzer = Analyzer()

    @given(TEXT)
    def analyse(text: str) -> None:
        analysis = analyzer.analyze(text)
        offsets = list(analysis.offsets)
        assert all(0 <= start < end <= len(text) for start, end in offsets)
        assert all(left[1] <= right[0] for left, right in pairwise(offsets))
        for layer, tokens in analysis.layers.items():
            for token in tokens:
                assert -1 <= token.first <= token.last < len(offsets), layer
        assert len(analysis.layers[Layer.SYLLABLE]) == len(offsets)
        assert isinstance(analysis.layers[Layer.PAIR], Pairs) or not analysis.layers[Layer.PAIR]
        again = Analyzer().analyze_all([text, text])
        for layer, tokens in analysis.layers.items():
            assert list(again[0].layers[layer]) == list(tokens) == list(again[1].layers[layer])

    return analyse


def fuzz_grammar(service: SearchService) -> Callable[[], None]:
    """Every query has an answer, whatever is filtered by."""

    @given(TEXT, st.lists(ANY, max_size=2).map(tuple), st.sampled_from(("relevance", "newest", "oldest")))
    def ask(text: str, values: tuple[str, ...], sort: str) -> None:
        text = text[: Settings().max_query_chars]
        for request in (
            SearchRequest(text, sort=sort),  # type: ignore[arg-type]
            SearchRequest(text, province=values, year=values, kind=values),
            SearchRequest(text, expand=False, year_from=0, year_to=99_999),
        ):
            page = service.search(request)
            for hit in page.hits[:1]:
                view = service.view(hit.report.id, text)
                assert view.body_pieces.text == view.report.body
        service.suggest(text)

    return ask


def run(part: str, minutes: float, service: SearchService) -> int:
    """Tries batches of texts until the time is over; how many batches."""
    trial: Callable[[], None]
    match part:
        case "reports":
            trial = fuzz_reports()
        case "analysis":
            trial = fuzz_analysis()
        case _:
            trial = fuzz_grammar(service)
    end = time.monotonic() + 60 * minutes
    batches = 0
    while time.monotonic() < end:
        trial()
        batches += 1
    return batches


@click.command()
@click.option("--minutes", default=10.0, show_default=True, help="For each part.")
@click.argument("parts", nargs=-1, type=click.Choice((*PARTS, "all")))
def main(minutes: float, parts: tuple[str, ...]) -> None:
    """Random texts at what reads texts."""
    settings.register_profile(
        "fuzz",
        max_examples=BATCH,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.target, Phase.shrink),
    )
    settings.load_profile("fuzz")
    with tempfile.TemporaryDirectory() as directory:
        seeds = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "seeds").glob("*.txt")}
        generations = publish_texts(Path(directory) / "index", Path(directory) / "source", seeds)
        with opened(generations) as live:
            service = SearchService(live, Settings())
            for part in PARTS if not parts or "all" in parts else parts:
                batches = run(part, minutes, service)
                click.echo(f"{part}: {batches * BATCH:,} texts and no crash")


if __name__ == "__main__":
    main()
