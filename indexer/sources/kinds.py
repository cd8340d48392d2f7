"""Which files are read at all, told by their names."""

from __future__ import annotations

from indexer.sources.walk import FoundFile

TEXT_ENDINGS = (".txt",)
JSONL_ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.xz")


def holds_records(file: FoundFile) -> bool:
    return file.name.endswith(JSONL_ENDINGS)


def is_text(file: FoundFile) -> bool:
    """A file that was named itself may also have no ending."""
    return file.name.endswith(TEXT_ENDINGS) or (file.named and "." not in file.name)


def is_read(file: FoundFile, max_file_bytes: int) -> bool:
    return holds_records(file) or (is_text(file) and file.size <= max_file_bytes)
