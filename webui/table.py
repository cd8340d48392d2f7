"""Results as a table that Excel opens with its accents, and that nobody's text can turn into formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from indexer.model import Hit
from indexer.wire import report_path
from webui import words
from webui.plain import line
from webui.texts import text

COLUMNS = (
    *("rank", "title", "province", "province_now", "kind", "period", "held", "posted"),
    *("publisher", "match", "passages", "address"),
)
BETWEEN_PASSAGES = " | "
# with this a spreadsheet takes a cell for a formula; the wide forms are read alike in East Asian settings
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_UNSEEN = "\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"


def table(hits: Iterable[Hit], root: str) -> bytes:
    """A row a hit under a row of headings; `root` begins the addresses."""
    written = io.StringIO(newline="")
    rows = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows.writerow([text(f"csv.{name}") for name in COLUMNS])
    rows.writerows(map(cell, _row(rank, hit, root)) for rank, hit in enumerate(hits, 1))
    return written.getvalue().encode("utf-8-sig", "replace")


def cell(value: str) -> str:
    """One line of text that is never a formula.

    >>> cell("=1+1"), cell("\\t=1"), cell("giảm -5 %")
    ("'=1+1", "'=1", 'giảm -5 %')
    """
    shown = line(value)
    formula = value.startswith(_FORMULA) or shown.lstrip(_UNSEEN).startswith(_FORMULA)
    return f"'{shown}" if formula else shown


def _row(rank: int, hit: Hit, root: str) -> tuple[str, ...]:
    report = hit.report
    return (
        str(rank),
        report.title or report.id,
        report.province or "",
        report.province_now or "",
        words.kind_name(report.kind),
        words.period(report.period) if report.period else "",
        # ISO 8601: Excel reads 02/01/2013 as the second of January or as the first of February
        report.event_date or "",
        (report.published or "").replace("T", " "),
        report.publisher or "",
        text("csv.loose") if hit.loose else words.grade(hit.grade) or text("csv.exact"),
        BETWEEN_PASSAGES.join(snippet.text for snippet in hit.snippets),
        root + report_path(report.id),
    )
