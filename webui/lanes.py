"""Two rows of threads: one for searches and pages, a small one for what is answered at once.

Searches that wait for their turn hold no thread that a health check, a style sheet or a suggestion needs.
When too many wait, the quick row takes the next one, only to turn it away.
"""

from __future__ import annotations

import threading
from typing import Any

from waitress.task import ThreadedTaskDispatcher

QUICK_THREADS = 2
_QUICK = ("/static/", "/api/suggest", "/healthz", "/readyz", "/metrics", "/opensearch.xml", "/favicon.ico")
_here = threading.local()


class _LastFirst:
    """A condition that wakes the thread that began to wait last: what it works with is still at hand.

    As threading.Condition, as far as a dispatcher asks for it; whoever calls holds the lock.
    """

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock
        self._waiting: list[threading.Lock] = []

    def wait(self) -> None:
        own = threading.Lock()
        own.acquire()
        self._waiting.append(own)
        self._lock.release()
        own.acquire()
        self._lock.acquire()

    def notify(self) -> None:
        if self._waiting:
            self._waiting.pop().release()

    def notify_all(self) -> None:
        while self._waiting:
            self.notify()


class _Lane(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress has no types
    def __init__(self, *, quick: bool) -> None:
        super().__init__()
        self.queue_cv = _LastFirst(self.lock)
        self._is_quick = quick

    def handler_thread(self, thread_no: int) -> None:
        _here.quick = self._is_quick
        super().handler_thread(thread_no)


class Lanes:
    """What waitress asks of a dispatcher of tasks. At most `waiting` searches wait for `threads` threads."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._threads, self._most_waiting = threads, waiting
        self._searches, self._quick = _Lane(quick=False), _Lane(quick=True)

    def start(self) -> None:
        self._searches.set_thread_count(self._threads)
        self._quick.set_thread_count(QUICK_THREADS)

    @property
    def waiting(self) -> int:
        """How many searches wait for a thread now."""
        return len(self._searches.queue)

    def add_task(self, channel: Any) -> None:
        request = channel.requests[0]
        quick = request.error or is_quick(getattr(request, "path", ""))
        full = self.waiting >= self._most_waiting
        (self._quick if quick or full else self._searches).add_task(channel)

    def shutdown(self, timeout: float = 5.0) -> None:
        """Ends the threads; what has not begun is dropped, what goes on after `timeout` seconds is left."""
        for lane in (self._quick, self._searches):
            lane.shutdown(timeout=timeout)


def is_quick(path: str) -> bool:
    """Whether an address is answered without searching.

    >>> is_quick("/static/site.css"), is_quick("/api/search")
    (True, False)
    """
    return path.startswith(_QUICK)


def turned_away(path: str) -> bool:
    """Whether this request, in this thread, found the row for searches full."""
    return getattr(_here, "quick", False) and not is_quick(path)
