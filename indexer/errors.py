"""One tree of errors; each message is a sentence that says what is wrong and what cures it.

TimbaocaoError
├── AskerError        the asker can mend it: HTTP 400, exit 1
│   ├── BadRequest        a parameter or a setting has a value that cannot be used
│   ├── SourceError       a place to read reports from is not there, or holds none
│   └── UnknownReport     no report has this id: HTTP 404
├── IndexUnavailable  there is no index yet, or it is older than the program: HTTP 503
├── IndexDamaged      bytes of the index are not those that were written
└── BuildInProgress   another rebuild of the same index is running
"""

from __future__ import annotations


class TimbaocaoError(Exception):
    """Anything this program raises on purpose; `str(error)` is one line for a person."""


class AskerError(TimbaocaoError):
    """The asker can mend it."""


class BadRequest(AskerError):
    """A parameter or a setting has a value that cannot be used."""


class SourceError(AskerError):
    """A place to read reports from is not there, or holds no report."""


class UnknownReport(AskerError):
    """No report has this id."""


class IndexUnavailable(TimbaocaoError):
    """There is no index yet, or it was written by another version of the analysis."""


class IndexDamaged(TimbaocaoError):
    """Bytes of the index are not those that were written."""


class BuildInProgress(TimbaocaoError):
    """Another rebuild of the same index is running."""
