"""A report as bytes in the index, and back: plain JSON, compressed, so that nothing is ever unpickled."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import accumulate, chain, pairwise
from typing import Any

from indexer.model import (
    FIELDS,
    Analysis,
    FieldName,
    IndexedReport,
    Layer,
    Period,
    Report,
    StoredReport,
    Token,
)


@dataclass(frozen=True, slots=True)
class Meta:
    """What is kept in memory of every report. `lengths` counts the terms of each layer of each field."""

    id: str
    attributes: Mapping[str, tuple[str, ...]]
    sort_date: str | None
    lengths: Mapping[str, int]


def dump_meta(report: IndexedReport, lengths: Mapping[str, int]) -> bytes:
    return _dump([report.report.id, dict(report.attributes), report.sort_date, dict(lengths)])


def load_meta(data: bytes) -> Meta:
    id, attributes, sort_date, lengths = json.loads(data)
    return Meta(id, {name: tuple(values) for name, values in attributes.items()}, sort_date, lengths)


def dump_document(report: IndexedReport) -> bytes:
    analyses: list[tuple[FieldName, Analysis]] = list(zip(FIELDS, (report.title, report.body), strict=True))
    document = {
        "report": asdict(report.report),
        "offsets": {field: _deltas(analysis.offsets) for field, analysis in analyses},
        "canonical": {
            field: [[token.text, token.first, token.last] for token in analysis.layers[Layer.CANONICAL]]
            for field, analysis in analyses
        },
    }
    return zlib.compress(_dump(document), 1)


@dataclass(frozen=True, slots=True)
class Document:
    stored: StoredReport
    canonical: Mapping[FieldName, tuple[Token, ...]]


def load_document(data: bytes) -> Document:
    document = json.loads(zlib.decompress(data))
    values = document["report"]
    for name in ("period", "plan_period"):
        values[name] = Period(**values[name]) if values[name] else None
    offsets = {field: _from_deltas(document["offsets"][field]) for field in FIELDS}
    canonical = {field: tuple(Token(*token) for token in document["canonical"][field]) for field in FIELDS}
    return Document(StoredReport(Report(**values), offsets["title"], offsets["body"]), canonical)


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _deltas(offsets: tuple[tuple[int, int], ...]) -> list[int]:
    """Start, end, start, end ... as steps from one to the next, which compress well."""
    row = [0, *chain.from_iterable(offsets)]
    return [right - left for left, right in pairwise(row)]


def _from_deltas(deltas: list[int]) -> tuple[tuple[int, int], ...]:
    row = iter(accumulate(deltas))
    return tuple(zip(row, row, strict=True))
