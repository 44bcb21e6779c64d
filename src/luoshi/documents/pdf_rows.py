"""Rows of a PDF's table that a page break cut in two (跨页表格行), put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from luoshi.documents.pdf_page import Line, Page, joined

_PART = "\t"


def with_whole_rows(pages: Sequence[Page]) -> list[Page]:
    """The pages with what goes on of a row at the head of a page, below a repeated header too, in the row it began.

    It goes on where its first cell, the number of the row, is empty, some other cell too, and each cell with words
    stands below one with words. What belongs to the page (its number, running headers) is no longer among the lines.
    """
    whole: list[Page] = []
    header = ""
    for page in pages:
        lines = list(page.lines)
        before = whole[-1].lines[-1] if whole and whole[-1].lines else None
        if lines and before is not None and before.is_row and lines[0].is_row:
            at = 1 if lines[0].text == header else 0
            if at < len(lines) and lines[at].is_row and (cells := _goes_on(before, lines[at])):
                last = replace(before, text=_PART.join(cells))
                whole[-1] = replace(whole[-1], lines=(*whole[-1].lines[:-1], last))
                del lines[at]
        header = _header(lines, header)
        whole.append(replace(page, lines=tuple(lines)))
    return whole


def _goes_on(before: Line, line: Line) -> list[str]:
    """The cells of a row with what goes on of them; none where the second is a row of its own."""
    above, below = before.text.split(_PART), line.text.split(_PART)
    if len(above) != len(below) or not above[0] or below[0] or sum(map(bool, below)) > len(below) - 2:
        return []
    if any(words and not begun for begun, words in zip(above, below, strict=True)):
        return []
    return [joined(part for part in cell if part) for cell in zip(above, below, strict=True)]


def _header(lines: Sequence[Line], before: str) -> str:
    """The first row of the table that a page ends in, which the next page may repeat."""
    rows = []
    for line in reversed(lines):
        if not line.is_row:
            break
        rows.append(line)
    if not rows:
        return ""
    return before if len(rows) == len(lines) and before else rows[-1].text
