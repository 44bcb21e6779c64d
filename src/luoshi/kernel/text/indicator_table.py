"""Targets of a table of indicators: a line an indicator, with what it was and what it shall be (主要指标表)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from luoshi.kernel.text.grids import Cell, Grid, find_grids
from luoshi.kernel.text.naming import indicator_of
from luoshi.kernel.text.normalise import Normalised
from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.phrase import Op

_NAME = re.compile(
    r"(?:主要|具体|核心|重点|约束性|预期性)?指标(?:名称|内容)?|(?:指标)?名称|目标(?:名称|内容|指标)"
)
_TASK = re.compile(r"(?:重点|主要|具体|年度|工作|项目|建设)*(?:任务|工作|事项|项目|内容)(?:名称|内容|分解)?")
_AMOUNT = re.compile(
    r"(?:年度|全年|计划|工作|任务)?(?:目标|指标)(?:值|数)?|(?:年度|全年)?(?:任务|计划|目标)(?:数量?|量)|数量"
)
"""Titles of a task table's column of numbers; it counts where its cells are bare numbers, not words (新增500个)."""
_UNIT = re.compile(r"(?:计量|计算)?单位")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})年?(?:底|末)?(?P<rest>.*)")
_WAS = re.compile(r"基期|基数|现状|实际|实绩|完成|执行|预计")
_SHALL = re.compile(r"目标|规划|计划|预期|任务")
_YEARLY = re.compile(
    r"(?:[^\d]{0,4}年均|年均)[^\d]{0,4}(?:增长|增速|增幅|递增)?[^\d]{0,6}|.*〔?年均〕?(?:增长|增速|增幅).*"
)
_UNIT_ASIDE = re.compile(r"（(?P<unit>[^（）\d]{1,10}|‰|%)）\Z")
_MARK = re.compile(r"\A(?:\d{1,2}[.、]|[（(]\d{1,2}[）)]|[①-⑳])")
_VALUE = re.compile(
    r"(?P<bound>≥|≤|>|<|不低于|不少于|不超过|高于|低于)?(?P<open>[\[〔【（]?)(?P<sign>-?)(?P<number>\d{1,12}(?:,\d{3})*(?:\.\d{1,6})?)[\]〕】）]?"
    r"(?P<rate>%|‰)?(?P<after>左右|以上|以下|以内)?"
)
_OPS: dict[str, Op] = {
    "≥": ">=",
    "不低于": ">=",
    "不少于": ">=",
    "以上": ">=",
    "≤": "<=",
    "<": "<=",
    "不超过": "<=",
    "低于": "<=",
    "以下": "<=",
    "以内": "<=",
    ">": ">",
    "高于": ">",
    "左右": "~",
}


@dataclass(frozen=True)
class TableTarget:
    """One number of a table: its indicator, the words that would stand before it in a sentence, and its row.

    `until` is the year of its column, None where the column names none; `since` is that of the base, for a growth a
    year. `start`/`end` span the row in the normalised text.
    """

    indicator: str
    lead: str
    quantity: Quantity
    op: Op | None
    until: int | None
    since: int | None
    start: int
    end: int


@dataclass(frozen=True)
class _Columns:
    name: int
    unit: int | None
    aims: tuple[tuple[int, int | None], ...]
    yearly: int | None
    base: int | None
    orders: bool = False
    """Whether its names are orders (新增停车位), as those of tasks are."""


def table_targets(doc: Normalised) -> Iterator[TableTarget]:
    """Numbers that tables of indicators set, line by line; tables without a column of what shall be set none."""
    for grid in find_grids(doc):
        columns = _columns(grid)
        if columns is not None:
            for row in grid.rows:
                yield from _row(doc, row, columns)


def spans_of_tables(doc: Normalised) -> list[tuple[int, int]]:
    """Where such tables stand whose numbers are read here and nowhere else; cells of tasks may state more."""
    tables = ((grid, _columns(grid)) for grid in find_grids(doc))
    return [(grid.start, grid.end) for grid, columns in tables if columns is not None and not columns.orders]


def _columns(grid: Grid) -> _Columns | None:
    """Which columns hold what; None for a table of another kind."""
    titles = grid.titles
    name = next((n for n, title in enumerate(titles) if _NAME.fullmatch(title)), None)
    if name is None:
        return _of_tasks(grid)
    years = [
        (n, int(found["year"]), title) for n, title in enumerate(titles) if (found := _YEAR.fullmatch(title))
    ]
    was = [year for _n, year, title in years if _WAS.search(title)]
    first = min((year for _n, year, _title in years), default=0)
    base = max(was, default=first if len(years) > 1 else None)
    aims: list[tuple[int, int | None]] = [
        (n, year)
        for n, year, title in years
        if not _WAS.search(title) and (year > base if base is not None else _SHALL.search(title) is not None)
    ]
    aims += [
        (n, None) for n, t in enumerate(titles) if _SHALL.search(t) and n != name and not _YEAR.fullmatch(t)
    ]
    unit = next((n for n, title in enumerate(titles) if _UNIT.fullmatch(title)), None)
    yearly = next((n for n, title in enumerate(titles) if _YEARLY.fullmatch(title)), None)
    aims = [(n, year) for n, year in aims if n != yearly]
    return _Columns(name, unit, tuple(aims), yearly, base) if aims else None


def _of_tasks(grid: Grid) -> _Columns | None:
    """Of a table of tasks, the task, its unit and its number (工作任务, 计量单位, 目标值); None without such a number."""
    titles = grid.titles
    amounts = (n for n, title in enumerate(titles) if _AMOUNT.fullmatch(title))
    amount = next((n for n in amounts if any(cell.is_number for cell in grid.column(n))), None)
    name = next((n for n, title in enumerate(titles[:amount]) if _TASK.fullmatch(title)), None)
    if name is None or amount is None:
        return None
    unit = next((n for n, title in enumerate(titles) if _UNIT.fullmatch(title)), None)
    return _Columns(name, unit, ((amount, None),), None, None, orders=True)


def _row(doc: Normalised, row: tuple[Cell, ...], columns: _Columns) -> Iterator[TableTarget]:
    name = _MARK.sub("", row[columns.name].text)
    aside = _UNIT_ASIDE.search(name)
    unit = row[columns.unit].text if columns.unit is not None else aside["unit"] if aside else ""
    name = name[: aside.start()] if aside else name
    name = indicator_of(name) if columns.orders else name
    if not name or row[columns.name].is_number:
        return
    for column, year in columns.aims:
        found = _value(doc, row[column], unit)
        if found is not None:
            yield TableTarget(name, name + "达到", *found, year, columns.base, row[0].start, row[-1].end)
    if columns.yearly is not None and (found := _value(doc, row[columns.yearly], "%")) is not None:
        last = max((year for _n, year in columns.aims if year is not None), default=None)
        yield TableTarget(name, name + "年均增长", *found, last, columns.base, row[0].start, row[-1].end)


def _value(doc: Normalised, cell: Cell, unit: str) -> tuple[Quantity, Op | None] | None:
    """The number of a cell in the row's unit, with its bound; None for words, a dash or a negative number."""
    printed = doc.text[cell.start : cell.end]
    offset = len(printed) - len(printed.lstrip())
    found = _VALUE.fullmatch(printed.strip())
    if found is None or found["sign"]:
        return None
    start = cell.start + offset + found.start("number")
    end = start + len(found["number"])
    stop = cell.start + offset + found.end("rate") if found["rate"] else end
    value = Fraction(found["number"].replace(",", ""))
    measure = found["rate"] or unit
    scale = 10**8 if measure.startswith("亿") else 10**4 if measure.startswith("万") else 1
    quantity = Quantity(start, end, stop, found["number"], value, measure, value * scale)
    return quantity, _OPS.get(found["bound"] or found["after"] or "")
