"""Text files: one file is one report, in UTF-8."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from indexer.model import RawReport, Skipped
from indexer.sources.ids import Ids
from indexer.sources.packed import Meter, open_packed
from indexer.sources.walk import FoundFile, why

_LINE_BREAKS = "\r\v\f\x85\u2028\u2029"
_LINE_BREAK = re.compile(f"\r\n|[{_LINE_BREAKS}]")
_BLANK = re.compile("[\\s\u200b-\u200d\u2060\ufeff]*")
# As in Unicode's stream-safe text: composing takes a time that grows with the square of a letter's marks.
_MOST_MARKS = 30
_MAY_BE_MARKS = re.compile(f"[\u0300-\U0010ffff]{{{_MOST_MARKS + 1},}}")  # no mark is less
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # JSON can escape them; no file and no index can hold them


def read_text(file: FoundFile, ids: Ids, limit: int, meter: Meter) -> RawReport | Skipped:
    """The file as a report, or why it is none. At most `limit` bytes."""
    try:
        with open_packed(file.path, meter) as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        return Skipped(file.shown, why(error, file.path))
    if len(data) > limit:
        return Skipped(file.shown, f"it is larger than {limit:,} bytes (the setting max_file_mb)")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Skipped(file.shown, "it is UTF-16; save it as UTF-8")
    if b"\0" in data:
        return Skipped(file.shown, "it is a binary file, not text (it holds a NUL byte)")
    try:
        text = tidy(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Skipped(file.shown, f"it is not UTF-8 (the byte at offset {error.start}); save it as UTF-8")
    if _BLANK.fullmatch(text):
        return Skipped(file.shown, "it is empty")
    digest = hashlib.sha256(data).hexdigest()
    location = str(file.path.absolute())
    return RawReport(ids.for_file(file.relative), file.relative, text, digest, location=location)


def tidy(text: str) -> str:
    r"""NFC, `\n` between lines, no byte order mark, U+FFFD for what is no text, 30 marks on a letter at most.

    >>> tidy("\ufeffHoà\r\nBình")
    'Hoà\nBình'
    """
    text = text.removeprefix("\ufeff")
    # Looking for each by itself is quicker by far than an expression, and nearly always finds none.
    if any(char in text for char in _LINE_BREAKS):
        text = _LINE_BREAK.sub("\n", text)
    if "\0" in text or not _can_be_encoded(text):
        text = _NO_TEXT.sub("\ufffd", text)
    return unicodedata.normalize("NFC", _MAY_BE_MARKS.sub(_with_fewer_marks, text))


def _with_fewer_marks(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for char in run[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _can_be_encoded(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
