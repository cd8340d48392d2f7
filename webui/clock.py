"""The time where the reports are read: Vietnam has one, without summer time."""

from __future__ import annotations

import datetime as dt

LOCAL_TIME = dt.timezone(dt.timedelta(hours=7))


def today() -> dt.date:
    return dt.datetime.now(LOCAL_TIME).date()
