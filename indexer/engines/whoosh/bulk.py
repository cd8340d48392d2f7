"""Ready tokens -> an index of one field, for whoever brings an analysis of their own."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from indexer.engines.whoosh.merge import merge
from indexer.engines.whoosh.parts import write_part
from indexer.model import Analysis, IndexedReport, Layer, Report, Tokens
from indexer.model.rows import Offsets

_NO_TEXT = Offsets(np.empty(0, np.int64), np.empty(0, np.int64))
_EMPTY = Analysis(_NO_TEXT, {})


def write_tokens(directory: Path, documents: Iterable[tuple[str, Sequence[str]]]) -> int:
    """Writes (id, tokens) of every document as the syllables of its body; the number of documents.

    The directory is empty, and `WhooshFactory().open` opens it then; positions are kept.
    """
    part = directory / "part"
    with _uncollected():
        write_part(part, _reports(documents))
        return merge(directory, [part])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing made here holds cycles; looking for some walks through all tokens of the caller each time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _reports(documents: Iterable[tuple[str, Sequence[str]]]) -> Iterator[IndexedReport]:
    for id, tokens in documents:
        ordinals = range(len(tokens))
        body = Analysis(_NO_TEXT, {Layer.SYLLABLE: Tokens(tokens, ordinals, ordinals)})
        yield IndexedReport(Report(id, "", ""), _EMPTY, body, {}, None)
