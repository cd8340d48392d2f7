"""Where a row of terms stands one behind the other, from their positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.field import Numbers, Postings
from indexer.engines.whoosh.reader import SegmentReader
from indexer.model import FieldName, Phrase

Integers = NDArray[np.int64]
Ordinals = NDArray[np.int32]
# Rows up to this long are compared sooner as sets.
_SHORT = 256


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
    reader: SegmentReader, phrase: Phrase, field: FieldName, numbers: Numbers
) -> Mapping[int, Ordinals]:
    """Where a phrase begins in a field of some reports, ascending, by their place in `numbers`."""
    row = reader.fields[field, phrase.layer]
    if len(phrase.texts) == 1:
        return dict(row.ordinals(phrase.texts[0], numbers))
    rows: dict[int, list[Ordinals]] = {}
    for shift, text in enumerate(phrase.texts):
        found = {at: [*rows.get(at, ()), here] for at, here in row.ordinals(text, numbers)}
        rows = {at: held for at, held in found.items() if len(held) > shift}
        if not rows:
            break
    begins = {at: _together(held) for at, held in rows.items()}
    return {at: found for at, found in begins.items() if len(found)}


def _together(rows: Sequence[Ordinals]) -> Ordinals:
    """Where the first of several terms stands with the others behind it, each in its place."""
    if max(map(len, rows)) <= _SHORT:
        both = set(rows[0].tolist())
        for shift, row in enumerate(rows[1:], 1):
            both &= {ordinal - shift for ordinal in row.tolist()}
        return np.array(sorted(both), np.int32)
    shift, rarest = min(enumerate(rows), key=lambda item: len(item[1]))
    begins = rarest - np.int32(shift)
    for shift, row in sorted(enumerate(rows), key=lambda item: len(item[1])):
        begins = begins[_holds(row, begins + np.int32(shift))]
    return begins


def _holding(postings: Postings, reports: NDArray[np.integer]) -> tuple[Integers, NDArray[np.bool_]]:
    """Where each of `reports` is in a list, and whether it is there at all."""
    places = np.searchsorted(postings.reports, reports)
    places[places == len(postings.reports)] = 0
    return places, postings.reports[places] == reports


def _holds(row: NDArray[np.signedinteger], wanted: NDArray[np.signedinteger]) -> NDArray[np.bool_]:
    """Which of `wanted` are in an ascending row."""
    if not len(row):
        return np.zeros(len(wanted), np.bool_)
    at = np.searchsorted(row, wanted)
    at[at == len(row)] = 0
    flags: NDArray[np.bool_] = row[at] == wanted
    return flags


_NOWHERE = np.empty(0, np.uint32)
