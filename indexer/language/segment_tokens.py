"""underthesea's tokens of a line, chunk by chunk.

Its tokenizer is one regular expression, in which no token holds a blank: what stands between blanks always
gives the same tokens, and is looked up once. The expression is read from its module, which is not run:
importing underthesea takes a second.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from indexer.language.tokenize import offsets

_REMEMBERED = 200_000
_MODULE = "regex_tokenize.py"
# The only characters beside NFC that underthesea rewrites before it looks for tokens.
_REWRITTEN = str.maketrans("ðÐ", "đĐ")


class UnknownTokenizer(Exception):
    """The tokenizer's module is not of the kind that is known."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What stands between two blanks: tokens, and of each its first and last syllable in the chunk."""

    tokens: tuple[str, ...]
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]
    syllables: int


class Chunks(dict[str, Chunk]):
    """Chunk -> its tokens; `at_end`: at the end of a line a point after capitals is a full stop."""

    def __init__(self, pattern: re.Pattern[str], *, at_end: bool) -> None:
        super().__init__()
        self._pattern = pattern
        self._behind = "" if at_end else " "

    def __missing__(self, text: str) -> Chunk:
        if len(self) > _REMEMBERED:
            self.clear()
        self[text] = chunk = self._read(text)
        return chunk

    def _read(self, text: str) -> Chunk:
        syllables = offsets(text)
        written = normalized(text)
        matches = [match.span() for match in self._pattern.finditer(written + self._behind)]
        tokens = tuple(written[start:end] for start, end in matches)
        if written != text and len(offsets(written)) != len(syllables):
            # Which syllable is which cannot be told: its tokens cover none.
            return Chunk(tokens, (0,) * len(tokens), (-1,) * len(tokens), len(syllables))
        places = offsets(written)
        firsts = tuple(sum(s < start for s, _ in places) for start, _ in matches)
        lasts = tuple(sum(e <= end for _, e in places) - 1 for _, end in matches)
        return Chunk(tokens, firsts, lasts, len(syllables))


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
