"""Tables of a text: rows of cells parted by tabs, bars or wide gaps (表格)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from luoshi.kernel.text.normalise import Normalised

_FEWEST_ROWS = 3
_MOST_COLUMNS = 40
_LINE = re.compile(r"[^\n]+")
_BAR = re.compile(r"\s*\|")
_RULE = re.compile(r"[\s|:—-]*")
_GAP = re.compile(r"[ \t]*\u3000[ \t\u3000]*| {2,}")
_WIDE = re.compile(r"[ \t\u3000]+")
_STRETCHED = re.compile(r"[合总共小][ \u3000]+计")
"""A word that is stretched to the width of the column is one cell: 合　计."""
_FEWEST_SPACED = 3
_FEWEST_BARS = 2
_PROSE = re.compile("[，。；！？]")
_NUMBER = re.compile(r"-?\d{1,15}(?:,\d{3})*(?:\.\d{1,9})?%?")


@dataclass(frozen=True)
class Cell:
    """One cell; `start`/`end` are its printed characters in the normalised text, `text` what stands there."""

    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return _NUMBER.fullmatch(self.text) is not None


@dataclass(frozen=True)
class Grid:
    """A table: `heads` are its rows of words, `rows` those with numbers; all rows have the same columns.

    `start`/`end` span it in the normalised text.
    """

    heads: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    start: int
    end: int

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The words above each column, from top to bottom."""
        return tuple("".join(row[column].text for row in self.heads) for column in range(self.width))

    @property
    def width(self) -> int:
        return len(self.rows[0])

    def column(self, column: int) -> list[Cell]:
        """The cells of a column below its head."""
        return [row[column] for row in self.rows]


def find_grids(doc: Normalised) -> list[Grid]:
    """Tables in order: three or more rows of as many cells, one of them with numbers below one without."""
    found: list[Grid] = []
    block: list[tuple[Cell, ...]] = []
    for row in [*_rows(doc), ()]:
        if block and len(row) != len(block[0]):
            found += _grid(block)
            block = []
        if len(row) > 1:
            block.append(row)
    return found


def _rows(doc: Normalised) -> Iterator[tuple[Cell, ...]]:
    """The cells of each line, none for a line of prose; the rule below a head of a drawn table is skipped."""
    for line in _LINE.finditer(doc.original):
        text = line[0]
        barred = _BAR.match(text) is not None or (text.count("|") >= _FEWEST_BARS and "\t" not in text)
        if barred and _RULE.fullmatch(text):
            continue
        mark = "|" if barred else "\t"
        if mark in text:
            yield tuple(_cells(doc, text, line.start(), mark))
        else:
            yield tuple(_spaced(doc, text, line.start()))


def _spaced(doc: Normalised, line: str, start: int) -> Iterator[Cell]:
    """Three or more cells with wide gaps between them, none in a line of prose."""
    bare = line.strip(" \t\r\u3000")
    stretched = _STRETCHED.match(bare)
    gaps = list(_GAP.finditer(bare, stretched.end() if stretched else 0))
    if len(gaps) + 1 < _FEWEST_SPACED or len(gaps) > _MOST_COLUMNS or _PROSE.search(bare):
        return
    first = start + line.index(bare)
    ends = [*(gap.start() for gap in gaps), len(bare)]
    for left, right in zip([0, *(gap.end() for gap in gaps)], ends, strict=True):
        begin, end = doc.position(first + left), doc.position(first + right)
        yield Cell(
            _WIDE.sub("", doc.text[begin:end]) if left == 0 else doc.text[begin:end].strip(), begin, end
        )


def _cells(doc: Normalised, line: str, start: int, mark: str) -> Iterator[Cell]:
    pieces = line.split(mark)
    position = start
    for place, piece in enumerate(pieces):
        outside = mark == "|" and place in (0, len(pieces) - 1) and not piece.strip()
        if not outside and place <= _MOST_COLUMNS:
            first, last = doc.position(position), doc.position(position + len(piece))
            yield Cell(doc.text[first:last].strip(), first, last)
        position += len(piece) + 1


def _grid(block: list[tuple[Cell, ...]]) -> list[Grid]:
    first = next((place for place, row in enumerate(block) if _has_numbers(row)), len(block))
    rows = [row for row in block[first:] if any(cell.text for cell in row)]
    if not first or len(rows) + first < _FEWEST_ROWS or not rows:
        return []
    return [Grid(tuple(block[:first]), tuple(rows), block[0][0].start, rows[-1][-1].end)]


def _has_numbers(row: tuple[Cell, ...]) -> bool:
    """Whether a number stands in any cell but the first, which may be the row's own."""
    return any(cell.is_number for cell in row[1:])
