"""Short reports to read: `parse` takes a whole text, `page` puts one together around a closing paragraph."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.model import RawReport, Report
from indexer.reports import parse_report

CLOSING = (
    "Hội nghị đã thảo luận, thống nhất nhiều giải pháp thiết thực cho thời gian tới và kết thúc tốt đẹp."
)


def _parse(text: str, title: str | None = None) -> Report:
    return parse_report(RawReport("id", "tệp.txt", text, "0" * 64, title))


def _page(title: str, opening: str = "", head: str = "", tail: str = "") -> Report:
    return _parse("\n\n".join(part for part in (title, head, opening, CLOSING, tail) if part))


@pytest.fixture(scope="session")
def closing() -> str:
    return CLOSING


@pytest.fixture(scope="session")
def parse() -> Callable[..., Report]:
    return _parse


@pytest.fixture(scope="session")
def page() -> Callable[..., Report]:
    return _page
