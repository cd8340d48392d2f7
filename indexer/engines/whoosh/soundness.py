"""Every posting list of a segment read, and compared with what the rest of the segment says."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.scoring import impact_norms
from indexer.engines.whoosh.arrays import ArrayFile
from indexer.engines.whoosh.dictionary import PairTerms, Terms, open_terms, steps
from indexer.engines.whoosh.merge_reports import groups_of, id_bytes
from indexer.engines.whoosh.reader import SegmentReader
from indexer.engines.whoosh.schema import FIELD_NAMES, MENTION, SIGNATURE
from indexer.model import FIELDS

Integers = NDArray[np.int64]


class Contradiction(ValueError):
    """Two parts of a segment do not agree."""


def check_segment(path: Path) -> int:
    """Reads all of a segment; the number of its reports.

    Raises Contradiction, IndexDamaged, or whatever bytes lead to that this program did not write.
    """
    with ArrayFile(path) as file:
        file.verify()
        reader = SegmentReader(path, verified=True)
        try:
            sizes = _check_reports(file, reader)
            for (field, _), name in FIELD_NAMES.items():
                _check_field(file, name, sizes[FIELDS.index(field)])
            _check_field(file, MENTION, sizes[0])
            return reader.reports
        finally:
            reader.close()


def _must(true: object, what: str) -> None:
    if not true:
        raise Contradiction(what)


def _check_reports(file: ArrayFile, reader: SegmentReader) -> tuple[Integers, Integers]:
    """How many ordinals the title and the body of every report have."""
    metas = json.loads(file["metas"].tobytes())
    starts = file["document_start"].astype(np.int64)
    _must(len(metas) == reader.reports == len(starts) - 1 == len(file["id/rank"]), "the counts of reports")
    _must(starts[0] == 0 and starts[-1] == len(file["documents"]) and (steps(starts) > 0).all(), "documents")
    sizes = np.zeros((2, reader.reports), np.int64)
    held: dict[str, Counter[str]] = {}
    for number, (id, attributes, date, _origin) in enumerate(metas):
        document = reader.document(number)
        stored = document.stored
        _must(stored.report.id == id and reader.number(id) == number and reader.id(number) == id, "an id")
        _must(reader.dates[number] == (int(date[:10].replace("-", "")) if date else 0), f"the date of {id}")
        texts = (stored.report.title, stored.title_offsets), (stored.report.body, stored.body_offsets)
        for at, (text, offsets) in enumerate(texts):
            terms = document.canonical(FIELDS[at])
            _must(max(terms.lasts, default=-1) < len(offsets), f"the canonical terms of {id}")
            sizes[at, number] = len(offsets)
            places = np.array(offsets, np.int64).ravel()
            _must((np.diff(places) >= 0).all() and places.max(initial=0) <= len(text), f"the places of {id}")
        for name, values in attributes.items():
            held.setdefault(name, Counter()).update(values)
    _must(held.keys() == reader.attributes.keys(), "the attributes")
    _check_ids(file)
    _check_groups(file, reader.reports)
    for name, attribute in reader.attributes.items():
        counts = np.bincount(attribute.values, minlength=len(attribute.names)).tolist()
        _must(dict(zip(attribute.names, counts, strict=True)) == held[name], f"the attribute {name}")
        _must(len(attribute.reports) == len(attribute.values), f"the attribute {name}")
        _must((attribute.reports < reader.reports).all(), f"the attribute {name}")
    return sizes[0], sizes[1]


def _check_ids(file: ArrayFile) -> None:
    ids = list(Terms(file, "id"))
    _must(ids == sorted(map(id_bytes, (id for id, *_ in json.loads(file["metas"].tobytes())))), "the ids")


def _check_groups(file: ArrayFile, reports: int) -> None:
    """The groups are those that the signatures make."""
    signatures, by_id = file["signature"], file["id/report"].astype(np.int64)
    _must(len(signatures) == reports * SIGNATURE, "the signatures")
    made = groups_of(signatures.reshape(-1, SIGNATURE), by_id)
    _must(np.array_equal(file["group"], made), "the groups of nearly the same reports")


def _check_field(file: ArrayFile, name: str, sizes: Integers) -> None:
    """`sizes`: how many ordinals the text of every report has."""
    reports = len(sizes)
    starts, docs = file[f"{name}/posting_start"].astype(np.int64), file[f"{name}/docs"].astype(np.int64)
    terms = open_terms(file, name)
    _must(len(terms) == len(starts) - 1, f"{name}: terms")
    _must(starts[0] == 0 and starts[-1] == len(docs) and (steps(starts) > 0).all(), f"{name}: postings")
    _must((docs < reports).all() and _ascending(docs, starts), f"{name}: reports of postings")
    if isinstance(terms, PairTerms):
        keys = file[f"{name}/keys"]
        _must((keys[1:] > keys[:-1]).all(), f"{name}: pairs")
    texts = list(terms)
    _must(all(left < right for left, right in pairwise(texts)), f"{name}: order of terms")
    _must(all(terms.find(text) == at for at, text in enumerate(texts)), f"{name}: a term is not found")
    counts = _check_counts(file, name, docs, sizes)
    lengths = file[f"{name}/lengths"]
    _must(len(lengths) == reports, f"{name}: lengths")
    _must((np.bincount(docs, counts, reports).astype(np.int64) == lengths).all(), f"{name}: lengths")
    if name != MENTION:
        impacts = counts / (counts + impact_norms(lengths)[docs])
        _must(np.allclose(file[f"{name}/impacts"], impacts, rtol=1e-5), f"{name}: impacts")


def _check_counts(file: ArrayFile, name: str, docs: Integers, sizes: Integers) -> Integers:
    """How often each posting's report has its term."""
    if f"{name}/values" not in file:
        counts: Integers = file[f"{name}/weights"].astype(np.int64)
        _must(len(counts) == len(docs) and (counts > 0).all(), f"{name}: counts")
        return counts
    starts, values = file[f"{name}/value_start"].astype(np.int64), file[f"{name}/values"]
    counts = steps(starts)
    _must(len(counts) == len(docs) and starts[0] == 0 and starts[-1] == len(values), f"{name}: positions")
    _must((counts > 0).all() and (values >= -1).all(), f"{name}: positions")
    bounds = np.repeat(sizes[docs], counts)
    # A collection of bare tokens has no text that they could stand in.
    _must(((values < bounds) | (bounds == 0)).all(), f"{name}: positions")
    return counts


def _ascending(row: Integers, starts: Integers) -> bool:
    """Whether a row ascends from each start to the next."""
    ascends = np.diff(row, prepend=-1) > 0
    ascends[starts[:-1]] = True
    return bool(ascends.all())
