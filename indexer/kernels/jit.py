"""Numba, of the extra `fast`; only what is compiled imports it.

What Numba keeps of a loop it takes for good as long as the loop's own file stays the same. So loops that call
each other stand in one file, and constants of others are handed over; where any file of this package is
newer, that of the tuples that are handed over say, all is compiled anew.
"""

from __future__ import annotations

import logging
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_logger = logging.getLogger(__name__)
_loops: dict[str, list[Any]] = {}  # those of each module whose code can be kept
_PYTHON = f"py{sys.version_info[0]}{sys.version_info[1]}"


def compiled(loop: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A loop that runs without the interpreter, and without its lock."""
    try:
        found: Callable[Given, Answer] = numba.njit(nogil=True, cache=True)(loop)
    except RuntimeError:  # nowhere to keep what is compiled
        return numba.njit(nogil=True)(loop)
    _loops.setdefault(loop.__module__, []).append(found)
    return found


def are_kept(*modules: str) -> bool:
    """Whether nothing is gained by compiling the loops of modules beforehand: they are kept, or cannot be."""
    newest, loops = _newest(), [loop for module in modules for loop in _loops.get(module, ())]
    return all(any(kept.stat().st_mtime >= newest for kept in _lists(loop)) for loop in loops)


def call_first(module: str, calls: Callable[[], None]) -> None:
    """Calls the loops of a module for the first time, so that they are compiled; raises what they raise.

    What is kept of them may have been cut short, or name classes that are no longer there: it is made anew.
    """
    try:
        _forget(module, before=_newest())
        calls()
    except Exception:  # a list that cannot be read raises anything; what has another cause is raised again
        _logger.info("What was compiled cannot be used; it is compiled anew", exc_info=True)
        _forget(module, before=math.inf)
        calls()


def _newest() -> float:
    """When a file of this package was last changed."""
    return max(path.stat().st_mtime for path in Path(__file__).parent.glob("*.py"))


def _lists(loop: Any) -> list[Path]:
    """Numba's list of what it kept of a loop for this Python, if there is one."""
    name = f"{Path(loop.py_func.__code__.co_filename).stem}.{loop.py_func.__qualname__}"
    return list(Path(loop.stats.cache_path).glob(f"{name}-*.{_PYTHON}*.nbi"))


def _forget(module: str, before: float) -> None:
    """Removes the lists of the loops of a module that are older."""
    for loop in _loops.get(module, ()):
        for kept in _lists(loop):
            if kept.stat().st_mtime < before:
                kept.unlink(missing_ok=True)
