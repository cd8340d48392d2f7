"""A run of words -> units with their readings, and the terms that only score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.engines.base import Vocabulary
from indexer.language import shorthand
from indexer.language.analyzer import Analyzer
from indexer.language.normalize import bare
from indexer.model import Analysis, AnyOf, Grade, Layer, Node, Note, Phrase, Term, Token
from indexer.query import function_words

# Weights of the layers, measured on XQuAD-vi: neighbours and words count half of a syllable.
PAIR_WEIGHT = 0.5
WORD_WEIGHT = 0.5
# What a reading that was not typed is worth beside the one that was.
FALLBACK_WEIGHT = 0.5
# A known name in its short or full form tells more than its syllables apart; shared out among them.
NAME_WEIGHT = 1.5
# Typed without accents, a syllable that stands in a report just so is a little better than its likes.
SAME_WEIGHT = 0.1


@dataclass(slots=True)
class Run:
    """What a run of words asks for: units that count, terms that only score, and what to tell the asker."""

    counted: list[Node] = field(default_factory=list)
    optional: list[Term] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the runs of one query; `all_bare`: the whole query was typed without accents."""

    vocabulary: Vocabulary
    analyzer: Analyzer
    all_bare: bool
    expand: bool = True
    off: frozenset[str] = frozenset()

    def allows(self, kind: str) -> bool:
        return self.expand and kind not in self.off

    def quoted(self, text: str) -> tuple[Node | None, list[Term]]:
        """A literal phrase, and the terms it scores by; typed without accents it matches without them."""
        analysis = self.analyzer.analyze(text)
        exact = _texts(analysis, Layer.SYLLABLE)
        if not exact:
            return None, []
        phrase: Node = Phrase(Layer.SYLLABLE, exact)
        layer, pair = Layer.SYLLABLE, Layer.PAIR
        if bare(text) == text and self.allows("bare"):
            phrase = AnyOf((phrase, Phrase(Layer.BARE, exact, Grade.BARE)))
            layer, pair = Layer.BARE, Layer.BARE_PAIR
        scoring = [Term(layer, syllable) for syllable in _texts(analysis, layer)]
        scoring += [Term(pair, both, PAIR_WEIGHT) for both in _texts(analysis, pair)]
        return phrase, scoring

    def run(self, text: str) -> Run:
        """Units of a run, from left to right; a recognised date, number, code or short form is one."""
        analysis = self.analyzer.analyze(text)
        syllables = _texts(analysis, Layer.SYLLABLE)
        run = Run()
        codes = self._codes(text, analysis, syllables, run)
        spelled = self._spelled_out(text, analysis, syllables, run)
        function = function_words.BARE if self.all_bare else function_words.SYLLABLES
        all_function = all(syllable in function for syllable in syllables)
        fallbacks = set()
        ordinal = 0
        while ordinal < len(syllables):
            if ordinal in codes:
                node, ordinal = codes[ordinal]
                run.counted.append(node)
                continue
            readings = self._readings(syllables, ordinal)
            fallbacks |= {ordinal} if readings[-1].grade > Grade.EXACT else set()
            if syllables[ordinal] in function and not all_function:
                run.optional += readings
            else:
                run.counted.append(AnyOf((*readings, *spelled.get(ordinal, ()))))
            ordinal += 1
        run.optional += self._neighbours(analysis, fallbacks)
        return run

    def _readings(self, syllables: Sequence[str], ordinal: int) -> list[Term]:
        text = syllables[ordinal]
        if self.all_bare and text.isalpha() and self.allows("bare"):
            same = Term(Layer.SYLLABLE, text, SAME_WEIGHT)
            return [same, Term(Layer.BARE, bare(text), 1.0, Grade.BARE)]
        readings = [Term(Layer.SYLLABLE, text)]
        if self._needs_bare(syllables, ordinal):
            readings.append(Term(Layer.BARE, bare(text), FALLBACK_WEIGHT, Grade.BARE))
        return readings

    def _needs_bare(self, syllables: Sequence[str], ordinal: int) -> bool:
        """Whether a syllable, or every pair it was typed in, stands in no report as typed.

        Of pairs there must be evidence that they do stand there without accents (`nghê an`).
        """
        if not self.allows("bare") or not syllables[ordinal].isalpha():
            return False
        count = self.vocabulary.count
        if not count(Layer.SYLLABLE, syllables[ordinal]):
            return True
        neighbours = syllables[max(ordinal - 1, 0) : ordinal + 2]
        pairs = [f"{left} {right}" for left, right in pairwise(neighbours)]
        return not any(count(Layer.PAIR, pair) for pair in pairs) and any(
            count(Layer.BARE_PAIR, bare(pair)) for pair in pairs
        )

    def _neighbours(self, analysis: Analysis, fallbacks: set[int]) -> list[Term]:
        if self.all_bare and self.allows("bare"):
            return [Term(Layer.BARE_PAIR, pair, PAIR_WEIGHT) for pair in _texts(analysis, Layer.BARE_PAIR)]
        terms = [Term(Layer.PAIR, pair, PAIR_WEIGHT) for pair in _texts(analysis, Layer.PAIR)]
        terms += [Term(Layer.WORD, word, WORD_WEIGHT) for word in _texts(analysis, Layer.WORD)]
        terms += [
            Term(Layer.BARE_PAIR, pair.text, PAIR_WEIGHT * FALLBACK_WEIGHT, Grade.BARE)
            for pair in analysis.layers[Layer.BARE_PAIR]
            if pair.first in fallbacks or pair.last in fallbacks
        ]
        return terms

    # ------------------------------------------------------------ what is recognised in a run

    def _codes(
        self, text: str, analysis: Analysis, syllables: Sequence[str], run: Run
    ) -> dict[int, tuple[Node, int]]:
        """First ordinal of each recognised stretch -> its unit and the ordinal after it; the longest win."""
        tokens = [
            token for token in analysis.layers[Layer.CANONICAL] if not token.text.startswith(shorthand.PREFIX)
        ]
        tokens += [
            Token(shorthand.PREFIX + surface.entry, first, last)
            for surface, first, last in self._shorthand(syllables)
            if not surface.full
        ]
        codes: dict[int, tuple[Node, int]] = {}
        taken: set[int] = set()
        for token in sorted(tokens, key=lambda token: (token.first - token.last, token.first)):
            stretch = range(token.first, token.last + 1)
            if taken.isdisjoint(stretch):
                taken.update(stretch)
                same = [t for t in tokens if (t.first, t.last) == (token.first, token.last)]
                codes[token.first] = (self._code(text, analysis, same, syllables, run), token.last + 1)
        return codes

    def _code(
        self, text: str, analysis: Analysis, tokens: Sequence[Token], syllables: Sequence[str], run: Run
    ) -> Node:
        first, last = tokens[0].first, tokens[0].last
        raw = tuple(syllables[first : last + 1])
        typed: Node = Term(Layer.SYLLABLE, raw[0]) if first == last else Phrase(Layer.SYLLABLE, raw)
        readings: list[Node] = [typed]
        for token in tokens:
            short = token.text.startswith(shorthand.PREFIX)
            grade = Grade.SHORTHAND if short else Grade.VARIANT
            if self.allows(grade.name.lower()):
                weight = NAME_WEIGHT if short else 1.0
                readings.append(Term(Layer.CANONICAL, token.text, weight, grade))
                if short:
                    self._note(run, text, analysis, token, token.text.removeprefix(shorthand.PREFIX))
        return AnyOf(tuple(readings))

    def _spelled_out(
        self, text: str, analysis: Analysis, syllables: Sequence[str], run: Run
    ) -> dict[int, list[Term]]:
        """For each syllable of a full form, the term by which its short forms are found."""
        spelled: dict[int, list[Term]] = {}
        full = [found for found in self._shorthand(syllables) if found[0].full]
        for surface, first, last in full:
            token = Token(shorthand.PREFIX + surface.entry, first, last)
            inside = any(
                begin <= first and last <= end and end - begin > last - first for _, begin, end in full
            )
            if inside or not self.vocabulary.count(Layer.CANONICAL, token.text):
                continue
            weight = NAME_WEIGHT / (last - first + 1)
            for ordinal in range(first, last + 1):
                term = Term(Layer.CANONICAL, token.text, weight, Grade.SHORTHAND)
                spelled.setdefault(ordinal, []).append(term)
            self._note(run, text, analysis, token, shorthand.short_form(surface.entry))
        return spelled

    def _shorthand(self, syllables: Sequence[str]) -> list[tuple[shorthand.Surface, int, int]]:
        if not self.allows("shorthand"):
            return []
        return list(shorthand.find(syllables, shorthand.bare_table() if self.all_bare else shorthand.table()))

    def _note(self, run: Run, text: str, analysis: Analysis, token: Token, target: str) -> None:
        typed = text[analysis.offsets[token.first][0] : analysis.offsets[token.last][1]]
        run.notes.append(Note("shorthand", typed, target, "shorthand"))


def _texts(analysis: Analysis, layer: Layer) -> tuple[str, ...]:
    return tuple(token.text for token in analysis.layers[layer])
