"""Words of two syllables or more, by underthesea's tokenizer and model: nothing else here knows of it.

Each line is segmented by itself, as `word_tokenize(line, use_token_normalize=False)` does: it joins words
across lines. The model and the tokenizer are read from the package's files (segment_model.py,
segment_tokens.py); where these are not as they are known, `word_tokenize` itself is called.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer.language.row import Row
from indexer.language.segment_features import Numbers
from indexer.language.segment_file import UnknownModel
from indexer.language.segment_model import WordModel
from indexer.language.segment_tokens import Chunks, UnknownTokenizer, read_pattern
from indexer.model.rows import Renumbering, run_places

# A line longer than this is cut at blanks: the model needs no more context, and memory stays bounded.
MAX_LINE = 4_000
# Chunks that are remembered, some 50 bytes each; more at the end of a line.
_REMEMBERED = 200_000
_REMEMBERED_SHORT = 1 << 12  # chunks of short texts, some 500 bytes each
# What follows the last chunk of a line that "$" stands behind: it is also before a line feed that ends it.
_AT_END = ("", "\n")
_PIPELINE = "pipeline/word_tokenize"
_MODEL = "models/ws_crf_vlsp2013_20230727"

Places = list[tuple[int, int]]
_lock = threading.Lock()
_loading = threading.Lock()


def model_version() -> str:
    return "underthesea " + version("underthesea")


def words(text: str, row: Row) -> Places:
    """First and last ordinal of every word of two syllables or more; `row`: of the text, as it was read.

    >>> from indexer.language.row import read
    >>> words("công nghệ thông tin", read("công nghệ thông tin"))
    [(0, 3)]
    """
    segmenter = _loaded()
    found = segmenter.words(text, row) if segmenter else None
    return words_by_package(text, row.offsets) if found is None else found


def words_of_short(text: str, offsets: Sequence[tuple[int, int]]) -> Places:
    """The same of a text of at most MAX_LINE characters, fast where it has few; `offsets`: of its syllables.

    >>> from indexer.language.row import read_short
    >>> words_of_short("công nghệ thông tin", read_short("công nghệ thông tin").offsets)
    [(0, 3)]
    """
    segmenter = _loaded()
    return segmenter.words_of_short(text) if segmenter else words_by_package(text, offsets)


class Segmenter:
    """Segments by the files of the package. Raises UnknownModel, UnknownTokenizer."""

    def __init__(self, directory: Path) -> None:
        self._model = WordModel(directory / _MODEL)
        self._pattern = read_pattern(directory)
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._model.forget()
        self._chunks = Chunks(self._pattern, self._model.number, MAX_LINE)
        self._inside = Renumbering(self._chunks.inside)
        self._read = lru_cache(_REMEMBERED_SHORT)(self._chunks.read)

    def words(self, text: str, row: Row) -> Places | None:
        """Words of a text; None where a line had to be cut within a chunk."""
        with self._lock:
            if self._model.is_full or len(self._chunks.counts) > _REMEMBERED:
                self._forget()
            found = self.numbered(text, row)
            if found is None:
                return None
            numbers, begins = found
            return self._words(numbers, begins, row.counts) if len(numbers) else []

    def words_of_short(self, text: str) -> Places:
        """The same, without arrays, of a text of which no line has to be cut.

        Needs no lock: what is remembered for it is never changed.
        """
        found: Places = []
        syllables = 0
        for line in text.splitlines(keepends=True):
            tokens: list[str] = []
            firsts: list[int] = []
            lasts: list[int] = []
            chunks = line.split()
            behind = [" "] * len(chunks)
            if line[len(line.rstrip()) :] in _AT_END:
                behind[-1:] = [""]
            for chunk in map(self._read, chunks, behind):
                tokens += chunk.tokens
                firsts += map(syllables.__add__, chunk.firsts)
                lasts += map(syllables.__add__, chunk.lasts)
                syllables += chunk.syllables
            starts = self._model.begins_of_few(tokens)
            places = [(firsts[start], lasts[after - 1]) for start, after in pairwise([*starts, len(tokens)])]
            found += [(first, last) for first, last in places if last > first]
        return found

    def _words(self, numbers: Numbers, begins: Numbers, syllables: Numbers) -> Places:
        chunks = self._chunks
        counts = chunks.counts.array()[numbers].astype(np.int64)
        tokens = run_places(chunks.starts.array()[numbers], counts)
        bases = np.repeat(np.cumsum(syllables) - syllables, counts)
        lengths = np.add.reduceat(counts, begins)
        starts = np.flatnonzero(self._model.begins(chunks.tokens.array()[tokens], lengths))
        ends = np.append(starts[1:], len(tokens)) - 1
        firsts = (chunks.firsts.array()[tokens] + bases)[starts]
        lasts = (chunks.lasts.array()[tokens] + bases)[ends]
        several = lasts > firsts
        return list(zip(firsts[several].tolist(), lasts[several].tolist(), strict=True))

    def numbered(self, text: str, row: Row) -> tuple[Numbers, Numbers] | None:
        """The numbers of all chunks, and where each line begins among them."""
        numbers = self._inside.of(row.chunks)
        lines = list(_lines(text))
        behind = np.searchsorted(row.begins, [end for _, end in lines])
        for (_, end), last in zip(lines, (behind - 1).tolist(), strict=True):
            chunk = row.chunks[last]
            over = end - int(row.begins[last]) - len(chunk)
            if over < 0:
                return None
            if text[end - over : end] in _AT_END:
                numbers[last] = self._chunks.at_end[chunk]
        return numbers, np.append(0, behind[:-1])


def forget() -> None:
    """Lets go of the model; it is read again where words are looked for."""
    _segmenter.cache_clear()


def _loaded() -> Segmenter | None:
    with _loading:  # a cache alone lets everyone load who comes before the first has
        return _segmenter()


@cache
def _segmenter() -> Segmenter | None:
    """None where the installed package is not of the kind that is known."""
    with _lock:
        spec = find_spec("underthesea")
        directories = spec.submodule_search_locations if spec else None
        try:
            return Segmenter(Path(directories[0]) / _PIPELINE) if directories else None
        except (UnknownModel, UnknownTokenizer):
            return None


@cache
def _word_tokenize() -> Callable[..., list[str]]:
    """underthesea's function, warmed up once: its first call is not safe in threads."""
    with _lock:
        from underthesea import word_tokenize

        word_tokenize("khởi động", use_token_normalize=False)
    return word_tokenize  # type: ignore[no-any-return]


def words_by_package(text: str, offsets: Sequence[tuple[int, int]]) -> Places:
    """The same as `words`, by calling the package: words are aligned to the syllables of the text.

    Where a line cannot be aligned its words are left out; the syllables are there anyway.
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
    for word in _word_tokenize()(line, use_token_normalize=False):
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
