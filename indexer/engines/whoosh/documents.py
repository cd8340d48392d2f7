"""A report as bytes in the index, and back: JSON, text and packed integers; nothing is ever unpickled.

header length · header (JSON) · steps of the title's offsets · of the body's · body (UTF-8)
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.model import (
    FIELDS,
    FieldName,
    IndexedReport,
    Layer,
    Original,
    Period,
    Person,
    Report,
    StoredReport,
    Token,
)
from indexer.model.rows import Offsets

_HEADER = struct.Struct("<I")
_STORED = tuple(field.name for field in fields(Report) if field.name != "body")
_PERIODS = ("period", "plan_period")
_encode = json.JSONEncoder(separators=(",", ":")).encode
# One byte holds most steps from the end of a syllable to the next; four hold any.
_SMALL, _LARGE = "<u1", "<u4"


@dataclass(frozen=True, slots=True)
class Document:
    stored: StoredReport
    canonical: Mapping[FieldName, tuple[Token, ...]]


def dump_document(report: IndexedReport) -> bytes:
    steps = [_steps(analysis.offsets) for analysis in (report.title, report.body)]
    values = {name: getattr(report.report, name) for name in _STORED}
    for name in _PERIODS:
        values[name] = values[name] and asdict(values[name])
    values["people"] = [[person.name, person.position] for person in report.report.people]
    body = report.report.body.encode("utf-8", "surrogatepass")
    canonical = [analysis.layers[Layer.CANONICAL] for analysis in (report.title, report.body)]
    header = _encode(
        [
            values,
            [[tokens.texts, list(tokens.firsts), list(tokens.lasts)] for tokens in canonical],
            [[len(row), row.itemsize] for row in steps],
            report.original and [report.original.location, report.original.sha256],
        ]
    ).encode()
    return b"".join([_HEADER.pack(len(header)), header, *(row.tobytes() for row in steps), body])


def load_document(data: bytes) -> Document:
    (length,) = _HEADER.unpack_from(data)
    at = _HEADER.size + length
    values, canonical, steps, original = json.loads(data[_HEADER.size : at])
    offsets = []
    for count, itemsize in steps:
        row = np.frombuffer(data, _SMALL if itemsize == 1 else _LARGE, count, at)
        offsets.append(_from_steps(row))
        at += count * itemsize
    report = Report(**_with_parts(values), body=data[at:].decode("utf-8", "surrogatepass"))
    tokens = {field: tuple(map(Token, *columns)) for field, columns in zip(FIELDS, canonical, strict=True)}
    title_offsets, body_offsets = offsets
    stored = StoredReport(report, title_offsets, body_offsets, Original(*original) if original else None)
    return Document(stored, tokens)


def _with_parts(values: dict[str, Any]) -> dict[str, Any]:
    for name in _PERIODS:
        values[name] = Period(**values[name]) if values[name] else None
    values["people"] = tuple(Person(*columns) for columns in values["people"])
    values["districts"] = tuple(values["districts"])
    return values


def _steps(offsets: Sequence[tuple[int, int]]) -> NDArray[np.unsignedinteger]:
    """Start, end, start, end ... as steps from one to the next."""
    row = np.empty((len(offsets), 2), np.int64)
    if type(offsets) is Offsets:
        row[:, 0], row[:, 1] = offsets.starts, offsets.ends
    else:
        row[:] = offsets or row
    steps = row.ravel().copy()
    steps[1:] -= row.ravel()[:-1]
    return steps.astype(_LARGE if steps.max(initial=0) > 255 else _SMALL)


def _from_steps(steps: NDArray[np.unsignedinteger]) -> Offsets:
    row = np.cumsum(steps, dtype=np.int64)
    return Offsets(row[::2], row[1::2])
