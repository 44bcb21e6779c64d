"""Tasks that a table states: cells parted by tabs under a header that names the columns (任务分解表)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from luoshi.kernel.text.assignment import find_assignments, first_leads
from luoshi.kernel.text.division import Division
from luoshi.kernel.text.page_marks import is_page_number

DITTO = "〃"
"""How a cell that goes on with the one above it is written."""

Column = Literal["no", "task", "lead", "support", "leader", "responsible", "due"]
Place = tuple[int, int]

_COLUMNS: dict[Column, re.Pattern[str]] = {
    "no": re.compile(r"(?:任务|项目)?(?:序号|编号)"),
    "lead": re.compile(
        r"(?:牵头责任|责任牵头|牵头|主办|主责|主要责任|第一责任)(?:单位|部门|科室|股室|处室)|主责"
    ),
    "support": re.compile(r"(?:配合责任|责任配合|配合|协办|参与|参加|协同|协助)(?:单位|部门|科室|股室|处室)"),
    "responsible": re.compile(
        r"(?:整改|具体)?(?:责任|落实|承办|实施|承担|完成|负责)(?:单位|部门|主体|科室|股室|处室|乡镇|镇街)"
    ),
    "leader": re.compile(
        r"(?:责任|分管|牵头|挂点|包联|主管|联系|督办|包保|包抓|包片|包案|挂钩)[区县市镇乡]?(?:级)?领导|(?:具体|直接|第一|主要)?责任人|负责人|牵头人"
    ),
    "due": re.compile(
        r"(?:计划|拟|预计|任务)?(?:完成|办结|工作|推进|整改|落实|办理|化解|销号|交付|报送)?(?:时限|时间|期限|时间节点|节点|日期|时间进度)(?:要求|安排)?"
    ),
    "task": re.compile(
        r"(?!备注|单位|.*(?:要求|目标值|进展|情况|成效|问题))[\u4e00-\u9fff\d]{0,10}?"
        r"(?:任务|内容|事项|措施|举措|工作|要点|目标|项目|案件)(?:名称|分解|清单)?(?:及要求)?"
    ),
}
_DIVIDING: frozenset[Column] = frozenset({"lead", "support", "responsible", "leader", "due"})
_ASIDE = re.compile(r"\s|[（(][^（）()]*[)）]")
_AND_PERSON = re.compile(r"(?<=单位|部门)[及和、/](?:其)?(?:责任人|负责人)")
_SAME = frozenset({DITTO, "同上", '"', "″"})
_NONE = frozenset({"", "-", "—", "——", "/", "无"})
_FIELD = re.compile(r"[:：]")
_PARTS: tuple[Literal["lead", "responsible", "support", "leader"], ...] = (
    "lead",
    "responsible",
    "support",
    "leader",
)
_WIDE = str.maketrans(":;,()", "：；，（）")
_TAB, _PIPE, _WIDE_SPACE = re.compile(r"\t"), re.compile(r"\|"), re.compile(r" {2,}|\u3000+")
_RULE = re.compile(r"[|:\s-]*-[|:\s-]*")
_LONGEST_HEAD = 40
_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True)
class TableTask:
    """A row that asks for something. Positions are offsets of the text it was read from.

    `no` is the printed 序号, 0 without one; `cells` the row's own task cells, the first of which names the task;
    `row` the line; `due` the cell of the deadline, its own or the merged one it shares, None without.
    """

    no: int
    cells: tuple[Place, ...]
    row: Place
    lead: tuple[str, ...]
    support: tuple[str, ...]
    leader: tuple[str, ...]
    due: Place | None


@dataclass(frozen=True)
class _Cell:
    text: str
    start: int

    @property
    def place(self) -> Place:
        return self.start, self.start + len(self.text)

    @property
    def is_same(self) -> bool:
        return self.text in _SAME

    @property
    def is_own(self) -> bool:
        return not self.is_same and self.text not in _NONE


_Row = list[_Cell]
_BLANK = _Cell("", 0)


def find_table_tasks(text: str) -> list[TableTask]:
    """Tasks of every table in `text`, in order.

    A table is a run of lines with tabs, with | or with wide spaces that has a header: a task column (工作任务, 重点任务, 主要内容 …) and one
    that says who or when (牵头单位, 责任单位, 配合单位, 责任领导, 完成时限 …), in one or two rows, repeated or not.
    A cell written 〃 or 同上 holds what stands above it. A row without a task of its own adds its units to the
    task above. 责任单位 lead where they are alone, stand beside a column 配合单位, or, the first of them, where the
    text says that the first leads.
    """
    leading = first_leads(text)
    return [task for block in _blocks(text) for task in _Table(block, leading).run()]


def _blocks(text: str) -> Iterator[list[_Row]]:
    """Runs of lines whose cells are parted in one way: by tabs, by | or, from a header on, by wide spaces."""
    block: list[_Row] = []
    way: re.Pattern[str] | None = None
    start = 0
    for line in text.split("\n"):
        if block and is_page_number(line):
            start += len(line) + 1
            continue
        own = _way(line, start, way)
        if block and own is not way:
            yield block
            block = []
        way = own
        if own is not None and not _RULE.fullmatch(line):
            block.append(_cells(line, start, own))
        start += len(line) + 1
    if block:
        yield block


def _way(line: str, start: int, before: re.Pattern[str] | None) -> re.Pattern[str] | None:
    """What parts the cells of a line, None where it is no row; ``before`` is that of the line above."""
    if "\t" in line:
        return _TAB
    if line.count("|") > 1:
        return _PIPE
    if len(_WIDE_SPACE.findall(line.strip())) > 0:
        named = sum(_column(cell) is not None for cell in _cells(line, start, _WIDE_SPACE))
        return _WIDE_SPACE if before is _WIDE_SPACE or named > 1 else None
    return None


def _cells(line: str, start: int, way: re.Pattern[str]) -> _Row:
    cells: _Row = []
    at = 0
    for end, behind in [*(found.span() for found in way.finditer(line)), (len(line), len(line))]:
        part = line[at:end]
        cells.append(_Cell(part.strip(), start + at + len(part) - len(part.lstrip())))
        at = behind
    framed = way is not _TAB and not cells[0].text
    return cells[1 : -1 if way is _PIPE and not cells[-1].text else None] if framed else cells


def _column(cell: _Cell) -> Column | None:
    if len(cell.text) > _LONGEST_HEAD:
        return None
    words = _AND_PERSON.sub("", _ASIDE.sub("", cell.text))
    return next((column for column, pattern in _COLUMNS.items() if pattern.fullmatch(words)), None)


def _columns(rows: Sequence[_Row]) -> tuple[list[Column | None], int]:
    """The columns that a header at the first of ``rows`` names and the rows it takes; none and 0 without one."""
    columns = [_column(cell) for cell in rows[0]]
    if sum(column is not None for column in columns) < 2:
        return [], 0
    height = 1
    if len(rows) > 1 and _goes_on(rows[1]):
        below = [_column(cell) for cell in rows[1]]
        width = max(len(columns), len(below))
        above = columns + [None] * (width - len(columns))
        columns = [
            lower or upper for lower, upper in zip(below + [None] * (width - len(below)), above, strict=True)
        ]
        height = 2
    if "task" not in columns or not _DIVIDING.intersection(columns):
        return [], 0
    return columns, height


def _goes_on(row: _Row) -> bool:
    """Whether a row is the second of a header: every word in it names a column."""
    named = [cell for cell in row if cell.text and not cell.is_same]
    return bool(named) and all(_column(cell) for cell in named)


class _Table:
    def __init__(self, rows: list[_Row], leading: bool) -> None:
        self.rows, self.leading = rows, leading
        self.columns: list[Column | None] = []
        self.held: dict[int, _Cell] = {}

    def run(self) -> list[TableTask]:
        found: list[TableTask] = []
        at = 0
        while at < len(self.rows):
            columns, height = _columns(self.rows[at : at + 2])
            if height:
                if columns != self.columns:
                    self.columns, self.held = columns, {}
                at += height
                continue
            row = self.rows[at]
            if self.columns and sum(bool(cell.text) for cell in row) > 1:
                self._read(row, self.rows[at + 1] if at + 1 < len(self.rows) else [], found)
            at += 1
        return found

    def _read(self, row: _Row, below: _Row, found: list[TableTask]) -> None:
        """Add the task of ``row`` to ``found``, or its units to the last one when it has none of its own."""
        for index, cell in enumerate(row):
            if not cell.is_same:
                self.held[index] = cell
        named = self._named(row, below)
        if named:
            found.append(self._task(row, named))
        elif found:
            more = self._task([cell if cell.is_own else _BLANK for cell in row], ())
            last = found[-1]
            found[-1] = replace(
                last,
                lead=_joined(last.lead, more.lead),
                support=_joined(last.support, more.support),
                leader=_joined(last.leader, more.leader),
                due=last.due or more.due,
            )

    def _named(self, row: _Row, below: _Row) -> tuple[Place, ...]:
        """Task cells of the row's own; one that covers the next task too names a group, not a task."""
        own = {index: cell for index, cell in enumerate(row) if self._is("task", index) and cell.is_own}
        next_own = {index for index, cell in enumerate(below) if self._is("task", index) and cell.is_own}
        alone = [cell.place for index, cell in own.items() if not next_own or index in next_own]
        return tuple(alone or [cell.place for cell in own.values()])

    def _is(self, column: Column, index: int) -> bool:
        return index < len(self.columns) and self.columns[index] == column

    def _task(self, row: _Row, named: tuple[Place, ...]) -> TableTask:
        values = [self.held.get(index, _BLANK) if cell.is_same else cell for index, cell in enumerate(row)]
        by: dict[Column, list[_Cell]] = {column: [] for column in _COLUMNS}
        for column, cell in zip(self.columns, values, strict=False):
            if column is not None and cell.is_own:
                by[column].append(cell)
        number = next((found for cell in by["no"] if (found := _NUMBER.search(cell.text))), None)
        division = self._division(by)
        filled = [cell.place for cell in row if cell.text]
        return TableTask(
            no=int(number[0]) if number else 0,
            cells=named,
            row=(filled[0][0], filled[-1][1]) if filled else (0, 0),
            lead=division.named("lead"),
            support=division.named("support"),
            leader=division.named("leader"),
            due=by["due"][0].place if by["due"] else None,
        )

    def _division(self, by: dict[Column, list[_Cell]]) -> Division:
        """Who leads and who supports, from the columns or from what a cell itself says (A牵头，B配合)."""
        division = Division()
        for column in _PARTS:
            for cell in by[column]:
                for entry in find_assignments(cell.text.translate(_WIDE)) if _FIELD.search(cell.text) else ():
                    division.take(entry.lead, "lead")
                    division.take(entry.support, "support")
                    division.take(entry.leader, "leader")
                if not _FIELD.search(cell.text):
                    division.add(column, _listed(cell.text.translate(_WIDE)))
        contrasted = "support" in self.columns and not self.leading
        division.settle(self.leading, contrasted, alone=True)
        return division


def _joined(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in names for name in group))


def _listed(words: str) -> str:
    """Names of a cell with 、 between them; a space parts two of them unless it only pads one (张 三)."""
    parts = re.split(r"[\s；/]+", words)
    return "、".join(parts) if all(len(part) > 1 for part in parts) else "".join(parts)
