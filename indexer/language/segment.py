"""Words of two syllables or more, by underthesea: the only module that imports it.

`word_tokenize` returns words without offsets, so they are aligned back to the syllables of the text.
It joins across newlines, hence line by line; where a line cannot be aligned its words are left out
(the syllables are there anyway).
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from itertools import pairwise

# A line longer than this is cut at blanks: the model needs no more context, and memory stays bounded.
MAX_LINE = 4_000

_lock = threading.Lock()
_word_tokenize: Callable[..., list[str]] | None = None


def model_version() -> str:
    return "underthesea " + version("underthesea")


def tokenizer() -> Callable[..., list[str]]:
    """underthesea's `word_tokenize`, warmed up once: its first call is not safe in threads."""
    global _word_tokenize
    with _lock:
        if _word_tokenize is None:
            from underthesea import word_tokenize

            word_tokenize("khởi động", use_token_normalize=False)
            _word_tokenize = word_tokenize
    return _word_tokenize


def words(text: str, offsets: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """First and last ordinal of every word of two syllables or more.

    >>> from indexer.language.tokenize import offsets as offsets_of
    >>> words("công nghệ thông tin", offsets_of("công nghệ thông tin"))
    [(0, 3)]
    """
    starts = [start for start, _ in offsets]
    ends = [end for _, end in offsets]
    found = []
    for begin, end in _lines(text):
        for word_start, word_end in _aligned(text, begin, end):
            first = bisect_left(starts, word_start)
            last = bisect_left(ends, word_end + 1) - 1
            if last > first:
                found.append((first, last))
    return found


def _lines(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for line in text.splitlines(keepends=True):
        cuts = [0]
        while len(line) - cuts[-1] > MAX_LINE:
            blank = line.rfind(" ", cuts[-1] + 1, cuts[-1] + MAX_LINE)
            cuts.append(blank if blank > 0 else cuts[-1] + MAX_LINE)
        for left, right in pairwise([*cuts, len(line)]):
            if line[left:right].strip():
                yield begin + left, begin + right
        begin += len(line)


def _aligned(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Characters of each word of a line, found by walking both sides without their blanks."""
    position = begin
    # A lone surrogate cannot be passed on; "?" in its place ends the alignment there and no sooner.
    line = text[begin:end].encode("utf-8", "replace").decode()
    for word in tokenizer()(line, use_token_normalize=False):
        start = -1
        for char in word:
            if char.isspace():
                continue
            while position < end and text[position].isspace():
                position += 1
            if position == end or text[position] != char:
                return
            start = position if start < 0 else start
            position += 1
        if start >= 0:
            yield start, position
