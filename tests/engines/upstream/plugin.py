"""The pytest plugin of the upstream run: Whoosh's tests write with our codec, into directories.

Tests listed in the table are left out. The report says how many were selected and passed, which listed ones
do not exist, and how many segments each test wrote with our codec ("ours") and with Whoosh's ("stock"), and
read with ours ("read").
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import whoosh.codec
from whoosh.codec import whoosh3
from whoosh.codec.whoosh3 import W3FieldWriter
from whoosh.filedb import filestore
from whoosh.filedb.filestore import FileStorage
from whoosh.util import numeric

from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter
from indexer.engines.whoosh.codec import ARRAYS, ArrayCodec


class Directory(FileStorage):
    """Stands in for RamStorage, which our codec leaves to Whoosh's."""

    def __init__(self) -> None:
        super().__init__(tempfile.mkdtemp())  # type: ignore[no-untyped-call]


def array_codec(**_blocks: int) -> ArrayCodec:
    """For default_codec: Whoosh's codec is told how long its blocks are; ours has none."""
    return ArrayCodec()


class Upstream:
    def __init__(self, table: Path, report: Path) -> None:
        self._listed = {line.split("\t")[0] for line in table.read_text().splitlines()[1:]}
        self._report = report
        self._missing: list[str] = []
        self._selected = self._passed = 0
        self._segments: dict[str, Counter[str]] = defaultdict(Counter)
        self._always, self._while_collecting = pytest.MonkeyPatch(), pytest.MonkeyPatch()

    def patch(self) -> None:
        self._always.setattr(whoosh.codec, "default_codec", array_codec)
        self._count(ArrayWriter, "ours")
        self._count(ArrayFile, "read")
        self._count(W3FieldWriter, "stock")
        # What the tests import; Whoosh itself keeps its own.
        self._while_collecting.setattr(filestore, "RamStorage", Directory)
        self._while_collecting.setattr(whoosh3, "W3Codec", ArrayCodec)
        # They expect lengths rounded to what a byte can name; ours are exact.
        for name in ("length_to_byte", "byte_to_length"):
            self._while_collecting.setattr(numeric, name, lambda length: length)

    def _count(self, class_: type, kind: str) -> None:
        original: Callable[..., None] = class_.__init__  # type: ignore[misc]

        def init(self_: Any, *args: Any, **options: Any) -> None:
            if class_ is W3FieldWriter or args[0].suffix == ARRAYS:
                test = os.environ.get("PYTEST_CURRENT_TEST", "collection")
                self._segments[test.rpartition(" ")[0] or test][kind] += 1
            original(self_, *args, **options)

        self._always.setattr(class_, "__init__", init)

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        self._while_collecting.undo()
        out = [item for item in items if item.nodeid in self._listed]
        self._missing = sorted(self._listed - {item.nodeid for item in out})
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
        self._selected = len(items)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._passed += report.when == "call" and report.passed

    def pytest_sessionfinish(self) -> None:
        found = {"selected": self._selected, "passed": self._passed, "missing": self._missing}
        self._report.write_text(json.dumps(found | {"segments": self._segments}))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--table", type=Path, required=True)
    parser.addoption("--report", type=Path, required=True)


def pytest_configure(config: pytest.Config) -> None:
    upstream = Upstream(config.getoption("table"), config.getoption("report"))
    upstream.patch()
    config.pluginmanager.register(upstream)
