"""What the columns of a table make of the totals that the text around it prints (表文合计)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from luoshi.kernel.text.facts import Fact, measure_of
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.grids import Grid
from luoshi.kernel.text.intervals import percentage, printed_interval, total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.lists import is_close
from luoshi.kernel.text.relations.tables import cell_facts

_TITLED = re.compile(
    r"(?P<unit>(?P<scale>[万亿]{0,2})(?:元|亩|吨|户|人次|人|公里|平方米|件|个|家|项|台))(?:）|\Z)|(?P<count>(?:项目|企业|单位|事项|件|个|户|家)数量?)\Z"
)
_CAPTIONED = re.compile(
    r"单位：(?P<unit>(?P<scale>[万亿]{0,2})(?:元|亩|吨|户|人次|人|公里|平方米|件|个|家|项|台))[^\n]{0,12}\n[\s]*\Z"
)
_CAPTION = 24
_SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_RELATIVE = re.compile(r"率|%|占比|比重|比例|增[长幅速]|同比|排名|名次|位次|序号|均|得分")
_SHARE = re.compile("占比|比重")
_TOTAL = re.compile(r"合计|总计|共计|小计|其中|全[省市区县]|平均")
_FAR = 60
_BEHIND = 8
_FEWEST, _LONG_TITLE = 3, 4


def sums_of_tables(bulletin: Bulletin) -> Iterator[Slot]:
    """A column without a total of its own against the only total of its measure in the text that it makes.

    Where one column makes a total, another one accuses the total beside it of the other measure.
    """
    for grid in bulletin.grids:
        if len(grid.rows) < _FEWEST or any(_TOTAL.match(row[0].text) for row in grid.rows):
            continue
        columns = _columns(bulletin, grid)
        wholes = _around(bulletin, grid)
        made = {column: whole for column, parts in columns.items() for whole in _made(parts, wholes)[:1]}
        for column, whole in made.items():
            yield Slot([Candidate("sum", whole, columns[column], total, Binding.WEAK)])
            yield from _shares(bulletin, grid, columns[column], whole)
        for column, parts in columns.items():
            beside = [
                fact
                for fact in wholes
                if fact.measure == parts[0].measure
                and any(fact.sentence == whole.sentence for whole in made.values())
            ]
            if len(beside) > 1:
                beside = [
                    fact for fact in beside if fact not in made.values() and _is_titled(grid, column, fact)
                ]
            if column not in made and len(beside) == 1 and is_close(beside[0], parts):
                yield Slot([Candidate("sum", beside[0], parts, total, Binding.STRONG)])


def _is_titled(grid: Grid, column: int, fact: Fact) -> bool:
    """Whether a total of the text is called like a column: 到位资金48.37亿元, 到位资金（亿元）."""
    title = grid.titles[column].partition("（")[0]
    return len(title) >= _LONG_TITLE and fact.lead.endswith(title)


def _columns(bulletin: Bulletin, grid: Grid) -> dict[int, tuple[Fact, ...]]:
    """The columns of amounts and counts as facts with the unit of their title."""
    facts = cell_facts(bulletin, grid)
    found: dict[int, tuple[Fact, ...]] = {}
    captioned = _CAPTIONED.search(bulletin.doc.text, max(0, grid.start - _CAPTION), grid.start)
    for column in range(1, grid.width):
        titled = _TITLED.search(grid.titles[column]) or captioned
        cells = grid.column(column)
        if (
            titled is None
            or _RELATIVE.search(grid.titles[column])
            or any(cell not in facts for cell in cells)
        ):
            continue
        unit, factor = titled["unit"] or "个", _SCALES[titled["scale"] or ""]
        found[column] = tuple(_in_unit(facts[cell], unit, factor) for cell in cells)
    return found


def _in_unit(fact: Fact, unit: str, factor: int) -> Fact:
    quantity = replace(fact.quantity, unit=unit, magnitude=fact.quantity.value * Fraction(factor))
    return replace(
        fact,
        quantity=quantity,
        measure=measure_of(unit),
        interval=printed_interval(quantity).scaled(fact.sign),
    )


def _around(bulletin: Bulletin, grid: Grid) -> list[Fact]:
    """Totals and plans printed before a table, and shortly behind it."""
    facts = [
        fact for fact in bulletin.facts if fact.role in ("level", "target", "previous") and not fact.aside
    ]
    before = [fact for fact in facts if fact.start < grid.start][-_FAR:]
    return before + [fact for fact in facts if fact.start > grid.end][:_BEHIND]


def _made(parts: tuple[Fact, ...], wholes: list[Fact]) -> list[Fact]:
    return [
        fact
        for fact in wholes
        if fact.measure == parts[0].measure and Candidate("sum", fact, parts, total, Binding.WEAK).holds()
    ]


def _shares(bulletin: Bulletin, grid: Grid, parts: tuple[Fact, ...], whole: Fact) -> Iterator[Slot]:
    """The column of shares of a total that the text prints."""
    shares = [column for column in range(1, grid.width) if _SHARE.search(grid.titles[column])]
    facts = cell_facts(bulletin, grid)
    if len(shares) != 1 or any(cell not in facts for cell in grid.column(shares[0])):
        return
    pairs = [
        Candidate("share", facts[row[shares[0]]], (part, whole), percentage, Binding.STRONG)
        for row, part in zip(grid.rows, parts, strict=True)
    ]
    if sum(pair.holds() for pair in pairs) * 2 > len(pairs):
        yield from (Slot([pair]) for pair in pairs)
