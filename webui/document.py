"""Reports and passages as Word documents, set as Vietnamese offices write (decree 30/2020/NĐ-CP)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from indexer.model import Pieces, ReportView
from webui import words
from webui.citation import citation
from webui.plain import line, plain
from webui.texts import text

FONT = "Times New Roman"
PAGE = (Mm(210), Mm(297))
MARGINS = {"top_margin": Mm(20), "bottom_margin": Mm(20), "left_margin": Mm(30), "right_margin": Mm(20)}
FACT_COLUMNS = (Mm(50), Mm(110))
MOST_PROPERTY_CHARS = 255  # of a title among a document's properties
OPENING_CHARS = 400  # of a report in which nothing is marked

Facts = Sequence[tuple[str, str]]


def report_document(view: ReportView, address: str, today: dt.date) -> bytes:
    """A whole report: its title, what is known of it, its text with the marks, and how to cite it."""
    report = view.report
    title = report.title or report.id
    document = _document(title)
    document.add_paragraph(line(title), "Title")
    _add_facts(document, _facts(view))
    _add_text(document, view.body_pieces)
    _add_source(document, citation(report, address, today))
    return _bytes(document)


def passages_document(views: Iterable[tuple[ReportView, str]], query: str, today: dt.date) -> bytes:
    """The passages found in each report, under its title; `views` come with their addresses."""
    title = text("docx.passages", query=query) if query else text("docx.reports")
    document = _document(title)
    document.add_paragraph(line(title), "Title")
    for view, address in views:
        report = view.report
        document.add_paragraph(line(report.title or report.id), "Heading 1")
        facts = filter(None, (words.place(report), words.heading(report), words.when(report)))
        document.add_paragraph(line(" · ".join(facts)), "Subtitle")
        for pieces in [passage.pieces for passage in view.passages] or [_opening(view.body_pieces.text)]:
            _add_pieces(document.add_paragraph(), pieces)
        _add_source(document, citation(report, address, today))
    return _bytes(document)


def _document(title: str) -> Doc:
    document = Document()
    properties = document.core_properties
    properties.title = line(title)[:MOST_PROPERTY_CHARS]
    properties.author = properties.last_modified_by = text("opensearch.name")
    properties.comments = ""
    properties.language = "vi-VN"
    properties.created = properties.modified = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    for name, width in MARGINS.items():
        setattr(section, name, width)
    centre, justify = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
    _style(document, "Normal", 14, justify, indent=True)
    _style(document, "Title", 14, centre, bold=True, after=12)
    _style(document, "Heading 1", 14, WD_ALIGN_PARAGRAPH.LEFT, bold=True, before=12)
    _style(document, "Subtitle", 13, WD_ALIGN_PARAGRAPH.LEFT)
    _style(document, "Quote", 13, justify, italic=True, before=6)
    _number_pages(document)
    return document


def _style(
    document: Doc,
    name: str,
    points: int,
    align: WD_ALIGN_PARAGRAPH,
    *,
    bold: bool = False,
    italic: bool = False,
    indent: bool = False,
    before: int = 0,
    after: int = 6,
) -> None:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(points), bold, italic
    style.font.color.rgb = None
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()  # a font of the theme would win over the one named
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    for unwanted in ("w:spacing", "w:kern", "w:lang"):
        for element in properties.findall(qn(unwanted)):
            properties.remove(element)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    properties.append(language)
    lines = style.element.get_or_add_pPr()
    for unwanted in ("w:pBdr", "w:numPr", "w:contextualSpacing"):
        for element in lines.findall(qn(unwanted)):
            lines.remove(element)
    shape = style.paragraph_format
    shape.alignment, shape.line_spacing = align, 1.15
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.first_line_indent = Mm(10) if indent else Mm(0)


def _number_pages(document: Doc) -> None:
    """Arabic, in the middle of the top margin, from the second page on."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = Mm(0)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(paragraph.add_run("2")._r)  # what is shown until a program has counted
    paragraph._p.append(field)


def _facts(view: ReportView) -> Facts:
    """What is known of a report, by its name; what is not known has no row."""
    report = view.report
    moved = report.province_now if report.province_now != report.province else None
    facts = (
        ("report.posted", words.date(report.published) if report.published else ""),
        ("report.held", words.date(report.event_date) if report.event_date else ""),
        ("report.period", words.period(report.period) if report.period else ""),
        ("report.plan", words.period(report.plan_period) if report.plan_period else ""),
        ("report.province", report.province),
        ("report.province_now", moved),
        ("report.kind", words.kind_name(report.kind)),
        ("report.byline", report.byline),
        ("report.publisher", report.publisher),
    )
    return [(text(name), line(value)) for name, value in facts if value]


def _add_facts(document: Doc, facts: Facts) -> None:
    table = document.add_table(len(facts), 2)
    table.autofit = False
    for column, width in zip(table.columns, FACT_COLUMNS, strict=True):
        column.width = width
    for row, fact in zip(table.rows, facts, strict=True):
        for cell, shown, width in zip(row.cells, fact, FACT_COLUMNS, strict=True):
            cell.width = width
            cell.paragraphs[0].style = document.styles["Subtitle"]
            cell.paragraphs[0].add_run(shown)
    document.add_paragraph()


def _add_text(document: Doc, pieces: Pieces) -> None:
    """A paragraph for every line that holds something: justified text would stretch before a line break."""
    current: list[tuple[str, bool]] = []
    for piece in pieces:
        first, *others = plain(piece.text).split("\n")
        current.append((first, piece.matched))
        for other in others:
            _add_line(document, current)
            current = [(other, piece.matched)]
    _add_line(document, current)


def _add_line(document: Doc, parts: Sequence[tuple[str, bool]]) -> None:
    if any(not part.isspace() for part, _ in parts if part):
        paragraph = document.add_paragraph()
        for part, matched in parts:
            _add_run(paragraph, part, matched)


def _add_pieces(paragraph: Paragraph, pieces: Pieces) -> None:
    for piece in pieces:
        _add_run(paragraph, plain(piece.text).replace("\n", " "), piece.matched)


def _add_run(paragraph: Paragraph, part: str, matched: bool) -> None:
    if part:
        run = paragraph.add_run(part)
        if matched:
            run.bold = True
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _opening(body: str) -> Pieces:
    """The first words, cut between two of them."""
    whole = line(body[: 10 * OPENING_CHARS])
    return Pieces(whole if len(whole) <= OPENING_CHARS else whole[:OPENING_CHARS].rpartition(" ")[0] + " …")


def _add_source(document: Doc, source: str) -> None:
    document.add_paragraph(source, "Quote")


def _bytes(document: Doc) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
