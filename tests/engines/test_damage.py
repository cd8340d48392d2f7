"""A segment that cannot be read costs an error, and no file that stays open."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from indexer.engines.whoosh import WhooshFactory
from indexer.errors import IndexDamaged
from tests.engines.collection import indexed


def test_a_segment_that_cannot_be_read_is_closed_again(tmp_path: Path) -> None:
    WhooshFactory().build(tmp_path, [indexed("a", "hội nghị"), indexed("b", "tổng kết")])
    (segment,) = tmp_path.glob("*.seg")
    segment.write_bytes(b"\xff" * segment.stat().st_size)
    with pytest.raises(IndexDamaged, match="run: timbaocao rebuild"):
        WhooshFactory().open(tmp_path)
    gc.collect()  # a file left open would be told here, and warnings are errors
