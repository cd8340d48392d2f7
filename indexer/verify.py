"""`verify` and `rollback`: what an index holds, looked at as a whole."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from indexer import canaries, skipped
from indexer.engines.base import EngineFactory
from indexer.errors import IndexDamaged
from indexer.generations import Generation, Generations
from indexer.language.lexicon import FILE as LEXICON
from indexer.language.lexicon import load
from indexer.manifest import check_version, read_file


def verify(generations: Generations, factory: EngineFactory) -> list[str]:
    """What is wrong with the index; [] if nothing is. Raises IndexUnavailable where there is none.

    First every byte of every file; then, where all are as they were written, whether they say what they
    should: every posting list is read, counts must agree and canaries answer.
    """
    while True:
        before = generations.pointer()
        problems = generations.verify() or _unreadable(generations, factory)
        if generations.pointer() == before:
            return problems


def caches(index: Path) -> list[Path]:
    """The indexes that `evaluate` keeps beside one."""
    return sorted(path.parent for path in Path(f"{index}_cache").glob("*/current"))


def _unreadable(generations: Generations, factory: EngineFactory) -> list[str]:
    problems = []
    for generation in (generations.current(), generations.previous()):
        # Another version's files can only be compared with their sums.
        if generation and generation.manifest.engine == factory.fingerprint:
            try:
                check_content(generation, factory)
            except IndexDamaged as error:
                problems.append(f"{generation.manifest.generation}: {error}")
    return problems


def check_content(generation: Generation, factory: EngineFactory) -> None:
    """Reads all that a generation holds. Raises IndexDamaged where it contradicts itself."""
    manifest = generation.manifest
    load(read_file(generation, LEXICON))
    reports = factory.check(generation.engine)
    left_out = len(skipped.load(read_file(generation, skipped.FILE)))
    for what, counted, said in (
        ("reports", reports, manifest.reports),
        ("skipped", left_out, manifest.skipped),
    ):
        if counted != said:
            raise IndexDamaged(
                f"{what}: {counted:,} are there, {said:,} were written; run: timbaocao rebuild"
            )
    asked = canaries.load(read_file(generation, canaries.FILE))
    with closing(factory.open(generation.engine)) as engine:
        if (id := canaries.silent(engine, asked)) is not None:
            raise IndexDamaged(f"{id} is not found by its own words; run: timbaocao rebuild")


def rollback(generations: Generations, factory: EngineFactory, analyzer: str) -> Generation:
    """Makes the previous generation the live one.

    Raises IndexUnavailable where there is none, or it is another version's; IndexDamaged; BuildInProgress.
    """

    def check(generation: Generation) -> None:
        check_version(generation.manifest, analyzer, factory.fingerprint)
        check_content(generation, factory)

    return generations.rollback(check)
