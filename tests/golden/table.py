"""Reads `queries.tsv`: what people type, and what they must get. The table itself explains its columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from indexer.errors import BadRequest
from indexer.language.normalize import bare
from indexer.model import Grade

COLUMNS = ("area", "query", "ids", "depth", "grade", "note", "says")
GRADES = {grade.name.lower() for grade in Grade}
NOTES = {"accents", "shorthand", "keyboard", "corrected", "bare", "variant", "agency"}
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class Judgment:
    """One line. `ids` is None where any report may come, and empty where none may."""

    line: int
    area: int
    query: str
    ids: tuple[str, ...] | None
    depth: int
    grade: str | None
    note: str | None
    no_note: str | None
    says: str | None

    def __str__(self) -> str:
        return f"line {self.line}, area {self.area}: {bare(self.query)}"


def parse(lines: Sequence[str], name: str, known: Collection[str]) -> list[Judgment]:
    """Judgments of a table over reports with the `known` ids; BadRequest names the line of an error.

    >>> header = "area\\tquery\\tids\\tdepth\\tgrade\\tnote\\tsays"
    >>> parse([header, "1\\tca mau\\tx\\t-\\tbare\\t-\\t-"], "table", {"x"})[0].ids
    ('x',)
    >>> parse([header, "1\\tca mau\\ty\\t-\\tbare\\t-\\t-"], "table", {"x"})
    Traceback (most recent call last):
    indexer.errors.BadRequest: table, line 2: there is no report y; write its file's name without .txt.
    """
    judgments: list[Judgment] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.rstrip("\n").split("\t")
        if tuple(cells) == COLUMNS:
            continue
        problem = _problem(cells, known)
        if not problem and (cells[0], cells[1]) in seen:
            problem = f"it repeats line {seen[cells[0], cells[1]]}; remove one of them."
        if problem:
            raise BadRequest(f"{name}, line {number}: {problem}")
        seen[cells[0], cells[1]] = number
        judgments.append(_judgment(number, cells))
    return judgments


def _problem(cells: Sequence[str], known: Collection[str]) -> str | None:
    """What is wrong with a line and how to mend it, or None."""
    if len(cells) != len(COLUMNS) or not all(cell.strip() for cell in cells):
        return f"expected {len(COLUMNS)} filled columns parted by tabs, with - for what is not judged."
    area, _, ids, depth, grade, note, _ = cells
    if area not in set("12345678"):
        return f"the area is {area}; it goes from 1 to 8."
    unknown = [id for id in ids.split() if id not in {*known, "-", "*"}]
    if unknown:
        return f"there is no report {unknown[0]}; write its file's name without .txt."
    if depth != "-" and not (depth.isdecimal() and int(depth) >= len(ids.split())):
        return f"the depth is {depth}; write a number not below that of the ids, or -."
    if grade not in {*GRADES, "-"}:
        return f"the grade is {grade}; grades are {', '.join(sorted(GRADES))}."
    if note.removeprefix("!") not in {*NOTES, "-"}:
        return f"the note is {note}; notes are {', '.join(sorted(NOTES))}."
    return None


def _judgment(number: int, cells: Sequence[str]) -> Judgment:
    area, query, ids, depth, grade, note, says = cells
    expected = None if ids == "*" else tuple(id for id in ids.split() if id != "-")
    return Judgment(
        line=number,
        area=int(area),
        query=_ESCAPE.sub(lambda match: chr(int(match[1], 16)), query),
        ids=expected,
        depth=int(depth) if depth != "-" else len(expected or ()),
        grade=_judged(grade),
        note=None if note.startswith("!") else _judged(note),
        no_note=note[1:] if note.startswith("!") else None,
        says=_judged(says),
    )


def _judged(cell: str) -> str | None:
    return None if cell == "-" else cell
