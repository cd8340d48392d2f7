"""Clauses -> a planned query. Pure: all that is asked of the collection is which terms stand in it.

A run of words becomes units. A unit is a syllable, or a date, number, code or short form that was
recognised; it is matched by any of its readings, each with a grade. Neighbouring syllables, words and
function syllables only add to the score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import NamedTuple

from indexer.engines.base import Vocabulary
from indexer.language.analyzer import Analyzer
from indexer.language.lexicon import Lexicon
from indexer.language.normalize import bare
from indexer.model import AllOf, AnyOf, AtLeast, Filter, Grade, Layer, Node, Not, Note, Query, Term
from indexer.query import grammar, keys, spelling, units
from indexer.query.grammar import Clause, Either, Excluded, Operand, Prefix, Quoted
from indexer.query.values import Values

_REMEMBERED = 256  # queries
# Longer queries are questions and sentences: a report seldom holds three quarters of their words and
# the score alone tells better (nDCG@10 on XQuAD-vi .964 against .946 when this was decided).
QUESTION_UNITS = 6
# A shorter text with one of these is a question too.
INTERROGATIVES = frozenset({"gì", "nào", "ai", "đâu", "sao", "nhiêu", "mấy"})


@dataclass(frozen=True, slots=True)
class Limits:
    """The most units of a query, syllables of a quoted phrase, and terms that a `*` may stand for."""

    units: int = 64
    phrase: int = 32
    expansions: int = 64


@dataclass(slots=True)
class _Draft:
    counted: list[Node] = field(default_factory=list)
    required: list[Node] = field(default_factory=list)
    optional: list[Term] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    meant: list[tuple[str, str]] = field(default_factory=list)
    cut: bool = False


class _Read(NamedTuple):
    """A query as it was typed, and as it was read; `decoded` are the syllables that came of raw keys."""

    typed: str
    cleaned: str
    decoded: frozenset[str]
    parsed: grammar.Parsed
    all_bare: bool


class Planner:
    """Plans queries over one generation. Safe to use from several threads."""

    def __init__(
        self, vocabulary: Vocabulary, lexicon: Lexicon, analyzer: Analyzer, limits: Limits | None = None
    ) -> None:
        self.vocabulary = vocabulary
        self.values = Values(vocabulary)
        self._lexicon = lexicon
        self._analyzer = analyzer
        self._limits = limits or Limits()
        # One query is read for its plan, its correction and its next page.
        self._read = lru_cache(_REMEMBERED)(partial(_read, lexicon, vocabulary, self.values))

    def plan(
        self,
        text: str,
        filters: Sequence[Filter] = (),
        *,
        expand: bool = True,
        off: Sequence[str] = (),
    ) -> Query | None:
        """The query for a text, or None where something was typed that holds nothing to search for.

        Never raises. `off` names kinds of expansion to leave out; `expand=False` leaves out all.
        """
        allowed = units.KINDS - set(off) if expand else frozenset[str]()
        typed, cleaned, decoded, parsed, all_bare = self._read(text, "keyboard" in allowed)
        if text.strip() and not parsed.clauses and not parsed.filters:
            return None
        reader = units.Reader(self.vocabulary, self._lexicon, self._analyzer, all_bare, allowed, decoded)
        clauses = grammar.first(parsed.clauses, self._limits.units)
        notes = [Note("keyboard", typed, cleaned, "keyboard")] if decoded else []
        draft = _Draft(notes=notes, cut=clauses != parsed.clauses)
        for clause in clauses:
            self._add(draft, clause, reader)
        # A word that is repeated asks for nothing more.
        distinct = tuple(dict.fromkeys(draft.counted))
        counted = distinct[: self._limits.units]
        match = AllOf((*_at_least(counted), *draft.required))
        understood = self._understood(cleaned, draft)
        a_question = _asks(understood, len(counted))
        return Query(
            text=text,
            understood=understood,
            match=match,
            optional=tuple(dict.fromkeys(draft.optional))[: 4 * self._limits.units],
            filters=_merged((*filters, *parsed.filters)),
            notes=tuple(dict.fromkeys(draft.notes)),
            tiers=not all_bare and not a_question,
            minimum_first=not a_question,
            cut=draft.cut or counted != distinct,
            literal=all(isinstance(clause, Quoted | Excluded) for clause in parsed.clauses),
        )

    def corrected(self, text: str, *, thorough: bool) -> str | None:
        """The text with misspelt syllables mended, or None where nothing speaks for another spelling.

        Syllables that stand in no report are looked at; `thorough`: also those in odd company. In a long
        text the first so many are, as many as units are searched for.
        """
        read = self._read(text, True)
        mended, left = read.cleaned, self._limits.units
        for clause in read.parsed.clauses:
            if isinstance(clause, grammar.Text):
                run = self._analyzer.analyze(clause.text)
                typed = tuple(run.layers[Layer.SYLLABLE].texts)
                better, doubted = spelling.correct(
                    typed,
                    self._lexicon,
                    self.vocabulary,
                    accented=not read.all_bare,
                    thorough=thorough,
                    most=left,
                )
                left -= doubted
                if typed != better:
                    meant = units.replaced(clause.text, run, typed, better)
                    mended = mended.replace(clause.text, meant, 1)
        return mended if mended != read.cleaned else None

    def _understood(self, text: str, draft: _Draft) -> str:
        """The text with each run as it is meant, names of people and places with their capitals."""
        for run, meant in draft.meant:
            if meant != run:
                meant = self._lexicon.with_capitals(meant)
                draft.notes.append(Note("accents", run, meant, "accents"))
                text = text.replace(run, meant, 1)
        return text

    def _add(self, draft: _Draft, clause: Clause, reader: units.Reader) -> None:
        if isinstance(clause, Excluded):
            if node := self._operand(clause.operand, reader, draft, excluded=True):
                draft.required.append(Not(node))
        elif isinstance(clause, Either):
            nodes = [self._operand(operand, reader, draft) for operand in clause.operands]
            draft.counted.append(AnyOf(tuple(node for node in nodes if node)))
        elif isinstance(clause, Quoted):
            if node := self._operand(clause, reader, draft):
                draft.required.append(node)
        elif isinstance(clause, Prefix):
            draft.counted.append(self._prefix(clause, reader))
        else:
            run = reader.run(clause.text)
            draft.counted += run.counted
            draft.optional += run.optional
            draft.notes += run.notes
            draft.meant.append((clause.text, run.meant))

    def _operand(
        self, operand: Operand, reader: units.Reader, draft: _Draft, *, excluded: bool = False
    ) -> Node | None:
        """An operand as one node; the terms that only score, and notes, go to the draft."""
        given, draft = draft, _Draft() if excluded else draft
        if isinstance(operand, Prefix):
            return self._prefix(operand, reader)
        if isinstance(operand, Quoted):
            phrase, scoring, cut = reader.quoted(operand.text, self._limits.phrase)
            draft.optional += scoring
            given.cut |= cut
            # A phrase that begins so may go on otherwise: it is not excluded.
            return None if excluded and cut else phrase
        run = reader.run(operand.text)
        draft.optional += run.optional
        draft.notes += run.notes
        return AllOf(tuple(run.counted)) if run.counted else None

    def _prefix(self, prefix: Prefix, reader: units.Reader) -> Node:
        typed_bare = bare(prefix.text) == prefix.text and "bare" in reader.allowed
        layer = Layer.BARE if typed_bare else Layer.SYLLABLE
        stem = prefix.text.lower()
        found = self.vocabulary.complete(layer, stem, self._limits.expansions)
        grade = Grade.BARE if layer is Layer.BARE else Grade.EXACT
        return AnyOf(tuple(Term(layer, text, grade=grade) for text in found or (stem,)))


def _read(lexicon: Lexicon, vocabulary: Vocabulary, values: Values, text: str, keyboard: bool) -> _Read:
    """`keyboard`: whether raw keys are decoded."""
    typed = grammar.clean(text)
    cleaned, decoded = keys.decode(typed, lexicon, vocabulary) if keyboard else (typed, frozenset[str]())
    parsed = grammar.parse(cleaned, values)
    return _Read(typed, cleaned, decoded, parsed, grammar.typed_bare(parsed))


def _asks(text: str, units: int) -> bool:
    """Whether a text is a question or a whole sentence rather than the words of one."""
    if not 3 < units <= QUESTION_UNITS:
        return units > QUESTION_UNITS
    return "?" in text or not INTERROGATIVES.isdisjoint(text.lower().rstrip("?").split())


def _at_least(counted: Sequence[Node]) -> tuple[Node, ...]:
    """All of one to three units; three quarters, rounded down, of more."""
    count = len(counted) if len(counted) <= 3 else len(counted) * 3 // 4
    return (AtLeast(count, tuple(counted)),) if counted else ()


def _merged(filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """Values of one attribute are OR; ranges stay as they are."""
    values: dict[str, list[str]] = {}
    for filter_ in filters:
        if filter_.values:
            values.setdefault(filter_.attribute, []).extend(filter_.values)
    merged = [Filter(attribute, tuple(dict.fromkeys(found))) for attribute, found in values.items()]
    return (*merged, *(filter_ for filter_ in filters if not filter_.values))
