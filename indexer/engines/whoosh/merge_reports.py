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
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.groups import leaders
from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter
from indexer.engines.whoosh.dictionary import write_dictionary
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
    metas: list[list[Any]] = []
    starts = [0]
    with writer.stream("documents", np.dtype("u1")) as stream:
        for source in sources:
            held = np.flatnonzero(source.numbers >= 0).tolist()
            own = metas_of(source.file)
            metas += [own[number] for number in held]
            begins = source.file["document_start"].tolist()
            documents = source.file["documents"]
            for number in held:
                stream.append(documents[begins[number] : begins[number + 1]])
                starts.append(starts[-1] + begins[number + 1] - begins[number])
    writer.add("document_start", np.array(starts, np.uint64))
    writer.add("metas", np.frombuffer(json.dumps(metas).encode(), np.uint8))
    ids = [id_bytes(id) for id, *_ in metas]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    write_dictionary(writer, "id", [ids[number] for number in order])
    writer.add("id/report", np.array(order, np.uint32))
    writer.add("id/rank", np.argsort(np.array(order, np.int64)).astype(np.uint32))
    dates = [int(date[:10].replace("-", "")) if date else 0 for _, _, date, _ in metas]
    writer.add("date", np.array(dates, np.int32))
    _write_groups(writer, sources, order)
    _write_attributes(writer, [attributes for _, attributes, *_ in metas])


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


def _write_attributes(writer: ArrayWriter, attributes: Sequence[dict[str, Sequence[str]]]) -> None:
    names = sorted(set().union(*attributes))
    writer.add("attributes", np.frombuffer(json.dumps(names).encode(), np.uint8))
    for name in names:
        rows = [(number, value) for number, held in enumerate(attributes) for value in held.get(name, ())]
        values = sorted({value for _, value in rows}, key=id_bytes)
        place = {value: at for at, value in enumerate(values)}
        write_dictionary(writer, f"attribute:{name}", [id_bytes(value) for value in values])
        writer.add(f"attribute:{name}/report", np.array([number for number, _ in rows], np.uint32))
        writer.add(f"attribute:{name}/value", np.array([place[value] for _, value in rows], np.uint32))


def id_bytes(id: str) -> bytes:
    """An id or a value as bytes, whatever characters it has."""
    return id.encode("utf-8", "surrogatepass")
