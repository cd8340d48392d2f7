"""Judged queries, from a folder in the layout of BEIR.

corpus.jsonl     {"_id", "title", "text"} a line     (also .gz, .xz)
queries.jsonl    {"_id", "text"} a line              (also .gz, .xz)
qrels.tsv        a header, then query-id, corpus-id, score, parted by tabs  (or qrels/test.tsv)
"""

from __future__ import annotations

import json
import lzma
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import BadRequest
from indexer.sources.packed import open_packed

_PACKED = ("", ".gz", ".xz")
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """Queries by id, and of each the reports that were judged with their scores; 0 means not relevant.

    `places` says where each report was judged first (file and line), to be named in errors.
    """

    queries: Mapping[str, str]
    scores: Mapping[str, Mapping[str, int]]
    places: Mapping[str, str]


def corpus_file(directory: Path) -> Path:
    """Raises BadRequest where the folder has none."""
    return _find(directory, "corpus.jsonl")


def check_reports(judged: Judged, corpus: Path) -> None:
    """Raises BadRequest for a judged report that is not in the corpus, and for a bad line of the corpus."""
    ids = {_id(record, where) for where, record in _records(corpus)}
    for id, where in judged.places.items():
        if id not in ids:
            raise BadRequest(f"{where}: {corpus.name} has no line with the _id {id!r}; mend one of them.")


def read_judged(directory: Path) -> Judged:
    """The queries with at least one relevant report.

    Raises BadRequest, with file and line, for what cannot be used, and where nothing is judged relevant.
    """
    queries = _queries(_find(directory, "queries.jsonl"))
    path = _judgment_file(directory)
    scores: dict[str, dict[str, int]] = {}
    places: dict[str, str] = {}
    for where, (query, report, score) in _judgments(path):
        if query not in queries:
            raise BadRequest(f"{where}: queries.jsonl has no line with the _id {query!r}; mend one of them.")
        earlier = scores.setdefault(query, {}).setdefault(report, score)
        if earlier != score:
            raise BadRequest(f"{where}: {query} and {report} were judged {earlier} before; keep one line.")
        places.setdefault(report, where)
    relevant = {query: of_query for query, of_query in scores.items() if max(of_query.values()) > 0}
    if not relevant:
        raise BadRequest(f"{path} judges no report relevant, so there is nothing to measure; add judgments.")
    return Judged({query: queries[query] for query in relevant}, relevant, places)


def _find(directory: Path, name: str) -> Path:
    for ending in _PACKED:
        if (path := directory / (name + ending)).is_file():
            return path
    raise BadRequest(
        f"{directory} has no {name}; a folder to judge by has corpus.jsonl, queries.jsonl and qrels.tsv."
    )


def _judgment_file(directory: Path) -> Path:
    path = directory / "qrels" / "test.tsv"
    return path if path.is_file() else _find(directory, "qrels.tsv")


def _queries(path: Path) -> dict[str, str]:
    queries: dict[str, str] = {}
    for where, record in _records(path):
        id, text = _id(record, where), record.get("text")
        if not isinstance(text, str) or not text.strip():
            raise BadRequest(f'{where}: a query needs a "text"; mend or remove the line.')
        if id in queries:
            raise BadRequest(
                f"{where}: the _id {id!r} stands in an earlier line already; remove one of them."
            )
        queries[id] = text
    return queries


def _judgments(path: Path) -> Iterator[tuple[str, tuple[str, str, int]]]:
    header = True
    for where, line in _lines(path):
        columns = line.split("\t")
        if len(columns) != _COLUMNS:
            raise BadRequest(
                f"{where}: it has {len(columns)} columns; give query-id, corpus-id and score, parted by tabs."
            )
        query, report, score = (column.strip() for column in columns)
        if not header or _is_score(score):  # a file without a header is understood as well
            if not _is_score(score):
                raise BadRequest(f"{where}: the score {score!r} is no whole number; 0 means not relevant.")
            yield where, (query, report, int(score))
        header = False


def _is_score(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for where, line in _lines(path):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadRequest(f"{where}: it is not JSON ({error}); mend or remove the line.") from error
        if not isinstance(record, dict):
            raise BadRequest(f"{where}: it is no JSON object; mend or remove the line.")
        yield where, record


def _id(record: Mapping[str, Any], where: str) -> str:
    id = record.get("_id")
    if isinstance(id, int) and not isinstance(id, bool):
        id = str(id)
    if not isinstance(id, str) or not id.strip():
        raise BadRequest(f'{where}: it needs an "_id" that is a text; mend or remove the line.')
    return id


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """The lines that are not blank, each with its place (`file, line 3`)."""
    number = 0
    try:
        with open_packed(path) as stream:
            for number, line in enumerate(stream, 1):
                where = f"{path}, line {number}"
                try:
                    text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError as error:
                    raise BadRequest(f"{where}: it is not UTF-8; mend or remove the line.") from error
                if text.strip():
                    yield where, text
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise BadRequest(f"{path} cannot be read after line {number} ({error}); replace the file.") from error
