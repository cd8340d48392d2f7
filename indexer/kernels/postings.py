"""The loops over postings, values and ordinals of an index."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.kernels import STARTS
from indexer.kernels.jit import compiled


@compiled
def score(
    reports: NDArray[np.uint32],
    impacts: NDArray[np.float32],
    weight: float,
    scores: NDArray[np.float64],
    marks: NDArray[np.int8],
    mark: int,
) -> None:
    """Adds a term's postings to `scores` and marks their reports."""
    single = np.float32(weight)  # as the impacts are
    for at in range(len(reports)):
        report = reports[at]
        scores[report] += impacts[at] * single
        marks[report] = mark


@compiled
def count(
    reports: NDArray[np.uint32],
    impacts: NDArray[np.float32],
    weight: float,
    scores: NDArray[np.float64],
    counts: NDArray[np.int8],
    latest: NDArray[np.int8],
    unit: int,
) -> None:
    """Adds a term's postings to `scores`, and 1 to the `counts` of reports of which the unit is new."""
    single = np.float32(weight)
    for at in range(len(reports)):
        report = reports[at]
        scores[report] += impacts[at] * single
        counts[report] += latest[report] != unit
        latest[report] = unit


@compiled
def add(
    reports: NDArray[np.uint32],
    impacts: NDArray[np.float32],
    weight: float,
    scores: NDArray[np.float64],
    touched: NDArray[np.uint32],
    count: int,
) -> int:
    """Adds a term's postings to `scores`; reports that had none are noted. How many have some now."""
    if count == 0:  # nothing to look for
        for at in range(len(reports)):
            report = reports[at]
            touched[at] = report
            scores[report] = impacts[at] * weight
        return len(reports)
    for at in range(len(reports)):
        report = reports[at]
        if scores[report] == 0.0:
            touched[count] = report
            count += 1
        scores[report] += impacts[at] * weight
    return count


@compiled
def flagged(flags: NDArray[np.bool_], rows: NDArray[np.uint32]) -> int:
    """Fills `rows` with the places of the flags. How many there are.

    No branch hangs on a flag, as in NumPy's `nonzero`: no processor foresees them.
    """
    count = 0
    for place in range(len(flags)):
        rows[count] = place
        count += flags[place]
    return count


@compiled
def best(
    reports: NDArray[np.integer[Any]],
    count: int,
    scores: NDArray[np.float64],
    clear: bool,
    rank: NDArray[np.int64],
    size: int,
    rows: NDArray[np.int64],
    found: NDArray[np.float64],
) -> int:
    """Fills `rows` and `found` with the `size` best of the first `count` reports, in order.

    `clear`: their scores are made zero again.
    """
    kept, least = 0, -np.inf
    for at in range(count):
        report = reports[at]
        score = scores[report]
        if clear:
            scores[report] = 0.0
        if score < least:
            continue
        place = kept
        while place > 0 and (
            found[place - 1] < score or (found[place - 1] == score and rank[rows[place - 1]] > rank[report])
        ):
            place -= 1
            if place + 1 < size:
                found[place + 1], rows[place + 1] = found[place], rows[place]
        if place < size:
            found[place], rows[place] = score, report
            kept = min(kept + 1, size)
            if kept == size:
                least = found[size - 1]
    return kept


@compiled
def tally(
    flags: NDArray[np.bool_],
    reports: NDArray[np.uint32],
    starts: NDArray[np.uint32],
    values: NDArray[np.unsignedinteger[Any]],
    counts: NDArray[np.int64],
) -> None:
    """Adds to `counts` how many of the flagged ones of some reports have each value.

    `reports[i]` has those from `starts[i]` on. As in `flagged`, no branch hangs on a flag.
    """
    held, rows = 0, np.empty(len(reports) + 1, np.uint32)
    for row in range(len(reports)):
        rows[held] = row
        held += flags[reports[row]]
    for row in rows[:held]:
        for at in range(starts[row], starts[row + 1]):
            counts[values[at]] += 1


@compiled
def most(
    counts: NDArray[np.int64],
    bounds: NDArray[np.int64],
    ranks: NDArray[np.int64],
    size: int,
    values: NDArray[np.int64],
    found: NDArray[np.int64],
) -> None:
    """Fills `values` with the `size` most frequent ones between each two `bounds`, of equal ones the first.

    They are found between the same two of `found`, the most frequent first, equal ones by their ranks.
    """
    end = 0
    for row in range(len(bounds) - 1):
        begin, full, least = end, end + size, 0
        for value in range(bounds[row], bounds[row + 1]):
            count = counts[value]
            if count <= least or not size:
                continue
            end = min(end + 1, full)
            place = end - 1
            while place > begin and counts[values[place - 1]] < count:
                values[place] = values[place - 1]
                place -= 1
            values[place] = value
            if end == full:
                least = counts[values[end - 1]]
        for at in range(begin + 1, end):
            value, place = values[at], at
            while (
                place > begin
                and counts[values[place - 1]] == counts[value]
                and ranks[values[place - 1]] > ranks[value]
            ):
                values[place] = values[place - 1]
                place -= 1
            values[place] = value
        found[row + 1] = end


@compiled
def places(
    docs: NDArray[np.uint32],
    starts: NDArray[np.unsignedinteger],
    values: NDArray[np.int32],
    terms: NDArray[np.int64],
    reports: NDArray[np.uint32],
    found: NDArray[np.int32],
    ends: NDArray[np.int64],
) -> bool:
    """Fills `found` with the ordinals of some terms in each of some reports, ascending and each once.

    `terms`: where the postings of each begin and end; `ends`: where the ordinals of each report end. False if
    a report has more of them than its share of `found`.
    """
    most, count = len(found) // len(reports), 0
    begins, stops = np.empty(len(terms), np.int64), np.empty(len(terms), np.int64)
    for at in range(len(reports)):
        report, total = reports[at], 0
        for term in range(len(terms)):
            low, high = terms[term, 0], terms[term, 1]
            while low < high:
                middle = (low + high) // 2
                if docs[middle] < report:
                    low = middle + 1
                else:
                    high = middle
            begins[term] = stops[term] = 0
            if low < terms[term, 1] and docs[low] == report:
                begins[term], stops[term] = starts[low], starts[low + 1]
            while begins[term] < stops[term] and values[begins[term]] < 0:
                begins[term] += 1
            total += stops[term] - begins[term]
        if total > most:
            return False
        while total:
            least = -1
            for term in range(len(terms)):
                if begins[term] < stops[term] and (least < 0 or values[begins[term]] < least):
                    least = values[begins[term]]
            found[count] = least
            count += 1
            for term in range(len(terms)):
                while begins[term] < stops[term] and values[begins[term]] == least:
                    begins[term] += 1
                    total -= 1
        ends[at] = count
    return True


def call_once() -> None:
    """Compiles for the types that the engine has: what is mapped can only be read."""
    scores, touched, rank = np.zeros(1), np.zeros(1, np.uint32), np.zeros(1, np.int64)
    reports, impacts, values = np.zeros(1, np.uint32), np.ones(1, np.float32), np.zeros(1, np.int32)
    starts: list[NDArray[Any]] = [np.array([0, 1], type_) for type_ in STARTS]
    for array in (reports, impacts, values, *starts):
        array.flags.writeable = False
    marks = np.zeros(1, np.int8)
    score(reports, impacts, 1.0, scores, marks, 1)
    count(reports, impacts, 1.0, scores, marks, marks, 1)
    added = add(reports, impacts, 1.0, scores, touched, 0)
    flagged(np.zeros(1, np.bool_), touched)
    best(touched, added, scores, True, rank, 1, np.zeros(1, np.int64), np.zeros(1))
    counts, bounds = np.zeros(1, np.int64), np.array([0, 1])
    for width in (np.uint8, np.uint16, np.uint32):  # as few bytes as the numbers of all values take
        tally(np.ones(1, np.bool_), touched, bounds.astype(np.uint32), np.zeros(1, width), counts)
    most(counts, bounds, rank, 1, np.zeros(1, np.int64), np.zeros(2, np.int64))
    for array in starts:
        places(reports, array, values, np.array([[0, 1]]), touched, np.zeros(1, np.int32), rank)
