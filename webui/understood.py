"""Page -> what is said above the results about how the words were read, each with its way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.model import Note, Page, SearchRequest
from webui.links import search_url
from webui.results import Choice
from webui.texts import has_text, text

SHOWN = 3  # pairs of a line before the rest folds away


@dataclass(frozen=True, slots=True)
class Pair:
    """`sign` stands between what was typed and what was made of it; without `source` it is all new."""

    target: str
    source: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to tell. `strong` lines say what is searched for; `off` switches the reading off."""

    lead: str
    pairs: tuple[Pair, ...] = ()
    rest: tuple[Pair, ...] = ()
    hint: str = ""
    strong: bool = False
    off: Choice | None = None
    off_more: str = ""


def lines(page: Page) -> tuple[Line, ...]:
    """What was mended or understood, then what is searched for too, then what is switched off."""
    notes: dict[str, list[Note]] = {}
    for note in page.notes:
        notes.setdefault(note.kind, []).append(note)
    said = [_corrected(page, notes) or _meant(page, notes)]
    said += [_also(page.request, kind, notes.get(kind, ())) for kind in ("shorthand", "agency")]
    said.append(_switched_off(page.request))
    return tuple(line for line in said if line)


def _corrected(page: Page, notes: dict[str, list[Note]]) -> Line | None:
    for note in notes.get("corrected", ()):
        pair = Pair(note.target, note.source, text("read.sign.corrected"))
        off = _off(page.request, "read.typed", [note.off])
        return Line(text("read.missing"), (pair,), strong=True, off=off)
    return None


def _meant(page: Page, notes: dict[str, list[Note]]) -> Line | None:
    kinds = [kind for kind in ("accents", "keyboard") if kind in notes]
    if not kinds or not page.understood:
        return None
    offs = [note.off for kind in kinds for note in notes[kind]]
    if "accents" in offs:
        offs.append("bare")  # else what was typed would still be found with any accents
    hint = ", ".join(text(f"read.{kind}") for kind in kinds)
    off = _off(page.request, "read.only_typed", offs)
    return Line(text("read.meant"), (Pair(page.understood),), hint=hint, strong=True, off=off)


def _also(request: SearchRequest, kind: str, notes: Sequence[Note]) -> Line | None:
    pairs = tuple(Pair(note.target, note.source, text(f"read.sign.{kind}")) for note in distinct(notes))
    if not pairs:
        return None
    off = _off(request, "read.off", [note.off for note in notes])
    more = text(f"read.off.{kind}")
    return Line(text(f"read.also.{kind}"), pairs[:SHOWN], pairs[SHOWN:], off=off, off_more=more)


def distinct(notes: Sequence[Note]) -> list[Note]:
    """Without those that another one says with more words around them.

    >>> rows = [("TT", "thông tin"), ("Sở TT", "sở thông tin"), ("tt", "thị trấn")]
    >>> [note.source for note in distinct([Note("shorthand", *row, "shorthand") for row in rows])]
    ['Sở TT', 'tt']
    """
    kept: list[Note] = []
    for note in notes:
        longer = [other for other in notes if len(other.source) > len(note.source)]
        if not any(_says(other, note) for other in [*kept, *longer]):
            kept.append(note)
    return kept


def _says(other: Note, note: Note) -> bool:
    return _inside(note.source, other.source) and _inside(note.target, other.target)


def _inside(part: str, whole: str) -> bool:
    return f" {part.casefold()} " in f" {whole.casefold()} "


def _off(request: SearchRequest, label: str, kinds: Sequence[str]) -> Choice | None:
    added = [kind for kind in dict.fromkeys(kinds) if kind and kind not in request.off]
    return Choice(text(label), search_url(request, off=(*request.off, *added))) if added else None


def _switched_off(request: SearchRequest) -> Line | None:
    names = [text(name) for kind in request.off if has_text(name := f"read.kind.{kind}")]
    if request.expand and not names:
        return None
    full = Choice(text("read.full"), search_url(request, expand=True, off=()))
    if not request.expand:
        return Line(text("read.literal"), off=full)
    return Line(text("read.without"), (Pair(", ".join(names)),), off=full)
