"""Numba, of the extra `fast`; only what is compiled imports it.

What it compiled it keeps as long as the file of a loop stays the same, whatever changes in others: loops that
call each other stand in one file, and constants of others are handed over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def compiled(loop: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A loop that runs without the interpreter, and without its lock."""
    try:
        found: Callable[Given, Answer] = numba.njit(nogil=True, cache=True)(loop)
    except RuntimeError:  # nowhere to keep what is compiled
        found = numba.njit(nogil=True)(loop)
    return found
