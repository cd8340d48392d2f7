"""Text -> Report: what a report says of itself, by small rules that leave unknown what a text leaves open.

page.py        title, body, posting date     boilerplate.py   what portals print around it
datelines.py   when it was posted            publisher.py     who published it first
dates.py       when the event was held       periods.py       what it sums up and plans for
places.py      the province it is about      provinces.py     all provinces, old and new
kind.py        the kind of meeting           byline.py        who wrote it (offices.py: of what offices)
agency.py      the office that acts          people.py        who is named (positions.py: as what)
districts.py   districts and towns named     names.py         how names are written
parse.py       puts them together            attributes.py    what to filter and sort by
"""

from __future__ import annotations

from indexer.reports.attributes import attributes, sort_date
from indexer.reports.parse import parse_report

__all__ = ["attributes", "parse_report", "sort_date"]
