"""The other engines: stock Whoosh, tantivy, SQLite FTS5, bm25s. Each is asked as suits it best."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import whoosh.query
from whoosh import fields, index

from tests.benchmarks.speed.collection import Document
from tests.benchmarks.speed.peers import Ours, Peer, absent

Hits = list[tuple[int, float]]
_query: Any = whoosh.query  # it names what it exports in no way that a type checker reads
_HEAP = 128 << 20


class Whoosh:
    """Its own codec and scoring, one segment."""

    name, missing, once = "stock Whoosh", "", True

    def write(self, directory: Path, documents: Sequence[Document]) -> None:
        schema = fields.Schema(place=fields.STORED, body=fields.TEXT(phrase=True))
        with closing(index.create_in(str(directory), schema)) as made:
            writer = made.writer()
            for place, (_, tokens) in enumerate(documents):
                writer.add_document(place=place, body=tokens)
            writer.commit(optimize=True)

    def open(self, directory: Path) -> OpenedWhoosh:
        return OpenedWhoosh(directory)


class OpenedWhoosh:
    def __init__(self, directory: Path) -> None:
        self._index = index.open_dir(str(directory))
        self._searcher = self._index.searcher()

    def prepare(self, tokens: Sequence[str]) -> Any:
        return _query.Or([_query.Term("body", token) for token in tokens])

    def search(self, prepared: Any, k: int) -> Any:
        return self._searcher.search(prepared, limit=k)

    def hits(self, answer: Any) -> Hits:
        return [(hit["place"], hit.score) for hit in answer]

    def close(self) -> None:
        self._searcher.close()
        self._index.close()


class Tantivy:
    """One thread; positions kept. What it stores of a document is not loaded while it is timed."""

    name, once = "tantivy", False
    missing = absent("tantivy")

    def write(self, directory: Path, documents: Sequence[Document]) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("place", stored=True)
        builder.add_text_field("body", tokenizer_name="whitespace", index_option="position")
        made = tantivy.Index(builder.build(), path=str(directory))
        writer = made.writer(_HEAP, 1)
        for place, (_, tokens) in enumerate(documents):
            document = tantivy.Document()
            document.add_unsigned("place", place)
            document.add_text("body", " ".join(tokens))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, directory: Path) -> OpenedTantivy:
        return OpenedTantivy(directory)


class OpenedTantivy:
    def __init__(self, directory: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        self._index = tantivy.Index.open(str(directory))
        self._index.reload()
        self._searcher = self._index.searcher()

    def prepare(self, tokens: Sequence[str]) -> Any:
        make, schema = self._tantivy.Query, self._index.schema
        terms = [make.term_query(schema, "body", token) for token in tokens]
        return make.boolean_query([(self._tantivy.Occur.Should, term) for term in terms])

    def search(self, prepared: Any, k: int) -> Any:
        return self._searcher.search(prepared, k, count=False).hits

    def hits(self, answer: Any) -> Hits:
        return [(self._searcher.doc(address)["place"][0], score) for score, address in answer]

    def close(self) -> None:
        pass


class Sqlite:
    """FTS5 without a copy of the texts, positions kept, ranked by bm25."""

    name, missing, once = "SQLite FTS5", "", True

    def write(self, directory: Path, documents: Sequence[Document]) -> None:
        with closing(sqlite3.connect(directory / "fts5")) as made, made:
            made.execute("PRAGMA journal_mode=OFF")
            made.execute(
                "CREATE VIRTUAL TABLE texts USING fts5(body, content='', "
                "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_.,'\")"
            )
            rows = ((place, " ".join(tokens)) for place, (_, tokens) in enumerate(documents))
            made.executemany("INSERT INTO texts(rowid, body) VALUES (?, ?)", rows)
            made.execute("INSERT INTO texts(texts) VALUES ('optimize')")

    def open(self, directory: Path) -> OpenedSqlite:
        return OpenedSqlite(directory)


class OpenedSqlite:
    def __init__(self, directory: Path) -> None:
        self._index = sqlite3.connect(directory / "fts5")

    def prepare(self, tokens: Sequence[str]) -> str:
        return " OR ".join(f'"{token}"' for token in tokens)

    def search(self, prepared: str, k: int) -> Hits:
        asked = "SELECT rowid, -rank FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"
        return self._index.execute(asked, (prepared, k)).fetchall()

    def hits(self, answer: Hits) -> Hits:
        return answer

    def close(self) -> None:
        self._index.close()


class Bm25s:
    """Scores precomputed, compiled loops, all in memory; no positions."""

    name, once = "bm25s (no positions)", False
    missing = absent("bm25s") or absent("numba")

    def write(self, directory: Path, documents: Sequence[Document]) -> None:
        import bm25s

        made = bm25s.BM25(method="lucene", k1=1.2, b=0.75, backend="numba")
        made.index([tokens for _, tokens in documents], show_progress=False)
        made.save(str(directory))

    def open(self, directory: Path) -> OpenedBm25s:
        return OpenedBm25s(directory)


class OpenedBm25s:
    def __init__(self, directory: Path) -> None:
        import bm25s

        self._index = bm25s.BM25.load(str(directory))
        self._index.activate_numba_scorer()
        self._size = int(self._index.scores["num_docs"])

    def prepare(self, tokens: Sequence[str]) -> list[list[str]]:
        return [list(tokens)]

    def search(self, prepared: list[list[str]], k: int) -> Any:
        return self._index.retrieve(prepared, k=min(k, self._size), show_progress=False, n_threads=1)

    def hits(self, answer: Any) -> Hits:
        pairs = zip(answer.documents[0].tolist(), answer.scores[0].tolist(), strict=True)
        return [(place, score) for place, score in pairs if score > 0]  # it fills up with what has no word

    def close(self) -> None:
        pass


def peers() -> list[Peer]:
    """All engines, whether or not they are installed; ours first."""
    return [Ours(fast=True), Ours(fast=False), Tantivy(), Bm25s(), Sqlite(), Whoosh()]
