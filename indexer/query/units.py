"""A run of words -> units with their readings, and the terms that only score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from indexer.engines.base import Vocabulary
from indexer.language import shorthand
from indexer.language.analyzer import Analyzer
from indexer.language.lexicon import Lexicon
from indexer.language.normalize import bare, other_spelling, vowels
from indexer.model import Analysis, AnyOf, AtLeast, Grade, Layer, Node, Note, Phrase, Term, Token
from indexer.query import accents, function_words, names

# Weights of the layers beside the syllables' 1: medians of what five folds of XQuAD-vi, by article, chose,
# each without the articles it was then judged by (tests/benchmarks/weights.py): .967 on what was left out.
PAIR_WEIGHT = 0.35
WORD_WEIGHT = 0.25
# In a short query (a name, a term) the order of its syllables tells more than in a sentence.
SHORT_SYLLABLES, SHORT_ORDER = 6, 2.0
# What a reading that was not typed is worth beside the one that was.
FALLBACK_WEIGHT = 0.05
# Typed without accents: the bare form finds, the reading that is probably meant and the form as typed
# (a foreign name) tell which report is better. Chosen in the same way: .963 on what was left out.
BARE_PAIR_WEIGHT = 0.35
SAME_WEIGHT = 0.5
MEANT_WEIGHT = 0.1
MEANT_PAIR_WEIGHT = 0.2

KINDS = frozenset({"bare", "accents", "variant", "shorthand", "agency", "keyboard", "corrected"})


@dataclass(slots=True)
class Run:
    """What a run of words asks for: units that count, terms that only score, and what to tell the asker."""

    counted: list[Node] = field(default_factory=list)
    optional: list[Term] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the runs of one query.

    `all_bare`: the whole query was typed without accents. `allowed`: the kinds of expansion that are on.
    `decoded`: syllables that came of raw keys.
    """

    vocabulary: Vocabulary
    lexicon: Lexicon
    analyzer: Analyzer
    all_bare: bool
    allowed: frozenset[str] = KINDS
    decoded: frozenset[str] = frozenset()

    @property
    def bare(self) -> bool:
        return self.all_bare and "bare" in self.allowed

    def quoted(self, text: str, most: int) -> tuple[Node | None, list[Term], bool]:
        """A literal phrase, and the terms it scores by; typed without accents it matches without them.

        Whether it was cut, too: `most` syllables are searched for.
        """
        analysis = self.analyzer.analyze(text)
        typed = _texts(analysis, Layer.SYLLABLE)
        if not typed:
            return None, [], False
        exact = typed[:most]
        phrase: Node = Phrase(Layer.SYLLABLE, exact)
        layer, pair = Layer.SYLLABLE, Layer.PAIR
        if bare(text) == text and "bare" in self.allowed:
            phrase = AnyOf((phrase, Phrase(Layer.BARE, exact, Grade.BARE)))
            layer, pair = Layer.BARE, Layer.BARE_PAIR
        scoring = [Term(layer, syllable) for syllable in _texts(analysis, layer)[:most]]
        scoring += [Term(pair, both, PAIR_WEIGHT) for both in _texts(analysis, pair)[: most - 1]]
        return phrase, scoring, len(typed) > most

    def run(self, text: str) -> Run:
        """Units of a run, from left to right; a recognised date, number, code or short form is one."""
        analysis = self.analyzer.analyze(text)
        typed = _texts(analysis, Layer.SYLLABLE)
        meant = self._meant(typed)
        run = Run(meant=replaced(text, analysis, typed, meant))
        joined = partial(_joined, text, analysis)
        named = names.find(typed, meant, joined, self.lexicon, self.vocabulary, self.allowed)
        run.notes += [Note(n.kind, _shown(text, analysis, n.first, n.last), n.target, n.kind) for n in named]
        function = self._function(analysis, meant)
        all_function = len(function) == len(meant)
        needing = self._needing_bare(typed)
        readings = [
            self._readings(text, other, needs_bare=at in needing)
            for at, (text, other) in enumerate(zip(typed, meant, strict=True))
        ]
        stretches = self._stretches(analysis, typed, readings, named)
        ordinal = 0
        while ordinal < len(typed):
            if ordinal in stretches:
                node, ordinal = stretches[ordinal]
                run.counted.append(node)
                continue
            if ordinal in function and not all_function:
                run.optional += readings[ordinal]
            else:
                run.counted.append(AnyOf(tuple(readings[ordinal])))
            ordinal += 1
        run.optional += self._neighbours(analysis, meant, readings, named)
        return run

    def _meant(self, syllables: Sequence[str]) -> tuple[str, ...]:
        """The syllables as they are meant: typed without accents, the collection gives them back."""
        if not self.bare or "accents" not in self.allowed:
            return tuple(syllables)
        return accents.restore(syllables, self.lexicon, self.vocabulary)

    def _function(self, analysis: Analysis, meant: Sequence[str]) -> set[int]:
        """Ordinals of function syllables; one that is part of a word says something (`chỉ` of `chỉ tiêu`)."""
        function = {at for at, syllable in enumerate(meant) if syllable in function_words.SYLLABLES}
        if not function:
            return function
        if self.bare:
            analysis = self.analyzer.analyze(" ".join(meant))
        for word in analysis.layers[Layer.WORD]:
            inside = set(range(word.first, word.last + 1))
            if not inside <= function:
                function -= inside
        return function

    def _readings(self, text: str, meant: str, *, needs_bare: bool) -> list[Term]:
        variant = other_spelling(text) if "variant" in self.allowed else None
        if self.bare and text.isalpha():
            readings = [Term(Layer.SYLLABLE, text, SAME_WEIGHT)]
            if meant != text:
                readings.append(Term(Layer.SYLLABLE, meant, MEANT_WEIGHT, Grade.BARE))
            if variant:
                readings.append(Term(Layer.BARE, variant, FALLBACK_WEIGHT, Grade.BARE))
            return [*readings, Term(Layer.BARE, text, 1.0, Grade.BARE)]
        grade = Grade.KEYBOARD if text in self.decoded else Grade.EXACT
        readings = [Term(Layer.SYLLABLE, text, 1.0, grade)]
        if variant and self.vocabulary.count(Layer.SYLLABLE, variant):
            readings.append(Term(Layer.SYLLABLE, variant, 0.9, max(grade, Grade.VARIANT)))
        elif needs_bare:
            readings.append(Term(Layer.BARE, bare(text), FALLBACK_WEIGHT, max(grade, Grade.BARE)))
        return readings

    def _needing_bare(self, syllables: Sequence[str]) -> set[int]:
        """Ordinals of syllables that, or every pair of which, stand in no report as typed.

        Of pairs there must be evidence that they do stand there without accents (`nghê an`).
        """
        if self.bare or "bare" not in self.allowed:
            return set()
        count = self.vocabulary.count
        standing = [False, *self.vocabulary.hold_neighbours(Layer.PAIR, syllables), False]
        found = set()
        for at, text in enumerate(syllables):
            # What stands in a pair stands by itself.
            if not text.isalpha() or standing[at] or standing[at + 1]:
                continue
            neighbours = pairwise(syllables[max(at - 1, 0) : at + 2])
            if not count(Layer.SYLLABLE, text) or any(
                count(Layer.BARE_PAIR, bare(f"{left} {right}")) for left, right in neighbours
            ):
                found.add(at)
        return found

    def _neighbours(
        self,
        analysis: Analysis,
        meant: Sequence[str],
        readings: Sequence[Sequence[Term]],
        named: Sequence[names.Name],
    ) -> list[Term]:
        """Pairs and words of the run, but for those inside a name: they only add to the score."""

        order = SHORT_ORDER if len(meant) <= SHORT_SYLLABLES else 1.0

        def free(layer: Layer) -> list[Token]:
            tokens = analysis.layers[layer]
            return [token for token in tokens if not _inside(token, named)] if named else list(tokens)

        if self.bare:
            pairs = free(Layer.BARE_PAIR)
            return [Term(Layer.BARE_PAIR, pair.text, BARE_PAIR_WEIGHT * order) for pair in pairs] + [
                Term(Layer.PAIR, f"{meant[pair.first]} {meant[pair.last]}", MEANT_PAIR_WEIGHT * order)
                for pair in pairs
            ]
        terms = [Term(Layer.PAIR, pair.text, PAIR_WEIGHT * order) for pair in free(Layer.PAIR)]
        terms += [Term(Layer.WORD, word.text, WORD_WEIGHT) for word in free(Layer.WORD)]
        weak = {at for at, row in enumerate(readings) if row[-1].layer is Layer.BARE}
        terms += [
            Term(Layer.BARE_PAIR, pair.text, PAIR_WEIGHT * FALLBACK_WEIGHT, Grade.BARE)
            for pair in (free(Layer.BARE_PAIR) if weak else ())
            if pair.first in weak or pair.last in weak
        ]
        return terms

    def _stretches(
        self,
        analysis: Analysis,
        typed: Sequence[str],
        readings: Sequence[Sequence[Term]],
        named: Sequence[names.Name],
    ) -> dict[int, tuple[Node, int]]:
        """First ordinal of each name, number or code -> its unit and the next ordinal; the longest win."""
        tokens = [
            token for token in analysis.layers[Layer.CANONICAL] if not token.text.startswith(shorthand.PREFIX)
        ]
        places = {(token.first, token.last) for token in tokens} | {(n.first, n.last) for n in named}
        stretches: dict[int, tuple[Node, int]] = {}
        taken: set[int] = set()
        for first, last in sorted(places, key=lambda place: (place[0] - place[1], place)):
            if taken.isdisjoint(range(first, last + 1)):
                taken.update(range(first, last + 1))
                same = [token for token in tokens if (token.first, token.last) == (first, last)]
                raw = typed[first : last + 1]
                lent = [n for n in named if _lends(n, first, last, recognised=bool(same))]
                share = names.SYLLABLE_SHARE if any(name.complete for name in lent) else 1.0
                node = self._code(same, raw) if same else _named(raw, readings[first : last + 1], share)
                others = tuple(node for name in lent for node in name.nodes)
                stretches[first] = (AnyOf((node, *others)), last + 1)
        return stretches

    def _code(self, tokens: Sequence[Token], raw: Sequence[str]) -> Node:
        """A number, date or document number: as typed, or in any other form."""
        typed: Node = Term(Layer.SYLLABLE, raw[0]) if len(raw) == 1 else Phrase(Layer.SYLLABLE, tuple(raw))
        if "variant" not in self.allowed:
            return typed
        dated = any(token.text.startswith("date:") for token in tokens)
        texts = [token.text for token in tokens if not (dated and token.text.startswith("day:"))]
        weight = len(raw) + 0.5
        return AnyOf((typed, *(Term(Layer.CANONICAL, text, weight, Grade.VARIANT) for text in texts)))


def _lends(name: names.Name, first: int, last: int, *, recognised: bool) -> bool:
    """Whether a name finds what a stretch asks for: the same, or all of a longer name but one syllable."""
    if (name.first, name.last) == (first, last):
        return True
    within = first <= name.first and name.last <= last
    return not recognised and within and name.last - name.first == last - first - 1 >= 1


def _named(raw: Sequence[str], readings: Sequence[Sequence[Term]], share: float) -> Node:
    """A name as it was typed: its syllables, at a share of their weight, or the letters of a short form."""
    if len(raw) == 1:
        return AnyOf(tuple(readings[0]))
    if not any(vowels(text) for text in raw):
        return Phrase(Layer.SYLLABLE, tuple(raw))
    shared = [AnyOf(tuple(term._replace(weight=term.weight * share) for term in row)) for row in readings]
    return AtLeast(len(shared), tuple(shared))


def _inside(token: Token, named: Sequence[names.Name]) -> bool:
    return any(name.complete and name.first <= token.first and token.last <= name.last for name in named)


def _texts(analysis: Analysis, layer: Layer) -> tuple[str, ...]:
    return tuple(analysis.layers[layer].texts)


def _joined(text: str, analysis: Analysis) -> list[bool]:
    """For each ordinal, whether a sign and not only blanks stands between it and the one before."""
    ends = [0, *(end for _, end in analysis.offsets)]
    return [bool(text[end:start].strip()) for end, (start, _) in zip(ends, analysis.offsets, strict=False)]


def _shown(text: str, analysis: Analysis, first: int, last: int) -> str:
    return text[analysis.offsets[first][0] : analysis.offsets[last][1]]


def replaced(text: str, analysis: Analysis, typed: tuple[str, ...], meant: tuple[str, ...]) -> str:
    """The text with each syllable that is meant otherwise written so."""
    if typed == meant:
        return text
    parts = []
    at = 0
    for (start, end), old, new in zip(analysis.offsets, typed, meant, strict=True):
        raw = text[start:end]
        written = new.capitalize() if raw[:1].isupper() else new
        parts += [text[at:start], raw if old == new else written]
        at = end
    return "".join(parts) + text[at:]
