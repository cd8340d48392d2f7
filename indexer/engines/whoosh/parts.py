"""Reports -> a part: their postings sorted by term, in one file of arrays, ready to be merged.

A part is a small segment: it has the arrays of one (see codec.py) for every field, but for what only queries
need, and of its reports

    metas            u1  JSON: id, attributes, date and origin of every report
    documents        u1  the reports (documents.py), one after the other
    document_start   u8  where each begins, and the end
    signature        u4  SIGNATURE numbers of every report, 0 where it has none
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from typing import cast

import numpy as np

from indexer.engines.whoosh.arrays import ArrayWriter
from indexer.engines.whoosh.documents import dump_document
from indexer.engines.whoosh.inversion import Inverter, PairInverter
from indexer.engines.whoosh.schema import FIELD_NAMES, MENTION, PAIRED, SIGNATURE, field_name
from indexer.model import FIELDS, IndexedReport, Mention, MentionType, Pairs

# Parts the columns of a mention in its term; sorts before whatever stands in one.
COLUMN = "\x1f"
_NO_SIGNATURE = (0,) * SIGNATURE


def write_part(path: Path, reports: Iterable[IndexedReport]) -> None:
    inverters = {key: Inverter(placed=True) for key in FIELD_NAMES if key[1] not in PAIRED}
    pairs = {
        (field, layer): PairInverter(inverters[field, single], field_name(field, single))
        for field in FIELDS
        for layer, single in PAIRED.items()
    }
    mentions = Inverter(placed=False)
    metas, documents = [], []
    signatures = array("I")
    for number, report in enumerate(reports):
        for field, analysis in zip(FIELDS, (report.title, report.body), strict=True):
            for layer, tokens in analysis.layers.items():
                if type(tokens) is Pairs:
                    pairs[field, layer].add(number)
                elif len(tokens.texts):
                    inverters[field, layer].add(number, tokens.texts, tokens.firsts)
        if report.mentions:
            mentions.add(number, list(map(COLUMN.join, report.mentions)))
        metas.append([report.report.id, dict(report.attributes), report.sort_date, report.origin])
        documents.append(dump_document(report))
        signatures.extend(report.signature or _NO_SIGNATURE)
    with ArrayWriter(path) as writer:
        for key, name in FIELD_NAMES.items():  # pairs follow what they are made of: then both are let go
            (pairs if key in pairs else inverters).pop(key).write(writer, name, len(metas))
        mentions.write(writer, MENTION, len(metas))
        writer.add("metas", np.frombuffer(json.dumps(metas).encode(), np.uint8))
        writer.add("documents", np.frombuffer(b"".join(documents), np.uint8))
        writer.add("signature", np.array(signatures, np.uint32))
        writer.add("document_start", np.array([0, *accumulate(map(len, documents))], np.uint64))


def mention(term: str) -> Mention:
    type_, key, text = term.split(COLUMN)
    return Mention(cast(MentionType, type_), key, text)
