"""The terms of a segment, as Whoosh asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.codec.base import FieldCursor, TermsReader
from whoosh.reading import TermInfo, TermNotFound

from indexer.engines.whoosh.arrays import ArrayFile
from indexer.engines.whoosh.matcher import ArrayMatcher, FieldPostings


class ArrayTerms(TermsReader):
    """Owns the file: closing one closes the other."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        names = self._file["fields"].tobytes().decode().split("\n") if len(self._file["fields"]) else []
        self._fields = {name: FieldPostings(self._file, name) for name in names}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        name, text = term
        return name in self._fields and self._fields[name].terms.find(text) >= 0

    def _field(self, name: str, text: bytes) -> FieldPostings:
        if name not in self._fields:
            raise TermNotFound(f"No term {name}:{text!r}")
        return self._fields[name]

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        return _Cursor(self._fields.get(fieldname), fieldobj)

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
        return field.info(field.find(text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        field = self._fields.get(fieldname)
        number = field.terms.find(text) if field else -1
        return float(field.weights(number).sum()) if field and number >= 0 else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        field = self._fields.get(fieldname)
        number = field.terms.find(text) if field else -1
        return field.count(number) if field and number >= 0 else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        field = self._field(fieldname, text)
        return ArrayMatcher(field, field.find(text), format_, scorer, (fieldname, text))

    def close(self) -> None:
        self._fields = {}
        self._file.close()


class _Cursor(FieldCursor):
    """Walks the terms of one field."""

    def __init__(self, field: FieldPostings | None, fieldobj: Any) -> None:
        self._field = field
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
        return self._field.info(self._at) if self._field and self.is_valid() else None
