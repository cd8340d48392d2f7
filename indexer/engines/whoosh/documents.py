"""A report as bytes in the index, and back: JSON, text and packed integers; nothing is ever unpickled.

lengths · header (JSON) · canonical terms (JSON) · steps of the offsets in title and body · body
"""

from __future__ import annotations

import json
import struct
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from indexer.engines.whoosh import charset
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
    Tokens,
)
from indexer.model.rows import Steps

_LENGTHS = struct.Struct("<II")  # of the header and of the canonical terms
_STORED = tuple(name for name in Report._fields if name != "body")
_stored = attrgetter(*_STORED)
_NO_TOKENS: list[list[Any]] = [[], [], []]
_encode = json.JSONEncoder(separators=(",", ":")).encode
_decode = json.JSONDecoder().raw_decode
_NO_TERMS = _encode([_NO_TOKENS for _ in FIELDS]).encode()
# One byte holds most steps from the end of a syllable to the next; four hold any.
_SMALL, _LARGE = "<u1", "<u4"
_MOST_SMALL = 255


class Document(NamedTuple):
    """A report as it is stored; its canonical terms stay bytes, since few queries ask for them."""

    stored: StoredReport
    terms: bytes

    def canonical(self, field: FieldName) -> Tokens:
        return Tokens(*json.loads(self.terms)[FIELDS.index(field)])


def dump_document(report: IndexedReport) -> bytes:
    title, body_steps = (Steps.of(analysis.offsets).steps for analysis in (report.title, report.body))
    steps = title
    if len(title) or len(body_steps):  # ready tokens have no text
        steps = np.concatenate([title, body_steps])
        if steps.max() <= _MOST_SMALL:
            steps = steps.astype(_SMALL)
    values = _stored(report.report)
    canonical = [analysis.layers.get(Layer.CANONICAL) for analysis in (report.title, report.body)]
    body, narrow = charset.encode(report.report.body)
    header = _encode(
        [
            values,
            [len(title), len(steps), steps.itemsize],
            report.original and [report.original.location, report.original.sha256],
            narrow,
        ]
    ).encode()
    rows = [
        [tokens.texts, [*tokens.firsts], [*tokens.lasts]] if tokens else _NO_TOKENS for tokens in canonical
    ]
    terms = _encode(rows).encode() if any(canonical) else _NO_TERMS
    lengths = _LENGTHS.pack(len(header), len(terms))
    return b"".join([lengths, header, terms, steps.tobytes(), body])


def load_document(data: bytes) -> Document:
    length, terms_length = _LENGTHS.unpack_from(data)
    begin = _LENGTHS.size + length
    at = begin + terms_length
    (values, steps, original, narrow), _ = _decode(data[_LENGTHS.size : begin].decode())
    terms = data[begin:at]
    title_steps, count, itemsize = steps
    row = np.frombuffer(data, _SMALL if itemsize == 1 else _LARGE, count, at)
    offsets = Steps(row[:title_steps]), Steps(row[title_steps:])
    at += row.nbytes
    id, title, *others = values
    body = charset.decode(memoryview(data)[at:], narrow)
    report = Report(id, title, body, *_with_parts(others))
    read_from = Original(*original) if original else None
    return Document(StoredReport(report, *offsets, read_from), terms)


def _with_parts(values: list[Any]) -> list[Any]:
    """All values of a report that come behind its body."""
    published, event_date, period, plan_period, *others, people, districts = values
    return [
        published,
        event_date,
        period and Period(*period),
        plan_period and Period(*plan_period),
        *others,
        tuple([Person(*columns) for columns in people]),
        tuple(districts),
    ]
