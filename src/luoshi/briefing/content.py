"""The content of a bulletin as plain data (通报内容): frozen as canonical JSON, read back for page and paper.

What is frozen are words, finished figures and the parameters of charts and pace bars; pictures are drawn from
them again each time, and the same content gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from luoshi.briefing.charts import RankedBar, ReferenceLine
from luoshi.briefing.official import Column, Heading, Paragraph, Source
from luoshi.kernel.canonical import canonical_bytes

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Bar:
    """A pace bar: shares of the year's target, None where not known; ``light`` is the code of the light."""

    label: str
    done: float | None
    expected: float | None
    light: str
    words: str


Cell = str | Bar


@dataclass(frozen=True, slots=True)
class CellSource:
    """Where the figure of a cell comes from: see :class:`luoshi.briefing.official.Source`."""

    row: int
    column: int
    place: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; a cell is a text or a pace bar. ``sources`` of its figures are not printed."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    sources: tuple[CellSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """A chart of ranked bars."""

    title: str
    unit: str
    rows: tuple[RankedBar, ...]
    lines: tuple[ReferenceLine, ...] = ()


Block = Heading | Paragraph | Grid | Ranking


@dataclass(frozen=True, slots=True)
class Annex:
    """What stands behind the text on pages of its own (附件)."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a bulletin says. ``tally`` counts the units' targets by light code, for lists and summaries."""

    title: str
    addressee: str
    issuer: str
    body: tuple[Block, ...]
    annexes: tuple[Annex, ...]
    simulated: bool
    tally: Mapping[str, int]


def to_json(content: Content) -> str:
    """Canonical JSON: equal content gives equal text."""
    frozen = {
        "format": FORMAT,
        "title": content.title,
        "addressee": content.addressee,
        "issuer": content.issuer,
        "body": [_frozen(block) for block in content.body],
        "annexes": [
            {"title": annex.title, "blocks": [_frozen(block) for block in annex.blocks]}
            for annex in content.annexes
        ],
        "simulated": content.simulated,
        "tally": dict(content.tally),
    }
    return canonical_bytes(frozen).decode()


def from_json(text: str) -> Content:
    """Read back what :func:`to_json` wrote; ValueError when it was written in another format."""
    frozen = json.loads(text)
    if frozen["format"] != FORMAT:
        raise ValueError(f"content of format {frozen['format']} cannot be read; this version reads {FORMAT}")
    return Content(
        title=frozen["title"],
        addressee=frozen["addressee"],
        issuer=frozen["issuer"],
        body=_blocks(frozen["body"]),
        annexes=tuple(Annex(annex["title"], _blocks(annex["blocks"])) for annex in frozen["annexes"]),
        simulated=frozen["simulated"],
        tally=frozen["tally"],
    )


def _frozen(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_frozen(item) for item in value]
    if isinstance(value, Block):
        return {"block": type(value).__name__.lower(), **_fields(value)}
    if isinstance(value, Column | Bar | RankedBar | ReferenceLine | Source | CellSource):
        return _fields(value)
    return value


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: _frozen(getattr(value, field.name)) for field in fields(value)}


def _blocks(frozen: list[dict[str, Any]]) -> tuple[Block, ...]:
    return tuple(_READERS[block["block"]](block) for block in frozen)


def _grid(block: dict[str, Any]) -> Grid:
    return Grid(
        columns=tuple(Column(**column) for column in block["columns"]),
        rows=tuple(
            tuple(cell if isinstance(cell, str) else Bar(**cell) for cell in row) for row in block["rows"]
        ),
        caption=block["caption"],
        sources=tuple(CellSource(**source) for source in block.get("sources", ())),
    )


def _ranking(block: dict[str, Any]) -> Ranking:
    return Ranking(
        title=block["title"],
        unit=block["unit"],
        rows=tuple(RankedBar(**row) for row in block["rows"]),
        lines=tuple(ReferenceLine(**line) for line in block["lines"]),
    )


_READERS: dict[str, Callable[[dict[str, Any]], Block]] = {
    "heading": lambda block: Heading(block["level"], block["text"]),
    # Bulletins from before figures kept their sources have none.
    "paragraph": lambda block: Paragraph(
        block["text"], tuple(Source(**source) for source in block.get("sources", ()))
    ),
    "grid": _grid,
    "ranking": _ranking,
}
