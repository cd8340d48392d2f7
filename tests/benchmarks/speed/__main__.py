"""Every figure of speed in one command: a Markdown table with the machine named, and JSON.

python -m tests.benchmarks.speed TEXTS.jsonl.xz [--sizes 2000,20000] [--runs 3] [--parts engines,pages]
                                 [--json FILE] [--cache DIR]

What is compared is measured in one run, in turns; figures are medians. Goals are judged at the largest
size, and meant for 20,000 texts; the command ends with 1 where one is missed. `--cache` keeps what takes
long to prepare: the stock index of all layers.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from tests.benchmarks import segmentation
from tests.benchmarks.speed import engines, layers, pages, rebuild, start
from tests.benchmarks.speed.collection import subset, write_documents
from tests.benchmarks.speed.table import Row, machine, markdown

# Syllables enough for 300,000 words.
_SYLLABLES = 450_000
_FASTER = 6.0


class Bench:
    """What several parts stand on is made once."""

    def __init__(self, source: Path, sizes: list[int], runs: int, room: Path, cache: Path) -> None:
        self._source, self._sizes, self._runs = source, sizes, runs
        self._room, self._cache = room, cache

    @cached_property
    def _texts(self) -> dict[int, Path]:
        return {size: subset(self._source, size, self._room) for size in self._sizes}

    @cached_property
    def _indexes(self) -> dict[int, Path]:
        """The product's indexes of the texts."""
        indexes = {size: self._room / f"index-{size}" for size in self._sizes}
        for size, index in indexes.items():
            rebuild.product(self._texts[size], index, size)
        return indexes

    def engines(self) -> list[Row]:
        documents = {size: write_documents(path) for size, path in self._texts.items()}
        return engines.measure(documents, self._runs)

    def segmentation(self) -> list[Row]:
        return segmentation_rows(self._source, self._runs)

    def rebuild(self) -> list[Row]:
        return rebuild.measure(self._texts, self._runs)

    def layers(self) -> list[Row]:
        return layers.measure(self._texts, self._indexes, self._cache, self._runs)

    def pages(self) -> list[Row]:
        size = max(self._sizes)
        return pages.measure(self._texts[size], self._indexes[size], size, self._runs)

    def start(self) -> list[Row]:
        return start.measure()

    def parts(self) -> dict[str, Callable[[], list[Row]]]:
        return {
            "engines": self.engines,
            "segmentation": self.segmentation,
            "rebuild": self.rebuild,
            "layers": self.layers,
            "pages": self.pages,
            "start": self.start,
        }


def segmentation_rows(source: Path, runs: int) -> list[Row]:
    """Ours, with the tokenizer proved equal, beside the package."""
    found = segmentation.measure(source, _SYLLABLES, runs)
    what = f"segmentation line by line, {{}}, {found.syllables:,} syllables, one core"
    against = "`underthesea.word_tokenize`, same lines, warm"
    lines = f"lines segmented otherwise, scores not tied, {found.syllables:,} syllables"
    return [
        Row(what.format("warm"), "s", found.warm, against, found.theirs, "times faster", _FASTER),
        Row(what.format("cold"), "s", [found.cold], against, found.theirs),
        Row(lines, "", [len(found.unexplained)], "none", [0], "at most", 0),
    ]


def main() -> int:
    options = _options()
    sizes = sorted({int(size) for size in options.sizes.split(",")})
    with tempfile.TemporaryDirectory() as temporary:
        cache = options.cache or Path(temporary) / "cache"
        bench = Bench(options.texts, sizes, options.runs, Path(temporary), cache)
        parts = bench.parts()
        chosen = options.parts.split(",") if options.parts else list(parts)
        if unknown := [name for name in chosen if name not in parts]:
            raise SystemExit(f"There is no part {unknown[0]!r}; choose of {', '.join(parts)}.")
        rows: list[Row] = []
        for name in chosen:
            print(f"{name} ...", file=sys.stderr)
            rows += parts[name]()
            if options.json:
                _write_json(options.json, rows)
    print(markdown(rows, machine()))
    return 0 if all(row.reached is not False for row in rows) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.speed", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("texts", type=Path, metavar="TEXTS.jsonl.xz")
    parser.add_argument("--sizes", default="2000,20000", help="how many texts; several, by commas")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--parts", help="some parts only, by commas")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keeps the stock index of all layers")
    return parser.parse_args()


def _write_json(path: Path, rows: list[Row]) -> None:
    document = {"machine": machine(), "rows": [row.json() for row in rows]}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
