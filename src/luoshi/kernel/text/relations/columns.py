"""What one column of a table is computed from, told by its rows themselves (列间关系).

For every column each way to compute it from two others, or from the years in their titles, is tried on all rows. One that
holds in most rows is the column's own, so that the rows it fails in are slips; the titles only say which ways are open.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.grids import Cell, Grid
from luoshi.kernel.text.intervals import Formula, percentage, total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, rest
from luoshi.kernel.text.relations.ratios import annual_growth

_RELATIVE = re.compile(r"率|%|占比|比重|比例|增长|增幅|增速|同比|进度")
_GROWS = re.compile(r"增长|增幅|增速|同比|升降|增减|±|[比较](?:上年|去年|同期)|变动|变化")
_CHANGED = re.compile(r"(?:增[减加长收支]|变[动化]|升降|差)[额数量值]|净增")
_AVERAGED = re.compile("(?<!年)均|单产|亩产|每[千万百人户亩]")
_POINTS = "百分点"
_ANNUAL = re.compile("年均|年平均")
_COMPARABLE = re.compile(r"可比|同口径|不变价|调整后")
_OWN_BASIS = re.compile("生产总值|GDP|增加值|产业|投资")
"""Rows whose growth is told at comparable prices, or on a base that was adjusted."""
_RANKED = re.compile(r"排名|名次|位次|排序|序号")
_SHARES = re.compile("占比|比重|比例|份额")
_SUMMED = re.compile("合计|总[计数量额]|小计|共计")
_REMAINS = re.compile("[未余差缺]|增[加减]|净")
_TOTAL = re.compile("合计|总计|共计|全[省市区县]")
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_FEWEST, _MOST = 2, 12
_SURE, _RARE = 3, 4
_LONGEST_SPAN = 20
_FACTORS = (1, 100, 1000, 10**4)
"""What the units of two columns differ by: 万元 over 户 in 元, 万吨 over 万亩 in 公斤."""


@dataclass(frozen=True)
class _Way:
    """One way to compute a column from others."""

    type: str
    columns: tuple[int, ...]
    formula: Formula
    sketch: str = ""


def computed_columns(grid: Grid, facts: dict[Cell, Fact]) -> Iterator[Slot]:
    """All columns of a table that most rows compute from two others, row by row; `facts` are its numbers."""
    numeric = [
        column
        for column in range(1, min(grid.width, _MOST))
        if sum(cell in facts for cell in grid.column(column)) >= _FEWEST
        and not _RANKED.search(grid.titles[column])
    ]
    for claim in numeric:
        yield from _best(grid, facts, claim, [column for column in numeric if column != claim])


def _best(grid: Grid, facts: dict[Cell, Fact], claim: int, others: list[int]) -> Iterator[Slot]:
    """The way that holds in most rows, where those are more than half."""
    tried = [_rows(grid, facts, claim, way) for way in _ways(grid, claim, others)]
    tried += _shares_of_total(grid, facts, claim, others)
    rows = max(tried, key=lambda rows: sum(row.holds() for row in rows), default=[])
    held = sum(row.holds() for row in rows)
    if held < _FEWEST or held * 2 <= len(rows):
        return
    sure = held >= _SURE and len(rows) - held <= max(1, len(rows) // _RARE)
    binding = Binding.STRONG if sure else Binding.WEAK
    for row in rows:
        yield Slot([Candidate(row.type, row.claim, row.operands, row.formula, binding, sketch=row.sketch)])


def _rows(grid: Grid, facts: dict[Cell, Fact], claim: int, way: _Way) -> list[Candidate]:
    found = []
    for row in grid.rows:
        cells = [row[column] for column in (claim, *way.columns)]
        if all(cell in facts for cell in cells):
            value, *operands = (facts[cell] for cell in cells)
            if "growth" in way.type and _OWN_BASIS.search(value.name):
                continue
            found.append(
                Candidate(way.type, value, tuple(operands), way.formula, Binding.WEAK, sketch=way.sketch)
            )
    return found


def _shares_of_total(
    grid: Grid, facts: dict[Cell, Fact], claim: int, others: list[int]
) -> list[list[Candidate]]:
    """A column of shares, each of the total printed in the last or first row."""
    totals = [row for row in grid.rows if _TOTAL.match(row[0].text)]
    if len(totals) != 1 or not _SHARES.search(grid.titles[claim]):
        return []
    tried = []
    for column in others:
        whole = facts.get(totals[0][column])
        pairs = [(facts.get(row[claim]), facts.get(row[column])) for row in grid.rows if row is not totals[0]]
        if whole is not None:
            tried.append(
                [
                    Candidate("share", value, (part, whole), percentage, Binding.WEAK)
                    for value, part in pairs
                    if value is not None and part is not None
                ]
            )
    return tried


def _ways(grid: Grid, claim: int, others: list[int]) -> Iterator[_Way]:
    """The ways that the title of a column leaves open."""
    title = grid.titles[claim]
    if _COMPARABLE.search(title):
        return
    relative = [column for column in others if _RELATIVE.search(grid.titles[column])]
    amounts = [column for column in others if column not in relative]
    if _ANNUAL.search(title):
        yield from _annual_ways(grid, amounts)
    elif _POINTS in title:
        yield from (_Way("share_shift", pair, rest) for pair in permutations(relative, 2))
    elif _CHANGED.search(title) and "%" not in title:
        yield from (_Way("difference", pair, rest) for pair in permutations(amounts, 2))
    elif _AVERAGED.search(title):
        yield from _average_ways(amounts)
    elif _GROWS.search(title):
        yield from (_Way("growth", pair, _growth) for pair in permutations(amounts, 2))
    elif _RELATIVE.search(title):
        kind = "share" if _SHARES.search(title) else "completion"
        yield from (_Way(kind, pair, percentage) for pair in permutations(amounts, 2))
    elif _SUMMED.search(title) and len(amounts) >= _FEWEST:
        yield _Way("sum", tuple(amounts), total)
        yield from (_Way("sum", pair, total) for pair in combinations(amounts, 2))
    elif _REMAINS.search(title):
        yield from (_Way("difference", pair, rest) for pair in permutations(amounts, 2))


def _average_ways(amounts: list[int]) -> Iterator[_Way]:
    """户均, 单产, 平均班额: one column over another, whatever their units differ by."""
    for pair in permutations(amounts, 2):
        for factor in _FACTORS:
            yield _Way("mean", pair, _per(factor), sketch=f"{{0}} × {factor} ÷ {{1}}")


def _per(factor: int) -> Formula:
    def mean(values: Sequence[Fraction]) -> Fraction:
        return values[0] * factor / values[1]

    return mean


def _annual_ways(grid: Grid, amounts: list[int]) -> Iterator[_Way]:
    """2020年, 2025年, 年均增长: the two years in the titles."""
    years = {column: int(found[1]) for column in amounts if (found := _YEAR.search(grid.titles[column]))}
    for early, late in permutations(years, 2):
        span = years[late] - years[early]
        if 1 <= span <= _LONGEST_SPAN:
            sketch = f"(({{1}} ÷ {{0}})^(1/{span}) - 1) × 100"
            yield _Way("annual_growth", (early, late), annual_growth(span), sketch)


def _growth(values: Sequence[Fraction]) -> Fraction:
    return (values[0] / values[1] - 1) * 100
