"""The product's layers in a stock Whoosh index: its own codec, its own scoring, title and body, facets."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import whoosh.query
from whoosh import fields, index, sorting

from indexer.engines.whoosh.schema import FIELD_NAMES, PAIRED
from indexer.model import FIELDS, IndexedReport, Query
from indexer.understand import parser_fingerprint, understand
from tests.benchmarks.speed.collection import raw_reports
from tests.engines.whoosh_peer import translated

_query: Any = whoosh.query  # it names what it exports in no way that a type checker reads
_HEAP_MB = 512
# Raised by one whenever indexes kept before are other than those made now.
_VERSION = 1


def stock_layers(texts: Path, cache: Path, several: Iterable[str], facets: Iterable[str], rules: str) -> Path:
    """The index of a file of texts, made where the cache has none of this content and these rules.

    `several`: facets of which a text may have more than one value.
    """
    known = hashlib.sha256(f"{_VERSION} {rules} {parser_fingerprint()}".encode() + texts.read_bytes())
    directory = cache / f"stock-layers-{known.hexdigest()[:16]}"
    if not directory.exists():
        print(f"Building the stock index of all layers in {directory}; it is kept.", file=sys.stderr)
        making = directory.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        _build(texts, making, set(several), tuple(facets))
        making.rename(directory)
    return directory


def _build(texts: Path, directory: Path, several: set[str], facets: Sequence[str]) -> None:
    layers = {name: fields.TEXT(phrase=layer not in PAIRED) for (_, layer), name in FIELD_NAMES.items()}
    choices = {
        name: fields.KEYWORD(commas=True) if name in several else fields.ID(sortable=True) for name in facets
    }
    schema = fields.Schema(id=fields.STORED, **layers, **choices)
    with closing(index.create_in(str(directory), schema)) as made:
        writer = made.writer(limitmb=_HEAP_MB)
        for raw in raw_reports(texts):
            report = understand(raw)
            assert isinstance(report, IndexedReport), raw.path
            columns = {
                FIELD_NAMES[field, layer]: list(found.texts)
                for field, analysis in zip(FIELDS, (report.title, report.body), strict=True)
                for layer, found in analysis.layers.items()
            }
            values = {name: ",".join(report.attributes[name]) for name in facets}
            writer.add_document(id=raw.id, **columns, **values)
        writer.commit(optimize=True)


class StockLayers:
    """Answers planned queries; all filters narrow all facets, which is less work than ours."""

    def __init__(self, directory: Path, several: Iterable[str]) -> None:
        self._index = index.open_dir(str(directory))
        self._searcher = self._index.searcher()
        self._several = set(several)

    def prepare(self, query: Query, facets: Sequence[str]) -> Mapping[str, Any]:
        asked = translated(query.match)
        if query.optional:
            asked = _query.AndMaybe(asked, _query.Or([translated(term) for term in query.optional]))
        one_of = [
            _query.Or([_query.Term(filter_.attribute, value) for value in filter_.values])
            for filter_ in query.filters
        ]
        found: dict[str, Any] = {"q": asked, "limit": 10}
        if one_of:
            found["filter"] = _query.And(one_of)
        if facets:
            found["groupedby"] = {
                name: sorting.FieldFacet(name, allow_overlap=name in self._several, maptype=sorting.Count)
                for name in facets
            }
        return found

    def search(self, prepared: Mapping[str, Any]) -> Any:
        return self._searcher.search(**prepared)

    def count(self, prepared: Mapping[str, Any]) -> int:
        """How many reports match; Whoosh counts too few of them where it skips those that cannot be best."""
        return len(self._searcher.search(**{**prepared, "limit": None}))

    def close(self) -> None:
        self._searcher.close()
        self._index.close()
