"""One open Whoosh index as arrays: the postings of a term, its positions in a report, the lexicon.

Whoosh's readers seek in shared files, so every read is behind one lock; decoded postings are kept
in a bounded cache.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.reading import TermNotFound

from indexer.engines.whoosh.documents import Document, Meta, load_document, load_meta
from indexer.engines.whoosh.schema import DOCUMENT, META, field_name
from indexer.errors import IndexDamaged
from indexer.model import FIELDS, FieldName, Layer

CACHED_TERMS = 4_096
CACHED_DOCUMENTS = 256
CACHED_COUNTS = 65_536


@dataclass(frozen=True, slots=True)
class Postings:
    """Numbers of the reports that hold a term, ascending, and how often each does."""

    reports: NDArray[np.int64]
    frequencies: NDArray[np.float64]


NO_POSTINGS = Postings(np.empty(0, np.int64), np.empty(0, np.float64))


class _Storage(FileStorage):
    """Remembers what it opens: Whoosh drops a segment's file open where it cannot read it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)  # type: ignore[no-untyped-call]
        self._opened: list[StructFile] = []

    def open_file(self, name: str, **kwargs: Any) -> StructFile:
        file: StructFile = super().open_file(name, **kwargs)  # type: ignore[no-untyped-call]
        self._opened.append(file)
        return file

    def close_files(self) -> None:
        for file in self._opened:
            if not file.is_closed:
                file.close()


class PostingsReader:
    """Reports are numbered from 0 in the order they were written; `metas[number]` tells of each."""

    def __init__(self, directory: Path) -> None:
        storage = _Storage(str(directory))
        try:
            self._open(storage)
        except Exception as error:
            storage.close_files()
            raise IndexDamaged(
                f"The index cannot be opened ({type(error).__name__}: {error}); run: timbaocao rebuild"
            ) from error

    def _open(self, storage: FileStorage) -> None:
        self._index = storage.open_index()
        self._reader = self._index.reader()
        self._lock = threading.Lock()
        count = self._reader.doc_count_all()
        # Whoosh's reader of an empty index has no columns.
        metas = self._reader.column_reader(META) if count else ()
        self.metas: list[Meta] = [load_meta(metas[number]) for number in range(count)]
        self._documents = self._reader.column_reader(DOCUMENT) if count else ()
        self.postings = lru_cache(CACHED_TERMS)(self._postings)
        self.document = lru_cache(CACHED_DOCUMENTS)(self._document)
        self.count = lru_cache(CACHED_COUNTS)(self._count)

    def _postings(self, field: FieldName, layer: Layer, text: str) -> Postings:
        with self._lock:
            try:
                matcher = self._reader.postings(field_name(field, layer), _bytes(text))
            except TermNotFound:
                return NO_POSTINGS
            numbers, frequencies = [], []
            while matcher.is_active():
                numbers.append(matcher.id())
                frequencies.append(matcher.weight())
                matcher.next()
        return Postings(np.array(numbers, np.int64), np.array(frequencies, np.float64))

    def positions(self, field: FieldName, layer: Layer, text: str, number: int) -> list[int]:
        """Ordinals at which a term begins in a report; those that stand nowhere (-1) are left out."""
        with self._lock:
            try:
                matcher = self._reader.postings(field_name(field, layer), _bytes(text))
            except TermNotFound:
                return []
            if matcher.is_active():
                matcher.skip_to(number)
            if not matcher.is_active() or matcher.id() != number:
                return []
            return [ordinal for ordinal in matcher.value_as("positions") if ordinal >= 0]

    def _count(self, layer: Layer, text: str) -> int:
        """Reports that hold the term in title or in body, whichever are more; cheap, no list is read."""
        data = _bytes(text)
        with self._lock:
            counts: list[int] = [
                self._reader.doc_frequency(field_name(field, layer), data) for field in FIELDS
            ]
        return max(counts)

    def complete(self, layer: Layer, prefix: str, limit: int) -> list[str]:
        found: Counter[str] = Counter()
        with self._lock:
            for field in FIELDS:
                name = field_name(field, layer)
                for data in self._reader.expand_prefix(name, _bytes(prefix)):
                    found[data.decode()] += self._reader.doc_frequency(name, data)
        return [text for text, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit]]

    def _document(self, number: int) -> Document:
        with self._lock:
            data = self._documents[number]
        return load_document(data)

    def close(self) -> None:
        with self._lock:
            self._reader.close()
            self._index.close()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
