"""The query language, shown by examples that run."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.model import SearchRequest
from webui.links import search_url
from webui.texts import text

# What is typed, in groups; what each example shows is told by the string of its name.
EXAMPLES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "words",
        (
            ("plain", "hội nghị tổng kết"),
            ("bare", "hoi nghi tong ket"),
            ("keys", "hooij nghij toongr keets"),
            ("quoted", '"hội nghị tổng kết"'),
            ("without", "tổng kết -cụm"),
            ("either", 'Vinh HOẶC "Cửa Lò"'),
            ("prefix", "truyền th*"),
        ),
    ),
    (
        "forms",
        (
            ("short", "Sở TT&TT"),
            ("number", "3808,3"),
            ("date", "18/12/2012"),
            ("code", "04/2012/TT-BTTTT"),
        ),
    ),
    (
        "filters",
        (
            ("province", 'tỉnh:"Nghệ An"'),
            ("year", "năm:2009..2012"),
            ("kind", 'loại:"tổng kết"'),
            ("person", 'người:"Hồ Quang Thành"'),
            ("agency", 'cơ quan:"Sở Thông tin và Truyền thông"'),
            ("district", "huyện:Vinh"),
            ("plan", "kế hoạch:2013"),
        ),
    ),
)
KEYS = ("/", "Esc", "↓ ↑", "n", "p")


@dataclass(frozen=True, slots=True)
class Example:
    query: str
    url: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    title: str
    examples: tuple[Example, ...]


def groups() -> tuple[Group, ...]:
    return tuple(
        Group(
            name,
            text(f"help.{name}"),
            tuple(
                Example(query, search_url(SearchRequest(query)), text(f"help.{name}.{shown}"))
                for shown, query in examples
            ),
        )
        for name, examples in EXAMPLES
    )


def keys() -> tuple[tuple[str, str], ...]:
    """Each key and what it does."""
    return tuple((key, text(f"help.key.{number}")) for number, key in enumerate(KEYS, 1))
