"""Figures in running text keep where they come from (文中数字溯源): marked while sentences are made, then taken out.

A mark goes with its words through every list and sentence. Paper prints the words alone; a page opens the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from luoshi.briefing.content import Cell, CellSource, Grid
from luoshi.briefing.official import Column, Paragraph, Source
from luoshi.briefing.wording import NONE
from luoshi.targets.models import Target

# Characters that no text holds: for private use, from Unicode's own block.
_FROM, _WORDS, _UNTIL = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_FROM}([^{_WORDS}]*){_WORDS}([^{_UNTIL}]*){_UNTIL}")


def opened(words: str, place: str, at: str = "") -> str:
    """``words`` marked as a figure that stands at a ``place``, see :class:`Source`; nothing stays nothing."""
    return f"{_FROM}{place}#{at}{_WORDS}{words}{_UNTIL}" if words else ""


def of_target(words: str, target: Target, at: str) -> str:
    """``words`` marked as a figure of the target: ``at`` is its row on the page of lineages; a dash is none."""
    return words if words == NONE else opened(words, f"target/{target.pk}", at)


def tabled(columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]], caption: str) -> Grid:
    """The table of ``rows``, with the places of the cells that are marked as a whole."""
    plain: list[tuple[Cell, ...]] = []
    sources = []
    for row, cells in enumerate(rows):
        read = [_MARKED.fullmatch(cell) if isinstance(cell, str) else None for cell in cells]
        plain.append(tuple(found[2] if found else cell for cell, found in zip(cells, read, strict=True)))
        for column, found in enumerate(read):
            if found:
                place, _sign, at = found[1].partition("#")
                sources.append(CellSource(row, column, place, at))
    return Grid(columns, tuple(plain), caption, tuple(sources))


def told(text: str) -> Paragraph:
    """The paragraph that ``text`` says, with the places of the figures marked in it."""
    plain, sources, rest = "", [], 0
    for found in _MARKED.finditer(text):
        plain += text[rest : found.start()]
        place, _sign, at = found[1].partition("#")
        sources.append(Source(len(plain), len(plain) + len(found[2]), place, at))
        plain += found[2]
        rest = found.end()
    return Paragraph(plain + text[rest:], tuple(sources))
