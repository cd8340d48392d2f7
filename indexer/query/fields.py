"""Field filters of the query box: `tỉnh:"Nghệ An"`, `nam:2009..2012`, `người:"Hồ Quang Thành"`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from indexer.language.normalize import bare
from indexer.model import Filter
from indexer.query.values import NONE, UNKNOWN, Values
from indexer.reports.agency import longest_office
from indexer.reports.provinces import longest_name

KINDS = ("tổng kết", "sơ kết", "giao ban", "khác")
_FIELD = re.compile(r"([^\W\d_]+):(.*)", re.S)
_YEARS = re.compile(r"(\d{4})?(\.\.)?(\d{4})?")

Reading = tuple[tuple[Filter, ...], int]  # the filters, if any, and how many lexemes they took
_NOTHING: Reading = (), 0


def read(lexemes: Sequence[str], values: Values | None = None) -> Reading:
    """The filters that begin with the first lexeme; ((), 0) where it is plain text.

    `values` are those of the collection: names of people, offices and districts are looked up there.

    >>> read(["tinh:nghe", "an", "tong", "ket"])
    ((Filter(attribute='province', values=('Nghệ An',), low=None, high=None),), 2)
    >>> read(["nam:2009..2012"])
    ((Filter(attribute='year', values=(), low=2009, high=2012),), 1)
    >>> read(["kế", "hoạch:2013"])
    ((Filter(attribute='plan_year', values=('2013',), low=None, high=None),), 2)
    >>> read(["tỉnh:xyz"])
    ((), 0)
    """
    for at, before in ((0, ""), (1, f"{lexemes[0]} ")):  # a field's name has one word or two
        field = at < len(lexemes) and ":" in lexemes[at]
        match = _FIELD.fullmatch(lexemes[at]) if field else None
        reader = _READERS.get(bare(before + match[1]).lower()) if match else None
        if match and reader:
            filters, used = _value(partial(reader, values), match[2], lexemes[at + 1 :])
            return (filters, used + at) if filters else _NOTHING
    return _NOTHING


def _value(reader: Callable[[Sequence[str]], Reading], value: str, following: Sequence[str]) -> Reading:
    """What a reader makes of a value behind the colon, in quotes, or of the words that follow."""
    if value.startswith('"') or (not value and following and following[0].startswith('"')):
        words = (value or following[0]).strip('"').split()
        filters, used = reader(words)
        # In quotes all words belong to the value.
        return (filters, 1 + (not value)) if used >= len(words) else _NOTHING
    filters, used = reader([value, *following] if value else following)
    return filters, used + (not value)


def _province(_: Values | None, words: Sequence[str]) -> Reading:
    if bare(" ".join(words[:2])).lower() in UNKNOWN:
        return (Filter("province", (NONE,)),), 2
    if words and words[0].lower() == NONE:
        return (Filter("province", (NONE,)),), 1
    found = longest_name([word.strip(",;.") for word in words])
    return ((Filter("province", (found[0],)),), found[1]) if found else _NOTHING


def _year(attribute: str, _: Values | None, words: Sequence[str]) -> Reading:
    match = _YEARS.fullmatch(words[0]) if words else None
    if match is None or not (match[1] or match[3]):
        return _NOTHING
    low, dots, high = match.groups()
    if not dots:
        return ((Filter(attribute, (low,)),), 1) if low and not high else _NOTHING
    return (Filter(attribute, low=int(low) if low else None, high=int(high) if high else None),), 1


def _kind(_: Values | None, words: Sequence[str]) -> Reading:
    for length in (2, 1):
        typed = bare(" ".join(words[:length])).lower()
        for kind in KINDS:
            if bare(kind) == typed:
                return (Filter("kind", (kind,)),), length
    return _NOTHING


def _named(attribute: str, values: Values | None, words: Sequence[str]) -> Reading:
    found, used = values.longest(attribute, words) if values else ((), 0)
    return ((Filter(attribute, found),), used) if found else _NOTHING


def _agency(values: Values | None, words: Sequence[str]) -> Reading:
    """An office, and the province of it where that follows: `Sở TT&TT Nghệ An`."""
    office = longest_office(words)
    filters, used = (
        ((Filter("agency", (office[0],)),), office[1]) if office else _named("agency", values, words)
    )
    if filters and used < len(words):
        place, more = _province(values, words[used:])
        return (*filters, *place), used + more
    return filters, used


_READERS: dict[str, Callable[[Values | None, Sequence[str]], Reading]] = {
    **dict.fromkeys(("tinh", "province"), _province),
    **dict.fromkeys(("nam", "year"), partial(_year, "year")),
    **dict.fromkeys(("ke hoach", "kehoach", "plan"), partial(_year, "plan_year")),
    **dict.fromkeys(("loai", "kind"), _kind),
    **dict.fromkeys(("nguoi", "person"), partial(_named, "person")),
    **dict.fromkeys(("co quan", "coquan", "agency"), _agency),
    **dict.fromkeys(("noi dang", "noidang", "publisher"), partial(_named, "publisher")),
    **dict.fromkeys(("huyen", "district"), partial(_named, "district")),
}
