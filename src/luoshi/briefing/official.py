"""The content of an official document, free of any layout (公文内容).

A bulletin, a reminder letter or a report is first composed from these values; `gbt9704.render` then sets
them on paper. Every text arrives finished: numbers rounded, units named, headings numbered (一、).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]
Level = Literal[1, 2, 3, 4]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG image, printed `width_mm` wide; `alt` says in words what it shows."""

    png: bytes
    alt: str
    width_mm: float


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the body; levels 1 to 4 are 一、（一）1.（1） and the text carries its own number."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figure from character ``start`` up to ``end`` comes from: a ``place``, and what ``at`` it.

    Places: target/key, imbalance/key, score/unit, run, targets, figure/unit/indicator/period.
    """

    start: int
    end: int
    place: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text (正文); ``sources`` of the figures in it, in their order, are not printed."""

    text: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, its unit if any (printed under the name), alignment and width.

    Figures are aligned right. `width_mm` None: the column shares what the fixed columns leave.
    """

    name: str
    unit: str = ""
    align: Align = "left"
    width_mm: float | None = None


Cell = str | Picture


@dataclass(frozen=True, slots=True)
class Table:
    """A table; each row has one cell a column. The header is repeated on every page of the table."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""

    def __post_init__(self) -> None:
        """Refuse a table without columns and rows that do not fit the columns."""
        if not self.columns:
            raise ValueError(f"table {self.caption!r} has no columns")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"table {self.caption!r}, row {number}: {len(row)} cells for {len(self.columns)} columns"
                )


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture on its own line with a caption under it (图)."""

    picture: Picture
    caption: str


Block = Heading | Paragraph | Table | Figure


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (附件): starts on a page of its own, is listed by title after the body (附件说明).

    `number` is None for the only annex of a document.
    """

    title: str
    blocks: Sequence[Block]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Imprint:
    """The closing record of a document (版记): copies, printing office, printing date."""

    copy_to: Sequence[str]
    printed_by: str
    printed_on: date


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """An official document (公文).

    title: 标题; a line feed in it fixes where the lines break, otherwise the layout chooses.
    issuer, issue_date: 发文机关署名, 成文日期; without an issuer neither is printed (signed by the parties). addressee: 主送机关. number: 发文字号.
    red_head: 发文机关标志, printed only where the unit has configured one.
    simulated_mark: when set, printed at the head of every page and under the title, so that simulated
    data stay recognisable on paper (演示数据).
    """

    title: str
    body: Sequence[Block]
    issuer: str
    issue_date: date
    addressee: str | None = None
    annexes: Sequence[Annex] = ()
    number: str | None = None
    red_head: str | None = None
    simulated_mark: str | None = None
    imprint: Imprint | None = None
