"""Texts of a JSON lines file, their tokens, and queries drawn from them by a fixed seed."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from indexer.language.normalize import nfc
from indexer.language.row import read
from indexer.language.segment import words
from indexer.model import RawReport
from indexer.sources import read_sources
from indexer.sources.packed import open_packed

# (id, tokens); every token is a string of its own, as whoever brings tokens would have them.
Document = tuple[str, list[str]]
WORDS = (1, 2, 3, 4)
_SEED = 20_000


def subset(source: Path, size: int, directory: Path) -> Path:
    """A JSON lines file with `size` lines of another, evenly spaced, so that both are alike."""
    with open_packed(source) as lines:
        found = [line for line in lines if line.strip()]
    if size > len(found):
        raise SystemExit(f"{source} holds {len(found):,} texts; choose --sizes up to that.")
    path = directory / f"texts-{size}.jsonl"
    path.write_bytes(b"".join(found[at * len(found) // size] for at in range(size)))
    return path


def raw_reports(path: Path) -> Iterator[RawReport]:
    for record in read_sources([path], max_file_bytes=1 << 40):
        if isinstance(record, RawReport):
            yield record


def write_documents(texts: Path) -> Path:
    """Beside the texts, a JSON line [id, tokens] for each: underthesea's words, lower case, joined by `_`."""
    path = texts.with_suffix(".tokens")
    with path.open("w", encoding="utf-8") as file:
        for raw in raw_reports(texts):
            file.write(json.dumps([raw.id, tokens(f"{raw.title}\n{raw.text}")], ensure_ascii=False) + "\n")
    return path


def tokens(text: str) -> list[str]:
    """
    >>> tokens("Hội nghị Công nghệ thông tin")
    ['hội_nghị', 'công_nghệ_thông_tin']
    """
    text = nfc(text)
    row = read(text)
    syllables = list(row.syllables)
    found: list[str] = []
    done = 0
    for first, last in words(text, row):
        found += syllables[done:first]
        found.append("_".join(syllables[first : last + 1]))
        done = last + 1
    return found + syllables[done:]


def read_documents(path: Path) -> list[Document]:
    """Fresh strings each time, so that nobody finds the hashes that another has left in them."""
    with path.open(encoding="utf-8") as lines:
        return [(id, found) for id, found in map(json.loads, lines)]


def draw_queries(documents: Sequence[Document], count: int) -> list[list[str]]:
    """Queries of one to four different words, as many of each; half of the words common, half rare.

    A common word is whatever stands at some place of some text, a rare one is any of those that stand
    in two texts or more.
    """
    draw = random.Random(_SEED)
    texts = [found for _, found in documents if found]
    several = Counter(chain.from_iterable(map(set, texts)))
    rare = sorted(word for word, texts_with in several.items() if texts_with > 1)
    queries = []
    for number in range(count):
        query: dict[str, None] = {}
        for _ in range(100):  # a tiny collection may not have four different words
            if len(query) == WORDS[number % len(WORDS)]:
                break
            query[draw.choice(rare if draw.random() < 0.5 and rare else draw.choice(texts))] = None
        queries.append(list(query))
    return queries


def draw_phrases(paths: Path, count: int, *, longest: int = max(WORDS)) -> list[str]:
    """Runs of one to four neighbouring words of a text, as they are written there, all different."""
    draw = random.Random(_SEED)
    texts = [raw.text for raw in raw_reports(paths)]
    found: dict[str, None] = {}
    for _ in range(100 * count):
        if len(found) == count:
            break
        text = nfc(draw.choice(texts))
        row = read(text)
        offsets, places = row.offsets, words(text, row)
        if not places:
            continue
        at = draw.randrange(len(places))
        length = draw.randint(1, longest)
        first, last = places[at][0], places[min(at + length, len(places)) - 1][1]
        run = text[offsets[first][0] : offsets[last][1]]
        if last - first < 2 * longest and "\n" not in run and '"' not in run:
            found[run] = None
    return list(found)
