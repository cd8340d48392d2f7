"""What the command line shows to a person: plain text, safe for a terminal; and the progress of long work."""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TextIO

import click

from indexer.model import Hit, Page, Pieces, Report, Skipped

_SHOWN_SKIPPED = 20


def clean(text: str) -> str:
    """An argument as text that can be looked up: NFC, halves of characters replaced.

    >>> clean("nghê\\u0323 \\udcff")
    'nghệ ?'
    """
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def safe(text: str) -> str:
    r"""Text without control characters: a report must not steer the terminal it is shown in.

    >>> safe("a\x1b[2Jb\n")
    'a [2Jb\n'
    """
    return "".join(char if char == "\n" or unicodedata.category(char) != "Cc" else " " for char in text)


def line(text: str) -> str:
    """Text as one printable line."""
    return clean(" ".join(safe(text).split()))


def size(count: int) -> str:
    """
    >>> size(999), size(1_227_085)
    ('999 B', '1.2 MB')
    """
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def duration(seconds: float) -> str:
    """
    >>> duration(8.2), duration(75), duration(7_320)
    ('8 s', '1 min 15 s', '2 h 2 min')
    """
    whole = round(seconds)
    for large, small, unit, part in ((3600, 60, "h", "min"), (60, 1, "min", "s")):
        if whole >= large:
            return f"{whole // large} {unit} {whole % large // small} {part}"
    return f"{whole} s"


def reports(count: int) -> str:
    return f"{count:,} report" + ("" if count == 1 else "s")


def page(answer: Page) -> Iterator[str]:
    """The lines of a page of results."""
    loose = f", {answer.total_loose:,} near" if answer.total_loose else ""
    yield f"{reports(answer.total)}{loose}, page {answer.request.page} of {max(answer.pages, 1)}"
    if answer.partial:
        yield "Only a part was searched for: the query is too long, or takes too long. Leave out words."
    first = (answer.request.page - 1) * answer.request.size + 1
    for number, hit in enumerate(answer.hits, first):
        yield ""
        yield from _hit(number, hit)


def _hit(number: int, hit: Hit) -> Iterator[str]:
    yield f"{number:>3}. {_pieces(hit.title_pieces)}"
    facts = [hit.report.id, *_facts(hit.report), *(["gần đúng"] if hit.loose else [])]
    yield "     " + line(" · ".join(facts))
    for snippet in hit.snippets:
        yield f"     {_pieces(snippet)}"


def _facts(report: Report) -> list[str]:
    place = report.province or ""
    if report.province_now and report.province_now != report.province:
        place = f"{place} (now {report.province_now})".strip()
    kind = "" if report.kind == "khác" else report.kind
    return [fact for fact in (place, kind, report.event_date or report.published or "") if fact]


def _pieces(pieces: Pieces) -> str:
    return "".join(
        click.style(text, bold=True) if piece.matched else text
        for piece in pieces
        for text in [safe(piece.text).replace("\n", " ")]
    ).strip()


def report(value: Report) -> Iterator[str]:
    """The lines of a whole report: title, what is known of it, body."""
    yield click.style(line(value.title), bold=True)
    facts = {
        "id": value.id,
        "province": " → ".join(dict.fromkeys(filter(None, (value.province, value.province_now)))),
        "kind": value.kind,
        "held": value.event_date,
        "posted": value.published,
        "period": value.period and f"{value.period.start} … {value.period.end}",
        "plan": value.plan_period and f"{value.plan_period.start} … {value.plan_period.end}",
        "byline": value.byline,
        "publisher": value.publisher,
        "agency": value.agency,
        "people": "; ".join(", ".join(filter(None, (who.name, who.position))) for who in value.people),
        "districts": ", ".join(value.districts),
        "file": value.file,
    }
    yield from (f"{name:<9} {line(fact)}" for name, fact in facts.items() if fact)
    yield ""
    yield safe(value.body)


def status(document: Mapping[str, Any]) -> dict[str, str]:
    """The document of `status` in words."""
    shown = {name: str(value) for name, value in document.items() if name != "age_seconds"}
    last = document["last_rebuild"]
    shown["age"] = age(document["age_seconds"])
    shown["bytes"] = size(document["bytes"])
    shown["last_rebuild"] = " ".join(filter(None, (last["result"], last["when"])))
    if last["reason"]:
        shown["last_rebuild"] += f": {last['reason']}"
    return shown


def age(seconds: int) -> str:
    """
    >>> age(59), age(7_300), age(200_000)
    ('59 s', '2 h', '2 days')
    """
    for unit, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= (2 * length if unit == "days" else length):
            return f"{seconds // length:,} {unit}"
    return f"{seconds} s"


def skipped(items: Sequence[Skipped]) -> Iterator[str]:
    """What a rebuild left out, the first of them by name."""
    if items:
        yield f"{len(items):,} skipped:"
        yield from (f"  {line(item.source)}: {line(item.reason)}" for item in items[:_SHOWN_SKIPPED])
    if len(items) > _SHOWN_SKIPPED:
        yield f"  … and {len(items) - _SHOWN_SKIPPED:,} more, listed in skipped.jsonl of the generation"


class Progress:
    """Tells how far the work is: one line that changes on a terminal, else a plain line now and then.

    `finish` is told once all reports are done and what is left is of another kind.
    """

    def __init__(
        self,
        stream: TextIO | None = None,
        *,
        quiet: bool = False,
        tell: Callable[[int], str] = lambda done: f"{reports(done)} indexed",
        finish: str = "writing the index",
    ) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._tell = tell
        self._finish = finish
        self._changing = self._stream.isatty()
        self._began = self._shown = time.monotonic()
        self._written = False

    def __call__(self, done: int, share: float) -> None:
        """`share` of all the work, from 0 to 1."""
        now = time.monotonic()
        if self._quiet or now - self._shown < (0.1 if self._changing else 10.0):
            return
        self._shown = now
        spent = max(now - self._began, 1e-9)
        left = duration(spent * (1 - share) / share) + " left" if 0 < share < 1 else self._finish
        text = f"{self._tell(done)}, {done / spent:,.0f} a second, {left}"
        self._stream.write(f"\r{text}\x1b[K" if self._changing else f"{text}\n")
        self._stream.flush()
        self._written = True

    def close(self) -> None:
        if self._written and self._changing:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
