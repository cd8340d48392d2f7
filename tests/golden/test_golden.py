"""The golden set: Vietnamese as people type it, over reports as offices write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.build import rebuild
from indexer.engines.whoosh import WhooshFactory
from indexer.errors import BadRequest
from indexer.generations import Generations
from indexer.language.analyzer import Analyzer
from indexer.language.normalize import bare, nfc, syllable
from indexer.language.tokenize import offsets
from indexer.live import LiveIndex
from indexer.model import Page, Pieces, SearchRequest
from indexer.search import SearchService
from indexer.settings import Settings
from tests.golden.table import Judgment, parse

HERE = Path(__file__).resolve().parent
SOURCES = (HERE.parent.parent / "seeds", HERE / "reports")
TABLE = HERE / "queries.tsv"
IDS = [path.stem for source in SOURCES for path in sorted(source.glob("*.txt"))]
JUDGMENTS = parse(TABLE.read_text(encoding="utf-8").splitlines(), TABLE.name, IDS)
SEARCHED = [judgment for judgment in JUDGMENTS if judgment.area != 8]
COMPLETED = [judgment for judgment in JUDGMENTS if judgment.area == 8]
QUOTED = [judgment for judgment in JUDGMENTS if judgment.area == 7 and judgment.ids]
NOTED = [judgment for judgment in JUDGMENTS if judgment.note]


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    generations = Generations(tmp_path_factory.mktemp("golden"))
    summary = rebuild(SOURCES, generations, WhooshFactory(), Settings(jobs=1))
    assert (summary.reports, summary.skipped) == (len(IDS), ())
    fingerprint = Analyzer().fingerprint
    live = LiveIndex(generations, WhooshFactory(), analyzer_fingerprint=fingerprint, watch_seconds=1.0)
    yield SearchService(live, Settings())
    live.close()


@pytest.mark.parametrize("judgment", SEARCHED, ids=str)
def test_the_right_reports_come_first(golden: SearchService, judgment: Judgment) -> None:
    page = golden.search(SearchRequest(text=judgment.query))
    found = [hit.report.id for hit in page.hits]
    if judgment.ids:
        assert set(judgment.ids) <= set(found[: judgment.depth]), found
    elif judgment.ids is not None:
        assert found == []
    if judgment.grade:
        assert page.hits[0].grade.name.lower() == judgment.grade
    kinds = {note.kind for note in page.notes}
    assert judgment.note is None or judgment.note in kinds
    assert judgment.no_note not in kinds
    _check_what_is_said(page, judgment)


def _check_what_is_said(page: Page, judgment: Judgment) -> None:
    """How a query is understood (areas 1, 4), or what is suggested or was searched instead (5)."""
    if judgment.says is None:
        return
    if judgment.area != 5:
        assert _plain(page.understood) == _plain(judgment.says)
        return
    corrected = [note.target for note in page.notes if note.kind == "corrected"]
    offered = [*corrected, *([page.suggestion.text] if page.suggestion else [])]
    if judgment.says == "!":
        assert offered == []
        return
    typed_bare = bare(judgment.query) == nfc(judgment.query)
    # A correction may name the wrong syllable alone; the whole query is then what was understood.
    heard = {_plain(text, typed_bare) for text in (*offered, page.understood if corrected else "")}
    assert _plain(judgment.says, typed_bare) in heard


@pytest.mark.parametrize("judgment", QUOTED, ids=str)
def test_marks_cover_the_quoted_run_and_nothing_else(golden: SearchService, judgment: Judgment) -> None:
    typed_bare = bare(judgment.query) == nfc(judgment.query)
    run = _plain(judgment.query, typed_bare)
    for id in judgment.ids or ():
        view = golden.view(id, judgment.query)
        marked = _marked(view.title_pieces) + _marked(view.body_pieces)
        assert {_plain(text, typed_bare) for text in marked} == {run}


@pytest.mark.parametrize("judgment", NOTED, ids=str)
def test_what_a_note_tells_can_be_switched_off(golden: SearchService, judgment: Judgment) -> None:
    notes = golden.search(SearchRequest(text=judgment.query)).notes
    off = tuple(note.off for note in notes if note.kind == judgment.note)
    assert off
    without = golden.search(SearchRequest(text=judgment.query, off=off))
    assert judgment.note not in {note.kind for note in without.notes}
    assert not golden.search(SearchRequest(text=judgment.query, expand=False)).notes


@pytest.mark.parametrize("judgment", COMPLETED, ids=str)
def test_completions_hold_what_was_begun(golden: SearchService, judgment: Judgment) -> None:
    completions = golden.suggest(judgment.query)
    assert 0 < len(completions) <= 8
    assert judgment.says
    texts = [_plain(completion.text) for completion in completions]
    assert any(f" {_plain(judgment.says)} " in f" {text} " for text in texts), texts


def test_the_table_is_as_long_and_as_even_as_promised() -> None:
    areas = Counter(judgment.area for judgment in JUDGMENTS)
    assert len(JUDGMENTS) >= 120
    assert set(areas) == set(range(1, 9))
    assert min(areas.values()) >= 10


def test_the_reports_are_as_untidy_as_promised() -> None:
    data = {path.stem: path.read_bytes() for path in (HERE / "reports").glob("*.txt")}
    text = {id: report.decode("utf-8") for id, report in data.items()}
    assert len(data) >= 18
    assert any(report.startswith(b"\xef\xbb\xbf") and b"\r\n" in report for report in data.values())
    assert any(report != nfc(report) and "\u0300" in report for report in text.values()), "decomposed letters"
    assert any("\u00a0" in report for report in text.values()), "no-break spaces"
    differing = set(text["vinh_phuc_2018_a"].split()) ^ set(text["vinh_phuc_2018_b"].split())
    assert differing == {"Lương", "Lượng"}


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("1\tca mau\tx\t-\tbare\t-", "expected 7 filled columns"),
        ("9\tca mau\tx\t-\tbare\t-\t-", "it goes from 1 to 8"),
        ("1\tca mau\ty\t-\tbare\t-\t-", "there is no report y"),
        ("1\tca mau\tx\t0\tbare\t-\t-", "the depth is 0"),
        ("1\tca mau\tx\t-\tgood\t-\t-", "the grade is good"),
        ("1\tca mau\tx\t-\tbare\tnew\t-", "the note is new"),
        ("1\tà\tx\t-\t-\t-\t-", "it repeats line 2"),
    ],
)
def test_an_error_in_the_table_names_its_line(line: str, cure: str) -> None:
    with pytest.raises(BadRequest, match=rf"table, line 3: .*{cure}"):
        parse(["# a remark", "1\tà\tx\t-\t-\t-\t-", line], "table", {"x"})


def _plain(text: str, without_accents: bool = False) -> str:
    """Syllables in lower case, tone marks in one place, nothing between them but a blank."""
    composed = nfc(text)
    syllables = " ".join(syllable(composed[start:end]) for start, end in offsets(composed))
    return bare(syllables) if without_accents else syllables


def _marked(pieces: Pieces) -> list[str]:
    """The marked runs; a paragraph's end may part the marks of one run."""
    runs = [""]
    for piece in pieces:
        if piece.matched:
            runs[-1] += piece.text
        elif offsets(piece.text):
            runs.append("")
        else:
            runs[-1] += " "
    return [run for run in runs if run.strip()]
