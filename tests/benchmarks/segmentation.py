"""Segmentation line by line: ours beside `word_tokenize`, on the same lines, one core.

python -m tests.benchmarks.segmentation --texts FILE.jsonl.xz [--words 300000] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from indexer.language import segment
from indexer.language.normalize import nfc
from indexer.language.row import read
from indexer.language.tokenize import offsets
from indexer.model import RawReport
from indexer.sources import read_sources
from tests.language.peers import differences


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for a number of syllables, warm ones a run, and the lines on which the two differ."""

    syllables: int
    cold: float
    warm: Sequence[float]
    theirs: Sequence[float]
    tied: Sequence[str]
    unexplained: Sequence[str]

    def json(self) -> dict[str, object]:
        ours, theirs = median(self.warm), median(self.theirs)
        return {
            "syllables": self.syllables,
            "ours, cold (syllables/s)": round(self.syllables / self.cold),
            "ours, warm (syllables/s)": round(self.syllables / ours),
            "word_tokenize, warm (syllables/s)": round(self.syllables / theirs),
            "times faster, warm": round(theirs / ours, 2),
            "times faster, cold": round(theirs / self.cold, 2),
            "lines that differ by a tie of scores": self.tied,
            "lines that differ otherwise": self.unexplained,
        }


def measure(source: Path, words: int, runs: int) -> Measured:
    """Both on the first texts that have so many syllables.

    Ours is timed with finding the syllables of the text and the place of every word, theirs without.
    """
    texts: list[str] = []
    syllables = 0
    for record in read_sources([source], max_file_bytes=1 << 40):
        if syllables >= words:
            break
        if isinstance(record, RawReport):
            texts.append(nfc(record.text))
            syllables += len(offsets(texts[-1]))
    lines = [text[begin:end] for text in texts for begin, end in segment._lines(text)]
    tokenize = segment._word_tokenize()
    segment._segmenter()
    cold = _seconds(lambda: [segment.words(text, read(text)) for text in texts])
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(_seconds(lambda: [segment.words(text, read(text)) for text in texts]))
        theirs.append(_seconds(lambda: [tokenize(line, use_token_normalize=False) for line in lines]))
    different = [difference for text in texts for difference in differences(text)]
    tied, others = ([d.line.strip()[:120] for d in different if d.tied is tied] for tied in (True, False))
    return Measured(syllables, cold, ours, theirs, tied, others)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--words", type=int, default=300_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    found = measure(options.texts, options.words, options.runs)
    print(json.dumps(found.json(), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
