"""One open segment as the executor sees it: postings of a term, positions, reports, attributes.

Everything is a view into the file; nothing is read that no query asks for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from heapq import merge
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path

import numpy as np

from indexer.engines.base import Collation
from indexer.engines.whoosh.arrays import ArrayFile
from indexer.engines.whoosh.attributes import (
    Attribute,
    Entries,
    Integers,
    entries_of,
    ranks_of,
    read_attributes,
)
from indexer.engines.whoosh.dictionary import Terms, steps
from indexer.engines.whoosh.documents import Document, load_document
from indexer.engines.whoosh.field import Field, Postings
from indexer.engines.whoosh.merge_reports import id_bytes
from indexer.engines.whoosh.parts import COLUMN, mention
from indexer.engines.whoosh.schema import FIELD_NAMES, MENTION, encoded
from indexer.model import FIELDS, FieldName, Layer, Mention, MentionType

CACHED_DOCUMENTS = 1_024
_RESTING = 10_000  # mentions that are read until memory is given back


class SegmentReader:
    """Reports are numbered from 0."""

    def __init__(self, path: Path, *, verified: bool = False) -> None:
        self._file = ArrayFile(path, verified=verified)
        try:
            self.fields = {key: Field(self._file, name) for key, name in FIELD_NAMES.items()}
            self._postings = {
                layer: [(field, self.fields[field, layer].postings) for field in FIELDS] for layer in Layer
            }
            self._ids = Terms(self._file, "id")
            self.id_rank = self._file["id/rank"].astype(np.int64)
            self._by_rank = self._file["id/report"]
            self.dates = self._file["date"]
            groups = self._file["group"]
            self._groups, self._grouped = groups.data, bool(groups.any())
            starts = self._file["document_start"]
        except BaseException:
            self._file.close()
            raise
        self.document = lru_cache(CACHED_DOCUMENTS)(partial(_document, self._file, starts.data))
        # Ids that were asked for; a list, since every look into an lru_cache also moves what it finds.
        self._known: list[str] = [""] * self.reports
        self._numbers: dict[str, int] = {}
        self._ranks: tuple[Collation, Integers] | None = None

    @property
    def reports(self) -> int:
        return len(self.dates)

    def id(self, number: int) -> str:
        known = self._known[number]
        if not known:
            known = self._ids[int(self.id_rank[number])].decode("utf-8", "surrogatepass")
            self._known[number] = known
            self._numbers[known] = number
        return known

    def ids_of(self, numbers: Sequence[int]) -> list[str]:
        known = self._known
        return [known[number] or self.id(number) for number in numbers]

    def group(self, number: int) -> str:
        """The id of the first report of nearly the same body; "" where there is no other."""
        first = self._groups[number]
        return self.id(first - 1) if first else ""

    def groups(self, numbers: Sequence[int]) -> list[str]:
        """`group` of several reports, of which nearly all stand alone."""
        if not self._grouped:
            return [""] * len(numbers)
        firsts = self._groups
        return [self.id(first - 1) if (first := firsts[number]) else "" for number in numbers]

    def number(self, id: str) -> int | None:
        if (known := self._numbers.get(id)) is not None:
            return known
        rank = self._ids.find(id_bytes(id))
        return int(self._by_rank[rank]) if rank >= 0 else None

    def ids(self) -> Iterator[str]:
        return map(self.id, range(self.reports))

    def origins(self) -> dict[str, str]:
        return {id: origin for id, _, _, origin in json.loads(self._file["metas"].tobytes())}

    @cached_property
    def attributes(self) -> Mapping[str, Attribute]:
        return read_attributes(self._file)

    @cached_property
    def entries(self) -> Entries:
        return entries_of(self.attributes, self.reports)

    def ranks(self, collation: Collation) -> Integers:
        """The place of each value of `entries` in the order of a collation; of the latest it is kept."""
        known = self._ranks
        if known is None or known[0] is not collation:
            self._ranks = known = collation, ranks_of(self.entries, collation)
        return known[1]

    def values(self, attribute: str) -> Sequence[str]:
        known = self.attributes.get(attribute)
        return known.names if known else ()

    def postings(self, layer: Layer, text: str) -> list[tuple[FieldName, Postings]]:
        """The postings of a term in each field that has it."""
        return [(field, found) for field, look_up in self._postings[layer] if (found := look_up(text))]

    def count(self, layer: Layer, text: str) -> int:
        """Reports that hold the term in title or in body, whichever are more."""
        title, body = (self.fields[field, layer].count(text) for field in FIELDS)
        return max(title, body)

    def count_pairs(self, layer: Layer, columns: Sequence[Sequence[str]]) -> list[list[list[int]]]:
        if all(len(column) == 1 for column in columns):  # NumPy does not pay
            row = [text for (text,) in columns]
            both = (self.fields[field, layer].count_neighbours(row) for field in FIELDS)
            return [[[count]] for count in map(max, *both)]
        title, body = (self.fields[field, layer].count_pairs(columns) for field in FIELDS)
        return [np.maximum(*both).tolist() for both in zip(title, body, strict=True)]

    def hold_neighbours(self, layer: Layer, row: Sequence[str]) -> list[bool]:
        # What is found is kept for the search that follows.
        return [bool(self.postings(layer, f"{left} {right}")) for left, right in pairwise(row)]

    def complete(self, layer: Layer, prefix: str, limit: int) -> list[str]:
        low = encoded(prefix)
        high = low + b"\xff"  # no term has this byte
        found: set[str] = set()
        for field in FIELDS:
            row = self.fields[field, layer]
            first, counts = row.between(low, high)
            best = np.argsort(-counts, kind="stable")[:limit]
            found.update(row.terms[first + at].decode() for at in best.tolist())
        together = {text: sum(self.fields[field, layer].count(text) for field in FIELDS) for text in found}
        return sorted(found, key=lambda text: (-together[text], text))[:limit]

    def terms(self, layer: Layer) -> Iterator[tuple[str, int]]:
        """Every term of a layer with the number of reports that hold it, in title or in body."""
        title, body = (self.fields[field, layer] for field in FIELDS)
        alone = [
            (
                text,
                len(np.setdiff1d(title.docs(number), body.docs(body.terms.find(text)), assume_unique=True)),
            )
            for number, text in enumerate(title.terms)
        ]
        both = merge(zip(body.terms, body.counts().tolist(), strict=True), alone)
        for text, counted in groupby(both, key=itemgetter(0)):
            yield text.decode(), sum(count for _, count in counted)

    def mentions(self, type: MentionType, limit: int) -> Iterator[tuple[Mention, int]]:
        terms = Terms(self._file, MENTION)
        low, high = (terms.lower_bound(encoded(type + sign)) for sign in (COLUMN, chr(ord(COLUMN) + 1)))
        counts = steps(self._file[f"{MENTION}/posting_start"][low : high + 1])
        for done, at in enumerate(np.sort(np.argsort(-counts, kind="stable")[:limit]).tolist()):
            if done % _RESTING == 0:
                self._file.rest()  # they are asked for once, and lie all over the file
            yield mention(terms[low + at].decode()), int(counts[at])

    def close(self) -> None:
        self._file.close()


def _document(file: ArrayFile, starts: Sequence[int], number: int) -> Document:
    return load_document(file.slice("documents", starts[number], starts[number + 1]).tobytes())
