"""Reports -> a part: their postings sorted by term, in one file of arrays, ready to be merged.

A part is a small segment: it has the arrays of one (see codec.py) for every field, and of its reports

    metas            u1  JSON: id, attributes, date and origin of every report
    documents        u1  the reports (documents.py), one after the other
    document_start   u8  where each begins, and the end
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import ArrayWriter
from indexer.engines.whoosh.dictionary import compact, write_dictionary
from indexer.engines.whoosh.documents import dump_document
from indexer.engines.whoosh.schema import FIELD_NAMES, MENTION, UNPLACED
from indexer.model import FIELDS, IndexedReport, Mention

Integers = NDArray[np.int64]
# Parts the columns of a mention in its term; sorts before whatever stands in one.
COLUMN = "\x1f"


class _Numbers(dict[str, int]):
    """Numbers texts in the order they are first asked for; a plain look-up, in C, for all others."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


@dataclass(slots=True)
class Inverter:
    """One field: `add` the terms of every report in turn, then `write` the postings.

    `placed`: ordinals are kept.
    """

    placed: bool
    _numbers: _Numbers = field(default_factory=_Numbers)
    _terms: array[int] = field(default_factory=lambda: array("I"))
    _ordinals: array[int] = field(default_factory=lambda: array("i"))
    _lengths: array[int] = field(default_factory=lambda: array("I"))

    def add(self, texts: Sequence[str], ordinals: Iterable[int] = ()) -> None:
        self._terms.extend(map(self._numbers.__getitem__, texts))
        self._lengths.append(len(texts))
        if self.placed:
            self._ordinals.extend(ordinals)

    def write(self, writer: ArrayWriter, name: str) -> None:
        """Writes the arrays of the field."""
        dictionary, rank = _sorted(list(self._numbers))
        lengths = np.frombuffer(self._lengths, np.uint32)
        terms = rank[np.frombuffer(self._terms, np.uint32)] if self._terms else np.empty(0, np.int64)
        docs = np.repeat(np.arange(len(lengths)), lengths)
        # The token's place in the low bits makes the fast, unstable sort keep the order of the text.
        order = np.sort(terms << 32 | np.arange(len(terms))) & 0xFFFFFFFF
        terms, docs = terms[order], docs[order]
        first = np.flatnonzero(_changes(terms) | _changes(docs))
        counts = np.diff(first, append=len(terms))
        postings = np.bincount(terms[first], minlength=len(dictionary))
        write_dictionary(writer, name, dictionary)
        writer.add(f"{name}/posting_start", compact(np.concatenate([[0], np.cumsum(postings)])))
        writer.add(f"{name}/docs", docs[first].astype(np.uint32))
        if self.placed:
            writer.add(f"{name}/value_start", compact(np.append(first, len(terms))))
            writer.add(
                f"{name}/values", np.frombuffer(self._ordinals, np.int32)[order] if len(order) else _NONE
            )
        else:
            writer.add(f"{name}/weights", compact(counts))
        writer.add(f"{name}/lengths", compact(lengths))


_NONE = np.empty(0, np.int32)


def _sorted(texts: list[str]) -> tuple[list[bytes], Integers]:
    """The bytes of texts, ascending, and the place of each text there."""
    data = [text.encode("utf-8", "replace") for text in texts]
    dictionary = sorted(data)
    if len(set(data)) < len(data):
        dictionary = sorted(set(data))  # texts with lone surrogates may have the same bytes
    place = dict(zip(dictionary, range(len(dictionary)), strict=True)).__getitem__
    return dictionary, np.fromiter(map(place, data), np.int64, len(data))


def _changes(row: Integers) -> NDArray[np.bool_]:
    """Where a row differs from the entry before; the first always does."""
    changed = np.ones(len(row), np.bool_)
    np.not_equal(row[1:], row[:-1], out=changed[1:])
    return changed


def write_part(path: Path, reports: Iterable[IndexedReport]) -> None:
    inverters = {key: Inverter(placed=key[1] not in UNPLACED) for key in FIELD_NAMES}
    mentions = Inverter(placed=False)
    metas, documents = [], []
    for report in reports:
        for field_, analysis in zip(FIELDS, (report.title, report.body), strict=True):
            for layer, tokens in analysis.layers.items():
                inverters[field_, layer].add(tokens.texts, tokens.firsts)
        mentions.add([mention_term(mention) for mention in report.mentions])
        metas.append([report.report.id, dict(report.attributes), report.sort_date, report.origin])
        documents.append(dump_document(report))
    with ArrayWriter(path) as writer:
        for key, inverter in inverters.items():
            inverter.write(writer, FIELD_NAMES[key])
        mentions.write(writer, MENTION)
        writer.add("metas", np.frombuffer(json.dumps(metas).encode(), np.uint8))
        writer.add("documents", np.frombuffer(b"".join(documents), np.uint8))
        writer.add("document_start", np.array([0, *accumulate(map(len, documents))], np.uint64))


def mention_term(mention: Mention) -> str:
    return COLUMN.join((mention.type, mention.key, mention.text))


def mention(term: str) -> Mention:
    type_, key, text = term.split(COLUMN)
    return Mention(type_, key, text)  # type: ignore[arg-type]
