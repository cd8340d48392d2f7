"""Numba, of the extra `fast`; only what is compiled imports it.

What it compiled it keeps as long as the file of a loop stays the same, whatever changes in others: loops that
call each other stand in one file, and constants of others are handed over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_logger = logging.getLogger(__name__)
_loops: list[Any] = []


def compiled(loop: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A loop that runs without the interpreter, and without its lock."""
    try:
        found: Callable[Given, Answer] = numba.njit(nogil=True, cache=True)(loop)
    except RuntimeError:  # nowhere to keep what is compiled
        return numba.njit(nogil=True)(loop)
    _loops.append(found)
    return found


def call_first(calls: Callable[[], None]) -> None:
    """Calls loops for the first time, so that they are compiled; raises what they raise.

    What is kept of them may have been cut short, or names classes that are no longer there: it is made anew.
    """
    try:
        calls()
    except Exception:
        _logger.info("What was compiled cannot be used; it is compiled anew", exc_info=True)
        _forget()
        calls()


def _forget() -> None:
    """Removes Numba's lists of what it kept of the loops; they are made with what is compiled next."""
    for loop in _loops:
        module = Path(loop.py_func.__code__.co_filename).stem
        for kept in Path(loop.stats.cache_path).glob(f"{module}.*.nbi"):
            kept.unlink(missing_ok=True)
