"""The query string of a page or of the API -> SearchRequest; what cannot be used is said, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast, get_args

from werkzeug.datastructures import MultiDict

from indexer.errors import BadRequest
from indexer.model import FILTERS, SearchRequest, Sort
from indexer.settings import Settings
from webui.texts import number, text

SORTS: tuple[str, ...] = get_args(Sort)
YEARS = ("year", "plan_year")
UNKNOWN = "none"  # the filter value that stands for "not known"
NUMBERS = ("page", "size")
SINGLE = ("q", "year_from", "year_to", "sort", "expand", "fold", *NUMBERS)
MAX_VALUES = 100  # of one filter; a list of all provinces fits
MAX_VALUE_CHARS = 200

Args = MultiDict[str, str]
Single = Mapping[str, str]


class BadParameter(BadRequest):
    """A parameter that cannot be used. `str(error)` is for the API; `shown` for the page, in its language."""

    def __init__(self, english: str, shown: str) -> None:
        super().__init__(english)
        self.shown = shown


def search_request(args: Args, settings: Settings, *, sized: bool = False) -> SearchRequest:
    """What was asked. Raises BadParameter.

    The API reads `size` too (`sized`), and takes what it describes and nothing else.
    """
    size = settings.page_size
    if sized:
        once(args, SINGLE)
        size = _number(args, "size", settings.page_size, settings.max_page_size)
    first = args.to_dict()  # a MultiDict that has no value makes an exception for it
    return SearchRequest(
        text=query_text(first, settings),
        year_from=_year_number(first, "year_from"),
        year_to=_year_number(first, "year_to"),
        sort=cast(Sort, choice(first, "sort", SORTS)),
        page=_number(first, "page", 1, settings.max_results if sized else _pages(settings, size)),
        size=size,
        expand=_switch(first, "expand", default=True),
        off=_values(args, "off"),
        fold=sized and _switch(first, "fold"),
        **_filters(args),
    )


def _pages(settings: Settings, size: int) -> int:
    return max(1, -(-settings.max_results // size))


def query_text(args: Single, settings: Settings) -> str:
    given = args.get("q", "")
    query = clean(given)
    if (length := max(len(given), len(query))) > (most := settings.max_query_chars):
        raise BadParameter(
            f"q has {length} characters; a query may have at most {most}.",
            text("bad.q", length=number(length), most=number(most)),
        )
    return query


def clean(value: str) -> str:
    """Text that can be searched, shown and encoded: no controls, no halves of characters, NFC.

    >>> clean(" nghe\\x00an \\ud800")
    'nghe an \ufffd'
    """
    if not value.isprintable():
        value = "".join(map(_cleaned, value))
    return unicodedata.normalize("NFC", value).strip()


def _cleaned(char: str) -> str:
    return {"Cs": "\ufffd", "Cc": " "}.get(unicodedata.category(char), char)


def once(args: Args, names: Sequence[str]) -> None:
    """Raises BadParameter for a parameter of these that is repeated, or is a number left blank."""
    for name in names:
        given = args.getlist(name)
        if len(given) > 1 or (name in NUMBERS and given == [""]):
            raise BadParameter(
                f"{name} is repeated or blank; give it once and with a value, or not at all.",
                text("bad.once", name=name),
            )


def _filters(args: Args) -> dict[str, Any]:
    return {name: _filter_values(args, name) for name in FILTERS if name in args}


def _filter_values(args: Args, name: str) -> tuple[str, ...]:
    if name in YEARS:
        return tuple(_year(name, value) for value in _values(args, name, _typed_year))
    return _values(args, name)


def _typed_year(value: str) -> str:
    """A year as people type it; unlike `clean` it takes no control character for a blank."""
    return value.strip(" ")


def _values(args: Args, name: str, read: Callable[[str], str] = clean) -> tuple[str, ...]:
    given = args.getlist(name)
    values = tuple(dict.fromkeys(filter(None, map(read, given))))
    if len(given) > MAX_VALUES or any(len(value) > MAX_VALUE_CHARS for value in (*given, *values)):
        raise BadParameter(
            f"{name} may be given at most {MAX_VALUES} times, of at most {MAX_VALUE_CHARS} characters each.",
            text("bad.values", name=name, most=number(MAX_VALUES), chars=number(MAX_VALUE_CHARS)),
        )
    return values


def _number(args: Single, name: str, default: int, highest: int) -> int:
    value = args.get(name, "")
    if not value:
        return default
    # int() would also take signs, underscores and the digits of other scripts
    if not re.fullmatch(r"[0-9]{1,9}", value) or not 1 <= int(value) <= highest:
        raise BadParameter(
            f"{name} is {_shown(value)!r}; it must be a whole number from 1 to {highest}.",
            text("bad.number", name=name, value=_shown(value), highest=number(highest)),
        )
    return int(value)


def _year(name: str, value: str) -> str:
    if value != UNKNOWN and not re.fullmatch(r"[0-9]{4}", value):
        raise BadParameter(
            f"{name} is {_shown(value)!r}; it must be a year of four digits, as in 2012, or {UNKNOWN}.",
            text("bad.year", name=name, value=_shown(value)),
        )
    return value


def _year_number(args: Single, name: str) -> int | None:
    value = _typed_year(args.get(name, ""))
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{4}", value):
        raise BadParameter(
            f"{name} is {_shown(value)!r}; it must be a year of four digits, as in 2012.",
            text("bad.year", name=name, value=_shown(value)),
        )
    return int(value)


def choice(args: Single, name: str, allowed: Sequence[str]) -> str:
    """One of the values allowed, the first where none is given. Raises BadParameter."""
    value = args.get(name) or allowed[0]
    if value not in allowed:
        raise BadParameter(
            f"{name} is {_shown(value)!r}; it must be one of {', '.join(allowed)}.",
            text("bad.choice", name=name, value=_shown(value), allowed=", ".join(allowed)),
        )
    return value


def _switch(args: Single, name: str, *, default: bool = False) -> bool:
    value = args.get(name, "") or str(int(default))
    if value not in ("0", "1"):
        raise BadParameter(
            f"{name} is {_shown(value)!r}; it must be 0 or 1.",
            text("bad.switch", name=name, value=_shown(value)),
        )
    return value != "0"


def _shown(value: str) -> str:
    value = clean(value)
    return value if len(value) <= 40 else value[:39] + "…"
