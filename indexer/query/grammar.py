"""What was typed -> clauses. The grammar is small, and every text has a reading.

query   = clause*                     parted by blanks
clause  = ["-"] operand | operand ("OR" | "HOẶC") operand ...
operand = "a quoted phrase" | word | stem*
filter  = ("tỉnh" | "năm" | "loại" | "cơ quan" | "người" | ...) ":" value
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.language.normalize import is_bare, nfc
from indexer.model import Filter
from indexer.query import fields
from indexer.query.values import Values


@dataclass(frozen=True, slots=True)
class Text:
    """A run of plain words, to be analysed together."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a syllable, typed with a trailing `*`."""

    text: str


Operand = Text | Quoted | Prefix


@dataclass(frozen=True, slots=True)
class Either:
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    operand: Operand


Clause = Text | Quoted | Prefix | Either | Excluded


@dataclass(frozen=True, slots=True)
class Parsed:
    clauses: tuple[Clause, ...]
    filters: tuple[Filter, ...]


_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
# Control characters, lone surrogates, and the sign that stands for what could not be read.
_UNTYPED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
_WORDS = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_LEXEME = re.compile(r'-?[^\W\d_]+:"[^"]*"|-?"[^"]*"|[^\s"]+|"')
_LETTER, _LETTER_OR_DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"[^\W_]")
_EXCLUDED = re.compile(r'-[^\W\d_]|-"')
_PREFIX = re.compile(r"([^\W\d_][^\W_]+)\*+")
_OR = {"OR", "HOẶC", "HOAC"}


def clean(text: str) -> str:
    """Composed text without what cannot be typed: control characters and lone surrogates become blanks.

    >>> clean("hội\\x00nghị\\ud800")
    'hội nghị'
    """
    return " ".join(nfc(_UNTYPED.sub(" ", text)).split())


def parse(text: str, values: Values | None = None) -> Parsed:
    """Clauses and filters of a query; text that fits no rule is plain words, as are names not in `values`.

    >>> parse('hội nghị -"sơ kết" tinh:nghe an').clauses
    (Text(text='hội nghị'), Excluded(operand=Quoted(text='sơ kết')))
    >>> parse("Vinh OR Huế PT-TH").clauses
    (Either(operands=(Text(text='Vinh'), Text(text='Huế'))), Text(text='PT-TH'))
    """
    text = clean(text)
    if _WORDS.fullmatch(text) and _OR.isdisjoint(text.split(" ")):  # as most are
        return Parsed((Text(text),), ())
    lexemes = _LEXEME.findall(text.translate(_QUOTES))
    clauses: list[Clause] = []
    filters: list[Filter] = []
    at = 0
    while at < len(lexemes):
        found, used = fields.read(lexemes[at:], values)
        if found:
            filters += found
            at += used
        elif at + 2 < len(lexemes) and lexemes[at + 1] in _OR and _operand(lexemes[at + 2]):
            either, used = _either(lexemes[at:])
            clauses.append(either)
            at += used
        else:
            clauses.append(_clause(lexemes[at]))
            at += 1
    return Parsed(_joined(clauses), tuple(filters))


def _either(lexemes: Sequence[str]) -> tuple[Either, int]:
    operands = [_operand(lexemes[0])]
    at = 1
    while at + 1 < len(lexemes) and lexemes[at] in _OR:
        operands.append(_operand(lexemes[at + 1]))
        at += 2
    return Either(tuple(operand for operand in operands if operand)), at


def _clause(lexeme: str) -> Clause:
    if _EXCLUDED.match(lexeme):
        operand = _operand(lexeme[1:])
        return Excluded(operand) if operand else Text("")
    return _operand(lexeme) or Text("")


def _operand(lexeme: str) -> Operand | None:
    """The operand a lexeme stands for; None for one that holds no letter or digit."""
    if not _LETTER_OR_DIGIT.search(lexeme):
        return None
    if len(lexeme) > 1 and lexeme[0] == lexeme[-1] == '"':
        return Quoted(lexeme[1:-1].strip())
    prefix = _PREFIX.fullmatch(lexeme)
    if prefix:
        return Prefix(prefix[1])
    return Text(lexeme)


def _joined(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Neighbouring words become one run; words such as OR at the ends are words."""
    joined: list[Clause] = []
    for clause in clauses:
        if isinstance(clause, Text):
            if not clause.text:
                continue
            if joined and isinstance(joined[-1], Text):
                joined[-1] = Text(f"{joined[-1].text} {clause.text}")
                continue
        joined.append(clause)
    return tuple(joined)


def first(clauses: tuple[Clause, ...], operands: int) -> tuple[Clause, ...]:
    """The clauses that have the first so many operands between them.

    >>> first(parse('Vinh OR Huế OR "Cửa Lò" hội nghị').clauses, 2)
    (Either(operands=(Text(text='Vinh'), Text(text='Huế'))),)
    """
    kept: list[Clause] = []
    for clause in clauses:
        if operands <= 0:
            break
        if isinstance(clause, Either):
            kept.append(Either(clause.operands[:operands]))
            operands -= len(clause.operands)
        else:
            kept.append(clause)
            operands -= 1
    return tuple(kept)


def typed_bare(parsed: Parsed) -> bool:
    """Whether letters were typed, and all of them without accents."""
    typed = " ".join(_typed(clause) for clause in parsed.clauses)
    return bool(_LETTER.search(typed)) and is_bare(typed)


def _typed(clause: Clause) -> str:
    if isinstance(clause, Either):
        return " ".join(_typed(operand) for operand in clause.operands)
    return _typed(clause.operand) if isinstance(clause, Excluded) else clause.text
