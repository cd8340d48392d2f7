"""What a run of words names: short forms, their full forms, agencies with predecessors and successors.

Pairs come from the shipped table and from what the collection itself defines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.engines.base import Vocabulary
from indexer.language import shorthand
from indexer.language.lexicon import Lexicon
from indexer.model import AllOf, Grade, Layer, Node, Phrase, Term

# A name counts for three quarters of its syllables whatever form a report writes it in, and what is
# left for the syllables themselves tells a report that has them from one that has none.
NAME_SHARE = 0.75
SYLLABLE_SHARE = 0.25
# A form of a name that only the collection defines; the report that defines it has both.
DEFINED_SHARE = 0.25
# An agency's predecessor or successor is another agency: it counts little.
AGENCY_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Name:
    """A name at the ordinals `first` to `last` of a run, with the nodes that find its other forms.

    Each is one unit. `kind` and `target` are for the note. `complete`: the nodes find the form that
    was typed too, so that its syllables need not.
    """

    first: int
    last: int
    nodes: tuple[Node, ...]
    kind: str
    target: str
    complete: bool = False


def find(
    typed: Sequence[str],
    meant: Sequence[str],
    joined: Callable[[], Sequence[bool]],
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    allowed: frozenset[str],
) -> list[Name]:
    """Every name of a run that stands in the collection in another form.

    `joined()[i]`: a sign such as & or - ties syllable i to the one before; asked for where a short form
    stands. `allowed`: shorthand, agency.
    """
    found = [
        (surface, first, last)
        for surface, first, last in _surfaces(typed, meant)
        if surface.full or not _splits(joined(), first, last)
    ]
    names = []
    if "shorthand" in allowed:
        names += _shipped(found, vocabulary)
        names += _defined(meant, lexicon)
    if "agency" in allowed:
        names += _agencies(found, vocabulary)
    return names


Found = tuple[shorthand.Surface, int, int]


def _surfaces(typed: Sequence[str], meant: Sequence[str]) -> list[Found]:
    known = shorthand.find(meant, shorthand.table())
    found = {(surface.entry, first, last): (surface, first, last) for surface, first, last in known}
    if all(text.isascii() for text in typed):
        for surface, first, last in shorthand.find(typed, shorthand.bare_table()):
            if surface.full or last > first or len(typed[first]) > 2 or _numbered(typed, last):
                found.setdefault((surface.entry, first, last), (surface, first, last))
    return list(found.values())


def _splits(joined: Sequence[bool], first: int, last: int) -> bool:
    """Whether letters parted by blanks take half of what is tied together (`CNTT TT` of `CNTT TT&TT`)."""
    blank = last > first and not any(joined[first + 1 : last + 1])
    return blank and (joined[first] or (last + 1 < len(joined) and joined[last + 1]))


def _numbered(typed: Sequence[str], last: int) -> bool:
    """Whether a number follows: two letters without accents are a short form only then (`qd 44`)."""
    return last + 1 < len(typed) and typed[last + 1].isdigit()


def _shipped(found: Sequence[Found], vocabulary: Vocabulary) -> list[Name]:
    """Names and their other forms; one that is only part of a longer full form is left to it."""
    held = [
        (surface, first, last)
        for surface, first, last in found
        if vocabulary.count(Layer.CANONICAL, shorthand.PREFIX + surface.entry)
    ]
    names = []
    for surface, first, last in held:
        inside = any(
            other.full and begin <= first and last <= end and end - begin > last - first
            for other, begin, end in held
        )
        if not (surface.full and inside):
            weight = NAME_SHARE * len(surface.entry.split(" "))
            node = Term(Layer.CANONICAL, shorthand.PREFIX + surface.entry, weight, Grade.SHORTHAND)
            target = shorthand.short_form(surface.entry) if surface.full else surface.entry
            names.append(Name(first, last, (node,), "shorthand", target, complete=True))
    return names


def _agencies(found: Sequence[Found], vocabulary: Vocabulary) -> list[Name]:
    names = []
    for surface, first, last in found:
        others = [
            other
            for other in shorthand.agencies(surface.entry)
            if vocabulary.count(Layer.CANONICAL, shorthand.PREFIX + other)
        ]
        if others:
            nodes = tuple(
                Term(
                    Layer.CANONICAL,
                    shorthand.PREFIX + other,
                    AGENCY_SHARE * len(other.split(" ")),
                    Grade.SHORTHAND,
                )
                for other in others
            )
            names.append(Name(first, last, nodes, "agency", ", ".join(others)))
    return names


def _defined(meant: Sequence[str], lexicon: Lexicon) -> list[Name]:
    """Names that the collection defines: a short form typed finds the full one, and the other way round."""
    names = []
    row = f" {' '.join(meant)} "
    for short, full in lexicon.defined(meant):
        for form in (short, full):
            if f" {form} " in row:
                first = row[: row.index(f" {form} ")].count(" ")
                target = full if form == short else short.upper().replace(" ", "&")
                weight = DEFINED_SHARE * len(full.split(" "))
                nodes = tuple(_run(other.split(" "), weight) for other in (short, full))
                last = first + form.count(" ")
                names.append(Name(first, last, nodes, "shorthand", target, complete=True))
    return names


def _run(syllables: Sequence[str], weight: float) -> Node:
    """Syllables that stand together; a phrase selects, its pairs score."""
    if len(syllables) == 1:
        return Term(Layer.SYLLABLE, syllables[0], weight, Grade.SHORTHAND)
    pairs = tuple(
        Term(Layer.PAIR, f"{left} {right}", weight / (len(syllables) - 1), Grade.SHORTHAND)
        for left, right in pairwise(syllables)
    )
    return AllOf((Phrase(Layer.SYLLABLE, tuple(syllables), Grade.SHORTHAND), *pairs))
