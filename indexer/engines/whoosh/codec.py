"""A Whoosh codec over mapped arrays: what the executor reads, Whoosh itself can read and write as well.

A segment's postings are one file of arrays (arrays.py), with these for every field:

    NAME/text, /text_start, /hash    its dictionary, or /pairs_of and /keys (dictionary.py)
    NAME/posting_start               where the postings of each term begin, and the end
    NAME/docs          u4            the report of every posting, ascending within a term
    NAME/values        i4 or u1      positions, or what a format encodes, one posting after the other
    NAME/value_start                 where the values of each posting begin, and the end
    NAME/weights                     of every posting; left out where it is the number of its values
    NAME/lengths                     of every report, at least to the last that has a posting: how many
                                     terms the field has in it

Columns, stored fields and vectors are Whoosh's own.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import FieldWriter
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3PerDocWriter, W3Segment
from whoosh.filedb.filestore import FileStorage

from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter
from indexer.engines.whoosh.dictionary import compact, write_dictionary
from indexer.engines.whoosh.terms import ArrayTerms

ARRAYS, LENGTHS = ".arrays", ".lengths"


class ArrayCodec(W3Codec):
    """Segments of arrays in a directory; other storages have Whoosh's own codec."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        if _mapped(segment):
            return _PerDocWriter(self, storage, segment)
        return super().per_document_writer(storage, segment)  # type: ignore[no-untyped-call]

    def per_document_reader(self, storage: Any, segment: Any) -> Any:
        if _mapped(segment):
            return _PerDocReader(storage, segment)
        return super().per_document_reader(storage, segment)  # type: ignore[no-untyped-call]

    def field_writer(self, storage: Any, segment: Any) -> Any:
        if _mapped(segment):
            return _FieldWriter(storage, segment)
        return super().field_writer(storage, segment)  # type: ignore[no-untyped-call]

    def terms_reader(self, storage: Any, segment: Any) -> Any:
        if _mapped(segment):
            return ArrayTerms(ArrayFile(_path(storage, segment, ARRAYS)))
        return super().terms_reader(storage, segment)  # type: ignore[no-untyped-call]

    def new_segment(self, storage: Any, indexname: str) -> Any:
        if isinstance(storage, FileStorage):
            return _Segment(self, indexname)  # type: ignore[no-untyped-call]
        return W3Segment(W3Codec(), indexname)


class _Segment(W3Segment):
    def should_assemble(self) -> bool:
        return False  # arrays are mapped, each file by itself


def _mapped(segment: Any) -> bool:
    return isinstance(segment, _Segment)


class _PerDocWriter(W3PerDocWriter):
    """Whoosh keeps a length in one byte; here it is kept as it is."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)  # type: ignore[no-untyped-call]
        self._exact: dict[str, array[int]] = defaultdict(lambda: array("I"))

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        super().add_field(fieldname, fieldobj, value, length)  # type: ignore[no-untyped-call]
        if length:
            row = self._exact[fieldname]
            docnum = self._docnum or 0
            del row[docnum:]  # what a report had that was then taken back
            row.extend([0] * (docnum - len(row)))
            row.append(length)

    def close(self) -> None:
        super().close()  # type: ignore[no-untyped-call]
        with ArrayWriter(_path(self._storage, self._segment, LENGTHS)) as writer:
            for name, row in self._exact.items():
                del row[self._doccount :]
                row.extend([0] * (self._doccount - len(row)))
                writer.add(name, compact(np.array(row, np.uint32)))


class _PerDocReader(W3PerDocReader):
    def __init__(self, storage: Any, segment: Any) -> None:
        super().__init__(storage, segment)  # type: ignore[no-untyped-call]
        self._exact = ArrayFile(_path(storage, segment, LENGTHS))

    def close(self) -> None:
        super().close()  # type: ignore[no-untyped-call]
        self._exact.close()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        if fieldname not in self._exact:
            return default
        row = self._exact[fieldname]  # has no entry for a report that was taken back last: its postings stay
        return int(row[docnum]) if docnum < len(row) else default

    def doc_field_length_reader(self, fieldname: str, default: int = 0) -> Any:
        return lambda docnum: self.doc_field_length(docnum, fieldname, default)

    def field_length(self, fieldname: str) -> int:
        return int(self._exact[fieldname].sum(dtype=np.int64)) if fieldname in self._exact else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._exact[fieldname].min()) if fieldname in self._exact else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._exact[fieldname].max()) if fieldname in self._exact else 0


class _FieldWriter(FieldWriter):
    """Gathers the postings of one field at a time."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._writer = ArrayWriter(_path(storage, segment, ARRAYS))
        self._fields: set[str] = set()
        self.is_closed = False

    def start_field(self, fieldname: str, _fieldobj: Any) -> None:
        if fieldname in self._fields:
            raise ValueError(f"the postings of {fieldname!r} come in two parts")
        self._fields.add(fieldname)
        self._name = fieldname
        self._terms: list[bytes] = []
        self._starts, self._docs = array("Q", [0]), array("I")
        self._weights, self._value_starts, self._values = array("f"), array("Q", [0]), bytearray()
        self._lengths = array("I")

    def start_term(self, text: bytes) -> None:
        self._terms.append(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int | None) -> None:
        self._docs.append(docnum)
        self._weights.append(weight)
        self._lengths.append(length or 0)
        self._values += vbytes
        self._value_starts.append(len(self._values))

    def finish_term(self) -> None:
        self._starts.append(len(self._docs))

    def finish_field(self) -> None:
        name, writer = self._name, self._writer
        write_dictionary(writer, name, self._terms)
        writer.add(f"{name}/posting_start", compact(np.array(self._starts, np.uint64)))
        writer.add(f"{name}/docs", np.array(self._docs, np.uint32))
        writer.add(f"{name}/weights", np.array(self._weights, np.float32))
        writer.add(f"{name}/value_start", compact(np.array(self._value_starts, np.uint64)))
        writer.add(f"{name}/values", np.frombuffer(bytes(self._values), np.uint8))
        docs = np.array(self._docs, np.int64)
        lengths = np.zeros(docs.max(initial=-1) + 1, np.uint32)
        lengths[docs] = self._lengths
        writer.add(f"{name}/lengths", compact(lengths))

    def close(self) -> None:
        self._writer.add("fields", np.frombuffer("\n".join(sorted(self._fields)).encode(), np.uint8))
        self._writer.close()
        self.is_closed = True


def _path(storage: Any, segment: Any, extension: str) -> Path:
    directory: str = storage.folder
    return Path(directory, segment.make_filename(extension))
