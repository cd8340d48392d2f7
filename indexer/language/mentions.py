"""What a report mentions (names, words, definitions), and from all mentions the lexicon of a collection.

The engine counts mentions like terms, so that no rebuild holds them all in memory and a report that is
gone takes its own along.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat

from indexer.language import shorthand
from indexer.language.lexicon import Entry, Lexicon
from indexer.language.normalize import bare, syllable
from indexer.language.tokenize import offsets
from indexer.model import Analysis, Layer, Mention, MentionType, Report
from indexer.model.rows import maker

# Completions that are kept, the most frequent first.
COMPLETIONS = 40_000
TITLE_CHARS = 160

_UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
# Each expression here matches a text in one way only: no text, however odd, costs more than its length. Those
# that begin with letters, and look back from there, are tried at these letters alone.
_NAME = f"(?:[{_UPPER}][^\\W\\d_{_UPPER}]*[ \u00a0]?)"
_PERSON = re.compile(
    f"[ĐđÔôBb](?<!\\w.)(?:(?<=[Đđ])(?:ồng chí|/c)|(?<=[Ôô])ng|(?<=[Bb])à):?[ \u00a0]+({_NAME}{{2,4}})(?!\\w)"
)
_PLACE = re.compile(
    "(?:h(?<!\\w.)uyện|t(?<!\\w.)(?:hị xã|hành phố|ỉnh|hị trấn)|x(?<!\\w.)ã|p(?<!\\w.)hường|q(?<!\\w.)uận)"
    f"[ \u00a0]+({_NAME}{{1,3}})(?!\\w)"
)
_NAMES: tuple[tuple[re.Pattern[str], MentionType], ...] = ((_PERSON, "person"), (_PLACE, "place"))
_SHORT = re.compile(f"\\(([{_UPPER}]{{2,}}(?:[&.\\- ][{_UPPER}]+)*)\\)")
_PUNCTUATION = re.compile(r"[^\w\s&-]|\n")
# Words that initials may leave out.
_SILENT = {"và", "của", "cho", "về", "các", "trong"}
# Shorter ones have too many readings to be expanded (TT, XH, BCH).
_SHORTEST = 3


def mentions(report: Report, title: Analysis, body: Analysis) -> tuple[Mention, ...]:
    """Each thing that a report mentions, once.

    >>> from indexer.language.analyzer import Analyzer
    >>> text = "Đồng chí Lê Văn Tám về huyện Đô Lương"
    >>> analyze = Analyzer().analyze
    >>> found = mentions(Report("1", "", text), analyze(""), analyze(text))
    >>> [(mention.type, mention.text) for mention in found if mention.type != "phrase"]
    [('person', 'Lê Văn Tám'), ('place', 'Đô Lương')]
    """
    names: dict[tuple[MentionType, str], str] = {}
    phrases: dict[str, str] = {}
    if len(title.offsets) >= 2 and len(report.title) <= TITLE_CHARS:
        names["title", _norm(report.title)] = report.title
    for province in filter(None, (report.province, report.province_now)):
        names["place", _norm(province)] = province
    for text, analysis in ((report.title, title), (report.body, body)):
        for pattern, type_ in _NAMES:
            for match in pattern.finditer(text):
                names[type_, _norm(match[1])] = match[1]
        phrases.update(_phrases(text, analysis))
    defined = dict.fromkeys(chain(definitions(report.title), definitions(report.body)))
    # Most of what a report makes are phrases.
    written = [" ".join(text.split()) for text in phrases.values()]
    return (
        *(Mention(type_, key, " ".join(text.split())) for (type_, key), text in names.items()),
        *map(_made, zip(repeat("phrase"), phrases, written, strict=False)),
        *(Mention("definition", short, full) for short, full in defined),
    )


_made = maker(Mention)


def lexicon(counted: Iterable[tuple[Mention, int]], syllables: Iterable[tuple[str, int]]) -> Lexicon:
    """The lexicon of a collection from its mentions and syllables, each with the reports that have it.

    Completions are titles, names, and words that more than one report has; a name is no phrase as well.
    Of the ways to write one, that with the fewest capitals is shown.
    """
    shown: dict[tuple[MentionType, str], tuple[int, str]] = {}
    counts: Counter[tuple[MentionType, str]] = Counter()
    readings: dict[str, Counter[str]] = defaultdict(Counter)
    for mention, reports in counted:
        if mention.type == "definition":
            readings[mention.key][mention.text] += reports
            continue
        key = (mention.type, mention.key)
        counts[key] += reports
        surface = (_capitals(mention.text), mention.text)
        shown[key] = min(shown.get(key, surface), surface)
    names = {key for type_, key in counts if type_ in ("person", "place")}
    ranked = sorted(
        (-count, shown[type_, key][1], key, type_)
        for (type_, key), count in counts.items()
        if type_ != "definition" and (type_ != "phrase" or (count > 1 and key not in names))
    )
    first = [Entry(bare(key), text, type_, -count) for count, text, key, type_ in ranked[:COMPLETIONS]]
    known = {text: count for text, count in syllables if text.isalpha()}
    return Lexicon(known, dict(_agreed(readings)), tuple(first))


def _agreed(readings: dict[str, Counter[str]]) -> Iterator[tuple[str, str]]:
    """Short forms that nearly always stand for the same, with what they stand for."""
    for short, fulls in sorted(readings.items()):
        full, count = max(fulls.items(), key=lambda item: (item[1], item[0]))
        if count * 5 >= sum(fulls.values()) * 4:
            yield short, full


def _phrases(text: str, analysis: Analysis) -> Iterator[tuple[str, str]]:
    """Words, neighbouring words and short forms of a text: their syllables, and as they are written there."""
    for term in analysis.layers[Layer.CANONICAL].texts:
        if term.startswith(shorthand.PREFIX):
            name = term.removeprefix(shorthand.PREFIX)
            yield name, name
    words = analysis.layers[Layer.WORD]
    places = zip(*analysis.offsets.of(words.firsts, words.lasts), strict=True)
    last_key, last_begin, last_end, last_last = "", 0, 0, -2
    for (begin, end), key, first, last in zip(places, words.texts, words.firsts, words.lasts, strict=True):
        yield key, text[begin:end]
        if first == last_last + 1 and _only_blanks(text[last_end:begin]):
            yield f"{last_key} {key}", text[last_begin:end]
        last_key, last_begin, last_end, last_last = key, begin, end, last


def _only_blanks(gap: str) -> bool:
    return gap == " " or not _PUNCTUATION.search(gap)


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
