"""Tables: sums of columns, completion and growth by row, ranks recounted (表格核对)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.grids import Cell, Grid
from luoshi.kernel.text.intervals import Formula, exact, percentage, total
from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.columns import computed_columns

_TOTAL = re.compile(r"合计|总计|共计")
_WHOLE_PLACE = re.compile(r"全[省市区县]|平均")
_BODY = re.compile(
    r"(?:镇|乡|街道?|办|区|县|市|旗|局|委|园|公司|企业|村|社区|学校|中学|小学|医院|所|中心|支队|大队)\Z"
)
_PARTLY = re.compile(r"小计|其中")
_RELATIVE = re.compile(
    r"率|%|占比|比重|比例|增长|增幅|增速|同比|环比|升降|排名|名次|位次|序号|均|得分|分数|指数|进度"
)
_PLAN = re.compile(r"目标|任务|计划|预算|应[收缴完办]")
_ACTUAL = re.compile(r"完成(?!率|比|进度|%)|实际|累计|已[完收缴办]|实[收缴]")
_COMPLETION = re.compile(
    r"完成率|完成比例|完成进度|完成%|[占为](?:年初|全年|年度)?(?:预算|计划|目标|任务)|进度"
)
_PREVIOUS = re.compile(r"上年|去年|同期数")
_GROWTH = re.compile(r"增长|增幅|增速|同比")
_AMOUNT_OF_CHANGE = re.compile(r"增[减加]额|增减数|增收额|增减量")
_RANK = re.compile(r"排名|名次|位次|排序")
_COMPARABLE = re.compile(r"可比|同口径|不变价|调整后")
_UNIT = re.compile(r"万元|亿元|元|%|户|人|个|件|项|万亩|亩")
_FEWEST_RANKED = 3
_PAIR = 2
_RATED = 4


def tables(bulletin: Bulletin) -> Iterator[Slot]:
    """All relations of the tables of a text."""
    for grid in bulletin.grids:
        facts = cell_facts(bulletin, grid)
        yield from _column_sums(grid, facts)
        yield from _by_row(grid, facts, _completion_columns(grid), "completion", percentage)
        yield from _by_row(grid, facts, _rate_columns(grid), "completion", percentage)
        yield from _by_row(grid, facts, _growth_columns(grid), "growth", _growth)
        yield from computed_columns(grid, facts)
        yield from _ranks(grid, facts)


def cell_facts(bulletin: Bulletin, grid: Grid) -> dict[Cell, Fact]:
    """The numbers of a table by their cells, named after their rows."""
    return {cell: _fact(bulletin, grid, row, column) for row, column, cell in _numbers(grid)}


def _numbers(grid: Grid) -> Iterator[tuple[int, int, Cell]]:
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if cell.is_number and (column or _RANK.search(grid.titles[0])):
                yield row, column, cell


def _fact(bulletin: Bulletin, grid: Grid, row: int, column: int) -> Fact:
    cell = grid.rows[row][column]
    printed = cell.text.rstrip("%").lstrip("-")
    start = cell.start + bulletin.doc.text[cell.start : cell.end].index(printed)
    value = Fraction(printed.replace(",", ""))
    unit = "%" if cell.text.endswith("%") else ""
    quantity = Quantity(start, start + len(printed), cell.end, printed, value, unit, value)
    return bulletin.cell_fact(quantity, grid.rows[row][0].text, negative=cell.text.startswith("-"))


def _column_sums(grid: Grid, facts: dict[Cell, Fact]) -> Iterator[Slot]:
    """合计 and the rows that are no total themselves; with 小计 or 其中 among them nothing is told.

    Only rows of places and offices are known to be of one level; those of a budget may hold one another.
    """
    totals = [row for row in grid.rows if _TOTAL.search(row[0].text)]
    parts = [row for row in grid.rows if row not in totals and not _WHOLE_PLACE.match(row[0].text)]
    if len(totals) != 1 or len(parts) < _PAIR or any(_PARTLY.search(row[0].text) for row in grid.rows):
        return
    alike = all(_BODY.search(row[0].text) for row in parts)
    for column in range(1, grid.width):
        cells = [row[column] for row in parts]
        whole = totals[0][column]
        if (
            _RELATIVE.search(grid.titles[column])
            or whole not in facts
            or not all(cell in facts for cell in cells)
        ):
            continue
        operands = tuple(facts[cell] for cell in cells)
        binding = Binding.STRONG if alike else Binding.MEDIUM
        binding = binding if _TOTAL.match(totals[0][0].text) else Binding.WEAK
        slip_only = not alike and binding is Binding.MEDIUM
        yield Slot([Candidate("sum", facts[whole], operands, total, binding, slip_only=slip_only)])


def _by_row(
    grid: Grid,
    facts: dict[Cell, Fact],
    columns: tuple[int, int, int] | None,
    kind: str,
    formula: Formula,
) -> Iterator[Slot]:
    """The claim column of each row from its two operand columns."""
    if columns is None:
        return
    first, second, claim = columns
    barred = "growth on a basis of its own" if _COMPARABLE.search(grid.titles[claim]) else ""
    for row in grid.rows:
        if all(row[column] in facts for column in columns):
            operands = (facts[row[first]], facts[row[second]])
            yield Slot([Candidate(kind, facts[row[claim]], operands, formula, Binding.STRONG, barred=barred)])


def _completion_columns(grid: Grid) -> tuple[int, int, int] | None:
    plan = _only(grid, _PLAN, _COMPLETION)
    actual = _only(grid, _ACTUAL, _PLAN, _COMPLETION, _PREVIOUS, _GROWTH)
    claim = _only(grid, _COMPLETION, _GROWTH, _RANK)
    return _of_one_unit(grid, actual, plan, claim)


def _rate_columns(grid: Grid) -> tuple[int, int, int] | None:
    """排查, 整改, 整改率: a rate behind the count it is named after and the only other count."""
    if (
        grid.width != _RATED
        or grid.titles[3][:2] != grid.titles[2].strip("已")[:2]
        or "率" not in grid.titles[3]
    ):
        return None
    return (2, 1, 3) if _completion_columns(grid) is None else None


def _growth_columns(grid: Grid) -> tuple[int, int, int] | None:
    previous = _only(grid, _PREVIOUS, _GROWTH)
    now = _only(grid, re.compile(r"本期|本年|今年|完成|累计|实际"), _PREVIOUS, _PLAN, _COMPLETION, _GROWTH)
    claim = _only(grid, _GROWTH, _RANK, _AMOUNT_OF_CHANGE)
    return _of_one_unit(grid, now, previous, claim)


def _of_one_unit(
    grid: Grid, first: int | None, second: int | None, claim: int | None
) -> tuple[int, int, int] | None:
    if first is None or second is None or claim is None:
        return None
    units = [_UNIT.findall(grid.titles[column]) for column in (first, second)]
    return (first, second, claim) if units[0] == units[1] else None


def _only(grid: Grid, wanted: re.Pattern[str], *others: re.Pattern[str]) -> int | None:
    """The only column with a title that says one thing and none of the others."""
    found = [
        column
        for column, title in enumerate(grid.titles)
        if column and wanted.search(title) and not any(other.search(title) for other in others)
    ]
    return found[0] if len(found) == 1 else None


def _ranks(grid: Grid, facts: dict[Cell, Fact]) -> Iterator[Slot]:
    """Every rank against the values of the column in front of it, counted from the largest or from the smallest."""
    yield from _ranks_in_front(grid, facts)
    for column in range(2, grid.width):
        if _RANK.search(grid.titles[column]) is None:
            continue
        rows = [row for row in grid.rows if row[column] in facts and row[column - 1] in facts]
        if len(rows) < _FEWEST_RANKED or len(rows) < sum(cell.is_number for cell in grid.column(column)):
            continue
        values = [facts[row[column - 1]] for row in rows]
        printed = [_counted(facts[row[column]]) for row in rows]
        wrong = min((_wrong_ranks(values, printed, way) for way in (1, -1)), key=len)
        if len(wrong) > len(rows) // _PAIR:
            continue
        binding = Binding.STRONG if _are_exchanged(wrong, printed) else Binding.MEDIUM
        right = dict(wrong)
        for place, claim in enumerate(printed):
            others = [value for value in values if value is not values[place]]
            rank = right.get(place, int(claim.quantity.value))
            yield Slot([_rank(claim, (values[place], *others), rank, binding)])


def _ranks_in_front(grid: Grid, facts: dict[Cell, Fact]) -> Iterator[Slot]:
    """Ranks in the first column, against the last column that they order; nothing where they order none."""
    ranked = [(row, facts[row[0]]) for row in grid.rows if row[0] in facts]
    if _RANK.search(grid.titles[0]) is None or not _FEWEST_RANKED <= len(ranked) == len(grid.rows):
        return
    printed = [_counted(fact) for _, fact in ranked]
    for column in range(grid.width - 1, 0, -1):
        if _PREVIOUS.search(grid.titles[column]):
            continue
        values = [facts[row[column]] for row, _ in ranked if row[column] in facts]
        if len(values) < len(ranked) or _wrong_ranks(values, printed, 1):
            continue
        for place, claim in enumerate(printed):
            others = [value for value in values if value is not values[place]]
            rank = int(claim.quantity.value)
            yield Slot([_rank(claim, (values[place], *others), rank, Binding.WEAK)])
        return


def _counted(fact: Fact) -> Fact:
    """A rank, which was not rounded."""
    return replace(fact, interval=exact(fact.quantity.value), quantity=replace(fact.quantity, unit="名"))


def _are_exchanged(wrong: list[tuple[int, int]], printed: list[Fact]) -> bool:
    """Whether the only wrong ranks are two that stand in each other's place."""
    return len(wrong) == _PAIR and {rank for _, rank in wrong} == {
        int(printed[place].quantity.value) for place, _ in wrong
    }


def _rank(claim: Fact, values: tuple[Fact, ...], rank: int, binding: Binding) -> Candidate:
    def formula(_values: Sequence[Fraction]) -> Fraction:
        return Fraction(rank)

    return Candidate("rank", claim, values, formula, binding, sketch=f"{{0}}: {rank}")


def _wrong_ranks(values: list[Fact], printed: list[Fact], way: int) -> list[tuple[int, int]]:
    """Places whose printed rank is not that of their value, with the rank they have; like values share one."""
    wrong = []
    for place, (value, rank) in enumerate(zip(values, printed, strict=True)):
        better = sum(way * other.interval.middle > way * value.interval.middle for other in values)
        equal = sum(other.interval.middle == value.interval.middle for other in values)
        if not better < rank.quantity.value <= better + equal:
            wrong.append((place, better + 1))
    return wrong


def _growth(values: Sequence[Fraction]) -> Fraction:
    return (values[0] / values[1] - 1) * 100
