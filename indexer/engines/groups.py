"""Reports of nearly the same text, found by their signatures without comparing each with each."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

# The share of two texts' runs of syllables that they have in common: from here on they are one group.
THRESHOLD = 0.7
# Two places of a signature make a key; of .7 alike texts one key of 32 agrees but for one in 10^9.
_WIDTH = 2

Signatures = NDArray[np.uint32]
Integers = NDArray[np.int64]


def alike(left: Signatures, right: Signatures) -> NDArray[np.bool_]:
    """Whether the texts of two rows of signatures are nearly the same, row by row.

    >>> row = np.array([[1, 2, 3, 4]], np.uint32)
    >>> alike(row, np.array([[1, 2, 3, 9]], np.uint32)), alike(row, np.array([[1, 2, 8, 9]], np.uint32))
    (array([ True]), array([False]))
    """
    same = ((left == right) & (left > 0)).sum(axis=1)
    any_: Integers = ((left > 0) | (right > 0)).sum(axis=1)
    found: NDArray[np.bool_] = (same >= THRESHOLD * any_) & (any_ > 0)
    return found


def leaders(signatures: Signatures) -> Integers:
    """For each row the first row of its group; itself where it is alone. Rows of zeros are alone.

    Rows come in an order that does not change with the files that they lie in: so do the groups.
    """
    label = np.arange(len(signatures))
    left, right = _candidates(signatures)
    agreed = alike(signatures[left], signatures[right])
    left, right = left[agreed], right[agreed]
    while len(left):
        least = np.minimum(label[left], label[right])
        if (label[left] == least).all() and (label[right] == least).all():
            break
        np.minimum.at(label, left, least)
        np.minimum.at(label, right, least)
    return label


def _candidates(signatures: Signatures) -> tuple[Integers, Integers]:
    """Pairs of rows with a key in common: of all that share one, neighbours and the first with each."""
    pairs = [np.empty(0, np.int64)]
    for places in pairwise(range(0, signatures.shape[1] + 1, _WIDTH)):
        columns = signatures[:, slice(*places)].astype(np.uint64)
        keys = columns[:, 0] << np.uint64(32) | columns[:, 1]
        rows = np.flatnonzero(columns.all(axis=1))
        rows = rows[np.argsort(keys[rows], kind="stable")]
        keys = keys[rows]
        new = np.ones(len(rows), np.bool_)
        np.not_equal(keys[1:], keys[:-1], out=new[1:])
        again = np.flatnonzero(~new)
        first = np.maximum.accumulate(np.where(new, np.arange(len(rows)), 0))[again]
        pairs += [rows[first] << 32 | rows[again], rows[again - 1] << 32 | rows[again]]
    found = np.unique(np.concatenate(pairs))
    return found >> 32, found & ((1 << 32) - 1)
