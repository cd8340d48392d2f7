"""Compiled loops and NumPy alone give the same answers, to the last bit of every score."""

from __future__ import annotations

import importlib
import os
import random
import sys
import threading
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from indexer import kernels
from indexer.engines.whoosh import WhooshFactory
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model import AllOf, AnyOf, EngineResult, Layer, Phrase, Query, Term
from tests.engines.collection import WORDS, backwards, random_reports
from tests.engines.test_differential import FACETS, a_filter, a_node, a_term

QUERIES = 100


def answer(
    engine: WhooshEngine, query: Query, loops: kernels.Kernels | None, most: int | None, page: tuple[int, int]
) -> EngineResult:
    engine._kernels._left, engine._kernels.loaded = -1, loops
    offset, size = page
    return engine.search(
        query,
        offset=offset,
        size=size,
        sort="relevance",
        facets=FACETS,
        facet_size=most,
        collation=backwards,
    )


@pytest.mark.skipif(find_spec("numba") is None, reason='numba is not installed: pip install -e ".[fast]"')
def test_compiled_loops_answer_as_numpy_does(tmp_path: Path) -> None:
    draw = random.Random(11)
    reports = random_reports(60, 11)
    WhooshFactory().build(tmp_path, reports)
    engine = WhooshFactory().open(tmp_path)
    compiled = kernels.load()
    assert compiled
    found = 0
    for _ in range(QUERIES):
        query = Query(
            text="",
            understood="",
            match=a_node(draw, reports, 2),
            optional=tuple(a_term(draw, draw.choice(reports)) for _ in range(draw.randint(0, 3))),
            filters=tuple(a_filter(draw) for _ in range(draw.choice((0, 0, 1)))),
            tiers=draw.random() < 0.5,
        )
        most = draw.choice((None, 0, 1, 2, 3))
        page = draw.choice(((0, 50), (0, 3), (2, 5), (20, 10)))
        plain, fast = (answer(engine, query, loops, most, page) for loops in (None, compiled))
        assert fast == plain, (query, most, page)
        for facet in FACETS:
            assert list(fast.facets[facet]) == list(plain.facets[facet]), (query, most, facet)
        found += len(plain.hits)
    assert found > QUERIES, "queries that find nothing prove nothing"
    engine.close()


@pytest.mark.skipif(find_spec("numba") is None, reason='numba is not installed: pip install -e ".[fast]"')
def test_compiled_loops_find_the_places_that_numpy_finds(tmp_path: Path) -> None:
    draw = random.Random(5)
    reports = random_reports(60, 5)
    WhooshFactory().build(tmp_path, reports)
    engine = WhooshFactory().open(tmp_path, verified=True)
    compiled = kernels.load()
    assert compiled
    filled: list[bool] = []

    def places(*given: object) -> bool:
        filled.append(compiled.places(*given))
        return filled[-1]

    counting = replace(compiled, places=places)
    ids = [*engine.ids()]
    for _ in range(QUERIES):
        layer = draw.choice((Layer.SYLLABLE, Layer.BARE, Layer.CANONICAL))
        terms = {Term(layer, a_term(draw, draw.choice(reports)).text) for _ in range(draw.randint(1, 4))}
        weak = (Term(Layer.SYLLABLE, draw.choice(WORDS).lower()),)
        node = draw.choice((AnyOf(tuple(terms)), a_node(draw, reports, 1)))
        query = Query("", "", node, optional=weak)
        asked, limit = draw.sample(ids, 12), draw.choice((1, 3, 50, 50))
        engine._kernels.loaded = None
        plain = engine.spans(asked, query, limit)
        engine._kernels.loaded = counting
        assert engine.spans(asked, query, limit) == plain, query
    assert filled.count(True) > QUERIES / 2 > filled.count(False) > 0, "both have to be met"
    engine.close()


def test_compiled_loops_are_loaded_for_who_shows_pages_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canaries of a rebuild are hundreds of searches: Numba would cost it a second and 100 MB."""
    asked = threading.Event()
    monkeypatch.setattr(kernels, "_loaded", None)
    monkeypatch.setattr(kernels, "_is_wanted", lambda: True)
    monkeypatch.setattr(kernels, "_is_tried", lambda: False)
    monkeypatch.setattr(kernels, "prepare", asked.set)
    WhooshFactory().build(tmp_path, random_reports(10, 7))
    engine = WhooshFactory().open(tmp_path)
    query = Query("", "", AllOf((Phrase(Layer.SYLLABLE, ("hội", "nghị")),)))
    for _ in range(300):
        engine.search(query, offset=0, size=10, sort="relevance", facets=())
    assert not asked.is_set()
    for _ in range(300):
        engine.search(query, offset=0, size=10, sort="relevance", facets=FACETS)
    assert asked.wait(10)
    engine.close()


TYPES = """
from typing import NamedTuple

class Pair(NamedTuple):
    left: int
    right: int

Made = Pair
"""
LOOPS = """
from indexer.kernels.jit import compiled
from kept_types import Made

@compiled
def less(pair):
    return pair.left - pair.right

def call():
    assert less(Made(left=3, right=4)) == -1
"""


@pytest.mark.skipif(find_spec("numba") is None, reason='numba is not installed: pip install -e ".[fast]"')
@pytest.mark.parametrize("damage", ["cut short", "of a class that is gone", "of fields in another order"])
def test_what_numba_kept_and_is_of_no_use_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    import numba

    from indexer.kernels import jit

    def first_call() -> None:
        """As of a process that has just begun."""
        monkeypatch.setattr(jit, "_loops", {})
        for name in ("kept_types", "kept_loops"):
            monkeypatch.delitem(sys.modules, name, raising=False)
        jit.call_first("kept_loops", importlib.import_module("kept_loops").call)

    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "kept_types.py").write_text(TYPES)
    (tmp_path / "kept_loops.py").write_text(LOOPS)
    first_call()
    assert jit.are_kept("kept_loops")
    (kept,) = tmp_path.rglob("*.nbi")
    whole = kept.read_bytes()
    if damage == "cut short":
        kept.write_bytes(whole[: len(whole) // 2])
    elif damage == "of a class that is gone":
        (tmp_path / "kept_types.py").write_text(TYPES.replace("Pair", "Couple"))
    else:
        (tmp_path / "kept_types.py").write_text(
            TYPES.replace("left", "x").replace("right", "left").replace("x", "right")
        )
        os.utime(kept, (0, 0))  # older than any file of the package, as after an update
        assert not jit.are_kept("kept_loops")
    damaged = kept.stat()
    first_call()
    assert kept.stat() != damaged
    assert jit.are_kept("kept_loops")
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: pytest.fail("what is kept now is of use"))
    first_call()
    for name in ("kept_types", "kept_loops"):
        sys.modules.pop(name, None)


def test_loops_that_cannot_be_had_are_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[None] = []

    def compile_elsewhere() -> bool:
        compiled.append(None)
        return True

    monkeypatch.setattr(kernels, "_loaded", None)
    for name, answer in (("_is_wanted", True), ("_are_kept", False), ("_kernels", None)):
        monkeypatch.setattr(kernels, name, lambda answer=answer: answer)
    monkeypatch.setattr(kernels, "_compile_elsewhere", compile_elsewhere)
    monkeypatch.setattr(kernels, "load", cache(kernels.load.__wrapped__))
    told: list[None] = []
    for _ in range(3):
        assert kernels.prepare(lambda: told.append(None)) is None
    assert kernels.Later(1).get() is None
    assert len(compiled) == len(told) == 1


@pytest.mark.skipif(find_spec("numba") is None, reason='numba is not installed: pip install -e ".[fast]"')
def test_a_process_that_compiles_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "_loaded", None)
    monkeypatch.setattr(kernels, "_are_kept", lambda: False)
    monkeypatch.setattr(kernels, "_PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(kernels, "load", cache(lambda: pytest.fail("compiling here would take as long")))
    assert kernels.prepare() is None


def test_the_process_that_compiles_runs_nothing_of_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("numpy", "secrets", "indexer"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    assert kernels._compile_elsewhere()
    assert not (tmp_path / "ran").exists()
