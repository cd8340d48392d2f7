"""What a rebuild left out, and why: a line of JSON for each, kept beside the engine's files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from indexer.errors import IndexDamaged
from indexer.model import Skipped

FILE = "skipped.jsonl"


def dump(skipped: Iterable[Skipped]) -> bytes:
    """In the order of their sources."""
    ordered = sorted(skipped, key=lambda each: each.source)
    lines = (json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in ordered)
    return "".join(lines).encode("utf-8", "replace")


def load(content: bytes) -> tuple[Skipped, ...]:
    """Raises IndexDamaged for bytes that `dump` has not written.

    >>> load(dump([Skipped("b.pdf", "it is no text"), Skipped("a.txt", "it is empty")]))[0]
    Skipped(source='a.txt', reason='it is empty')
    """
    try:
        lines = content.decode().removesuffix("\n").split("\n")
        return tuple(Skipped(**json.loads(line)) for line in lines if line)
    except (ValueError, TypeError) as error:
        raise IndexDamaged(f"{FILE} cannot be read ({error}); run: timbaocao rebuild") from error
