"""Setting an official document as .docx after GB/T 9704-2012 (党政机关公文格式).

The order on paper: red head if configured, number, title, addressee, body, list of annexes, signature and
date, annexes each on a new page, imprint at the foot of the last page. Equal content gives equal bytes: the
core properties carry the issue date and the archive no clock.
"""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import assert_never

from docx.document import Document
from docx.shared import Mm, Pt, Twips
from docx.text.paragraph import Paragraph as Line

from luoshi.briefing import official
from luoshi.briefing.imprint import add_imprint
from luoshi.briefing.lines import chinese_date, measure, title_lines
from luoshi.briefing.official import Annex, Block, OfficialDocument
from luoshi.briefing.page import TYPE_WIDTH, blank_page
from luoshi.briefing.styles import CHARACTER, RED, font_table
from luoshi.briefing.tables import add_figure, add_table
from luoshi.briefing.wordml import element, sealed

TITLE_LIMIT = 19.0  # characters in 2号 that fit the type area with some air
RED_HEAD_FROM_TOP = 35  # mm from the top of the type area to the red head
RED_HEAD_LARGEST = 42  # points; a long name is set smaller to stay on one line
DATE_FROM_RIGHT = 4.0  # characters
RED_RULE_BELOW = 11  # points, 4 mm under the number
# A signature must not stand alone on a page; LibreOffice moves a kept paragraph as a whole, so not long ones.
KEPT_WITH_SIGNATURE = 6 * 28  # characters
RED_RULE = 8  # eighths of a point
WIDTH = Mm(TYPE_WIDTH).twips


def render(document: OfficialDocument) -> bytes:
    """Return the document as the bytes of a .docx file."""
    paper = blank_page(document)
    _head(paper, document)
    _title(paper, document.title, "Title")
    if document.simulated_mark:
        paper.add_paragraph(f"（{document.simulated_mark}）", "数据标注")
    paper.add_paragraph()
    if document.addressee:
        paper.add_paragraph(f"{document.addressee}：", "主送机关")
    _blocks(paper, document.body)
    _annex_note(paper, document.annexes)
    if document.issuer:
        _signature(paper, document.issuer, document.issue_date)
    for annex in document.annexes:
        _annex(paper, annex)
    if document.imprint:
        add_imprint(paper, document.imprint)
    output = BytesIO()
    paper.save(output)
    return sealed(output.getvalue(), {"word/fontTable.xml": font_table()})


def _head(paper: Document, document: OfficialDocument) -> None:
    if document.red_head:
        head = paper.add_paragraph(document.red_head, "发文机关标志")
        head.paragraph_format.space_before = Mm(RED_HEAD_FROM_TOP)
        fitting = WIDTH / 20 / measure(document.red_head)
        head.runs[0].font.size = Pt(min(RED_HEAD_LARGEST, int(fitting)))
        _blank_lines(paper, 2)
    if document.number or document.red_head:
        number = paper.add_paragraph(document.number or "", "发文字号")
        if document.red_head:
            _rule_under(number)
        _blank_lines(paper, 2)


def _title(paper: Document, title: str, style: str) -> None:
    paragraph = paper.add_paragraph(style=style)
    paragraph.add_run("\n".join(title_lines(title, TITLE_LIMIT)))


def _blocks(paper: Document, blocks: Iterable[Block]) -> None:
    for block in blocks:
        match block:
            case official.Heading():
                paper.add_paragraph(block.text, f"heading {block.level}")
            case official.Paragraph():
                paper.add_paragraph(block.text, "公文正文")
            case official.Table():
                add_table(paper, block)
            case official.Figure():
                add_figure(paper, block)
            case _:
                assert_never(block)


def _annex_note(paper: Document, annexes: Iterable[Annex]) -> None:
    for index, annex in enumerate(annexes):
        if index == 0:
            _blank_lines(paper, 1)
        label = "附件：" if index == 0 else ""
        number = "" if annex.number is None else f"{annex.number}."
        tab = "\t" if number else ""
        paragraph = paper.add_paragraph(f"{label}{number}{tab}{annex.title}", "附件说明")
        name_at = (5.0 + (0 if annex.number is None else max(1.5, measure(number) + 0.5))) * CHARACTER
        start_at = (2.0 if index == 0 else 5.0) * CHARACTER
        paragraph.paragraph_format.left_indent = Twips(name_at)
        paragraph.paragraph_format.first_line_indent = Twips(start_at - name_at)
        paragraph.paragraph_format.keep_with_next = True


def _signature(paper: Document, issuer: str, day: date) -> None:
    """Set the date four characters from the right and the issuer centred above it (加盖印章的公文)."""
    written = chinese_date(day)
    over = (measure(issuer) - measure(written)) / 2
    date_right = max(DATE_FROM_RIGHT, over)
    before = paper.paragraphs[-1]
    before.paragraph_format.keep_with_next = measure(before.text) <= KEPT_WITH_SIGNATURE
    for text, right in (("", 0.0), ("", 0.0), (issuer, date_right - over), (written, date_right)):
        paragraph = paper.add_paragraph(text, "署名和日期")
        paragraph.paragraph_format.right_indent = Twips(right * CHARACTER)
        paragraph.paragraph_format.keep_with_next = text != written


def _annex(paper: Document, annex: Annex) -> None:
    number = "" if annex.number is None else str(annex.number)
    paragraph = paper.add_paragraph(f"附件{number}", "附件序号")
    paragraph.paragraph_format.page_break_before = True
    _blank_lines(paper, 1)
    _title(paper, annex.title, "附件标题")
    _blank_lines(paper, 1)
    _blocks(paper, annex.blocks)


def _blank_lines(paper: Document, count: int) -> None:
    for _ in range(count):
        paper.add_paragraph()


def _rule_under(paragraph: Line) -> None:
    rule = element("bottom", val="single", sz=RED_RULE, space=RED_RULE_BELOW, color=RED)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(element("pBdr", rule), "w:spacing", "w:ind", "w:jc")
