"""An index of a few texts, how it is opened, and the command in a process: for tests of what lives long."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from indexer.build import rebuild
from indexer.engines.whoosh import WhooshFactory
from indexer.generations import Generations
from indexer.language.analyzer import Analyzer
from indexer.live import LiveIndex
from indexer.settings import Settings

ONE_PROCESS = Settings(jobs=1)
ROOT = Path(__file__).resolve().parent.parent


def start(*arguments: str | Path, **environment: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return subprocess.Popen(
        [sys.executable, "-m", "webui.cli", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path, **environment},
    )


def publish_texts(index: Path, source: Path, texts: Mapping[str, str]) -> Generations:
    """Rebuilds the index from files of these texts, by their ids."""
    source.mkdir(parents=True, exist_ok=True)
    for id, text in texts.items():
        (source / f"{id}.txt").write_text(text, encoding="utf-8")
    generations = Generations(index)
    rebuild([source], generations, WhooshFactory(), ONE_PROCESS)
    return generations


@contextmanager
def opened(generations: Generations, *, thorough: bool = True, watch: float = 1.0) -> Iterator[LiveIndex]:
    """The live index, not watched."""
    index = LiveIndex(
        generations,
        WhooshFactory(),
        analyzer_fingerprint=Analyzer().fingerprint,
        watch_seconds=watch,
        thorough=thorough,
    )
    with closing(index):
        yield index
