"""Paragraphs of a PDF (PDF 段落): which line goes on with the one before is told by indents and margins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from luoshi.documents.pdf_page import Line, Page, joined
from luoshi.kernel.text.marks import starts_with_mark

_INDENT = (1.4, 2.7)
"""How far the first line of a paragraph may be set in, in characters."""
_INDENTED = 0.08
"""From this share of lines set in on, paragraphs are told by their indent alone."""
_RAGGED = 4.0
"""How many characters before the margin a full line may end: a number or a word is not cut."""
_SHORTEST = 15.0
"""A line of fewer characters is not cut by a margin."""
_TERMINAL = "。！？：；"


def paragraphs(pages: Sequence[Page]) -> Iterator[str]:
    """Paragraphs and table rows in order. A line that runs to the margin goes on with the next, across pages too."""
    margins = [_margins(page) for page in pages]
    placed = [
        _Placed(line, *margin)
        for page, margin in zip(pages, _widened(margins), strict=True)
        for line in page.lines
    ]
    by_indent = _uses_indents(placed)
    open_lines: list[_Placed] = []
    for line in placed:
        if open_lines and not _goes_on(open_lines[-1], line, by_indent):
            yield joined(part.line.text for part in open_lines)
            open_lines = []
        open_lines.append(line)
    if open_lines:
        yield joined(part.line.text for part in open_lines)


@dataclass(frozen=True)
class _Placed:
    """A line between the margins of its page."""

    line: Line
    left: float
    right: float

    @property
    def indent(self) -> float:
        return (self.line.left - self.left) / self.line.size

    @property
    def is_indented(self) -> bool:
        return _INDENT[0] <= self.indent <= _INDENT[1]

    @property
    def is_full(self) -> bool:
        """Whether it may be cut by the margin."""
        return self.missing <= _RAGGED and self.line.right - self.line.left >= _SHORTEST * self.line.size

    @property
    def missing(self) -> float:
        """Characters that would still fit behind it."""
        return (self.right - self.line.right) / self.line.size


def _margins(page: Page) -> tuple[float, float]:
    """Left and right end of the running text, 0 and 0 on a page without."""
    lines = [line for line in page.lines if not line.is_row]
    return (min(line.left for line in lines), max(line.right for line in lines)) if lines else (0.0, 0.0)


def _widened(margins: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Margins as wide as on the usual page, so that the last one, with a short line, has them too."""
    widths = [right - left for left, right in margins if right > left]
    usual = median(widths) if widths else 0.0
    return [(left, max(right, left + usual)) for left, right in margins]


def _uses_indents(lines: Sequence[_Placed]) -> bool:
    running = [line for line in lines if not line.line.is_row]
    return sum(line.is_indented for line in running) > _INDENTED * len(running)


def _goes_on(before: _Placed, line: _Placed, by_indent: bool) -> bool:
    first, second = before.line, line.line
    if first.is_row or second.is_row or abs(first.size - second.size) > 0.1 * first.size:
        return False
    if line.indent > 1 or not before.is_full:
        return False
    if by_indent:
        return True
    if first.text[-1] in _TERMINAL and (before.missing > 1 or starts_with_mark(second.text)):
        return False
    return not starts_with_mark(second.text) or first.text[-1] not in _TERMINAL
