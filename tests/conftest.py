"""What many tests stand on: an index of the seeds, built once, and the service over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.build import rebuild
from indexer.engines.whoosh import WhooshFactory
from indexer.generations import Generations
from indexer.language.analyzer import Analyzer
from indexer.live import LiveIndex
from indexer.search import SearchService
from indexer.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def index_dir(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the seeds; for reading only."""
    directory = tmp_path_factory.mktemp("seeds") / "chỉ mục"
    rebuild([seeds], Generations(directory), WhooshFactory(), Settings(jobs=1))
    return directory


@pytest.fixture(scope="session")
def live(index_dir: Path) -> Iterator[LiveIndex]:
    index = LiveIndex(
        Generations(index_dir),
        WhooshFactory(),
        analyzer_fingerprint=Analyzer().fingerprint,
        watch_seconds=1.0,
    )
    yield index
    index.close()


@pytest.fixture(scope="session")
def service(live: LiveIndex) -> SearchService:
    return SearchService(live, Settings())
