"""The imprint at the foot of the last page: copies, printing office, printing date (版记).

It stands in a text box aligned to the foot of the type area, because no flowing text can know where the last
page ends; the box holds a ruled table, because the rules are as wide as the type area and the text is not.
"""

from math import ceil

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt

from luoshi.briefing.lines import chinese_date, measure
from luoshi.briefing.official import Imprint
from luoshi.briefing.page import TYPE_WIDTH
from luoshi.briefing.styles import BLACK, IMPRINT_LINE
from luoshi.briefing.wordml import element

CHARACTER = 280  # twips: one character in 4号
WIDTH = Mm(TYPE_WIDTH).twips
COPY_LABEL = "抄送："
COPY_CHARACTERS = WIDTH / CHARACTER - 2 - measure(COPY_LABEL)
THICK, THIN = 8, 6  # eighths of a point: 0.35 mm and 0.25 mm
RULE_SPACE = 3  # points that the rules and the padding of a row take
BOX = """
<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
    xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
  <mc:Choice Requires="wps"><w:drawing>
  <wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0"
      locked="0" layoutInCell="0" allowOverlap="0">
    <wp:simplePos x="0" y="0"/>
    <wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
    <wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
    <wp:extent cx="{width}" cy="{height}"/>
    <wp:wrapTopAndBottom/>
    <wp:docPr id="{id}" name="版记"/>
    <wp:cNvGraphicFramePr/>
    <a:graphic>
      <a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
        <wps:wsp>
          <wps:cNvSpPr txBox="1"/>
          <wps:spPr>
            <a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
            <a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
            <a:noFill/>
            <a:ln><a:noFill/></a:ln>
          </wps:spPr>
          <wps:txbx><w:txbxContent/></wps:txbx>
          <wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/>
        </wps:wsp>
      </a:graphicData>
    </a:graphic>
  </wp:anchor>
  </w:drawing></mc:Choice>
</mc:AlternateContent>
"""
BOX_ID = 100_000  # beyond the numbers that pictures take


def add_imprint(document: Document, imprint: Imprint) -> None:
    """Stand the imprint on the foot of the page on which the document ends."""
    printed = element("p", element("pPr", element("pStyle", val="Imprint"), _right_tab()))
    printed.extend([_run(imprint.printed_by), element("r", element("tab"))])
    printed.append(_run(f"{chinese_date(imprint.printed_on)}印发"))
    rows, lines = [printed], 1
    if imprint.copy_to:
        copies = "，".join(imprint.copy_to) + "。"
        rows.insert(0, _copies(copies))
        lines += ceil(measure(copies) / COPY_CHARACTERS)
    height = Pt(lines * IMPRINT_LINE + (len(rows) + 1) * RULE_SPACE)
    box = parse_xml(BOX.format(width=Mm(TYPE_WIDTH), height=height, id=BOX_ID))
    last_line = element("p", element("pPr", element("spacing", line=20, lineRule="exact")))
    box.find(f".//{qn('w:txbxContent')}").extend([_table(rows), last_line])
    anchor = document.add_paragraph()
    anchor.paragraph_format.line_spacing = Pt(1)
    anchor.add_run()._r.append(box)


def _copies(text: str) -> BaseOxmlElement:
    hanging = round(measure(COPY_LABEL) * CHARACTER)
    properties = element(
        "pPr", element("pStyle", val="Imprint"), element("ind", left=hanging, hanging=hanging)
    )
    return element("p", properties, _run(COPY_LABEL + text))


def _right_tab() -> BaseOxmlElement:
    return element("tabs", element("tab", val="right", pos=WIDTH - 2 * CHARACTER))


def _run(text: str) -> BaseOxmlElement:
    run = element("r", element("t"))
    run[0].text = text
    return run


def _table(paragraphs: list[BaseOxmlElement]) -> BaseOxmlElement:
    rules = {"top": THICK, "bottom": THICK, "insideH": THIN}
    properties = element(
        "tblPr",
        element("tblW", w=WIDTH, type="dxa"),
        element(
            "tblBorders", *(element(e, val="single", sz=s, space=0, color=BLACK) for e, s in rules.items())
        ),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *(element(side, w=CHARACTER, type="dxa") for side in ("left", "right"))),
    )
    table = element("tbl", properties, element("tblGrid", element("gridCol", w=WIDTH)))
    for paragraph in paragraphs:
        cell = element("tc", element("tcPr", element("tcW", w=WIDTH, type="dxa")), paragraph)
        table.append(element("tr", cell))
    return table
