"""What is taken along, in English; names and blanks are those of vi_taken.py."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "take": "Take it along",
    "take.csv": "Table of results (CSV, opens in Excel)",
    "take.feed": "Follow this search (Atom)",
    "take.json": "Data of this page (JSON)",
    "take.api": "For programmers (API)",
    "take.word": "Download the report (Word)",
    "take.tick": "Select",
    "take.passages": "Download the passages of the reports ticked (Word)",
    "csv.rank": "Rank",
    "csv.title": "Title",
    "csv.province": "Province or city at the time",
    "csv.province_now": "Province or city today",
    "csv.kind": "Kind of meeting",
    "csv.period": "Reports on",
    "csv.held": "Held",
    "csv.posted": "Posted",
    "csv.publisher": "Posted at",
    "csv.match": "Match",
    "csv.passages": "Passages found",
    "csv.address": "Address",
    "csv.exact": "exact match",
    "csv.loose": "near match",
    "docx.passages": "Passages found: {query}",
    "docx.reports": "Reports chosen",
    "cite.title": "“{title}”",
    "cite.posted": "posted on {date}",
    "cite.held": "held on {date}",
    "cite.read": "accessed on {date}",
    "bad.ids": "{count} reports are chosen; go back and tick 1 to {most} reports.",
    "bad.id": "A report that was chosen is no longer in the collection; search and choose again.",
    "bad.once": "“{name}” is repeated or blank; give it once and with a value, or leave it out.",
    "bad.report": "This address needs the “id” of one report; open the report and download it from there.",
}
