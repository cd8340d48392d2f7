"""A Whoosh codec over mapped arrays: what the executor reads, Whoosh itself can read and write as well.

A segment's postings are one file of arrays (arrays.py), with these for every field:

    NAME/text, /text_start, /hash    its dictionary, or /pairs_of and /keys (dictionary.py)
    NAME/posting_start               where the postings of each term begin, and the end
    NAME/docs          u4            the report of every posting, ascending within a term
    NAME/values        i4 or u1      positions, or what a format encodes, one posting after the other
    NAME/value_start                 where the values of each posting begin, and the end
    NAME/weights                     of every posting; left out where it is the number of its values
    NAME/lengths                     of every report: how many terms the field has in it

Columns, stored fields and vectors are Whoosh's own.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import FieldCursor, FieldWriter, TermsReader
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3PerDocWriter, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter
from indexer.engines.whoosh.dictionary import compact, open_terms, write_dictionary

ARRAYS, LENGTHS = ".arrays", ".lengths"


class ArrayCodec(W3Codec):
    """Segments of arrays in a directory; other storages have Whoosh's own codec."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        return _PerDocWriter(self, storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> Any:
        return _PerDocReader(storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> Any:
        return _FieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> Any:
        return _TermsReader(storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> Any:
        mapped = isinstance(storage, FileStorage)
        if not mapped:
            return W3Segment(W3Codec(), indexname)
        return _Segment(self, indexname)  # type: ignore[no-untyped-call]


class _Segment(W3Segment):
    def should_assemble(self) -> bool:
        return False  # arrays are mapped, each file by itself


class _PerDocWriter(W3PerDocWriter):
    """Whoosh keeps a length in one byte; here it is kept as it is."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)  # type: ignore[no-untyped-call]
        self._exact: dict[str, array[int]] = defaultdict(lambda: array("I"))

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        super().add_field(fieldname, fieldobj, value, length)  # type: ignore[no-untyped-call]
        if length:
            row = self._exact[fieldname]
            row.extend([0] * ((self._docnum or 0) - len(row)))
            row.append(length)

    def close(self) -> None:
        super().close()  # type: ignore[no-untyped-call]
        with ArrayWriter(_path(self._storage, self._segment, LENGTHS)) as writer:
            for name, row in self._exact.items():
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
        return int(self._exact[fieldname][docnum]) if fieldname in self._exact else default

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

    def start_term(self, text: bytes) -> None:
        self._terms.append(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, _length: int | None) -> None:
        self._docs.append(docnum)
        self._weights.append(weight)
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

    def close(self) -> None:
        self._writer.add("fields", np.frombuffer("\n".join(sorted(self._fields)).encode(), np.uint8))
        self._writer.close()
        self.is_closed = True


class _Field:
    """The postings of one field, as Whoosh asks for them."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name
        self.terms = open_terms(file, name)
        self._starts = file[f"{name}/posting_start"]

    def find(self, text: bytes) -> int:
        number = self.terms.find(text)
        if number < 0:
            raise TermNotFound(f"No term {self._name}:{text!r}")
        return number

    def postings_of(self, text: bytes) -> tuple[list[int], list[float], list[bytes]]:
        number = self.terms.find(text)
        return self.postings(number) if number >= 0 else ([], [], [])

    def postings(self, number: int) -> tuple[list[int], list[float], list[bytes]]:
        begin, end = int(self._starts[number]), int(self._starts[number + 1])
        name, file = self._name, self._file
        docs: list[int] = file.slice(f"{name}/docs", begin, end).tolist()
        values = [b""] * len(docs)
        if f"{name}/value_start" in file:
            starts = file.slice(f"{name}/value_start", begin, end + 1).tolist()
            values = [file.slice(f"{name}/values", *ends).tobytes() for ends in pairwise(starts)]
        if f"{name}/weights" in file:
            weights = file.slice(f"{name}/weights", begin, end).astype(np.float64).tolist()
        else:
            weights = np.diff(np.array(starts, np.float64)).tolist()
        return docs, weights, values

    def info(self, number: int, lengths: ArrayFile) -> TermInfo:
        docs, weights, _ = self.postings(number)
        row = lengths[self._name][docs] if self._name in lengths else np.ones(1, np.uint32)
        return TermInfo(
            sum(weights), len(docs), int(row.min()), int(row.max()), max(weights), docs[0], docs[-1]
        )


class _TermsReader(TermsReader):
    def __init__(self, storage: Any, segment: Any) -> None:
        self._file = ArrayFile(_path(storage, segment, ARRAYS))
        self._lengths = ArrayFile(_path(storage, segment, LENGTHS))
        names = self._file["fields"].tobytes().decode().split("\n") if len(self._file["fields"]) else []
        self._fields = {name: _Field(self._file, name) for name in names}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        name, text = term
        return name in self._fields and self._fields[name].terms.find(text) >= 0

    def _field(self, name: str, text: bytes) -> _Field:
        if name not in self._fields:
            raise TermNotFound(f"No term {name}:{text!r}")
        return self._fields[name]

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        field = self._fields.get(fieldname)
        return _Cursor(field, self._lengths, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self._fields):
            if name >= fieldname:
                terms = self._fields[name].terms
                first = terms.lower_bound(prefix) if name == fieldname else 0
                yield from ((name, terms[number]) for number in range(first, len(terms)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        field = self._field(fieldname, text)
        return field.info(field.find(text), self._lengths)

    def frequency(self, fieldname: str, text: bytes) -> float:
        return sum(self._fields[fieldname].postings_of(text)[1]) if fieldname in self._fields else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self._fields[fieldname].postings_of(text)[0]) if fieldname in self._fields else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        field = self._field(fieldname, text)
        number = field.find(text)
        info = field.info(number, self._lengths)
        return ListMatcher(*field.postings(number), format_, scorer, term=(fieldname, text), terminfo=info)

    def close(self) -> None:
        self._fields = {}
        self._file.close()
        self._lengths.close()


class _Cursor(FieldCursor):
    """Walks the terms of one field."""

    def __init__(self, field: _Field | None, lengths: ArrayFile, fieldobj: Any) -> None:
        self._field = field
        self._lengths = lengths
        self._fieldobj = fieldobj
        self._at = 0

    def is_valid(self) -> bool:
        return self._field is not None and self._at < len(self._field.terms)

    def text(self) -> Any:
        if self._field is None or not self.is_valid():
            return None
        return self._fieldobj.from_bytes(self._field.terms[self._at])

    def first(self) -> Any:
        self._at = 0
        return self.text()

    def next(self) -> Any:
        self._at += self.is_valid()
        return self.text()

    def find(self, term: Any) -> Any:
        data = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._at = self._field.terms.lower_bound(data) if self._field else 0
        return self.text()

    def term_info(self) -> TermInfo | None:
        return self._field.info(self._at, self._lengths) if self._field and self.is_valid() else None


def _path(storage: Any, segment: Any, extension: str) -> Path:
    directory: str = storage.folder
    return Path(directory, segment.make_filename(extension))
