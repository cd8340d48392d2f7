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
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import ArrayWriter
from indexer.engines.whoosh.dictionary import compact, sort_together, write_pairs, write_terms
from indexer.engines.whoosh.documents import dump_document
from indexer.engines.whoosh.schema import FIELD_NAMES, MENTION, PAIRED, SIGNATURE, field_name
from indexer.model import FIELDS, IndexedReport, Mention, MentionType, Pairs
from indexer.model.rows import Numbered, Renumbering

Numbers = NDArray[np.uint32]
# Parts the columns of a mention in its term; sorts before whatever stands in one.
COLUMN = "\x1f"
_NO_SIGNATURE = (0,) * SIGNATURE


class _Numbers(dict[str, int]):
    """Numbers texts in the order they are first asked for; a plain look-up, in C, for all others."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


class Inverter:
    """One field: `add` the terms of each report that has any, in turn, then `write` the postings.

    `placed`: ordinals are kept.
    """

    def __init__(self, *, placed: bool) -> None:
        self._placed = placed
        self._numbers = _Numbers()
        self._terms, self._ordinals = array("I"), array("i")
        self._reports, self._lengths = array("I"), array("I")
        self._renumbering = Renumbering(self._numbers.__getitem__)

    def add(self, report: int, texts: Sequence[str], ordinals: Iterable[int] = ()) -> None:
        self._reports.append(report)
        self._lengths.append(len(texts))
        if type(texts) is Numbered:  # isinstance asks the abstract class, at ten times the price
            self._terms.frombytes(self._renumbering.of(texts).astype(np.uint32).tobytes())
        else:
            self._terms.extend(
                itemgetter(*texts)(self._numbers) if len(texts) > 1 else [self._numbers[texts[0]]]
            )
        if type(ordinals) is range:
            self._ordinals.frombytes(np.arange(ordinals.start, ordinals.stop, dtype=np.int32).tobytes())
        elif self._placed:
            self._ordinals.extend(ordinals)

    def write(self, writer: ArrayWriter, name: str, reports: int) -> None:
        """Writes the arrays of the field, of so many reports."""
        dictionary, terms, docs = self.rows
        write_terms(writer, name, [dictionary], table=False)
        ordinals: NDArray[np.int32] | None = None
        if self._placed:
            # A date that stands nowhere in a text has the ordinal -1.
            places = np.array(self._ordinals, np.int32) + 1
            terms, docs, rows = sort_together(terms, docs, places.view(np.uint32))
            ordinals = rows.view(np.int32) - 1
        else:
            terms, docs = sort_together(terms, docs)
        _write_postings(writer, name, len(dictionary), terms, docs, ordinals)
        writer.add(f"{name}/lengths", compact(self.lengths(reports)))

    def lengths(self, reports: int) -> Numbers:
        """How many terms each of so many reports has."""
        lengths = np.zeros(reports, np.uint32)
        lengths[_numbers(self._reports)] = _numbers(self._lengths)
        return lengths

    @cached_property
    def rows(self) -> tuple[list[bytes], Numbers, Numbers]:
        """The dictionary, the place in it of every term, and its report."""
        dictionary, rank = _sorted(list(self._numbers))
        docs = np.repeat(_numbers(self._reports), _numbers(self._lengths))
        return dictionary, rank[_numbers(self._terms)], docs


class PairInverter:
    """A field of pairs: of a report that has any, they are the neighbours in another field."""

    def __init__(self, of: Inverter, name: str) -> None:
        self._of = of
        self._name = name
        self._held = array("I")

    def add(self, report: int) -> None:
        self._held.append(report)

    def write(self, writer: ArrayWriter, name: str, reports: int) -> None:
        _, terms, docs = self._of.rows
        held = np.zeros(reports, np.bool_)
        held[_numbers(self._held)] = True
        together = (docs[1:] == docs[:-1]) & held[docs[1:]]
        lefts, rights = terms[:-1][together], terms[1:][together]
        lefts, rights, docs = sort_together(lefts, rights, docs[1:][together])
        keys = lefts.astype(np.uint64) << np.uint64(32) | rights
        new = _changes(keys)
        pairs = keys[new]
        write_pairs(writer, name, self._name, [pairs])
        numbers = np.cumsum(new, dtype=np.uint32) - np.uint32(1)
        _write_postings(writer, name, len(pairs), numbers, docs, None)
        lengths = np.maximum(self._of.lengths(reports), 1) - 1
        writer.add(f"{name}/lengths", compact(lengths * held))


def _write_postings(
    writer: ArrayWriter,
    name: str,
    count: int,
    terms: Numbers,
    docs: Numbers,
    ordinals: NDArray[np.int32] | None,
) -> None:
    """Entries in the order of their terms, within a term of their reports."""
    first = np.flatnonzero(_changes(terms) | _changes(docs)) if len(terms) else np.empty(0, np.int64)
    postings = np.bincount(terms[first], minlength=count)
    writer.add(f"{name}/posting_start", compact(np.concatenate([[0], np.cumsum(postings)])))
    writer.add(f"{name}/docs", docs[first])
    if ordinals is not None:
        writer.add(f"{name}/value_start", compact(np.append(first, len(terms))))
        writer.add(f"{name}/values", ordinals)
    else:
        writer.add(f"{name}/weights", compact(np.diff(first, append=len(terms))))


def _numbers(row: array[int]) -> Numbers:
    return np.frombuffer(row, np.uint32) if row else np.empty(0, np.uint32)


def _changes(row: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Where a row differs from the entry before; the first always does."""
    changed = np.ones(len(row), np.bool_)
    np.not_equal(row[1:], row[:-1], out=changed[1:])
    return changed


def _sorted(texts: list[str]) -> tuple[list[bytes], Numbers]:
    """The bytes of texts, ascending, and the place of each text there."""
    try:
        data = list(map(str.encode, texts))
    except UnicodeEncodeError:
        # Texts with lone surrogates may have the same bytes.
        data = [text.encode("utf-8", "replace") for text in texts]
        dictionary = sorted(set(data))
        place = {text: at for at, text in enumerate(dictionary)}
        return dictionary, np.array([place[text] for text in data], np.uint32)
    order = sorted(range(len(data)), key=data.__getitem__)
    rank = np.empty(len(data), np.uint32)
    rank[order] = np.arange(len(data))
    return [data[at] for at in order], rank


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
