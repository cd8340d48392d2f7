"""What a run of words names: short forms, their full forms, agencies with predecessors and successors.

Pairs come from the shipped table and from what the collection itself defines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.engines.base import Vocabulary
from indexer.language import shorthand
from indexer.language.lexicon import Lexicon
from indexer.model import AnyOf, Grade, Layer, Node, Phrase, Term

# A known name in its short or full form tells more than its syllables apart; shared out among them.
NAME_WEIGHT = 1.5
# An agency's predecessor or successor is another agency: it counts little.
AGENCY_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Name:
    """A name at the ordinals `first` to `last` of a run, with the nodes that find its other forms.

    `short` is a form that stands for itself as one unit; a full form leaves its syllables to be units
    and only lends each of them the other forms. `kind` and `target` are for the note.
    """

    first: int
    last: int
    short: bool
    nodes: tuple[Node, ...]
    kind: str
    target: str


def find(
    typed: Sequence[str],
    meant: Sequence[str],
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    allowed: frozenset[str],
) -> list[Name]:
    """Every name of a run that stands in the collection in another form; `allowed`: shorthand, agency."""
    found = _surfaces(typed, meant)
    names = []
    if "shorthand" in allowed:
        names += [name for surface in found for name in _shipped(*surface, found, vocabulary)]
        names += _defined(meant, lexicon)
    if "agency" in allowed:
        names += [name for surface in found for name in _agencies(*surface, vocabulary)]
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


def _numbered(typed: Sequence[str], last: int) -> bool:
    """Whether a number follows: two letters without accents are a short form only then (`qd 44`)."""
    return last + 1 < len(typed) and typed[last + 1].isdigit()


def _shipped(
    surface: shorthand.Surface, first: int, last: int, found: Sequence[Found], vocabulary: Vocabulary
) -> list[Name]:
    """A name and its other forms, unless it is only part of a longer full form."""
    inside = surface.full and any(
        other.full and begin <= first and last <= end and end - begin > last - first
        for other, begin, end in found
    )
    term = shorthand.PREFIX + surface.entry
    if inside or not vocabulary.count(Layer.CANONICAL, term):
        return []
    units = last - first + 1 if surface.full else 1
    node = Term(Layer.CANONICAL, term, NAME_WEIGHT / units, Grade.SHORTHAND)
    target = shorthand.short_form(surface.entry) if surface.full else surface.entry
    return [Name(first, last, not surface.full, (node,), "shorthand", target)]


def _agencies(surface: shorthand.Surface, first: int, last: int, vocabulary: Vocabulary) -> list[Name]:
    others = [
        other
        for other in shorthand.agencies(surface.entry)
        if vocabulary.count(Layer.CANONICAL, shorthand.PREFIX + other)
    ]
    if not others:
        return []
    units = last - first + 1
    nodes = tuple(
        Term(Layer.CANONICAL, shorthand.PREFIX + other, AGENCY_WEIGHT / units, Grade.SHORTHAND)
        for other in others
    )
    return [Name(first, last, False, nodes, "agency", ", ".join(others))]


def _defined(meant: Sequence[str], lexicon: Lexicon) -> list[Name]:
    """Names that the collection defines: a short form typed finds the full one, and the other way round."""
    names = []
    row = " ".join(meant)
    for short, full in lexicon.definitions.items():
        for form, other, is_short in ((short, full, True), (full, short, False)):
            if f" {form} " not in f" {row} ":
                continue
            width = form.count(" ") + 1
            for first in range(len(meant) - width + 1):
                if " ".join(meant[first : first + width]) == form:
                    node = _run(other.split(" "), 1.0 if is_short else 1.0 / width)
                    target = other if is_short else other.upper().replace(" ", "&")
                    names.append(Name(first, first + width - 1, is_short, (node,), "shorthand", target))
    return names


def _run(syllables: Sequence[str], weight: float) -> Node:
    """Syllables that stand together, scored by the pairs of them."""
    if len(syllables) == 1:
        return Term(Layer.SYLLABLE, syllables[0], weight, Grade.SHORTHAND)
    return Phrase(Layer.SYLLABLE, tuple(syllables), Grade.SHORTHAND)


def reading(typed: Node, names: Sequence[Name]) -> Node:
    """A unit that is what was typed or any other form of the names."""
    return AnyOf((typed, *(node for name in names for node in name.nodes)))
