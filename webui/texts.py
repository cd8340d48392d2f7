"""Strings by name, with their blanks filled in, from the catalogue of a language."""

from __future__ import annotations

from webui.catalogues import vi


def text(name: str, /, **values: object) -> str:
    """The string of that name with its blanks filled in; KeyError where there is none.

    >>> text("results.count", count=3)
    '3 báo cáo'
    """
    return vi.TEXTS[name].format(**values)


def has_text(name: str) -> bool:
    return name in vi.TEXTS


def number(value: int) -> str:
    """
    >>> number(1234567)
    '1.234.567'
    """
    return f"{value:,}".replace(",", ".")
