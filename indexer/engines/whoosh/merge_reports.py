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
from collections.abc import Mapping, Sequence
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
    ids: list[bytes] = []
    dates: list[int] = []
    attributes = _Attributes()
    begin = b"["
    with writer.stream("metas", np.dtype("u1")) as stream:
        for source in sources:
            metas = metas_of(source.file)
            if held := [metas[number] for number in np.flatnonzero(source.numbers >= 0).tolist()]:
                stream.append(np.frombuffer(begin + json.dumps(held)[1:-1].encode(), np.uint8))
                begin = b", "
            for id, values, date, _ in held:
                attributes.add(len(ids), values)
                ids.append(id_bytes(id))
                dates.append(int(date[:10].replace("-", "")) if date else 0)
            source.file.rest()
        stream.append(np.frombuffer(b"]" if ids else b"[]", np.uint8))
    order = sorted(range(len(ids)), key=ids.__getitem__)
    write_dictionary(writer, "id", [ids[number] for number in order])
    writer.add("id/report", np.array(order, np.uint32))
    writer.add("id/rank", np.argsort(np.array(order, np.int64)).astype(np.uint32))
    writer.add("date", np.array(dates, np.int32))
    _write_groups(writer, sources, order)
    attributes.write(writer)


def _write_documents(writer: ArrayWriter, sources: Sequence[Source]) -> None:
    ends = [np.zeros(1, np.int64)]
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
            ends.append(ends[-1][-1] + np.cumsum(steps(begins)[held]))
            source.file.rest()
    writer.add("document_start", np.concatenate(ends).astype(np.uint64))


def _write_groups(writer: ArrayWriter, sources: Sequence[Source], order: Sequence[int]) -> None:
    """`order`: the reports by their ids, so that groups do not change with the files reports come from."""
    rows = [source.file["signature"].reshape(-1, SIGNATURE)[source.numbers >= 0] for source in sources]
    signatures = np.concatenate([np.empty((0, SIGNATURE), np.uint32), *rows])
    writer.add("signature", signatures.ravel())
    writer.add("group", groups_of(signatures, np.array(order, np.int64)))


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
