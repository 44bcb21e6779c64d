"""From the frozen content of a bulletin to the official document that is printed (通报排版)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import assert_never

from luoshi.briefing import charts, content, official, pacebar
from luoshi.briefing.content import Bar, Block, Cell, Content

SIMULATED = "演示数据 / simulated"
CHART_WIDTH = 140  # mm
CELL_PADDING = 4  # mm that a picture must stay smaller than its column


def to_official(frozen: Content, number: str, issued_on: date) -> official.OfficialDocument:
    """The document that ``gbt9704.render`` sets: content, number and date of issue."""
    figures = iter(range(1, 100))
    single = len(frozen.annexes) == 1
    return official.OfficialDocument(
        title=frozen.title,
        number=number,
        addressee=frozen.addressee,
        body=list(_blocks(frozen.body, figures)),
        annexes=[
            official.Annex(annex.title, list(_blocks(annex.blocks, figures)), None if single else place)
            for place, annex in enumerate(frozen.annexes, start=1)
        ],
        issuer=frozen.issuer,
        issue_date=issued_on,
        simulated_mark=SIMULATED if frozen.simulated else None,
        imprint=official.Imprint([], frozen.issuer, issued_on),
    )


def chart_spec(block: content.Ranking) -> charts.Spec:
    """The chart of the page and of the bulletin."""
    return charts.ranked_bars(block.rows, block.title, block.unit, block.lines)


def _blocks(blocks: Iterable[Block], figures: Iterator[int]) -> Iterator[official.Block]:
    for block in blocks:
        match block:
            case official.Heading() | official.Paragraph():
                yield block
            case content.Grid():
                yield _table(block)
            case content.Ranking():
                yield _figure(block, next(figures))
            case _:
                assert_never(block)


def _table(grid: content.Grid) -> official.Table:
    rows = [
        [_cell(cell, column) for cell, column in zip(row, grid.columns, strict=True)] for row in grid.rows
    ]
    return official.Table(grid.columns, rows, grid.caption)


def _cell(cell: Cell, column: official.Column) -> official.Cell:
    if isinstance(cell, str):
        return cell
    width = (column.width_mm or 0) - CELL_PADDING
    return official.Picture(_bar_png(cell), f"{cell.label}：{cell.words}", width)


def _bar_png(bar: Bar) -> bytes:
    return pacebar.png(pacebar.PaceBar(bar.label, bar.done, bar.expected))


def _figure(block: content.Ranking, number: int) -> official.Figure:
    # On paper the caption under the figure is its title; the page has no captions.
    spec = {key: value for key, value in chart_spec(block).items() if key != "title"}
    words = listed_values(block)
    picture = official.Picture(charts.png(spec), f"{block.title}：{words}", CHART_WIDTH)
    return official.Figure(picture, f"图{number} {block.title}（{block.unit}）")


def listed_values(block: content.Ranking) -> str:
    """The values of a chart in words, for those who do not see it."""
    return "，".join(f"{row.name}{row.text}" for row in block.rows)
