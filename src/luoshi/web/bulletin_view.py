"""The frozen blocks of a bulletin as a page shows them: tables, charts with their tables, pace bars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

from luoshi.briefing.content import Bar, Block, Cell, Grid, Ranking
from luoshi.briefing.official import Column, Heading, Paragraph, Source
from luoshi.briefing.printing import chart_spec

UNIT, SCORE = "单位", "得分"
"""Columns whose cells open what stands behind a row."""
# What paper needs and a page sets by its own width and theme.
PAPER_ONLY = ("config", "width", "background")


@dataclass(frozen=True)
class Opens:
    """Where a unit's figures of a bulletin are told: its targets as known on the day, its score; "" where there is none."""

    targets: str
    score: str = ""


@dataclass(frozen=True)
class PageCell:
    """A cell of a table: a text, or a pace bar for the component; ``address`` is where it opens."""

    text: str
    side: str
    label: str
    pace: dict[str, Any] | None = None
    address: str = ""


@dataclass(frozen=True)
class Piece:
    """A stretch of running text; ``address`` is where the figure in it opens."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class PageBlock:
    """One block: ``kind`` is heading, paragraph, table or chart."""

    kind: str
    text: str = ""
    pieces: tuple[Piece, ...] = ()
    level: int = 0
    id: str = ""
    columns: tuple[Column, ...] = ()
    rows: list[list[PageCell]] = field(default_factory=list)
    spec: dict[str, Any] = field(default_factory=dict)
    twin: dict[str, Any] = field(default_factory=dict)


def page_blocks(
    blocks: Iterable[Block], prefix: str, opens: Mapping[str, Opens], address: Callable[[Source], str]
) -> list[PageBlock]:
    """The blocks in their order; ``prefix`` keeps the ids of one page apart, ``opens`` tells units by their names.

    ``address`` says where a figure in running text opens; "" where this reader may not.
    """
    return [
        _page_block(block, f"{prefix}-{place}", opens, address) for place, block in enumerate(blocks, start=1)
    ]


def _page_block(
    block: Block, key: str, opens: Mapping[str, Opens], address: Callable[[Source], str]
) -> PageBlock:
    match block:
        case Heading():
            # The bulletin's title is the h2 of the page.
            return PageBlock("heading", block.text, level=block.level + 2)
        case Paragraph():
            return PageBlock("paragraph", pieces=tuple(_pieces(block, address)))
        case Grid():
            placed = {
                (source.row, source.column): address(Source(0, 0, source.place, source.at))
                for source in block.sources
            }
            rows = [
                _row(row, block.columns, opens, [placed.get((n, m), "") for m in range(len(row))])
                for n, row in enumerate(block.rows)
            ]
            return PageBlock("table", block.caption, id=key, columns=block.columns, rows=rows)
        case Ranking():
            return PageBlock("chart", block.title, id=key, spec=_spec(block), twin=_twin(block))
        case _:
            assert_never(block)


def _pieces(paragraph: Paragraph, address: Callable[[Source], str]) -> Iterator[Piece]:
    rest = 0
    for source in paragraph.sources:
        yield Piece(paragraph.text[rest : source.start])
        yield Piece(paragraph.text[source.start : source.end], address(source))
        rest = source.end
    yield Piece(paragraph.text[rest:])


def _row(
    row: tuple[Cell, ...], columns: tuple[Column, ...], opens: Mapping[str, Opens], addresses: Sequence[str]
) -> list[PageCell]:
    named = (cell for cell, column in zip(row, columns, strict=True) if column.name == UNIT)
    of = opens.get(str(next(named, "")))
    return [
        _cell(cell, column, of, address)
        for cell, column, address in zip(row, columns, addresses, strict=True)
    ]


def _cell(cell: Cell, column: Column, of: Opens | None, address: str) -> PageCell:
    side = {"left": "", "center": "mid", "right": "num"}[column.align]
    if not isinstance(cell, str):
        return PageCell(cell.words, "pace-cell", column.name, _pace(cell))
    addresses = {UNIT: of.targets, SCORE: of.score} if of else {}
    return PageCell(cell, side, column.name, address=address or addresses.get(column.name, ""))


def _pace(bar: Bar) -> dict[str, Any]:
    return {"completion": bar.done, "expected": bar.expected, "light": bar.light, "words": bar.words}


def _spec(block: Ranking) -> dict[str, Any]:
    return {key: value for key, value in chart_spec(block).items() if key not in PAPER_ONLY}


def _twin(block: Ranking) -> dict[str, Any]:
    return {
        "caption": f"{block.title}（{block.unit}）",
        "columns": ["单位", block.unit],
        "rows": [[row.name, row.text] for row in block.rows],
    }
