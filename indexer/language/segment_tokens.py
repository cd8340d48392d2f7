"""underthesea's tokens of a line, chunk by chunk.

Its tokenizer is one regular expression, in which no token holds a blank: what stands between blanks always
gives the same tokens, and is looked up once. The expression is read from its module, which is not run:
importing underthesea takes a second.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from indexer.language.grown import Grown
from indexer.language.tokenize import offsets

_MODULE = "regex_tokenize.py"
# The only characters beside NFC that underthesea rewrites before it looks for tokens.
_REWRITTEN = str.maketrans("ðÐ", "đĐ")


class UnknownTokenizer(Exception):
    """The tokenizer's module is not of the kind that is known."""


class Chunk(NamedTuple):
    """The tokens of a chunk, the first and last syllable of each, and how many syllables the chunk has."""

    tokens: Sequence[str]
    firsts: Sequence[int]
    lasts: Sequence[int]
    syllables: int


class Chunks:
    """Numbers chunks; chunk i has `counts[i]` tokens from `starts[i]` on.

    Of each token `firsts` and `lasts` name its first and last syllable within the chunk.
    """

    def __init__(self, pattern: re.Pattern[str], number: Callable[[str], int], longest: int) -> None:
        self._pattern = pattern
        self._number = number
        self._longest = longest
        self.at_end = _AtEnd(self._add)
        self.starts, self.counts = Grown("<i4"), Grown("<i4")
        self.tokens, self.firsts, self.lasts = Grown("<i4"), Grown("<i4"), Grown("<i4")

    def inside(self, text: str) -> int:
        """Reads a chunk that is not the last of its line, and numbers it."""
        return self._add(text, " ")

    def _add(self, text: str, behind: str) -> int:
        chunk = self.read(text, behind)
        self.starts.append(len(self.tokens))
        self.counts.append(len(chunk.tokens))
        self.tokens.extend(map(self._number, chunk.tokens))
        self.firsts.extend(chunk.firsts)
        self.lasts.extend(chunk.lasts)
        return len(self.starts) - 1

    def read(self, text: str, behind: str) -> Chunk:
        """The tokens of a chunk, with a blank `behind` it, or nothing where it ends its line.

        One of more than `longest` characters is not read by the expression, whose time grows with the square
        of what it reads: lines are cut within it.
        """
        if (plain := _PLAIN.fullmatch(text)) and unicodedata.is_normalized("NFC", text):
            before, word, after = plain.groups()
            firsts = [0] * (len(before) + 1) + [1] * len(after)
            lasts = [-1] * len(before) + [0] * (len(after) + 1)
            return Chunk([*before, word, *after], firsts, lasts, 1)
        syllables = offsets(text)
        if len(text) > self._longest:
            return Chunk((), (), (), len(syllables))
        written = normalized(text)
        places = syllables if written == text else offsets(written)
        matches = [match.span() for match in self._pattern.finditer(written + behind)]
        tokens = [written[start:end] for start, end in matches]
        if len(places) != len(syllables):
            # Which syllable is which cannot be told: its tokens cover none.
            return Chunk(tokens, [0] * len(tokens), [-1] * len(tokens), len(syllables))
        begins, ends = [start for start, _ in places], [end for _, end in places]
        firsts = [bisect_left(begins, start) for start, _ in matches]
        lasts = [bisect_right(ends, end) - 1 for _, end in matches]
        return Chunk(tokens, firsts, lasts, len(syllables))


class _AtEnd(dict[str, int]):
    """Chunks that end their lines: there a point after capitals is a full stop."""

    def __init__(self, add: Callable[[str, str], int]) -> None:
        super().__init__()
        self._add = add

    def __missing__(self, text: str) -> int:
        self[text] = number = self._add(text, "")
        return number


# Letters, or a number, between marks: each a token, and one syllable, whatever else the expression looks for.
# Left to it are abbreviations with a point, points and colons that it takes together, `:)`, and `Th.S`, whose
# point stands for any letter.
_PLAIN = re.compile(
    r"""([("“[]{0,2})
    (?!Th.[sS]|(?:[A-ZĐ]++|Tp|Mrs?|Ms|Dr|ThS)\.)([^\W\d_ðÐʺ]++|[0-9]++(?:[.,][0-9]++)?)
    (?!.?(?:\.\.|::|:\)))([].,;:!?)"”%]{0,3})""",
    re.VERBOSE,
)


def normalized(text: str) -> str:
    """Text as underthesea rewrites it; a lone surrogate, which it cannot read, becomes "?"."""
    text = text.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFC", text).translate(_REWRITTEN)


def read_pattern(directory: Path) -> re.Pattern[str]:
    """The tokenizer's regular expression, from the constants of its module."""
    try:
        module = ast.parse((directory / _MODULE).read_text(encoding="utf-8"))
        module.body = [statement for statement in module.body if isinstance(statement, ast.Assign)]
        constants: dict[str, object] = {"re": re, "__builtins__": {}}
        exec(compile(module, _MODULE, "exec"), constants)
        pattern = constants["patterns"]
    except (OSError, SyntaxError, ValueError, NameError, KeyError, TypeError, re.error) as error:
        raise UnknownTokenizer(str(error)) from error
    if not isinstance(pattern, re.Pattern):
        raise UnknownTokenizer("it has no pattern")
    return pattern
