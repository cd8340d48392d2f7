"""The provinces of Viet Nam: the 63 until 30 June 2025, the 34 units they became, and how people write them.

Source of the merger: Nghị quyết 202/2025/QH15, in force since 1 July 2025. Names are short ones ("Nghệ An");
a new unit always bears the name of one of its old ones. Huế was Thừa Thiên Huế until 2024, Đồng Nai is a city
since 30 April 2026: the kind of unit (tỉnh, thành phố) is accepted before every name and is no part of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

_UNITS: dict[str, tuple[str, ...]] = {
    "An Giang": ("An Giang", "Kiên Giang"),
    "Bắc Ninh": ("Bắc Ninh", "Bắc Giang"),
    "Cà Mau": ("Cà Mau", "Bạc Liêu"),
    "Cao Bằng": ("Cao Bằng",),
    "Cần Thơ": ("Cần Thơ", "Hậu Giang", "Sóc Trăng"),
    "Đà Nẵng": ("Đà Nẵng", "Quảng Nam"),
    "Đắk Lắk": ("Đắk Lắk", "Phú Yên"),
    "Điện Biên": ("Điện Biên",),
    "Đồng Nai": ("Đồng Nai", "Bình Phước"),
    "Đồng Tháp": ("Đồng Tháp", "Tiền Giang"),
    "Gia Lai": ("Gia Lai", "Bình Định"),
    "Hà Nội": ("Hà Nội", "Hà Tây"),
    "Hà Tĩnh": ("Hà Tĩnh",),
    "Hải Phòng": ("Hải Phòng", "Hải Dương"),
    "Hồ Chí Minh": ("Hồ Chí Minh", "Bà Rịa - Vũng Tàu", "Bình Dương"),
    "Huế": ("Huế",),
    "Hưng Yên": ("Hưng Yên", "Thái Bình"),
    "Khánh Hòa": ("Khánh Hòa", "Ninh Thuận"),
    "Lai Châu": ("Lai Châu",),
    "Lạng Sơn": ("Lạng Sơn",),
    "Lào Cai": ("Lào Cai", "Yên Bái"),
    "Lâm Đồng": ("Lâm Đồng", "Bình Thuận", "Đắk Nông"),
    "Nghệ An": ("Nghệ An",),
    "Ninh Bình": ("Ninh Bình", "Hà Nam", "Nam Định"),
    "Phú Thọ": ("Phú Thọ", "Hòa Bình", "Vĩnh Phúc"),
    "Quảng Ngãi": ("Quảng Ngãi", "Kon Tum"),
    "Quảng Ninh": ("Quảng Ninh",),
    "Quảng Trị": ("Quảng Trị", "Quảng Bình"),
    "Sơn La": ("Sơn La",),
    "Tây Ninh": ("Tây Ninh", "Long An"),
    "Thái Nguyên": ("Thái Nguyên", "Bắc Kạn"),
    "Thanh Hóa": ("Thanh Hóa",),
    "Tuyên Quang": ("Tuyên Quang", "Hà Giang"),
    "Vĩnh Long": ("Vĩnh Long", "Bến Tre", "Trà Vinh"),
}

# Gone before 2025 (Hà Tây on 1 August 2008), but reports of its time name it.
ABOLISHED = frozenset({"Hà Tây"})

PROVINCES: Mapping[str, str] = MappingProxyType(
    {old: new for new, olds in sorted(_UNITS.items()) for old in olds}
)
"""The short name of every province, old ones too, and of the unit it belongs to now."""

WRITTEN_ALIASES: dict[str, tuple[str, ...]] = {
    "Hồ Chí Minh": ("HCM", "TP.HCM", "TPHCM", "TP HCM", "Tp.HCM", "TpHCM", "HCMC"),
    "Huế": ("Thừa Thiên Huế", "Thừa Thiên - Huế", "Thừa Thiên-Huế", "TT-Huế", "TT - Huế", "TT Huế", "TT.Huế"),
    "Bà Rịa - Vũng Tàu": ("Bà Rịa Vũng Tàu", "Bà Rịa-Vũng Tàu", "BR-VT", "BR - VT", "BRVT"),
    "Bắc Kạn": ("Bắc Cạn",),
    "Đắk Lắk": (
        *("Đắc Lắc", "Đăk Lăk", "Đắk Lăk", "Đăk Lắk", "Đăc Lăc", "Đak Lak", "Dak Lak"),
        *("Dac Lac", "Daklak", "DakLak", "Đắklắk", "ĐắkLắk", "Đắk-Lắk"),
    ),
    "Đắk Nông": (
        *("Đắc Nông", "Đăk Nông", "Đăc Nông", "Đak Nông", "Dak Nong", "Dak Nông"),
        *("Dac Nong", "Daknong", "Đắk-Nông"),
    ),
    "Kon Tum": ("Kontum", "KonTum", "Kon-Tum", "Con Tum"),
    "Gia Lai": ("Gia-lai", "Gia-Lai", "Gialai", "GiaLai"),
    "Lào Cai": ("Lao Cai", "Lào Kai"),
    "Quảng Ngãi": ("Quãng Ngãi",),
}
"""Other ways that texts write a name; tone placement (Hoà, Hòa), capitals and dashes are no matter here."""

_TYPED_ALIASES = {
    "Hồ Chí Minh": ("Sài Gòn", "Sài Gòn - Gia Định", "SG"),
    "Huế": ("Thừa Thiên",),
    "Bà Rịa - Vũng Tàu": ("Vũng Tàu", "Bà Rịa", "VT"),
    "Hà Nội": ("HN", "Ha Noi City"),
}  # fmt: skip

_KIND_OF_UNIT = re.compile(r"(?:tinh|thanh pho|tp|t p)(?= )\s*")
_MOST_SYLLABLES = 7  # thành phố Bà Rịa - Vũng Tàu, the dash given as a syllable


def key(name: str) -> str:
    """A name without accents, case and punctuation, to look it up by.

    >>> key("Thừa Thiên - Huế"), key("TP.HCM")
    ('thua thien hue', 'tp hcm')
    """
    letters = unicodedata.normalize("NFD", name.casefold().replace("đ", "d").replace("ð", "d"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


def _names() -> dict[str, str]:
    found = {key(name): name for name in PROVINCES}
    for table in (WRITTEN_ALIASES, _TYPED_ALIASES):
        for name, aliases in table.items():
            found.update({key(alias): name for alias in aliases})
    # People also type a name in one piece: "nghean", "hanoi".
    return {key_.replace(" ", ""): name for key_, name in found.items()} | found


_NAMES = _names()


def resolve(name: str) -> str | None:
    """The short name of the province that a typed name or alias means, with or without accents.

    >>> resolve("tinh nghe an"), resolve("TP.HCM"), resolve("Đắc Lắc"), resolve("Vinh")
    ('Nghệ An', 'Hồ Chí Minh', 'Đắk Lắk', None)
    """
    typed = key(name)
    return _NAMES.get(typed) or _NAMES.get(_KIND_OF_UNIT.sub("", typed, count=1))


def longest_name(syllables: Sequence[str]) -> tuple[str, int] | None:
    """The longest run of leading syllables that names a province, as its short name and the run's length.

    >>> longest_name(["nghe", "an", "tong", "ket"])
    ('Nghệ An', 2)
    """
    for count in range(min(len(syllables), _MOST_SYLLABLES), 0, -1):
        if key(syllables[count - 1]) and (name := resolve(" ".join(syllables[:count]))):
            return name, count
    return None


def others_in(name: str) -> tuple[str, ...]:
    """The other provinces that a unit of today took in; none of what is no unit of today.

    >>> others_in("Hưng Yên"), others_in("Nghệ An"), others_in("Thái Bình")
    (('Thái Bình',), (), ())
    """
    return tuple(old for old in _UNITS.get(name, ()) if old != name)


def is_past(name: str) -> bool:
    """Whether a province of that name and extent is no more.

    >>> is_past("Thái Bình"), is_past("Hưng Yên"), is_past("Nghệ An")
    (True, True, False)
    """
    return name in PROVINCES and (PROVINCES[name] != name or bool(others_in(name)))


def now(name: str) -> str:
    """The unit that a province belongs to today.

    >>> now("Thái Bình"), now("Hưng Yên"), now("Hà Tây")
    ('Hưng Yên', 'Hưng Yên', 'Hà Nội')
    """
    return PROVINCES[name]
