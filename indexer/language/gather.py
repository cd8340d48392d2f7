"""Reports, one after the other -> the lexicon of their collection, in bounded memory."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.language import shorthand
from indexer.language.lexicon import Entry, Lexicon
from indexer.language.normalize import bare, syllable
from indexer.language.tokenize import offsets
from indexer.model import Analysis, CompletionType, IndexedReport, Layer, Token

# Rare things are forgotten when more than this many are held; what is left at the end is written.
HELD = 400_000
KEPT = 40_000
TITLE_CHARS = 160

_UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_NAME = f"(?:[{_UPPER}][^\\W\\d_A-Z]*[ \u00a0]?)"
_PERSON = re.compile(f"(?<!\\w)(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à):?[ \u00a0]+({_NAME}{{2,4}})(?!\\w)")
_PLACE = re.compile(
    f"(?<!\\w)(?:huyện|thị xã|thành phố|tỉnh|xã|phường|thị trấn|quận)[ \u00a0]+({_NAME}{{1,3}})(?!\\w)"
)
_SHORT = re.compile(f"\\(([{_UPPER}]{{2,}}(?:[&.\\- ]?[{_UPPER}]+)*)\\)")
_PUNCTUATION = re.compile(r"[^\w\s&-]|\n")
# Words that initials may leave out.
_SILENT = {"và", "của", "cho", "về", "các", "trong"}
# Shorter ones have too many readings to be expanded (TT, XH, BCH).
_SHORTEST = 3


@dataclass(slots=True)
class _Seen:
    """How many reports hold a text, and the way to show it: the one with the fewest capitals."""

    count: int
    text: str


class Gatherer:
    """`add` every report, then ask for `lexicon`."""

    def __init__(self) -> None:
        self._syllables: Counter[str] = Counter()
        self._entries: dict[tuple[str, CompletionType], _Seen] = {}
        self._definitions: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, indexed: IndexedReport) -> None:
        report = indexed.report
        found = {
            token.text
            for analysis in (indexed.title, indexed.body)
            for token in analysis.layers[Layer.SYLLABLE]
            if token.text.isalpha()
        }
        self._syllables.update(found)
        here: dict[tuple[str, CompletionType], str] = {}
        if len(indexed.title.offsets) >= 2 and len(report.title) <= TITLE_CHARS:
            here[_norm(report.title), "title"] = report.title
        for province in filter(None, {report.province, report.province_now}):
            here[_norm(province), "place"] = province
        for text, analysis in ((report.title, indexed.title), (report.body, indexed.body)):
            here |= {(_norm(surface), type_): surface for surface, type_ in _mentions(text, analysis)}
            for short, full in definitions(text):
                self._definitions[short][full] += 1
        for key, surface in here.items():
            self._count(key, " ".join(surface.split()))
        if len(self._entries) > HELD:
            self._forget()

    def _count(self, key: tuple[str, CompletionType], text: str) -> None:
        seen = self._entries.setdefault(key, _Seen(0, text))
        seen.count += 1
        if _capitals(text) < _capitals(seen.text):
            seen.text = text

    def _forget(self) -> None:
        self._entries = {
            key: seen for key, seen in self._entries.items() if seen.count > 1 or key[1] == "title"
        }

    def lexicon(self) -> Lexicon:
        definitions_ = {}
        for short, fulls in self._definitions.items():
            full, count = fulls.most_common(1)[0]
            if count * 5 >= sum(fulls.values()) * 4:
                definitions_[short] = full
        return Lexicon(dict(self._syllables), definitions_, tuple(self._completions()))

    def _completions(self) -> Iterator[Entry]:
        """Titles, names, and words that more than one report has; a name is no phrase as well."""
        names = {key for key, type_ in self._entries if type_ in ("person", "place")}
        rows = [
            Entry(bare(key), seen.text, type_, seen.count)
            for (key, type_), seen in self._entries.items()
            if type_ != "phrase" or (seen.count > 1 and key not in names)
        ]
        yield from sorted(rows, key=lambda entry: (-entry.count, entry.text))[:KEPT]


def _mentions(text: str, analysis: Analysis) -> Iterator[tuple[str, CompletionType]]:
    """People, places and words of a text, as they are written there."""
    for match in _PERSON.finditer(text):
        yield match[1].strip(), "person"
    for match in _PLACE.finditer(text):
        yield match[1].strip(), "place"
    for token in analysis.layers[Layer.CANONICAL]:
        if token.text.startswith(shorthand.PREFIX):
            yield token.text.removeprefix(shorthand.PREFIX), "phrase"
    words = analysis.layers[Layer.WORD]
    for token in words:
        yield _slice(text, analysis, token, token), "phrase"
    for left, right in pairwise(words):
        both = _slice(text, analysis, left, right)
        if right.first == left.last + 1 and not _PUNCTUATION.search(both):
            yield both, "phrase"


def _slice(text: str, analysis: Analysis, left: Token, right: Token) -> str:
    return text[analysis.offsets[left.first][0] : analysis.offsets[right.last][1]]


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Short forms that a text defines, as syllables, with their full forms, as syllables.

    >>> list(definitions("Hệ thống điều hành tác nghiệp (HTĐHTN) của Sở Thông tin và Truyền thông (TT&TT)."))
    [('htđhtn', 'hệ thống điều hành tác nghiệp'), ('tt tt', 'thông tin và truyền thông')]
    >>> list(definitions("Trung tâm Điều hành (IOC), thị xã (TX)"))
    []
    """
    for match in _SHORT.finditer(text):
        letters = [letter.lower() for letter in match[1] if letter.isalpha()]
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()][-200:]
        if len(letters) >= _SHORTEST and (full := _with_initials(_syllables(line), letters)):
            yield " ".join(_syllables(match[1])), " ".join(full)


def _with_initials(syllables: Sequence[str], letters: Sequence[str]) -> Sequence[str]:
    """The last syllables whose initials are `letters`; silent words between them may be left out."""
    at = len(syllables)
    for letter in reversed(letters):
        at -= 1
        while at >= 0 and syllables[at][0] != letter and syllables[at] in _SILENT:
            at -= 1
        if at < 0 or syllables[at][0] != letter:
            return ()
    return syllables[at:]


def _syllables(text: str) -> list[str]:
    return [syllable(text[start:end]) for start, end in offsets(text)]


def _norm(text: str) -> str:
    """Equal for texts that differ in capitals, tone placement and punctuation only."""
    return " ".join(_syllables(text))


def _capitals(text: str) -> int:
    return sum(char.isupper() for char in text)
