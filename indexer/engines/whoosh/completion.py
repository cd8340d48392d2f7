"""A part alone -> a segment: nothing is merged; what only queries need is added behind the part's arrays.

So it is with ready tokens, and with a collection of a few reports; others come in many parts.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.scoring import impact_norms, impacts
from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter, stretches
from indexer.engines.whoosh.dictionary import SortedTerms, steps, write_table
from indexer.engines.whoosh.merge_reports import Lookups, metas_of
from indexer.engines.whoosh.schema import ALL_FIELDS, LISTED, MENTION, SIGNATURE


def complete(path: Path) -> tuple[int, dict[str, NDArray[np.unsignedinteger]]]:
    """Makes a part the file of a segment; the number of its reports, and the lengths of all fields."""
    part = ArrayFile(path, verified=True)
    with ArrayWriter(path, behind=part) as writer, part:  # Windows cuts no file that is mapped
        for name in ALL_FIELDS:
            if f"{name}/text" in part:
                write_table(writer, name, SortedTerms(part, name))
            if name != MENTION:
                _write_impacts(writer, part, name)
        writer.add("fields", np.frombuffer(LISTED, np.uint8))
        metas = metas_of(part)
        lookups = Lookups()
        lookups.add(metas)
        lookups.write(writer, part["signature"].reshape(-1, SIGNATURE))
        return len(metas), {name: part[f"{name}/lengths"].copy() for name in ALL_FIELDS}


def _write_impacts(writer: ArrayWriter, part: ArrayFile, name: str) -> None:
    """Of every posting, as merge_fields.py tells."""
    norms = impact_norms(part[f"{name}/lengths"])
    docs = part[f"{name}/docs"]
    starts = part[f"{name}/value_start"] if f"{name}/values" in part else None
    with writer.stream(f"{name}/impacts", np.dtype("<f4")) as stream:
        for some in stretches(len(docs)):
            if starts is None:
                weights = part[f"{name}/weights"][some].astype(np.int64)
            else:
                weights = steps(starts[some.start : some.stop + 1])
            stream.append(impacts(weights, norms[docs[some]]))
