"""One open segment as the executor sees it: postings of a term, positions, reports, attributes.

Everything is a view into the file; nothing is read that no query asks for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from heapq import merge
from itertools import groupby, pairwise
from operator import itemgetter, or_
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.scoring import idf
from indexer.engines.whoosh.arrays import Array, ArrayFile
from indexer.engines.whoosh.attributes import Attribute, Entries, entries_of, read_attributes
from indexer.engines.whoosh.dictionary import PairTerms, Terms, open_terms, steps
from indexer.engines.whoosh.documents import Document, load_document
from indexer.engines.whoosh.merge_reports import id_bytes
from indexer.engines.whoosh.parts import COLUMN, mention
from indexer.engines.whoosh.schema import FIELD_NAMES, MENTION, encoded
from indexer.model import FIELDS, FieldName, Layer, Mention, MentionType
from indexer.model.rows import run_places

CACHED_TERMS = 65_536
CACHED_DOCUMENTS = 1_024
_RESTING = 10_000  # mentions that are read until memory is given back

Numbers = NDArray[np.uint32]
Integers = NDArray[np.int64]


class Postings(NamedTuple):
    """The reports of a term in a field, ascending, with the impact of each; `begin` is the first's place."""

    reports: Numbers
    impacts: NDArray[np.float32]
    begin: int
    idf: float


class Field:
    """The arrays of a layer of the title or of the body."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name
        self.terms = open_terms(file, name)
        self._starts = file[f"{name}/posting_start"]
        self._value_start, self._values = f"{name}/value_start", f"{name}/values"
        reports = len(file[f"{name}/lengths"])
        # What remembers does not point back to who asks it: else only the collector would free them.
        self.postings = lru_cache(CACHED_TERMS)(
            partial(_postings, file, name, self.terms, self._starts.data, reports)
        )

    def count(self, text: str) -> int:
        return self._count(self.terms.find(encoded(text)))

    def count_neighbours(self, row: Sequence[str]) -> list[int]:
        """The counts of the pairs that stand in a row of texts, of a field that has such."""
        assert isinstance(self.terms, PairTerms)
        return list(map(self._count, self.terms.find_neighbours(list(map(encoded, row)))))

    def _count(self, number: int) -> int:
        """The reports of a term, by its number; none for -1."""
        return self._starts.item(number + 1) - self._starts.item(number) if number >= 0 else 0

    def count_pairs(self, columns: Sequence[Sequence[str]]) -> list[Integers]:
        """The counts of pairs, of a field that has such: a table for each two neighbouring columns."""
        assert isinstance(self.terms, PairTerms)
        numbers = self.terms.find_all([list(map(encoded, column)) for column in columns])
        counts = np.zeros(len(numbers), np.int64)
        held = np.flatnonzero(numbers >= 0)
        at = numbers[held]
        counts[held] = self._starts[at + 1].astype(np.int64) - self._starts[at].astype(np.int64)
        shapes = [(len(left), len(right)) for left, right in pairwise(columns)]
        tables = np.split(counts, np.cumsum([left * right for left, right in shapes], dtype=np.int64))[:-1]
        return [table.reshape(shape) for table, shape in zip(tables, shapes, strict=True)]

    def positions(self, postings: Postings, places: Integers) -> tuple[Integers, NDArray[np.int32]]:
        """Ordinals of the postings at `places` of a list, one after the other, and how many each has."""
        starts = self._value_starts(postings)
        begins, ends = starts[places].astype(np.int64), starts[places + 1].astype(np.int64)
        counts = ends - begins
        low, high = (int(begins.min()), int(ends.max())) if len(places) else (0, 0)
        values = self._file.slice(self._values, low, high)
        return counts, values[run_places(begins - low, counts)]

    def ordinals(self, text: str, numbers: Numbers) -> Iterator[tuple[int, NDArray[np.int32]]]:
        """Where a term begins in some reports, by their place in `numbers`; those that lack it are left out.

        A term that stands nowhere in the text of a report (-1) is left out too.
        """
        postings = self.postings(text)
        if postings is None:
            return
        places = postings.reports.searchsorted(numbers).tolist()
        reports, starts = postings.reports.data, self._value_starts(postings).data
        for at, (place, number) in enumerate(zip(places, numbers.tolist(), strict=True)):
            if place < len(reports) and reports[place] == number:
                found = self._file.slice(self._values, starts[place], starts[place + 1])
                if found.item(0) < 0:
                    found = found[found >= 0]
                if len(found):
                    yield at, found

    @cached_property
    def whole(self) -> tuple[Array, ...] | None:
        """Reports, where the ordinals of each posting begin, and these; None if each use is to be checked."""
        names = f"{self._name}/docs", self._value_start, self._values
        return tuple(map(self._file.__getitem__, names)) if self._file.verified else None

    def _value_starts(self, postings: Postings) -> NDArray[np.unsignedinteger]:
        """Where the ordinals of each posting of a list begin, and where those of the last one end."""
        last = postings.begin + len(postings.reports) + 1
        return self._file.slice(self._value_start, postings.begin, last)

    def counts(self) -> Integers:
        """How many reports hold each term, in the dictionary's order."""
        return steps(self._starts)

    def between(self, low: bytes, high: bytes) -> tuple[int, Integers]:
        """The first term from `low` on, and the counts of all below `high`."""
        first, last = self.terms.lower_bound(low), self.terms.lower_bound(high)
        return first, steps(self._starts[first : last + 1])

    def docs(self, number: int) -> Numbers:
        """The reports of a term, by its number; none for -1."""
        begin, end = self._starts[number : number + 2].tolist() if number >= 0 else (0, 0)
        return self._file.slice(f"{self._name}/docs", begin, end)

    @property
    def starts(self) -> NDArray[np.unsignedinteger]:
        return self._starts


def _postings(
    file: ArrayFile,
    name: str,
    terms: Terms | PairTerms,
    starts: Sequence[int],
    reports: int,
    text: str,
) -> Postings | None:
    at = terms.find(encoded(text))
    if at < 0:
        return None
    begin, end = starts[at], starts[at + 1]
    docs, impacts = file.slice(f"{name}/docs", begin, end), file.slice(f"{name}/impacts", begin, end)
    return Postings(docs, impacts, begin, idf(reports, end - begin))


def _in_fields(
    fields: Mapping[tuple[FieldName, Layer], Field], layer: Layer, text: str
) -> Sequence[tuple[FieldName, Postings]]:
    """The postings of a term in each field that has it."""
    found = [(field, fields[field, layer].postings(text)) for field in FIELDS]
    return [(field, postings) for field, postings in found if postings]


class SegmentReader:
    """Reports are numbered from 0."""

    def __init__(self, path: Path, *, verified: bool = False) -> None:
        self._file = ArrayFile(path, verified=verified)
        try:
            self.fields = {key: Field(self._file, name) for key, name in FIELD_NAMES.items()}
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
        self.postings = lru_cache(CACHED_TERMS)(partial(_in_fields, self.fields))
        self.document = lru_cache(CACHED_DOCUMENTS)(partial(_document, self._file, starts.data))
        # Ids that were asked for; a list, since every look into an lru_cache also moves what it finds.
        self._known: list[str] = [""] * self.reports
        self._numbers: dict[str, int] = {}

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

    def values(self, attribute: str) -> Sequence[str]:
        known = self.attributes.get(attribute)
        return known.names if known else ()

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
        title, body = (self.fields[field, layer] for field in FIELDS)
        held = list(map(bool, body.count_neighbours(row)))
        if all(held):  # as are most
            return held
        return list(map(or_, held, map(bool, title.count_neighbours(row))))

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
