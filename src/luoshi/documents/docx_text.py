"""The text of a .docx as a reader sees it (Word 文稿): automatic numbers written out, tables row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luoshi.documents.docx_numbers import Numbering
from luoshi.documents.docx_package import W, open_docx, too_deep
from luoshi.kernel.text.task_table import DITTO
from luoshi.ledger.refusal import Refused

MOST_COLUMNS = 63
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_BOX = f"{W}txbxContent"
# What is no longer in the text (tracked deletions, the place something was moved from), no part of it, or read apart.
_UNREAD = frozenset({_FALLBACK, _BOX, *(f"{W}{name}" for name in ("pPr", "rPr", "del", "moveFrom", "rt"))})
_HOLDERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))


def docx_text(data: bytes, where: str) -> str:
    """Paragraphs in order, a line each; cells of a table row parted by tabs, the same columns in every row.

    A merged cell is read once: 〃 stands where it goes on below, nothing where it goes on to the right. Text boxes
    follow the paragraph they hang on. Insertions are read; deletions, hidden text, the table of contents, headers,
    footers, footnotes and comments are not.

    Refused: what ``docx_package.open_docx`` refuses, and nesting beyond reason.
    """
    parts = open_docx(data, where)
    try:
        return "\n".join(_Body(parts.styles, parts.numbering).lines(parts.body))
    except RecursionError as error:
        raise Refused(too_deep(where)) from error


class _Body:
    def __init__(self, styles: Any, numbering: Any) -> None:
        self.numbering = Numbering(styles, numbering)
        self.contents = {
            style.get(f"{W}styleId")
            for style in (() if styles is None else styles.findall(f"{W}style"))
            if _value(style, "name").casefold().startswith("toc ")
        }

    def lines(self, parent: Any) -> Iterator[str]:
        """Lines of paragraphs and tables, also inside content controls; a paragraph whose end was deleted runs on."""
        open_words = ""
        for child in _blocks(parent):
            if child.tag == f"{W}tbl":
                for row in _rows(child):
                    yield self._row(row)
                continue
            if _value(child.find(f"{W}pPr"), "pStyle") in self.contents:
                continue
            words = (open_words or self.numbering.label(child)) + "".join(_pieces(child))
            open_words = ""
            if child.find(f"{W}pPr/{W}rPr/{W}del") is not None:
                open_words = words
            else:
                yield words
            for box in _boxes(child):
                yield from self.lines(box)
        if open_words:
            yield open_words

    def _row(self, row: Any) -> str:
        cells = [""] * _columns(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in _cells(row):
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            continues = merge is not None and merge.get(f"{W}val") != "restart"
            words = " ".join(" ".join(self.lines(cell)).split()) if not continues else DITTO
            cells += [words] + [""] * (_columns(cell.find(f"{W}tcPr/{W}gridSpan"), 1) - 1)
        return "\t".join(cells)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those inside content controls too, those of a table of contents not."""
    for child in parent.iterchildren():
        if child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag in _HOLDERS and not _is_contents(child):
            yield from _blocks(child)


def _is_contents(control: Any) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _rows(parent: Any) -> Iterator[Any]:
    """Rows of a table, not those of tables in its cells, also inside content controls; deleted ones not."""
    for child in parent.iterchildren():
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in _HOLDERS:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row.iterchildren():
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _HOLDERS:
            yield from _cells(child)


def _columns(stated: Any, otherwise: int) -> int:
    """How many columns an element states, at most as many as Word allows."""
    written = "" if stated is None else stated.get(f"{W}val") or ""
    return min(int(written), MOST_COLUMNS) if written.isdecimal() and len(written) < 9 else otherwise


def _pieces(node: Any) -> Iterator[str]:
    """Text of a paragraph with insertions and links."""
    for child in node.iterchildren():
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _UNREAD and not _is_hidden(child):
            yield from _pieces(child)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in {"0", "false", "off"}


def _boxes(node: Any) -> Iterator[Any]:
    """Text boxes that hang on a paragraph, outermost ones, without the copies for old readers."""
    for child in node.iterchildren():
        if child.tag == _BOX:
            yield child
        elif child.tag not in _UNREAD:
            yield from _boxes(child)


def _value(parent: Any, tag: str) -> str:
    child = None if parent is None else parent.find(f"{W}{tag}")
    return "" if child is None else child.get(f"{W}val") or ""
