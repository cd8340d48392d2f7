"""Quoted means literal: does a run of syllables copied from a report, put in quotes, find that report?

    python -m tests.benchmarks.literal_recall [--texts FILE.jsonl.xz] [--runs 5000] [--index DIR]

Runs of one to eight syllables are copied from the seeds and from a sample of the texts. Each must find
the reports that hold it, all of them and no other, with marks on just that run; the same syllables
shuffled into a run that stands nowhere must find none. What stands where is told by a search in one long
string. Where a run stands in more than a page of reports, their number must be right.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from indexer.build import rebuild
from indexer.engines.whoosh import WhooshFactory
from indexer.generations import Generations
from indexer.language.analyzer import Analyzer
from indexer.language.normalize import bare, has_accents, syllable
from indexer.language.tokenize import offsets
from indexer.live import LiveIndex
from indexer.model import Pieces, SearchRequest
from indexer.search import SearchService
from indexer.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SEED = 2025
LONGEST = 8
SAMPLED = 2_000
PAGE = 100
# Quotation marks inside a run would end the quoted part of the query; they carry no syllable.
_QUOTES = re.compile('["“”„‟«»″＂]')
_SHUFFLES = 20


@dataclass(frozen=True, slots=True)
class Text:
    """A title or a body as the reader sees it, and its syllables as they are compared."""

    id: str
    field: str
    text: str
    offsets: Sequence[tuple[int, int]]
    syllables: Sequence[str]


@dataclass(frozen=True, slots=True)
class Run:
    """What was copied: `length` syllables of a text from the ordinal `first` on."""

    text: Text
    first: int
    length: int

    @property
    def copied(self) -> str:
        start, end = self.text.offsets[self.first][0], self.text.offsets[self.first + self.length - 1][1]
        return _QUOTES.sub(" ", self.text.text[start:end])

    @property
    def syllables(self) -> list[str]:
        return list(self.text.syllables[self.first : self.first + self.length])


@dataclass(slots=True)
class Outcome:
    """Counts, and every run that went wrong."""

    runs: int = 0
    found: int = 0
    complete: int = 0
    marked: int = 0
    shuffled: int = 0
    false_finds: int = 0
    wrong: list[str] = field(default_factory=list)


class Texts:
    """Texts in one long string of syllables, so that runs are looked up without any index."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = texts
        self._exact = _Joined([text.syllables for text in texts])
        self._bare = _Joined([[bare(syllable) for syllable in text.syllables] for text in texts])

    def places(self, run: Sequence[str]) -> list[tuple[Text, int]]:
        """Each text and first ordinal where a run stands; a run without accents is compared without."""
        typed_bare = not has_accents(" ".join(run)) and any(map(str.isalpha, "".join(run)))
        joined = self._bare if typed_bare else self._exact
        return [(self.texts[number], ordinal) for number, ordinal in joined.find(run)]

    def sample(self, count: int, chance: random.Random) -> Iterator[Run]:
        """Runs, each syllable of the texts as likely as any other."""
        filled = [text for text in self.texts if text.syllables]
        for text in chance.choices(filled, [len(text.syllables) for text in filled], k=count):
            length = min(chance.randint(1, LONGEST), len(text.syllables))
            yield Run(text, chance.randint(0, len(text.syllables) - length), length)


class _Joined:
    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        self._begins = []
        parts = []
        length = 0
        for row in rows:
            parts.append("\n|" + "|".join(row) + "|")
            self._begins.append(length)
            length += len(parts[-1])
        self._string = "".join(parts)

    def find(self, run: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Number of the row and ordinal in it, for every place."""
        wanted = f"|{'|'.join(run)}|"
        at = self._string.find(wanted)
        while at >= 0:
            number = bisect_right(self._begins, at) - 1
            yield number, self._string.count("|", self._begins[number], at)
            at = self._string.find(wanted, at + 1)


def measure(service: SearchService, texts: Texts, runs: int, seed: int = SEED) -> Outcome:
    """Searches for `runs` sampled runs, and for a shuffled one of each."""
    chance = random.Random(seed)
    outcome = Outcome()
    for run in texts.sample(runs, chance):
        outcome.runs += 1
        places = texts.places(run.syllables)
        _find(service, run, {text.id for text, _ in places}, outcome)
        _mark(service, run, places, outcome)
        if shuffled := _shuffled(run, texts, chance):
            outcome.shuffled += 1
            page = service.search(SearchRequest(text=f'"{shuffled}"'))
            if page.total or page.total_loose or page.hits:
                outcome.false_finds += 1
                outcome.wrong.append(f"false find: {shuffled!r} {[hit.report.id for hit in page.hits]}")
    return outcome


def _find(service: SearchService, run: Run, expected: set[str], outcome: Outcome) -> None:
    request = SearchRequest(text=f'"{run.copied}"', size=PAGE if len(expected) <= PAGE else 1)
    page = service.search(request)
    ids = {hit.report.id for hit in page.hits}
    exact = page.total == len(expected) and page.total_loose == 0
    complete = exact and (ids == expected if len(expected) <= PAGE else ids < expected)
    outcome.complete += complete
    outcome.found += complete or run.text.id in ids
    if not complete:
        missed = [f"{page.total} found, {len(expected)} expected; missing {sorted(expected - ids)[:3]}"]
        outcome.wrong.append(f"not complete: {run.copied!r} of {run.text.id} {missed}")


def _mark(service: SearchService, run: Run, places: Sequence[tuple[Text, int]], outcome: Outcome) -> None:
    view = service.view(run.text.id, f'"{run.copied}"')
    right = True
    for name, pieces in (("title", view.title_pieces), ("body", view.body_pieces)):
        here = [(text, first) for text, first in places if (text.id, text.field) == (run.text.id, name)]
        expected = {first + step for _, first in here for step in range(run.length)}
        right &= marked_ordinals(pieces) == expected
    outcome.marked += right
    if not right:
        marked = [piece.text for piece in (*view.title_pieces, *view.body_pieces) if piece.matched]
        outcome.wrong.append(f"marked otherwise: {run.copied!r} of {run.text.id}: {marked[:5]}")


def marked_ordinals(pieces: Pieces) -> set[int]:
    """The ordinals that are marked, and -1 where a mark does not begin and end with a syllable.

    >>> marked_ordinals(Pieces("Sở TT&TT", (3, 8)))
    {1, 2}
    """
    spans = offsets(pieces.text)
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    ordinals: set[int] = set()
    for begin, end in zip(pieces.bounds[::2], pieces.bounds[1::2], strict=True):
        inside = begin in starts and end in ends
        ordinals.update(range(starts.index(begin), ends.index(end) + 1) if inside else (-1,))
    return ordinals


def _shuffled(run: Run, texts: Texts, chance: random.Random) -> str | None:
    """The run's syllables in an order that stands nowhere, if there is one."""
    syllables = run.syllables
    for _ in range(_SHUFFLES):
        chance.shuffle(syllables)
        if not texts.places(syllables):
            return " ".join(syllables)
    return None


def collect(service: SearchService, ids: Sequence[str]) -> Texts:
    """The texts of reports, as the service shows them."""
    texts = []
    for id in ids:
        report = service.view(id).report
        for name, text in (("title", report.title), ("body", report.body)):
            spans = offsets(text)
            texts.append(Text(id, name, text, spans, [syllable(text[start:end]) for start, end in spans]))
    return Texts(texts)


def _sampled_lines(path: Path, count: int) -> list[str]:
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        lines = stream.readlines()
    return random.Random(SEED).sample(lines, min(count, len(lines)))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--texts", type=Path, help="JSON lines, packed by xz, to sample texts from")
    parser.add_argument("--sampled", type=int, default=SAMPLED, help="how many of its texts")
    parser.add_argument("--runs", type=int, default=5_000)
    parser.add_argument("--index", type=Path, help="keep the index here, for the next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        directory = options.index or Path(temporary) / "index"
        sources = [ROOT / "seeds"]
        ids = [path.stem for path in sorted(sources[0].glob("*.txt"))]
        if options.texts and options.texts.is_file():
            lines = _sampled_lines(options.texts, options.sampled)
            sources.append(Path(temporary) / "texts.jsonl")
            sources[-1].write_text("".join(lines), encoding="utf-8")
            ids += [json.loads(line)["_id"] for line in lines]
        else:
            print(f"Only the seeds are sampled: --texts names no file ({options.texts}).")
        rebuild(sources, Generations(directory), WhooshFactory(), Settings(), if_needed=True)
        live = LiveIndex(
            Generations(directory),
            WhooshFactory(),
            analyzer_fingerprint=Analyzer().fingerprint,
            watch_seconds=60,
        )
        with closing(live):
            service = SearchService(live, Settings())
            began = time.perf_counter()
            outcome = measure(service, collect(service, ids), options.runs)
    print("\n".join(outcome.wrong[:50]))
    print(f"{len(ids):,} reports, {outcome.runs:,} runs, {time.perf_counter() - began:.0f} s")
    print(f"found             {outcome.found:,} of {outcome.runs:,}")
    print(f"and no other      {outcome.complete:,} of {outcome.runs:,}")
    print(f"marked exactly    {outcome.marked:,} of {outcome.runs:,}")
    print(f"shuffled, found   {outcome.false_finds:,} of {outcome.shuffled:,}")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
