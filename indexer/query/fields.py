"""Field filters of the query box: `tỉnh:"Nghệ An"`, `tinh:nghe an`, `nam:2009..2012`, `loại:sơ kết`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from indexer.language.normalize import bare
from indexer.model import Filter
from indexer.reports.provinces import longest_name

KINDS = ("tổng kết", "sơ kết", "giao ban", "khác")
NONE = "none"
_UNKNOWN = {"none", "khong ro"}
_FIELD = re.compile(r"([^\W\d_]+):(.*)", re.S)
_YEARS = re.compile(r"(\d{4})?(\.\.)?(\d{4})?")

Reading = tuple[Filter | None, int]  # the filter, if any, and how many lexemes it took


def read(lexemes: Sequence[str]) -> Reading:
    """The filter that begins with the first lexeme; (None, 0) where it is plain text.

    >>> read(["tinh:nghe", "an", "tong", "ket"])
    (Filter(attribute='province', values=('Nghệ An',), low=None, high=None), 2)
    >>> read(["nam:2009..2012"])
    (Filter(attribute='year', values=(), low=2009, high=2012), 1)
    >>> read(["tỉnh:xyz"])
    (None, 0)
    """
    match = _FIELD.fullmatch(lexemes[0])
    reader = _READERS.get(bare(match[1]).lower()) if match else None
    if match is None or reader is None:
        return None, 0
    value = match[2]
    if value.startswith('"'):
        filter_, _ = reader(value.strip('"').split())
        return filter_, 1
    used_before = 0 if value else 1
    following = [value, *lexemes[1:]] if value else list(lexemes[1:])
    filter_, used = reader(following)
    return filter_, used + used_before if filter_ else 0


def _province(words: Sequence[str]) -> Reading:
    if bare(" ".join(words[:2])).lower() in _UNKNOWN:
        return Filter("province", (NONE,)), 2
    if words and words[0].lower() == NONE:
        return Filter("province", (NONE,)), 1
    found = longest_name([word.strip(",;.") for word in words])
    return (Filter("province", (found[0],)), found[1]) if found else (None, 0)


def _year(words: Sequence[str]) -> Reading:
    match = _YEARS.fullmatch(words[0]) if words else None
    if match is None or not (match[1] or match[3]):
        return None, 0
    low, dots, high = match.groups()
    if not dots:
        return (Filter("year", (low,)), 1) if low and not high else (None, 0)
    return Filter("year", low=int(low) if low else None, high=int(high) if high else None), 1


def _kind(words: Sequence[str]) -> Reading:
    for length in (2, 1):
        typed = bare(" ".join(words[:length])).lower()
        for kind in KINDS:
            if bare(kind) == typed:
                return Filter("kind", (kind,)), length
    return None, 0


_READERS: dict[str, Callable[[Sequence[str]], Reading]] = {
    "tinh": _province,
    "province": _province,
    "nam": _year,
    "year": _year,
    "loai": _kind,
    "kind": _kind,
}
