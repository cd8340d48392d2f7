"""Memory that was freed, back to the system."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress


def give_back() -> None:
    """Between large pieces of work: the C library of Linux keeps what was freed for what may come."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another library has no such call, and no need of it
            ctypes.CDLL(None).malloc_trim(0)
