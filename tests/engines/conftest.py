"""Engines of some reports: the in-memory oracle, and Whoosh."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.engines.base import Engine
from indexer.engines.whoosh import WhooshFactory
from indexer.model import IndexedReport
from tests.engines.asking import Make
from tests.engines.oracle import OracleEngine


@pytest.fixture(params=["oracle", "whoosh"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    def engine(reports: Sequence[IndexedReport]) -> Engine:
        if request.param == "oracle":
            return OracleEngine(reports)
        assert WhooshFactory().build(tmp_path, reports) == len(reports)
        return WhooshFactory().open(tmp_path)

    return engine
