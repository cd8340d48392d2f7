"""Segmentation line by line: ours beside `word_tokenize`, on the same lines, one core.

python -m tests.benchmarks.segmentation --texts FILE.jsonl.xz [--words 300000] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from indexer.language import segment
from indexer.language.normalize import nfc
from indexer.language.row import read
from indexer.language.segment import words_by_package
from indexer.language.tokenize import offsets
from indexer.model import RawReport
from indexer.sources import read_sources
from tests.language.peers import differences


def measure(source: Path, words: int, runs: int) -> dict[str, object]:
    """Syllables a second of both, cold and warm, and the lines on which they differ.

    Ours is timed with finding the syllables of the text, theirs without.
    """
    texts: list[str] = []
    places: list[list[tuple[int, int]]] = []
    records = (
        record for record in read_sources([source], max_file_bytes=1 << 40) if isinstance(record, RawReport)
    )
    for record in records:
        if sum(map(len, places[-1:])) and sum(map(len, places)) >= words:
            break
        texts.append(nfc(record.text))
        places.append(offsets(texts[-1]))
    syllables = sum(map(len, places))
    segment._word_tokenize()
    segment._segmenter()
    cold = _seconds(lambda: [segment.words(text, read(text)) for text in texts])
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(_seconds(lambda: [segment.words(text, read(text)) for text in texts]))
        theirs.append(
            _seconds(lambda: [words_by_package(t, row) for t, row in zip(texts, places, strict=True)])
        )
    different = [difference for text in texts for difference in differences(text)]
    unexplained = [difference for difference in different if not difference.tied]
    return {
        "syllables": syllables,
        "ours, cold (syllables/s)": round(syllables / cold),
        "ours, warm (syllables/s)": round(syllables / median(ours)),
        "word_tokenize, warm (syllables/s)": round(syllables / median(theirs)),
        "times faster, warm": round(median(theirs) / median(ours), 2),
        "times faster, cold": round(median(theirs) / cold, 2),
        "lines that differ by a tie of scores": [d.line.strip()[:120] for d in different if d.tied],
        "lines that differ otherwise": [d.line.strip()[:120] for d in unexplained],
    }


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
    print(json.dumps(measure(options.texts, options.words, options.runs), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
