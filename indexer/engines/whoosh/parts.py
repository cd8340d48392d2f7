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
from indexer.engines.whoosh.schema import FIELD_NAMES, MENTION, PAIRED, UNPLACED
from indexer.model import FIELDS, IndexedReport, Mention, Pairs

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

    `placed`: ordinals are kept. `pairs_of`: nothing is added, the terms are pairs of that field's.
    """

    placed: bool
    pairs_of: Inverter | None = None
    _numbers: _Numbers = field(default_factory=_Numbers)
    _terms: array[int] = field(default_factory=lambda: array("I"))
    _ordinals: array[int] = field(default_factory=lambda: array("i"))
    _lengths: array[int] = field(default_factory=lambda: array("I"))
    _sorted: tuple[list[bytes], Integers] | None = None

    def add(self, texts: Sequence[str], ordinals: Iterable[int] = ()) -> None:
        self._terms.extend(map(self._numbers.__getitem__, texts))
        self._lengths.append(len(texts))
        if self.placed:
            self._ordinals.extend(ordinals)

    def write(self, writer: ArrayWriter, name: str) -> None:
        """Writes the arrays of the field."""
        dictionary, terms, docs, lengths = self._pairs() if self.pairs_of else self._rows()
        order = np.argsort(terms, kind="stable")
        terms, docs = terms[order], docs[order]
        first = np.flatnonzero(_changes(terms) | _changes(docs))
        counts = np.diff(first, append=len(terms))
        postings = np.bincount(terms[first], minlength=len(dictionary))
        write_dictionary(writer, name, dictionary)
        writer.add(f"{name}/posting_start", compact(np.concatenate([[0], np.cumsum(postings)])))
        writer.add(f"{name}/docs", docs[first].astype(np.uint32))
        if self.placed:
            ordinals = np.frombuffer(self._ordinals, np.int32) if len(order) else np.empty(0, np.int32)
            writer.add(f"{name}/value_start", compact(np.append(first, len(terms))))
            writer.add(f"{name}/values", ordinals[order])
        else:
            writer.add(f"{name}/weights", compact(counts))
        writer.add(f"{name}/lengths", compact(lengths))

    def _rows(self) -> tuple[list[bytes], Integers, Integers, Integers]:
        """The dictionary, the place in it of every term, its report; and the lengths of the reports."""
        if self._sorted is None:
            self._sorted = _sorted(list(self._numbers))
        dictionary, rank = self._sorted
        lengths = np.array(self._lengths, np.int64)
        terms = rank[np.frombuffer(self._terms, np.uint32)] if self._terms else np.empty(0, np.int64)
        return dictionary, terms, np.repeat(np.arange(len(lengths)), lengths), lengths

    def _pairs(self) -> tuple[list[bytes], Integers, Integers, Integers]:
        """The same of pairs, in the order of their terms: no character of a term is less than a blank."""
        assert self.pairs_of is not None
        texts, terms, docs, lengths = self.pairs_of._rows()
        together = docs[1:] == docs[:-1]
        keys = (terms[:-1] << 32 | terms[1:])[together]
        pairs, places = np.unique(keys, return_inverse=True)
        lefts, rights = (pairs >> 32).tolist(), (pairs & 0xFFFFFFFF).tolist()
        dictionary = [texts[left] + b" " + texts[right] for left, right in zip(lefts, rights, strict=True)]
        return dictionary, places, docs[1:][together], np.maximum(lengths - 1, 0)


def _changes(row: Integers) -> NDArray[np.bool_]:
    """Where a row differs from the entry before; the first always does."""
    changed = np.ones(len(row), np.bool_)
    np.not_equal(row[1:], row[:-1], out=changed[1:])
    return changed


def _sorted(texts: list[str]) -> tuple[list[bytes], Integers]:
    """The bytes of texts, ascending, and the place of each text there."""
    data = [text.encode("utf-8", "replace") for text in texts]
    if len(set(data)) < len(data):  # texts with lone surrogates may have the same bytes
        dictionary = sorted(set(data))
        place = {text: at for at, text in enumerate(dictionary)}
        return dictionary, np.array([place[text] for text in data], np.int64)
    order = sorted(range(len(data)), key=data.__getitem__)
    rank = np.empty(len(data), np.int64)
    rank[order] = np.arange(len(data))
    return [data[at] for at in order], rank


def write_part(path: Path, reports: Iterable[IndexedReport]) -> None:
    inverters = {key: Inverter(placed=key[1] not in UNPLACED) for key in FIELD_NAMES}
    mentions = Inverter(placed=False)
    metas, documents = [], []
    for report in reports:
        for field_, analysis in zip(FIELDS, (report.title, report.body), strict=True):
            for layer, tokens in analysis.layers.items():
                if isinstance(tokens, Pairs):
                    inverters[field_, layer].pairs_of = inverters[field_, PAIRED[layer]]
                    continue
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
