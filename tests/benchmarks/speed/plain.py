"""A plain script to measure the rebuild by: `word_tokenize` a line, one field, stock Whoosh.

python -m tests.benchmarks.speed.plain TEXTS.jsonl DIR
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from underthesea import word_tokenize
from whoosh import fields, index


def main(texts: Path, directory: Path) -> None:
    directory.mkdir(parents=True)
    schema = fields.Schema(id=fields.ID(stored=True), body=fields.TEXT(phrase=True))
    writer = index.create_in(str(directory), schema).writer()
    with texts.open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            text = f"{record.get('title') or ''}\n{record['text']}"
            words = [word for line in text.splitlines() for word in word_tokenize(line)]
            body = [word.replace(" ", "_").lower() for word in words]
            writer.add_document(id=str(record["_id"]), body=body)
    writer.commit()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
