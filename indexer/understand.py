"""Records -> IndexedReport: parsing and analysis."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from indexer.language.analyzer import Analyzer, with_dates
from indexer.language.mentions import mentions
from indexer.language.signature import signature
from indexer.model import Analysis, IndexedReport, Layer, Original, RawReport, Report, Skipped
from indexer.reports import attributes, parse_report, sort_date

_logger = logging.getLogger(__name__)
# Reports that are analysed at once, and about how many characters: more gain little and hold more memory.
_AT_ONCE, _AT_ONCE_CHARS = 16, 50_000


def understand_all(raws: Iterable[RawReport]) -> Iterator[IndexedReport | Skipped]:
    """Each report as `understand` has it, in their order; a few are analysed at once, which costs less."""
    for few in _few_at_once(raws):
        try:
            understood: Sequence[IndexedReport | Skipped] = _understood(few)
        except Exception:
            _logger.debug("one of %d reports is odd; they are read one by one", len(few), exc_info=True)
            understood = [understand(raw) for raw in few]
        yield from understood


def understand(raw: RawReport) -> IndexedReport | Skipped:
    """The report, parsed and analysed; what cannot be understood becomes Skipped, whatever was raised."""
    try:
        (report,) = _understood([raw])
        return report
    except Exception as error:
        # One odd report never costs the others.
        _logger.info("%s was skipped: %s", raw.path, type(error).__name__, exc_info=True)
        return Skipped(raw.path, f"it could not be understood ({type(error).__name__}: {error})")


def _understood(raws: Sequence[RawReport]) -> list[IndexedReport]:
    reports = [parse_report(raw) for raw in raws]
    analyses = iter(_analyzer().analyze_all([text for one in reports for text in (one.title, one.body)]))
    return [
        _indexed(raw, report, title, body)
        for raw, report, title, body in zip(raws, reports, analyses, analyses, strict=True)
    ]


def _indexed(raw: RawReport, report: Report, title: Analysis, body: Analysis) -> IndexedReport:
    canonical = with_dates(body.layers[Layer.CANONICAL], [report.published, report.event_date])
    return IndexedReport(
        report=report,
        title=title,
        body=Analysis(body.offsets, {**body.layers, Layer.CANONICAL: canonical}),
        attributes=attributes(report),
        sort_date=sort_date(report),
        mentions=mentions(report, title, body),
        origin=origin(raw),
        original=Original(raw.location, raw.sha256) if raw.location else None,
        signature=signature(body),
    )


def _few_at_once(raws: Iterable[RawReport]) -> Iterator[list[RawReport]]:
    few: list[RawReport] = []
    for raw in raws:
        few.append(raw)
        if len(few) == _AT_ONCE or sum(len(one.text) for one in few) > _AT_ONCE_CHARS:
            yield few
            few = []
    if few:
        yield few


@cache
def _analyzer() -> Analyzer:
    return Analyzer()


def origin(raw: RawReport) -> str:
    """A sum of a record and of the rules that read it; its report is the same while this is."""
    record = json.dumps([parser_fingerprint(), raw.id, raw.path, raw.sha256])
    return hashlib.sha256(record.encode()).hexdigest()


@cache
def parser_fingerprint() -> str:
    """Changes with every rule and table by which a file becomes a Report."""
    digest = hashlib.sha256()
    for package in ("indexer.sources", "indexer.reports"):
        for entry in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if entry.is_file() and not entry.name.endswith(".pyc"):
                digest.update(entry.name.encode() + entry.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


class Digest:
    """One sum over the records as they pass, what was skipped, and the rules that read reports."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256(parser_fingerprint().encode())

    def of(self, records: Iterable[RawReport | Skipped]) -> Iterator[RawReport | Skipped]:
        for record in records:
            said = (
                ("skipped", record.source, record.reason)
                if isinstance(record, Skipped)
                else ("report", record.id, record.path, record.sha256)
            )
            self._sum.update(json.dumps(said).encode() + b"\n")
            yield record

    @property
    def value(self) -> str:
        return self._sum.hexdigest()
