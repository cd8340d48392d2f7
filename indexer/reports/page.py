"""A text file taken apart: title, body, posting date; datelines and the portal's lines left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.reports.boilerplate import is_boilerplate, is_breadcrumb, without_tail
from indexer.reports.datelines import Dateline, dateline
from indexer.reports.publisher import publisher_prefix

_EDGE = " \t\xa0\u200b\u200c\u200d\u2060\ufeff\u3000"
_HEAD_LINES = 8  # a bare date counts as a dateline only among so many lines, before the first paragraph
_PARAGRAPH = 60
_LONG = 120
_SHORTENED = 120
_CAPTION = re.compile(
    r"(?:ảnh|hình|toàn cảnh|quang cảnh|đồng chí|đ/c|ông|bà|(?:các )?đại biểu)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PageText:
    title: str
    body: str
    published: str | None


def read_page(text: str) -> PageText:
    """The parts of a page as text (NFC). Where no line can be the title, the title is the first words."""
    lines = without_tail([line.strip(_EDGE) for line in text.split("\n")])
    lines, datelines = _without_chrome(lines)
    posted = [found.published for found in datelines if found.published and not found.is_update]
    posted += [found.published for found in datelines if found.published and found.is_update]
    at = next((at for at, line in enumerate(lines) if line), None)
    if at is None:
        return PageText("", "", posted[0] if posted else None)
    title, rest = lines[at], lines[at + 1 :]
    if not _is_title(title):
        title, rest = _shortened(title), lines[at:]
    return PageText(" ".join(title.split()), _joined(rest, title), posted[0] if posted else None)


def first_paragraph(body: str) -> str:
    """The paragraph a report opens with: the first one that is longer than a caption.

    >>> first_paragraph("Ảnh: hội nghị\\n\\nSáng 02/07, Sở Thông tin và Truyền thông tổ chức hội nghị.")
    'Sáng 02/07, Sở Thông tin và Truyền thông tổ chức hội nghị.'
    """
    lines = body[:20_000].split("\n")
    starts = [at for at, line in enumerate(lines) if _is_prose(line)]
    if not starts:
        return next((line for line in lines if line), "")
    start = starts[0]
    if len(starts) > 1 and len(lines[start]) < 200 and _CAPTION.match(lines[start]):
        start = starts[1]
    end = start + 1
    # A line that does not end a sentence goes on below: the text was wrapped by hand.
    while end < len(lines) and lines[end] and not re.search(r"[.!?…:;”\"]$", lines[end - 1]):
        end += 1
    return " ".join(lines[start:end])


def _is_prose(line: str) -> bool:
    return len(line) >= _PARAGRAPH or (line.endswith((".", "…")) and len(line.split()) > 3)


def _without_chrome(lines: list[str]) -> tuple[list[str], list[Dateline]]:
    """The lines without the portal's, and the datelines that stood before or after the report."""
    kept: list[str] = []
    datelines: list[Dateline] = []
    paragraphs = [at for at, line in enumerate(lines) if len(line) > _LONG]
    first, last = (paragraphs[0], paragraphs[-1]) if paragraphs else (len(lines), -1)
    seen = 0
    for at, line in enumerate(lines):
        seen += bool(line)
        in_head, in_tail = seen <= _HEAD_LINES and (at <= first or not any(kept)), at > last
        if is_boilerplate(line, at_edge=at < first or in_tail) or (is_breadcrumb(line) and not any(kept)):
            continue
        found = dateline(line) if line and (in_head or in_tail) else None
        if found and ((in_head and not (found.weak and datelines)) or not (found.weak or found.rest)):
            datelines.append(found)
            line = found.rest
            if not line:
                continue
        kept.append(line)
    return kept, datelines


def _is_title(line: str) -> bool:
    words = len(line.split())
    if publisher_prefix(line)[0] or words > 50 or len(line) > 400:
        return False
    return not (words > 20 and re.search(r"[^.][.;:]$", line))


def _shortened(line: str) -> str:
    if len(line) <= _SHORTENED:
        return line
    return line[:_SHORTENED].rsplit(" ", 1)[0].rstrip(" ,;:-–") + "…"


def _joined(lines: list[str], title: str) -> str:
    """The lines with one blank line where there were more, without captions and titles said twice running."""
    kept: list[str] = []
    last = title
    for line in lines:
        if line and line == last and len(line) <= 200:
            continue
        last = line or last
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")
