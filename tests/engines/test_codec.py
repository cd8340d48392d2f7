"""What Whoosh's own writer and readers get from our codec, where its upstream tests do not look."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from whoosh.fields import NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage

from indexer.engines.whoosh import dictionary
from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter
from indexer.engines.whoosh.codec import ArrayCodec
from indexer.engines.whoosh.dictionary import open_terms, write_dictionary


def new_index(storage: Any) -> Any:
    return storage.create_index(Schema(a=TEXT(stored=True), b=NUMERIC(int)))


def test_a_storage_that_is_no_directory_keeps_whoosh_s_own_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    index = new_index(RamStorage())
    with index.writer(codec=ArrayCodec()) as writer:
        writer.add_document(a="một hai ba", b=1)
    with index.reader() as reader:
        assert reader.postings("a", "hai").id() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_document_that_is_refused_leaves_no_length_behind(tmp_path: Path) -> None:
    index = new_index(FileStorage(str(tmp_path)))
    writer = index.writer(codec=ArrayCodec())
    for text in ("một hai", "ba"):
        with pytest.raises(ValueError, match="out of range"):
            writer.add_document(a="một hai ba bốn", b=10**30)
        writer.add_document(a=text, b=1)
    with pytest.raises(ValueError, match="out of range"):
        writer.add_document(a="một hai ba bốn", b=10**30)
    writer.commit()
    with index.reader() as reader:
        assert [reader.doc_field_length(number, "a") for number in range(2)] == [2, 1]
        assert reader.max_field_length("a") == 2


def test_terms_that_somebody_gave_one_sum_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "zlib", SimpleNamespace(crc32=lambda _: 7))
    terms = [f"{number:05}".encode() for number in range(1_000)]
    with ArrayWriter(tmp_path / "file") as writer:
        write_dictionary(writer, "a", terms)
    with ArrayFile(tmp_path / "file") as file:
        assert np.count_nonzero(file["a/hash"]) <= 64, "a slot that is far costs more than it saves"
        found = open_terms(file, "a")
        assert [found.find(term) for term in terms] == list(range(1_000))
        assert {found.find(term) for term in (b"", b"00500 ", b"01000", b"zz")} == {-1}


def test_a_copied_matcher_moves_by_itself(tmp_path: Path) -> None:
    index = new_index(FileStorage(str(tmp_path)))
    with index.writer(codec=ArrayCodec()) as writer:
        for number in range(3):
            writer.add_document(a="một", b=number)
    with index.reader() as reader:
        matcher = reader.postings("a", "một")
        copied = matcher.copy()
        copied.skip_to(2)
        assert (matcher.id(), copied.id()) == (0, 2)
        assert copied.term() == matcher.term() == ("a", "một".encode())
        assert [span.start for span in copied.spans()] == [0]
