"""The day where the reports are read."""

from __future__ import annotations

import datetime as dt

from indexer.manifest import LOCAL_TIME


def today() -> dt.date:
    return dt.datetime.now(LOCAL_TIME).date()
