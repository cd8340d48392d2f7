"""What a report mentions, also where its text is made to cost."""

from __future__ import annotations

import pytest

from indexer.language.analyzer import Analyzer
from indexer.language.mentions import definitions, mentions
from indexer.model import Report


@pytest.mark.parametrize("text", ["(" + "A" * 5_000, "(A" * 5_000, "(AB&" * 5_000, "ông " + "Đ" * 5_000])
def test_an_unfinished_short_form_or_name_costs_no_more_than_its_length(text: str) -> None:
    # An expression that tries every way to part the capitals would never come back.
    assert list(definitions(text)) == []
    analyze = Analyzer().analyze
    found = mentions(Report("1", "", text), analyze(""), analyze(text))
    assert not [mention for mention in found if mention.type in ("person", "definition")]
