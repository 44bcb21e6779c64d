"""The bulletin read back from its .docx, and the rows that it should hold."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from io import BytesIO

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from cli.recount import Number, Rows, Standing, printed

LIGHTS = {
    "on_pace": "达序时",
    "slightly_behind": "略慢",
    "behind": "滞后",
    "not_reported": "未报",
    "not_applicable": "不适用",
}
INDICATORS = {
    "gdp": "生产总值",
    "fiscal_revenue": "财政总收入",
    "industry_revenue": "规模以上工业主营业务收入",
    "fixed_investment": "全社会固定资产投资",
}
GROWTH = {"gdp": "8", "fiscal_revenue": "5", "industry_revenue": "6", "fixed_investment": "6"}

Lines = list[list[str]]


def times(share: Number) -> Number:
    """A fraction as the figure before the per cent sign."""
    return None if share is None else share * 100


def shown_gap(gap: Number) -> str:
    """To one decimal; to two where one would print zero."""
    one = printed(gap, 1)
    return printed(gap, 2) if one == "0.0" else one


@dataclass(frozen=True)
class Paper:
    """Running text, tables with the line before each, and page headers."""

    lines: list[str]
    placed: list[tuple[int, Lines]]
    headers: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def tables(self) -> list[Lines]:
        return [table for _line, table in self.placed]

    def table(self, first: str) -> Lines:
        """The table whose first heading is ``first``."""
        return next(t for t in self.tables if t[0][0] == first)

    def annex(self, number: int) -> list[tuple[str, Lines]]:
        """The tables of an annex with their captions."""
        start = self.lines.index(f"附件{number}")
        stops = [n for n, line in enumerate(self.lines) if line == f"附件{number + 1}"]
        end = stops[0] if stops else len(self.lines)
        return [(self.lines[n - 1], table) for n, table in self.placed if start < n <= end]


def read_paper(data: bytes) -> Paper:
    """Everything that a reader of the file sees in words."""
    document = Document(BytesIO(data))
    lines: list[str] = []
    placed = []
    for element in document.element.body.iterchildren():
        if element.tag.endswith("}p"):
            text = Paragraph(element, document).text.strip()
            lines += [text] if text else []
        elif element.tag.endswith("}tbl"):
            rows = Table(element, document).rows
            placed.append((len(lines), [[cell.text.replace("\n", "") for cell in row.cells] for row in rows]))
    headers = ["".join(p.text for p in section.header.paragraphs) for section in document.sections]
    return Paper(lines, placed, headers)


@dataclass(frozen=True)
class Carried:
    """One target of one unit and where it stands."""

    key: int
    unit: str
    indicator: str
    at: Standing


class Counted:
    """All targets counted by hand: the district's own, their direct parts, and everything below the district."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        found = [
            Carried(key, t["unit__code"], t["indicator__code"], rows.standing(key))
            for key, t in rows.targets.items()
        ]
        order = list(INDICATORS)
        found.sort(key=lambda of: (order.index(of.indicator), rows.order[of.unit]))
        self.district = [of for of in found if of.unit == "YS"]
        self.all = [of for of in found if of.unit != "YS"]

    @cached_property
    def parts(self) -> list[Carried]:
        """What the units that the district manages directly carry."""
        return [of for of in self.all if self.rows.manager[of.unit] == "YS"]

    def annex_row(self, of: Carried) -> tuple[str, ...]:
        """Caption and the six cells in words."""
        target = self.rows.targets[of.key]
        by_growth = target["kind"] == "growth"
        shares = (of.at.growth, of.at.completion) if by_growth else (of.at.completion, of.at.expected)
        return (
            f"{INDICATORS[of.indicator]}（万元）",
            self.rows.name[of.unit],
            f"增长{GROWTH[of.indicator]}%" if by_growth else printed(Fraction(target["value"]), 0),
            printed(of.at.actual, 0),
            *(printed(times(share), 1) for share in shares),
            shown_gap(of.at.gap),
        )
