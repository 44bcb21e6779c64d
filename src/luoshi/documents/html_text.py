"""The readable text of a web page (网页正文): one line a block, scripts and styles left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from luoshi.kernel.text.task_table import DITTO

MOST_COLUMNS = 63
MOST_ROWS = 500
"""Columns and rows that one cell may span; more are read as so many."""
_SILENT = frozenset({"script", "style", "noscript", "template", "head", "nav", "footer", "svg"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "form", "header", "hr",
     "h1", "h2", "h3", "h4", "h5", "h6", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul"}
)  # fmt: skip


class _Grid:
    """Where the next cell of a table stands, and the cells above that reach down into its row."""

    def __init__(self) -> None:
        self.column = self.width = 0
        self.reaching: dict[int, tuple[int, int]] = {}

    def cell(self, down: int, across: int) -> str:
        """What stands before a cell that spans so many rows and columns."""
        between = "\t" * self.width + self._above()
        if self.column < MOST_COLUMNS:
            self.reaching[self.column] = down - 1, across
        self.column, self.width = self.column + across, across
        return between

    def end(self) -> str:
        """What stands behind the last cell of a row."""
        rest = "\t" * self.width + self._above() if self.column else ""
        self.column = self.width = 0
        return rest

    def _above(self) -> str:
        """The cells from above that stand at this place, each with the tabs behind it."""
        words = ""
        while self.reaching.get(self.column, (0, 0))[0] > 0:
            rows, across = self.reaching[self.column]
            self.reaching[self.column] = rows - 1, across
            words += DITTO + "\t" * across
            self.column += across
        return words


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []
        self.grids: list[_Grid] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent.append(tag)
            return
        if tag == "table":
            self.grids.append(_Grid())
        if tag == "tr" and self.grids:
            self.parts.append(self.grids[-1].end())
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in {"td", "th"} and self.grids:
            spans = dict(attrs)
            down, across = _span(spans.get("rowspan"), MOST_ROWS), _span(spans.get("colspan"), MOST_COLUMNS)
            self.parts.append(self.grids[-1].cell(down, across))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[self.silent.index(tag) :]
            return
        if tag in {"tr", "table"} and self.grids:
            self.parts.append(self.grids[-1].end())
        if tag == "table" and self.grids:
            self.grids.pop()
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(re.sub(r"[ \t\r\n]+", " ", data))


def _span(written: str | None, most: int) -> int:
    """A span as written, at least 1 and at most ``most``; 1 for nonsense."""
    found = re.fullmatch(r"\s*([0-9]{1,9})\s*", written or "")
    return min(max(int(found[1]), 1), most) if found else 1


def html_text(page: str) -> str:
    """Text of ``page``, blocks on lines of their own, cells of a row parted by tabs. Any string is accepted.

    A merged cell is read once: 〃 stands where it goes on below, nothing where it goes on to the right.
    """
    blocks = _Blocks()
    blocks.feed(page)
    blocks.close()
    lines = (line.rstrip(" \t").lstrip(" ") for line in "".join(blocks.parts).split("\n"))
    return "\n".join(line for line in lines if line)
