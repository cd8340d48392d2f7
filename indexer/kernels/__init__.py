"""Loops compiled by Numba, where the extra `fast` is installed: each says what Python or NumPy says too.

Compiling takes seven seconds, once for an installation, and loading half of one. A server does both before it
answers; elsewhere they are done in the background, once an engine has answered a number of queries. Compiling
is left to another process: here it would hold up answers, and leave 80 MB behind. TIMBAOCAO_NUMBA=0 leaves
Numba out.
"""

from __future__ import annotations

import atexit
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from importlib.util import find_spec
from subprocess import DEVNULL

import numpy as np

_logger = logging.getLogger(__name__)
_ENVIRONMENT = "TIMBAOCAO_NUMBA"
# What `places` takes of where ordinals begin; of more than four thousand million it does not know.
STARTS = (np.uint16, np.uint32)
_PATIENCE_SECONDS = 120.0  # for the process that compiles
MOST_KEPT = 256  # reports that `best` keeps in order: it puts each in its place


@dataclass(frozen=True, slots=True)
class Kernels:
    """See postings.py and passages.py for what each does."""

    score: Callable[..., None]
    count: Callable[..., None]
    add: Callable[..., int]
    flagged: Callable[..., int]
    best: Callable[..., int]
    tally: Callable[..., None]
    most: Callable[..., None]
    places: Callable[..., bool]
    passages: Callable[..., list[int] | None]


_loaded: Kernels | None = None


def loaded() -> Kernels | None:
    """The compiled loops, once somebody has loaded them."""
    return _loaded


def prepare(tell: Callable[[], object] = lambda: None) -> Kernels | None:
    """Loads the loops; `tell` is called where they have to be compiled first, which takes some seconds."""
    if not _is_tried() and _is_wanted() and not _are_kept():
        tell()
        if not _compile_elsewhere():
            return None
    return load()


class Later:
    """Kernels that are loaded, or will be as soon as it pays: once so many queries wanted to `get` them."""

    def __init__(self, after: int) -> None:
        self.loaded = _loaded
        self._left = after if _is_wanted() and not _is_tried() else -1

    def get(self) -> Kernels | None:
        if self._left >= 0:
            self._left -= 1
            if self._left < 0:
                threading.Thread(target=self._load, name="kernels", daemon=True).start()
        return self.loaded

    def _load(self) -> None:
        self.loaded = prepare()


def _is_wanted() -> bool:
    return os.environ.get(_ENVIRONMENT) != "0" and find_spec("numba") is not None


def _is_tried() -> bool:
    """Whether they were loaded, or could not be: neither changes."""
    return load.cache_info().currsize > 0


def _are_kept() -> bool:
    try:
        from indexer.kernels import jit, postings, texts

        return jit.are_kept(postings.__name__, texts.__name__)
    except Exception:  # whoever loads them meets it again, and says so
        _logger.debug("Whether loops are kept cannot be said", exc_info=True)
        return True


def _compile_elsewhere() -> bool:
    """Has another process compile all loops and keep them; False where it takes for ever."""
    # It finds what this process finds, and no more: not what happens to stand in the working directory.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = (sys.executable, "-P", "-m", __name__)
    try:
        child = subprocess.Popen(command, env=environment, stdout=DEVNULL, stderr=DEVNULL)
    except OSError:
        return True  # then it is done here
    atexit.register(child.kill)
    try:
        child.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        _logger.warning("Loops could not be compiled in %d seconds", _PATIENCE_SECONDS)
        return False
    finally:
        child.kill()
        child.wait()
        atexit.unregister(child.kill)
    return True


@cache
def load() -> Kernels | None:
    """The compiled loops, or None without Numba."""
    global _loaded
    _loaded = _kernels() if _is_wanted() else None
    return _loaded


def _kernels() -> Kernels | None:
    try:
        from indexer.kernels import jit, passages, postings, texts

        jit.call_first(postings.__name__, postings.call_once)
        jit.call_first(texts.__name__, passages.call_once)
    except Exception:  # Whatever Numba cannot do here, NumPy can: it is only slower.
        _logger.warning("Numba is installed but does not work here; searching goes on without", exc_info=True)
        return None
    names = [field.name for field in fields(Kernels) if field.name != "passages"]
    return Kernels(passages=passages.passages, **{name: getattr(postings, name) for name in names})
