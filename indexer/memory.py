"""What a process takes of the system: memory that was freed goes back, more files may be open."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

try:
    import resource
except ImportError:  # Windows counts no files
    resource = None  # type: ignore[assignment]

_OTHER_FILES = 256


def give_back() -> None:
    """Between large pieces of work: the C library of Linux keeps what was freed for what may come."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another library has no such call, and no need of it
            ctypes.CDLL(None).malloc_trim(0)


def may_open(files: int) -> None:
    """Lets this process have so many more files open, as far as the system allows."""
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = files + _OTHER_FILES if hard == resource.RLIM_INFINITY else min(files + _OTHER_FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
