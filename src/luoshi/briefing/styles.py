"""Typefaces and paragraph styles of GB/T 9704-2012 (字体字号).

Sizes in points: 2号 = 22, 3号 = 16, 4号 = 14, 小四 = 12, 五号 = 10.5. The typefaces are named, never
embedded: they are commercial, so the font table names substitutes for a machine without them.
"""

from dataclasses import dataclass
from typing import Literal

from docx.document import Document
from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from luoshi.briefing.wordml import element, twips

CHARACTER = 316  # twips: one 28th of the 156 mm type area
LINE = 28.95  # points: one 22nd of the 225 mm type area
IMPRINT_LINE = 24.0
SQUEEZE = -6  # twips a character: 28 x 15.7 pt = 439.6 pt of the 442.2 pt type area, justified to fill it
LATIN = "Times New Roman"
BLACK = "000000"
RED = "FF0000"


@dataclass(frozen=True, slots=True)
class Typeface:
    """A Chinese typeface by its usual name, and what to take where it is not installed."""

    name: str
    substitutes: str
    family: Literal["roman", "modern", "script"]


FANGSONG = Typeface("仿宋_GB2312", "仿宋,FangSong,STFangsong,Noto Serif CJK SC", "modern")
KAITI = Typeface("楷体_GB2312", "楷体,KaiTi,STKaiti,Noto Serif CJK SC", "script")
HEITI = Typeface("黑体", "SimHei,STHeiti,Noto Sans CJK SC", "modern")
SONGTI = Typeface("宋体", "SimSun,STSong,Noto Serif CJK SC", "roman")
XIAOBIAOSONG = Typeface("方正小标宋简体", "方正小标宋_GBK,宋体,SimSun,Noto Serif CJK SC", "roman")
TYPEFACES = (FANGSONG, KAITI, HEITI, SONGTI, XIAOBIAOSONG)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: `indent` in characters for the first line, `outline` 0 for a first-level heading.

    `spacing` is the exact line height in points; None lets a line grow with what stands in it (pictures).
    `squeezed`: 28 characters fill a line, as body text must; 28 x 16 pt are wider than the type area.
    """

    id: str
    name: str
    typeface: Typeface = FANGSONG
    size: float = 16
    align: Literal["left", "center", "right", "both"] = "both"
    indent: int = 0
    spacing: float | None = LINE
    outline: int | None = None
    with_next: bool = False
    color: str = BLACK
    before: float = 0
    after: float = 0
    squeezed: bool = False


STYLES = (
    Style("Normal", "Normal"),
    Style("Body", "公文正文", indent=2, squeezed=True),
    Style("RedHead", "发文机关标志", XIAOBIAOSONG, 42, "center", spacing=None, color=RED),
    Style("Number", "发文字号", align="center"),
    Style("Title", "Title", XIAOBIAOSONG, 22, "center", spacing=34, with_next=True),
    Style("Mark", "数据标注", KAITI, 16, "center"),
    Style("Addressee", "主送机关", align="left", squeezed=True),
    Style("Heading1", "heading 1", HEITI, indent=2, outline=0, with_next=True, squeezed=True),
    Style("Heading2", "heading 2", KAITI, indent=2, outline=1, with_next=True, squeezed=True),
    Style("Heading3", "heading 3", indent=2, outline=2, with_next=True, squeezed=True),
    Style("Heading4", "heading 4", indent=2, outline=3, with_next=True, squeezed=True),
    Style("AnnexNote", "附件说明", align="left", squeezed=True),
    Style("Signature", "署名和日期", align="right", squeezed=True),
    Style("AnnexNumber", "附件序号", HEITI, align="left", with_next=True),
    Style("AnnexTitle", "附件标题", XIAOBIAOSONG, 22, "center", spacing=34, outline=0, with_next=True),
    Style("Caption", "caption", HEITI, 12, "center", spacing=22, with_next=True),
    Style("FigureCaption", "图题", HEITI, 12, "center", spacing=22, after=6),
    Style("Picture", "图", size=12, align="center", spacing=None, before=8, with_next=True),
    Style("TableHead", "表头", HEITI, 10.5, "center", spacing=None),
    Style("TableCell", "表格正文", size=10.5, align="left", spacing=None),
    Style("Imprint", "版记", size=14, align="left", spacing=IMPRINT_LINE),
    Style("Header", "header", HEITI, 12, "center", spacing=None),
    Style("Footer", "footer", SONGTI, 14, "right", spacing=None),
)


def fonts(typeface: Typeface) -> BaseOxmlElement:
    """Return the run fonts: the Chinese typeface for Chinese, Latin tabular figures for the rest."""
    return element("rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=typeface.name, cs=LATIN)


def apply_styles(document: Document) -> None:
    """Replace the styles of the blank document by those of the standard."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "paragraph" or style.get(qn("w:default")) != "1":
            styles.remove(style)
    language = element("lang", val="en-US", eastAsia="zh-CN")
    run = element("rPr", fonts(FANGSONG), element("sz", val=32), element("szCs", val=32), language)
    defaults = element("docDefaults", element("rPrDefault", run), element("pPrDefault", element("pPr")))
    styles.replace(styles.find(qn("w:docDefaults")), defaults)
    styles.extend(_style(style) for style in STYLES)


def font_table() -> bytes:
    """Return the font table part: each typeface with its substitutes."""
    table = element("fonts")
    for typeface in TYPEFACES:
        table.append(
            element(
                "font",
                element("altName", val=typeface.substitutes),
                element("charset", val="86"),
                element("family", val=typeface.family),
                name=typeface.name,
            )
        )
    return bytes(serialize_part_xml(table))


def _style(style: Style) -> BaseOxmlElement:
    made = element("style", element("name", val=style.name), type="paragraph", styleId=style.id)
    if style.id == "Normal":
        made.set(qn("w:default"), "1")
    else:
        made.append(element("basedOn", val="Normal"))
    made.extend([element("qFormat"), _paragraph_properties(style), _run_properties(style)])
    return made


def _paragraph_properties(style: Style) -> BaseOxmlElement:
    properties = element("pPr")
    if style.with_next:
        properties.append(element("keepNext"))
    properties.append(element("widowControl", val=0))
    # Off the grid: LibreOffice gives a 16 pt character two cells of 15.79 pt. Exact line height and
    # spacing set the same 22 lines of 28 characters in every office suite.
    properties.append(element("snapToGrid", val=0))
    line, rule = (240, "auto") if style.spacing is None else (twips(style.spacing), "exact")
    around = {"before": twips(style.before), "after": twips(style.after)}
    properties.append(element("spacing", line=line, lineRule=rule, **around))
    if style.indent:
        chars = style.indent * 100
        properties.append(element("ind", firstLineChars=chars, firstLine=style.indent * CHARACTER))
    properties.append(element("jc", val=style.align))
    if style.outline is not None:
        properties.append(element("outlineLvl", val=style.outline))
    return properties


def _run_properties(style: Style) -> BaseOxmlElement:
    size = round(style.size * 2)
    properties = element("rPr", fonts(style.typeface), element("color", val=style.color))
    if style.squeezed:
        properties.append(element("spacing", val=SQUEEZE))
    properties.extend([element("sz", val=size), element("szCs", val=size)])
    return properties
