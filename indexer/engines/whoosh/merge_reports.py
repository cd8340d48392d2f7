"""The reports of parts and of what is kept of an older index -> those of one segment.

A segment has `metas`, `documents` and `document_start` as a part has, and what queries need of them:

    id                       dictionary of the ids; id/report: the report of each, id/rank: the reverse
    signature            u4  SIGNATURE numbers of every report
    group                u4  1 + the first report (by id) of nearly the same body, 0 if there is none
    date                 i4  yyyymmdd of every report, 0 where it has none
    attributes           u1  JSON: the names of the attributes
    attribute:NAME           dictionary of the values; /report and /value: which report has which
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.groups import leaders
from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter
from indexer.engines.whoosh.dictionary import steps, write_dictionary
from indexer.engines.whoosh.schema import SIGNATURE

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Source:
    """A part or an older segment; `numbers[old]` is a report's number in the new one, -1 if left out."""

    file: ArrayFile
    numbers: Integers


def metas_of(file: ArrayFile) -> list[list[Any]]:
    metas: list[list[Any]] = json.loads(file["metas"].tobytes())
    return metas


def merge_reports(writer: ArrayWriter, sources: Sequence[Source]) -> None:
    _write_documents(writer, sources)
    lookups = Lookups()
    before = b"["
    with writer.stream("metas", np.dtype("u1")) as stream:
        for source in sources:
            metas = metas_of(source.file)
            if held := [metas[number] for number in np.flatnonzero(source.numbers >= 0).tolist()]:
                stream.append(np.frombuffer(before + json.dumps(held)[1:-1].encode(), np.uint8))
                before = b", "
            lookups.add(held)
            source.file.rest()
        stream.append(np.frombuffer(b"]" if len(lookups) else b"[]", np.uint8))
    rows = [source.file["signature"].reshape(-1, SIGNATURE)[source.numbers >= 0] for source in sources]
    signatures = np.concatenate([np.empty((0, SIGNATURE), np.uint32), *rows])
    writer.add("signature", signatures.ravel())
    lookups.write(writer, signatures)


def _write_documents(writer: ArrayWriter, sources: Sequence[Source]) -> None:
    lengths = [np.zeros(1, np.int64)]
    with writer.stream("documents", np.dtype("u1")) as stream:
        for source in sources:
            begins = source.file["document_start"].astype(np.int64)
            documents = source.file["documents"]
            held = source.numbers >= 0
            if held.all():
                stream.append(documents)
            else:
                for number in np.flatnonzero(held).tolist():
                    stream.append(documents[begins[number] : begins[number + 1]])
            lengths.append(steps(begins)[held])
            source.file.rest()
    writer.add("document_start", np.concatenate(lengths).cumsum().astype(np.uint64))


class Lookups:
    """What queries need of reports beside the reports: ids, dates, groups, attributes."""

    def __init__(self) -> None:
        self._ids: list[bytes] = []
        self._dates: list[int] = []
        self._attributes = _Attributes()

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, metas: Iterable[Sequence[Any]]) -> None:
        for id, values, date, _ in metas:
            self._attributes.add(len(self._ids), values)
            self._ids.append(id_bytes(id))
            self._dates.append(int(date[:10].replace("-", "")) if date else 0)

    def write(self, writer: ArrayWriter, signatures: NDArray[np.uint32]) -> None:
        """`signatures`: SIGNATURE numbers a row, of every report that was added."""
        order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
        write_dictionary(writer, "id", [self._ids[number] for number in order])
        by_id = np.array(order, np.int64)
        writer.add("id/report", by_id.astype(np.uint32))
        writer.add("id/rank", np.argsort(by_id).astype(np.uint32))
        writer.add("date", np.array(self._dates, np.int32))
        # In the order of their ids, so that groups do not change with the files reports come from.
        writer.add("group", groups_of(signatures, by_id))
        self._attributes.write(writer)


def groups_of(signatures: NDArray[np.uint32], by_id: Integers) -> NDArray[np.uint32]:
    """`group` of every report. `by_id`: the reports by their ids."""
    leader = leaders(signatures[by_id])
    several = np.bincount(leader, minlength=len(leader))[leader] > 1
    group = np.zeros(len(by_id), np.uint32)
    group[by_id] = np.where(several, by_id[leader] + 1, 0)
    return group


class _Attributes:
    """Which report has which value of each attribute."""

    def __init__(self) -> None:
        self._places: dict[str, dict[str, int]] = defaultdict(dict)
        self._reports: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._values: dict[str, array[int]] = defaultdict(lambda: array("I"))

    def add(self, report: int, attributes: Mapping[str, Sequence[str]]) -> None:
        for name, values in attributes.items():
            places = self._places[name]
            for value in values:
                self._reports[name].append(report)
                self._values[name].append(places.setdefault(value, len(places)))

    def write(self, writer: ArrayWriter) -> None:
        names = sorted(self._places)
        writer.add("attributes", np.frombuffer(json.dumps(names).encode(), np.uint8))
        for name in names:
            found = list(map(id_bytes, self._places[name]))
            order = np.array(sorted(range(len(found)), key=found.__getitem__), np.int64)
            write_dictionary(writer, f"attribute:{name}", [found[at] for at in order.tolist()])
            writer.add(f"attribute:{name}/report", np.array(self._reports[name], np.uint32))
            values = np.argsort(order)[np.array(self._values[name], np.int64)]
            writer.add(f"attribute:{name}/value", values.astype(np.uint32))


def id_bytes(id: str) -> bytes:
    """An id or a value as bytes, whatever characters it has."""
    return id.encode("utf-8", "surrogatepass")
