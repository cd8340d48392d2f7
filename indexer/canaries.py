"""Phrases by which a generation proves that it answers: asked before it goes live, and by `verify`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from indexer.engines.base import Engine
from indexer.errors import IndexDamaged
from indexer.model import AllOf, Layer, Phrase, Query

FILE = "canaries.json"
# Each is the id of a report and a few neighbouring syllables of it.
Canary = tuple[str, Phrase]
_MOST = 256
_HITS = 1_000


def chosen(canaries: Sequence[Canary]) -> list[Canary]:
    """Of many, some from everywhere."""
    return list(canaries[:: -(-len(canaries) // _MOST) or 1])


def dump(canaries: Sequence[Canary]) -> bytes:
    """As ASCII, since an id may hold halves of characters."""
    return json.dumps([[id, list(phrase.texts)] for id, phrase in canaries]).encode()


def load(content: bytes) -> list[Canary]:
    """Raises IndexDamaged for bytes that `dump` has not written.

    >>> load(dump([("a", Phrase(Layer.SYLLABLE, ("hội", "nghị")))]))
    [('a', Phrase(layer=<Layer.SYLLABLE: 'syllable'>, texts=('hội', 'nghị'), grade=<Grade.EXACT: 0>))]
    """
    try:
        return [
            (str(id), Phrase(Layer.SYLLABLE, tuple(map(str, texts)))) for id, texts in json.loads(content)
        ]
    except (ValueError, TypeError) as error:
        raise IndexDamaged(f"{FILE} cannot be read ({error}); run: timbaocao rebuild") from error


def silent(engine: Engine, canaries: Sequence[Canary]) -> str | None:
    """The id of the first report that is not found by its own words."""
    return next((id for id, phrase in canaries if not _finds(engine, id, phrase)), None)


def _finds(engine: Engine, id: str, phrase: Phrase) -> bool:
    query = Query(text="", understood="", match=AllOf((phrase,)))
    result = engine.search(query, offset=0, size=_HITS, sort="relevance", facets=())
    listed = result.total > _HITS or any(hit.id == id for hit in result.hits)
    return listed and any(map(any, engine.spans([id], query, 1))) and engine.report(id) is not None
