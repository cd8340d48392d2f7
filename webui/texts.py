"""Strings by name, with their blanks filled in, from the catalogue of the language that is in use."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache

from webui.catalogues import en, vi

CATALOGUES: Mapping[str, Mapping[str, str]] = {"vi": vi.TEXTS, "en": en.TEXTS}
DEFAULT = "vi"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def use(language: str) -> None:
    """The language of all texts from here on in this context; KeyError where there is no such catalogue."""
    CATALOGUES[language]
    _language.set(language)


def language() -> str:
    return _language.get()


def text(name: str, /, **values: object) -> str:
    """The string of that name with its blanks filled in; KeyError where there is none.

    >>> text("results.count", count=3)
    '3 báo cáo'
    """
    found = CATALOGUES[_language.get()][name]
    return found.format(**values) if values else found


def counted(name: str, count: int) -> str:
    """The string of that name about so many; a language that has one for a single thing takes that.

    >>> counted("results.count", 1234)
    '1.234 báo cáo'
    """
    return _counted(_language.get(), name, count)


@lru_cache(maxsize=2048)  # every result says how many marks and passages it has
def _counted(language: str, name: str, count: int) -> str:
    single = f"{name}.one"
    one = count == 1 and single in CATALOGUES[language]
    return text(single if one else name, count=number(count))


def has_text(name: str) -> bool:
    return name in vi.TEXTS


def number(value: int) -> str:
    """
    >>> number(1234567)
    '1.234.567'
    """
    return f"{value:,}".replace(",", text("number.group")) if value >= 1000 else f"{value}"
