"""Where a row of terms stands one behind the other, from their positions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.reader import Postings, SegmentReader
from indexer.model import FieldName, Phrase

Integers = NDArray[np.int64]


def find_phrase(reader: SegmentReader, phrase: Phrase, field: FieldName) -> NDArray[np.uint32]:
    """The reports that hold a phrase in a field; a report may come several times."""
    row = reader.fields[field, phrase.layer]
    lists = [row.postings(text) for text in phrase.texts]
    found = [postings for postings in lists if postings is not None]
    if len(found) < len(lists) or not found:
        return _NOWHERE
    candidates = min(found, key=lambda postings: len(postings.reports)).reports
    for postings in sorted({id(p): p for p in found}.values(), key=lambda p: len(p.reports)):
        candidates = candidates[_holding(postings, candidates)[1]]
    if not len(candidates):
        return _NOWHERE
    begins: Integers | None = None
    rarest_first = sorted(enumerate(found), key=lambda item: len(item[1].reports))
    for shift, postings in rarest_first:
        places, _ = _holding(postings, candidates)
        counts, ordinals = row.positions(postings, places)
        # One number for report and ordinal; an ordinal of -1 (nowhere) can begin no phrase.
        here = (np.repeat(candidates.astype(np.int64) << 32, counts) + ordinals - shift)[ordinals >= shift]
        begins = (
            here.astype(np.int64, copy=False)
            if begins is None
            else begins[_holds(here.astype(np.int64, copy=False), begins)]
        )
    assert begins is not None
    reports: NDArray[np.uint32] = (begins >> 32).astype(np.uint32)
    return reports


def phrase_ordinals(
    reader: SegmentReader, phrase: Phrase, field: FieldName, numbers: Integers
) -> Mapping[int, set[int]]:
    """The ordinals at which a phrase begins in a field of some reports, by their place in `numbers`."""
    row = reader.fields[field, phrase.layer]
    begins = {at: set(ordinals) for at, ordinals in row.ordinals(phrase.texts[0], numbers)}
    for shift, text in enumerate(phrase.texts[1:], 1):
        if not begins:
            break
        here = {
            at: begins.get(at, set()) & {o - shift for o in found}
            for at, found in row.ordinals(text, numbers)
        }
        begins = {at: both for at, both in here.items() if both}
    return begins


def _holding(postings: Postings, reports: NDArray[np.integer]) -> tuple[Integers, NDArray[np.bool_]]:
    """Where each of `reports` is in a list, and whether it is there at all."""
    places = np.searchsorted(postings.reports, reports)
    places[places == len(postings.reports)] = 0
    return places, postings.reports[places] == reports


def _holds(row: Integers, wanted: Integers) -> NDArray[np.bool_]:
    """Which of `wanted` are in an ascending row."""
    if not len(row):
        return np.zeros(len(wanted), np.bool_)
    at = np.searchsorted(row, wanted)
    at[at == len(row)] = 0
    flags: NDArray[np.bool_] = row[at] == wanted
    return flags


_NOWHERE = np.empty(0, np.uint32)
