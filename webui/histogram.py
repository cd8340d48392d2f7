"""Years as bars that are links: drawn here as numbers, so that the page only places them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from webui.results import Choice

WIDTH, HEIGHT = 216, 56
MOST = 40  # years: more bars than that are too thin to be hit
LEAST_WIDTH = 2.0


class Bar(NamedTuple):
    """One year, in the units of the picture; `reach` is the whole column that can be pressed."""

    choice: Choice
    left: float
    width: float
    top: float
    height: float
    reach: float


@dataclass(frozen=True, slots=True)
class Histogram:
    first: str
    last: str
    bars: tuple[Bar, ...]


def histogram(years: Sequence[Choice]) -> Histogram | None:
    """The last MOST years that have reports, in order; None where there are fewer than two.

    >>> drawn = histogram([Choice("2012", "/?year=2012", count=4), Choice("2009", "/?year=2009", count=1)])
    >>> drawn.first, drawn.last, [(bar.left, bar.top, bar.height) for bar in drawn.bars]
    ('2009', '2012', [(0.0, 41.0, 15.0), (162.0, 2.0, 54.0)])
    """
    known = sorted((choice for choice in years if choice.label.isdigit()), key=lambda one: int(one.label))
    if len(known) < 2:
        return None
    last = int(known[-1].label)
    shown = [choice for choice in known if int(choice.label) > last - MOST]
    first = int(shown[0].label)
    step = WIDTH / (last - first + 1)
    highest = max(choice.count for choice in shown) or 1
    width, reach = round(max(step - 2.0, LEAST_WIDTH), 2), round(step, 2)
    bars = []
    for choice in shown:
        height = round(2.0 + (HEIGHT - 4.0) * choice.count / highest, 1)
        left = round((int(choice.label) - first) * step, 2)
        bars.append(Bar(choice, left, width, round(HEIGHT - height, 1), height, reach))
    return Histogram(str(first), str(last), tuple(bars))
