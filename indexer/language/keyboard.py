"""Telex and VNI: Vietnamese as raw keystrokes, as it comes out where the input method was off.

Keys (Telex / VNI): aa ee oo / 6 circumflex, aw / 8 breve, ow uw w / 7 horn, dd / 9 đ, s f r x j / 1-5 tones
sắc huyền hỏi ngã nặng, z / 0 no tone. A key may follow its letter at once or come later in the syllable.
A key often fits several letters (`uow` is ươ in `dduowcj` and uơ in `thuowr`): every reading is followed, and
the one that is a Vietnamese syllable wins. The table of rhymes is that of the current orthography.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from indexer.language.normalize import add_tone, nfc

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_TELEX_TONES = {"s": _ACUTE, "f": _GRAVE, "r": _HOOK, "x": _TILDE, "j": _DOT, "z": ""}
_VNI_TONES = {"1": _ACUTE, "2": _GRAVE, "3": _HOOK, "4": _TILDE, "5": _DOT, "0": ""}
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_VOWELS = frozenset("aăâeêioôơuưy")
_MOST_KEYS = 16
_MOST_LETTERS = 7  # nghiêng

_ONSETS = frozenset("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()) | {""}
_FRONT = frozenset("eêi")  # vowels that k, gh, ngh stand before, and c, g, ng do not
_RHYMES = {
    nucleus: frozenset(codas.replace("-", "").split(" "))
    for nucleus, codas in {
        "a": "- c ch i m n ng nh o p t u y",
        "ă": "c k m n ng p t",
        "â": "c m n ng p t u y",
        "e": "- c m n ng o p t",
        "ê": "- ch m n nh p t u",
        "i": "- a ch m n nh p t u",
        "o": "- c i m n ng p t",
        "ô": "- c i m n ng p t",
        "ơ": "- i m n p t",
        "u": "- a c i m n ng p t",
        "ư": "- a c i m n ng t u",
        "y": "-",
        "iê": "c m n ng p t u",
        "yê": "m n ng t u",
        "oa": "- c ch i m n ng nh o p t y",
        "oă": "c m n ng p t",
        "oe": "- m n o t",
        "oo": "c n ng",
        "uâ": "c n ng t y",
        "uê": "- ch n nh u",
        "uô": "c i m n ng p t",
        "uơ": "-",
        "uy": "- a ch n nh p t u",
        "uyê": "n t",
        "ươ": "c i m n ng p t u",
    }.items()
}
_RHYMES_AFTER_QU = {nucleus: _RHYMES[nucleus] for nucleus in ("a", "ă", "â", "e", "ê", "i", "ô", "ơ", "yê")}
_RHYMES_AFTER_QU["y"] = _RHYMES["uy"] - {"a"}
_STOPS = frozenset({"c", "ch", "p", "t"})
_PARTS = re.compile("([bcdđghklmnpqrstvx]*)([aăâeêioôơuưy]+)([bcdđghklmnpqrstvx]*)")

_LETTERS = re.compile(r"[^\W\d_]+")
_Keys = Callable[[str, str, str], Iterator[tuple[str, str]]]


@lru_cache(maxsize=1 << 14)
def decode_telex(raw: str) -> str | None:
    """The Vietnamese syllable that raw Telex keys stand for, or None where they stand for none.

    >>> [decode_telex(raw) for raw in ("hooij", "nghij", "Tieengs", "DDUWOWCJ", "duwocdj", "thuowr", "HDDND")]
    ['hội', 'nghị', 'Tiếng', 'ĐƯỢC', 'được', 'thuở', 'HĐND']
    >>> [decode_telex(raw) for raw in ("hoi", "hoojii", "vieet", "Google", "ross")]
    [None, None, None, None, None]
    """
    return _decode(raw, raw, _telex_key)


@lru_cache(maxsize=1 << 14)
def decode_vni(raw: str) -> str | None:
    """The Vietnamese syllable that raw VNI keys stand for, or None where they stand for none.

    >>> [decode_vni(raw) for raw in ("ho65i", "ho6i5", "nghi5", "D9ie65n", "d9uoc75", "thuo73")]
    ['hội', 'hội', 'nghị', 'Điện', 'được', 'thuở']
    >>> [decode_vni(raw) for raw in ("hoi", "2012", "km2", "h6oi")]
    [None, None, None, None]
    """
    return _decode(raw, re.sub(r"\d", "", raw), _vni_key)


def encode_telex(text: str) -> str:
    """A text as raw Telex keys: marks typed after their letters, the tone at the end of the syllable.

    >>> encode_telex("Hội nghị tổng kết TT&TT ở ĐIỆN Biên")
    'Hooij nghij toongr keets TT&TT owr DDIEENJ Bieen'
    """
    return _encode(text, {"đ": "d", "\u0302": None, "\u0306": "w", "\u031b": "w"}, _TELEX_TONES)


def encode_vni(text: str) -> str:
    """A text as raw VNI keys: marks typed after their letters, the tone at the end of the syllable.

    >>> encode_vni("Hội nghị ở Điện Biên, được 64%")
    'Ho6i5 nghi5 o73 D9ie6n5 Bie6n, d9u7o7c5 64%'
    """
    return _encode(text, {"đ": "9", "\u0302": "6", "\u0306": "8", "\u031b": "7"}, _VNI_TONES)


def well_formed(toneless: str, tone: str = "") -> bool:
    """Whether lower-case letters and a tone (a combining character) make a syllable of the orthography.

    Bắc Kạn, Đắk Lắk and Hồng Kông are well-formed too: such names are typed more often than most words.

    >>> well_formed("nghiêng"), well_formed("ngiêng"), well_formed("tôt"), well_formed("tôt", "\u0301")
    (True, False, False, True)
    """
    for onset, nucleus, coda in _splits(toneless):
        rhymes = _RHYMES_AFTER_QU if onset == "qu" else _RHYMES
        if (
            onset in _ONSETS
            and coda in rhymes.get(nucleus, ())
            and _onset_fits(onset, nucleus)
            and (coda not in _STOPS or tone in (_ACUTE, _DOT))
            and (coda != "k" or tone in ("", _ACUTE))
        ):
            return True
    return False


def _splits(toneless: str) -> Iterator[tuple[str, str, str]]:
    """Every onset, nucleus and coda: `giữa` is gi + ưa and `giếng` g + iêng; the a of `ưa` is a coda here."""
    parts = _PARTS.fullmatch(toneless)
    if parts is None:
        return
    onset, vowels, consonants = parts.groups()
    heads = [(onset, vowels)]
    if onset + vowels[0] in ("gi", "qu"):
        heads.append((onset + vowels[0], vowels[1:]))
    for head, rest in heads:
        yield head, rest, consonants
        if not consonants and len(rest) > 1:
            yield head, rest[:-1], rest[-1]


def _onset_fits(onset: str, nucleus: str) -> bool:
    front = nucleus[0] in _FRONT
    if onset in ("gh", "ngh"):
        return front
    if onset == "k":
        return front or nucleus in ("a", "ô", "y")
    if onset == "g":
        return nucleus[0] not in "eêy"
    return onset not in ("c", "ng") or not (front or nucleus[0] == "y")


def _decode(raw: str, letters: str, key: _Keys) -> str | None:
    if not (letters and raw.isascii() and raw.isalnum() and letters.isalpha() and len(raw) <= _MOST_KEYS):
        return None
    if _VOWELS.isdisjoint(letters.lower()) and "w" not in raw.lower():
        return _short_form(raw)
    # Readings of what was typed so far: letters with their marks, and the tone key ("" for none yet).
    readings = [("", "")]
    for char in raw.lower():
        news = (new for typed, tone in readings for new in key(typed, tone, char))
        readings = [new for new in dict.fromkeys(news) if len(new[0]) <= _MOST_LETTERS]
    tones = _TELEX_TONES | _VNI_TONES
    for typed, tone_key in readings:
        marked = typed.replace("ưo", "ươ")  # one w for both letters, typed early: `dduwocj`
        tone = tones.get(tone_key, "")
        if marked != raw.lower() and (tone or not marked.isascii()) and well_formed(marked, tone):
            syllable = add_tone(marked, tone) if tone else marked
            return syllable and _cased(syllable, letters)
    return None


def _short_form(raw: str) -> str | None:
    """đ among consonants: `HDDND` and `HD9ND` are HĐND."""
    short = re.sub("[dD][dD9]", lambda keys: "Đ" if keys[0][0] == "D" else "đ", raw)
    return short if short != raw and short.isalpha() else None


def _cased(syllable: str, letters: str) -> str:
    if len(letters) > 1 and letters.isupper():
        return syllable.upper()
    return syllable.capitalize() if letters[0].isupper() else syllable


def _telex_key(typed: str, tone: str, char: str) -> Iterator[tuple[str, str]]:
    """The readings after one more key. A tone key doubled is how its letter is typed: no reading."""
    if char in _TELEX_TONES and not _VOWELS.isdisjoint(typed):
        if not tone:
            yield typed, char
    elif char == "w":
        yield from ((new, tone) for new in _horned(typed))
        yield from ((new, tone) for new in _marked(typed, {"a": "ă"}))
        if _VOWELS.isdisjoint(typed):
            yield typed + "ư", tone
    elif char == "d" and typed.startswith("d"):
        yield "đ" + typed[1:], tone
    elif char in _CIRCUMFLEX and _CIRCUMFLEX[char] in typed:
        yield typed.replace(_CIRCUMFLEX[char], char + char), tone  # `xooong` types xoong
    else:
        if char in _CIRCUMFLEX:
            yield from ((new, tone) for new in _marked(typed, {char: _CIRCUMFLEX[char]}))
        yield typed + char, tone


def _vni_key(typed: str, tone: str, char: str) -> Iterator[tuple[str, str]]:
    if char.isalpha():
        yield typed + char, tone
    elif char in _VNI_TONES and not _VOWELS.isdisjoint(typed):
        if not tone:
            yield typed, char
    elif char == "6":
        yield from ((new, tone) for new in _marked(typed, _CIRCUMFLEX))
    elif char == "7":
        yield from ((new, tone) for new in _horned(typed))
    elif char == "8":
        yield from ((new, tone) for new in _marked(typed, {"a": "ă"}))
    elif char == "9" and typed.startswith("d"):
        yield "đ" + typed[1:], tone


def _marked(typed: str, marks: dict[str, str]) -> Iterator[str]:
    """`typed` with one of its letters marked, the last one first."""
    for place in range(len(typed) - 1, -1, -1):
        if typed[place] in marks:
            yield typed[:place] + marks[typed[place]] + typed[place + 1 :]


def _horned(typed: str) -> Iterator[str]:
    if "uo" in typed:
        yield typed.replace("uo", "ươ")
    yield from _marked(typed, {"o": "ơ", "u": "ư"})


def _encode(text: str, marks: dict[str, str | None], tone_keys: dict[str, str]) -> str:
    tones = {tone: key for key, tone in tone_keys.items() if tone}
    return _LETTERS.sub(lambda word: _typed(word[0], marks, tones), nfc(text))


def _typed(word: str, marks: dict[str, str | None], tones: dict[str, str]) -> str:
    """The keys of one word; `None` for a mark says that its letter is typed twice."""
    keys, tone_keys = "", []
    for char in word:
        letter, *signs = list(unicodedata.normalize("NFD", char))
        lower = letter.lower()
        if (
            lower == "o"
            and marks.keys().isdisjoint(signs)
            and not marks["\u0302"]
            and keys[-1:].lower() == "o"
        ):
            keys += letter  # moóc: a second o alone would be a circumflex
        keys += ("D" if char == "Đ" else "d") + (marks["đ"] or "") if lower == "đ" else letter
        for sign in signs:
            if sign in marks:
                keys += marks[sign] or lower
            elif sign in tones:
                tone_keys.append(tones[sign])
    typed = keys + "".join(tone_keys)
    return typed.upper() if len(word) > 1 and word.isupper() else typed
