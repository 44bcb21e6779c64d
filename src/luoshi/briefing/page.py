"""The page of GB/T 9704-2012: A4, type area, grid, page numbers, the mark of simulated data (版面)."""

from datetime import UTC, datetime, time

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from luoshi.briefing.official import OfficialDocument
from luoshi.briefing.styles import apply_styles
from luoshi.briefing.wordml import element

PAGE_WIDTH, PAGE_HEIGHT = 210, 297
TYPE_WIDTH = 156
TOP, LEFT = 37, 28
# A hair less than the 26 and 35 mm that remain: 28 x 22 whole cells of the grid are 156.07 x 225.07 mm, and
# an office suite that counts whole cells would otherwise set 27 x 21.
RIGHT, BOTTOM = 25.8, 34.8
NUMBER_BELOW = 7  # mm from the type area to the page number
NUMBER_HEIGHT = 5  # mm of a line in 4号
HEAD_DISTANCE = 22
LINE_PITCH, CHARACTER_SPACE = 580, -848
NUMBER_INDENT = 280  # twips: one character in 4号, blank outside the page number
UNUSED_PARTS = ("thumbnail", "stylesWithEffects", "customXml", "numbering")


def blank_page(content: OfficialDocument) -> Document:
    """Return an empty document with styles, page geometry, page numbers and, for simulated data, the mark."""
    document = docx.Document()
    _drop_unused_parts(document)
    apply_styles(document)
    _apply_settings(document)
    section = document.sections[0]
    _apply_geometry(section)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], "right")
    _page_number(section.even_page_footer.paragraphs[0], "left")
    if content.simulated_mark:
        for header in (section.header, section.even_page_header):
            _mark(header.paragraphs[0], content.simulated_mark)
    _apply_properties(document, content)
    return document


def _drop_unused_parts(document: Document) -> None:
    for relationships in (document.part.package.rels, document.part.rels):
        for key in [key for key, link in relationships.items() if link.reltype.endswith(UNUSED_PARTS)]:
            del relationships[key]


def _apply_settings(document: Document) -> None:
    settings = document.settings.element
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    settings.find(qn("w:compat")).find(qn("w:compatSetting")).set(qn("w:val"), "15")


def _apply_geometry(section: Section) -> None:
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = Mm(HEAD_DISTANCE)
    section.footer_distance = Mm(BOTTOM - NUMBER_BELOW - NUMBER_HEIGHT)
    properties = section._sectPr
    for grid in properties.findall(qn("w:docGrid")):
        properties.remove(grid)
    properties.append(
        element("docGrid", type="linesAndChars", linePitch=LINE_PITCH, charSpace=CHARACTER_SPACE)
    )


def _page_number(paragraph: Paragraph, side: str) -> None:
    paragraph.style = "footer"
    properties = paragraph._p.get_or_add_pPr()
    properties.append(element("ind", **{side: NUMBER_INDENT}))
    properties.append(element("jc", val=side))
    paragraph.add_run("— ")
    number = element("fldSimple", element("r", element("t")), instr=" PAGE ")
    number[0][0].text = "1"
    paragraph._p.append(number)
    paragraph.add_run(" —")


def _mark(paragraph: Paragraph, text: str) -> None:
    paragraph.style = "header"
    run = paragraph.add_run(f" {text} ")
    run._r.get_or_add_rPr().append(element("bdr", val="single", sz=6, space=0, color="000000"))


def _apply_properties(document: Document, content: OfficialDocument) -> None:
    properties = document.core_properties
    issued = datetime.combine(content.issue_date, time(), UTC)
    properties.created = properties.modified = issued
    properties.title = content.title.replace("\n", "")
    properties.author = properties.last_modified_by = content.issuer
    properties.comments = content.simulated_mark or ""
    properties.keywords = properties.subject = properties.category = ""
    properties.language = "zh-CN"
    properties.revision = 1
