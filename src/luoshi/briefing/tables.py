"""Tables and pictures of an official document (表格、图)."""

from collections.abc import Sequence
from io import BytesIO

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Twips
from docx.table import Table as Grid
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from luoshi.briefing.official import Cell, Column, Figure, Picture, Table
from luoshi.briefing.page import TYPE_WIDTH
from luoshi.briefing.wordml import element

OUTER, INNER = 8, 4  # eighths of a point
CELL_MARGIN = 80  # twips
ROW_HEIGHT = 400  # twips, at least


def add_table(document: Document, table: Table) -> None:
    """Append a table with its caption; the header repeats over pages, no row is cut by a page."""
    if table.caption:
        document.add_paragraph(table.caption, "caption")
    grid = document.add_table(rows=len(table.rows) + 1, cols=len(table.columns))
    widths = _widths(table.columns)
    _set_properties(grid, widths)
    trees = list(grid._tbl.tr_lst)
    _set_row(trees[0], header=True)
    for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
        _fill_header(cell, column)
    for tree, row, values in zip(trees[1:], list(grid.rows)[1:], table.rows, strict=True):
        _set_row(tree, header=False)
        for cell, column, value in zip(row.cells, table.columns, values, strict=True):
            _fill(cell, column, value)


def add_figure(document: Document, figure: Figure) -> None:
    """Append a picture, centred, with its caption under it."""
    add_picture(document.add_paragraph(style="图"), figure.picture)
    document.add_paragraph(figure.caption, "图题")


def add_picture(paragraph: Paragraph, picture: Picture) -> None:
    """Append a picture to a paragraph, with its words for those who cannot see it."""
    shape = paragraph.add_run().add_picture(BytesIO(picture.png), width=Mm(picture.width_mm))
    shape._inline.docPr.set("descr", picture.alt)


def _widths(columns: Sequence[Column]) -> list[int]:
    fixed = sum(column.width_mm or 0 for column in columns)
    free = [column for column in columns if column.width_mm is None]
    share = (TYPE_WIDTH - fixed) / len(free) if free else 0
    if fixed > TYPE_WIDTH or (free and share <= 0):
        raise ValueError(f"columns are {fixed} mm wide together; the page has {TYPE_WIDTH} mm")
    return [Mm(share if column.width_mm is None else column.width_mm).twips for column in columns]


def _set_properties(grid: Grid, widths: list[int]) -> None:
    tree = grid._tbl
    edges = {"top": OUTER, "left": INNER, "bottom": OUTER, "right": INNER, "insideH": INNER, "insideV": INNER}
    borders = [element(edge, val="single", sz=size, space=0, color="000000") for edge, size in edges.items()]
    margins = [element(edge, w=CELL_MARGIN, type="dxa") for edge in ("left", "right")]
    properties = element(
        "tblPr",
        element("tblW", w=sum(widths), type="dxa"),
        element("jc", val="center"),
        element("tblBorders", *borders),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *margins),
    )
    tree.replace(tree.tblPr, properties)
    for column, width in zip(tree.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in tree.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Twips(width)


def _set_row(row: BaseOxmlElement, header: bool) -> None:
    properties = element("trPr", element("cantSplit"), element("trHeight", val=ROW_HEIGHT, hRule="atLeast"))
    if header:
        properties.append(element("tblHeader"))
    row.insert(0, properties)


def _fill_header(cell: _Cell, column: Column) -> None:
    _centre_vertically(cell)
    paragraph = cell.paragraphs[0]
    paragraph.style = "表头"
    paragraph.add_run(column.name)
    if column.unit:
        paragraph.add_run().add_break()
        paragraph.add_run(f"（{column.unit}）")


def _fill(cell: _Cell, column: Column, value: Cell) -> None:
    _centre_vertically(cell)
    paragraph = cell.paragraphs[0]
    paragraph.style = "表格正文"
    if column.align != "left":
        paragraph._p.get_or_add_pPr().append(element("jc", val=column.align))
    if isinstance(value, Picture):
        add_picture(paragraph, value)
    else:
        paragraph.add_run(value)


def _centre_vertically(cell: _Cell) -> None:
    cell._tc.get_or_add_tcPr().append(element("vAlign", val="center"))
