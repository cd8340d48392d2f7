"""Years as bars that are links: drawn here as numbers, written out, so that the page only places them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from indexer.model.rows import maker

WIDTH, HEIGHT = 216, 56
MOST = 40  # years: more bars than that are too thin to be hit
LEAST_WIDTH = 2.0


class Bar(NamedTuple):
    """One year, in the units of the picture."""

    year: str
    count: int  # type: ignore[assignment]  # a tuple's own count is of no use here
    left: str
    top: str
    height: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars of some `width`; `reach` is that of the whole column that can be pressed."""

    first: str
    last: str
    width: str
    reach: str
    bars: tuple[Bar, ...]


def histogram(years: Mapping[str, int]) -> Histogram | None:
    """The last MOST years that have reports, in order; None where there are fewer than two.

    >>> drawn = histogram({"2012": 4, "2009": 1, "none": 2})
    >>> drawn.first, drawn.last, [(bar.left, bar.top, bar.height) for bar in drawn.bars]
    ('2009', '2012', [('0.0', '41.0', '15.0'), ('162.0', '2.0', '54.0')])
    """
    known = sorted([(int(year), year, count) for year, count in years.items() if year.isdigit()])
    if len(known) < 2:
        return None
    last = known[-1][0]
    shown = [row for row in known if row[0] > last - MOST]
    first = shown[0][0]
    highest = max([count for _, _, count in shown]) or 1
    width, reach, lefts = _columns(last - first + 1)
    bars = [
        _made((year, count, lefts[number - first], *_DRAWN[round(_TENTHS * count / highest)]))
        for number, year, count in shown
    ]
    return Histogram(str(first), str(last), width, reach, tuple(bars))


@lru_cache(maxsize=MOST)
def _columns(count: int) -> tuple[str, str, tuple[str, ...]]:
    """The width of a bar and of its column, and where each of so many bars begins."""
    step = WIDTH / count
    lefts = tuple(str(round(at * step, 2)) for at in range(count))
    return str(round(max(step - 2.0, LEAST_WIDTH), 2)), str(round(step, 2)), lefts


# Where a bar begins and how high it is, by the tenths that it rises above the least height.
_TENTHS = 10 * HEIGHT - 40
_DRAWN = [(f"{HEIGHT - 2.0 - tenths / 10:.1f}", f"{2.0 + tenths / 10:.1f}") for tenths in range(_TENTHS + 1)]
_made = maker(Bar)
