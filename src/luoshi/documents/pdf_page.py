"""Lines and table rows of one page of a PDF (PDF 页面), by where its characters stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from luoshi.kernel.text.radicals import without_radicals
from luoshi.kernel.text.task_table import DITTO

MOST_RULES = 10_000
"""Rules on a page; a page with more is a drawing, whose tables are not looked for."""
_SCAN = 0.4
"""A picture that takes this share of a page may be a scanned page."""
_GAP = 0.3
"""A gap this wide, as a share of the size of the characters, is a space."""
_TWICE = 0.3
"""A character printed again nearer than this share of its size is the same one, in bold."""
_UNKNOWN = "(cid:"

Char = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A line or, ``is_row``, a row of a table. Places in points from the left and the top; ``size`` of its characters."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    is_row: bool = False


@dataclass(frozen=True)
class Page:
    """Lines from top to bottom; ``unknown`` counts characters without meaning, which are left out."""

    lines: tuple[Line, ...]
    height: float
    is_picture: bool
    unknown: int


def read_page(page: Any) -> Page:
    """A page of pdfplumber, whose objects are let go at once. Text that does not stand upright is left out."""
    printed = [char for char in page.chars if char["upright"] and char["size"] > 0]
    chars = [char for char in printed if not char["text"].startswith(_UNKNOWN)]
    unknown = len(printed) - len(chars)
    rows: list[Line] = []
    for table in _tables(page):
        left, top, right, bottom = table.bbox
        inside = [char for char in chars if left <= _middle(char) <= right and top <= _height(char) <= bottom]
        found = list(_rows(table.cells, inside))
        if found:
            rows += found
            taken = set(map(id, inside))
            chars = [char for char in chars if id(char) not in taken]
    lines = sorted([*_lines(chars), *rows], key=lambda line: line.top)
    area = sum(abs(picture["width"] * picture["height"]) for picture in page.images)
    read = Page(tuple(lines), float(page.height), area > _SCAN * float(page.width * page.height), unknown)
    page.close()
    return read


def _tables(page: Any) -> list[Any]:
    rules = len(page.lines) + 4 * len(page.rects) + len(page.curves)
    return list(page.find_tables()) if 4 <= rules <= MOST_RULES else []


def _middle(char: Char) -> float:
    return float(char["x0"] + char["x1"]) / 2


def _height(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _lines(chars: Iterable[Char]) -> Iterator[Line]:
    """Characters whose middles lie within half a character of each other's height are one line."""
    line: list[Char] = []
    for char in sorted(chars, key=_height):
        if line and _height(char) - _height(line[0]) > min(char["size"], line[0]["size"]) / 2:
            yield from _line(line)
            line = []
        line.append(char)
    yield from _line(line)


def _line(chars: list[Char]) -> Iterator[Line]:
    """The line that characters of one height make; none when they are all blank."""
    ordered = sorted(chars, key=lambda char: char["x0"])
    words = ""
    kept: list[Char] = []
    for char in ordered:
        if kept:
            near = kept[-1]
            if char["text"] == near["text"] and char["x0"] - near["x0"] < _TWICE * char["size"]:
                continue
            if char["x0"] - near["x1"] > _GAP * max(char["size"], near["size"]):
                words += " "
        words += char["text"]
        kept.append(char)
    words = without_radicals(" ".join(words.split()))
    solid = [char for char in kept if not char["text"].isspace()]
    if words:
        yield Line(
            words,
            min(char["x0"] for char in solid),
            max(char["x1"] for char in solid),
            min(char["top"] for char in solid),
            max(char["bottom"] for char in solid),
            sorted(char["size"] for char in solid)[len(solid) // 2],
        )


def _rows(cells: list[tuple[float, float, float, float]], chars: list[Char]) -> Iterator[Line]:
    """Rows of a table by its cells (left, top, right, bottom); none of one that has a single row or column.

    A merged cell is read once: 〃 stands where it goes on below, nothing where it goes on to the right.
    """
    columns, rows = _borders(cells, 0), _borders(cells, 1)
    if len(columns) < 2 or len(rows) < 2:
        return
    grid = [[""] * len(columns) for _row in rows]
    for (left, top, _right, bottom), inside in _by_cell(cells, chars):
        column, row = bisect_left(columns, left), bisect_left(rows, top)
        grid[row][column] = joined(line.text for line in _lines(inside))
        for below in range(row + 1, bisect_left(rows, bottom - 1)):
            grid[below][column] = DITTO
    ends = [*rows[1:], max(cell[3] for cell in cells)]
    left, right = columns[0], max(cell[2] for cell in cells)
    for words, top, bottom in zip(grid, rows, ends, strict=True):
        if any(words):
            yield Line("\t".join(words), left, right, top, bottom, 0.0, is_row=True)


def _borders(cells: list[tuple[float, float, float, float]], side: int) -> list[float]:
    return sorted({cell[side] for cell in cells})


def _by_cell(
    cells: list[tuple[float, float, float, float]], chars: list[Char]
) -> Iterator[tuple[tuple[float, float, float, float], list[Char]]]:
    """Each cell with the characters whose middles lie in it."""
    ordered = sorted(chars, key=_height)
    heights = [_height(char) for char in ordered]
    for cell in cells:
        left, top, right, bottom = cell
        across = ordered[bisect_left(heights, top) : bisect_left(heights, bottom)]
        yield cell, [char for char in across if left <= _middle(char) < right]


def joined(lines: Iterable[str]) -> str:
    """Lines that a margin cut, as one: a space between Latin words, a hyphen at the end of a syllable gone."""
    words = ""
    for line in lines:
        if words[-1:] == "-" and words[-2:-1].islower() and line[:1].isascii() and line[:1].islower():
            words = words[:-1] + line
        elif words and line and _needs_space(words[-1], line[0]):
            words += " " + line
        else:
            words += line
    return words


def _needs_space(left: str, right: str) -> bool:
    """Whether a line end between two characters parts words; digits were cut by the margin."""
    if not (left + right).isascii() or (left.isdecimal() and right.isdecimal()):
        return False
    if right.isdecimal():
        return left.isalpha()
    return right.isalpha() and (left.isalnum() or left in ",.;:)%")
