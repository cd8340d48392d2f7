"""Processes that help this one, and end with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized

from indexer.errors import TimbaocaoError


class Tally:
    """A number that several processes add to."""

    def __init__(self) -> None:
        self._number: Synchronized[int] = _CONTEXT.Value("Q", 0)

    def add(self) -> None:
        with self._number.get_lock():
            self._number.value += 1

    @property
    def value(self) -> int:
        return self._number.value


@contextmanager
def helpers(
    count: int, begin: Callable[..., None] | None = None, *values: object
) -> Iterator[ProcessPoolExecutor]:
    """So many processes, each of which may first call `begin` with `values`; they end with the block.

    A Tally reaches them among these values alone. Raises TimbaocaoError where one is ended from outside.
    """
    end, lifeline = _CONTEXT.Pipe(duplex=False)
    pool = ProcessPoolExecutor(count, _CONTEXT, _start, (end, begin, values))
    try:
        yield pool
    except BrokenProcessPool as error:
        raise TimbaocaoError(
            "A process that helps to rebuild was ended (too little memory?); run again with --jobs 1."
        ) from error
    finally:
        # Whatever happened, nobody waits for work that nobody wants.
        lifeline.close()
        pool.shutdown(cancel_futures=True)
        end.close()


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# spawn: a fork would copy the threads' locks of a server, and Windows and macOS have no other.
_CONTEXT = multiprocessing.get_context("spawn")


def _start(end: Connection, begin: Callable[..., None] | None, values: tuple[object, ...]) -> None:
    """A process leaves interrupts to its parent, and ends when that dies or closes its end of a pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if begin:
        begin(*values)
    threading.Thread(target=_end_with_parent, args=(end,), daemon=True).start()


def _end_with_parent(end: Connection) -> None:
    end.poll(None)
    os._exit(1)
