"""The readable text of a web page (网页正文): one line a block, scripts, menus and hidden parts left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from luoshi.kernel.text.task_table import DITTO

MOST_COLUMNS = 63
MOST_ROWS = 500
"""Columns and rows that one cell may span; more are read as so many."""
LONGEST_CELL = 1000
"""A table with a longer cell, like one that holds another table, sets out a page and is no table of data."""
_SILENT = frozenset(
    {"script", "style", "noscript", "template", "head", "nav", "footer", "svg", "select", "button", "iframe"}
)
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt", "figure", "form",
     "header", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "li", "main", "ol", "p", "pre", "section", "table", "ul"}
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass
class _Cell:
    down: int
    across: int
    parts: list[str] = field(default_factory=list)


@dataclass
class _Table:
    """Rows of cells as they are met; ``open`` while a cell takes text."""

    rows: list[list[_Cell]] = field(default_factory=list)
    open: bool = False
    holds_table: bool = False

    def begin_row(self) -> None:
        self.rows.append([])
        self.open = False

    def begin_cell(self, cell: _Cell) -> None:
        if not self.rows:
            self.begin_row()
        self.rows[-1].append(cell)
        self.open = True

    def text(self) -> str:
        """A line a row, cells parted by tabs; of a table that sets out a page the cells one after the other."""
        cells = [[_lines("".join(cell.parts)) for cell in row] for row in self.rows]
        longest = max((len(words) for row in cells for words in row), default=0)
        if self.holds_table or longest > LONGEST_CELL:
            return "\n".join(words for row in cells for words in row)
        below: dict[int, tuple[int, int]] = {}
        return "\n".join(_row(row, words, below) for row, words in zip(self.rows, cells, strict=True))


def _row(row: list[_Cell], words: list[str], below: dict[int, tuple[int, int]]) -> str:
    """A row of a table; ``below`` are the cells, by column, that reach down from above: (rows left, columns)."""
    line: list[str] = []
    for cell, said in zip(row, words, strict=True):
        line += _from_above(len(line), below)
        if len(line) < MOST_COLUMNS:
            below[len(line)] = cell.down - 1, cell.across
        line += [" ".join(said.split()), *[""] * (cell.across - 1)]
    if line:
        line += _from_above(len(line), below)
    return "\t".join(line)


def _from_above(column: int, below: dict[int, tuple[int, int]]) -> list[str]:
    """The cells from above that stand at this place of a row."""
    found: list[str] = []
    while below.get(column + len(found), (0, 0))[0] > 0:
        rows, across = below[column + len(found)]
        below[column + len(found)] = rows - 1, across
        found += [DITTO, *[""] * (across - 1)]
    return found


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []
        self.tables: list[_Table] = []
        self.printed_as_typed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body" and "head" in self.silent:
            self.silent.clear()
        if tag not in _VOID and (self.silent or tag in _SILENT or _is_hidden(attrs)):
            self.silent.append(tag)
        elif tag == "table":
            if self.tables:
                self.tables[-1].holds_table = True
            self._write("\n")
            self.tables.append(_Table())
        elif tag == "tr" and self.tables:
            self.tables[-1].begin_row()
        elif tag in {"td", "th"} and self.tables:
            spans = dict(attrs)
            down, across = _span(spans.get("rowspan"), MOST_ROWS), _span(spans.get("colspan"), MOST_COLUMNS)
            self.tables[-1].begin_cell(_Cell(down, across))
        elif tag in _BLOCKS and not self.silent:
            self.printed_as_typed += tag == "pre"
            self._write("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag in self.silent:
                del self.silent[len(self.silent) - 1 - self.silent[::-1].index(tag) :]
        elif tag == "table" and self.tables:
            self._end_table()
        elif tag in {"td", "th", "tr"} and self.tables:
            self.tables[-1].open = False
        elif tag in _BLOCKS:
            self.printed_as_typed -= tag == "pre" and self.printed_as_typed > 0
            self._write("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._write(data if self.printed_as_typed else re.sub(r"[ \t\r\n]+", " ", data))

    def text(self) -> str:
        while self.tables:
            self._end_table()
        return _lines("".join(self.parts))

    def _end_table(self) -> None:
        self._write(f"\n{self.tables.pop().text()}\n")

    def _write(self, words: str) -> None:
        """Into the open cell; what stands between cells goes before the table."""
        holder = next((table for table in reversed(self.tables) if table.open), None)
        (self.parts if holder is None else holder.rows[-1][-1].parts).append(words)


def _is_hidden(attrs: list[tuple[str, str | None]]) -> bool:
    return any(name == "hidden" or (name == "style" and _HIDDEN.search(value or "")) for name, value in attrs)


def _span(written: str | None, most: int) -> int:
    """A span as written, at least 1 and at most ``most``; 1 for nonsense."""
    found = re.fullmatch(r"\s*([0-9]{1,9})\s*", written or "")
    return min(max(int(found[1]), 1), most) if found else 1


def _lines(words: str) -> str:
    """Lines that are not empty, without the spaces about them; tabs before the first cell of a row stay."""
    lines = (line.rstrip(" \t").lstrip(" ") for line in words.split("\n"))
    return "\n".join(line for line in lines if line)


def html_text(page: str) -> str:
    """Text of ``page``, blocks on lines of their own, cells of a row parted by tabs. Any string is accepted.

    A merged cell is read once: 〃 stands where it goes on below, nothing where it goes on to the right.
    """
    blocks = _Blocks()
    blocks.feed(page)
    blocks.close()
    return blocks.text()
