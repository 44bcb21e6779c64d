"""Positions of targets ready for a page: names, words, drawing and addresses in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.targets.forecasts import Outlook
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board, chain
from luoshi.web.boundary_words import refusal_words
from luoshi.web.named import named
from luoshi.web.outlook_words import chance_words, verdict_of, why_not
from luoshi.web.pace_words import bar, coverage_words, light_code, stop_words, target_words
from luoshi.workdays.periods import Period

Outlooks = Mapping[int, Outlook]
# The figures that the page of lineages of a target explains one by one.
ANCHORS = (
    "value",
    "base",
    "level",
    "done",
    "before",
    "growth",
    "completion",
    "expected",
    "due",
    "gap",
    "missing",
    "rate",
)
NO_OUTLOOKS: Outlooks = MappingProxyType({})


@dataclass(frozen=True)
class Row:
    """A position ready for a table. ``figure`` leads to the lineage, of a sum to its parts.

    ``mark`` says that it was moved after the middle of the year. ``lineage`` is where the target's own figures open: value,
    base, level, pace, gap. ``figure_before`` and ``base`` are addresses of lineages, '' where there is none.
    """

    position: Position
    name: str
    unit: str
    target: str
    bar: dict[str, Any]
    coverage: str
    light: str
    address: str
    lineage: str
    figure: str
    figure_before: str
    base: str
    depth: int = 0
    stop: str = ""
    outlook: Outlook | None = None
    mark: str = ""

    @cached_property
    def opened(self) -> dict[str, str]:
        """Where each figure of the target opens, by its anchor on the page of lineages."""
        return {anchor: f"{self.lineage}#{anchor}" for anchor in ANCHORS}

    @property
    def parts_address(self) -> str:
        """What was handed down, part by part."""
        return f"{self.lineage}#parts"

    @property
    def base_opened(self) -> str:
        """The lineage of the base where it is one figure, else the row of it among the target's figures."""
        return self.base or self.opened["base"]

    @property
    def outlook_address(self) -> str:
        return f"{self.address}#outlook"

    @property
    def chance(self) -> str:
        """How likely the year is met; '' where no probability is known or none was asked for."""
        return chance_words(self.outlook.probability) if self.outlook else ""

    @property
    def chance_title(self) -> str:
        """The chance in a word, or why there is none."""
        return (why_not(self.outlook) or verdict_of(self.outlook)[0]) if self.outlook else ""

    @property
    def drawn(self) -> bool:
        """Whether there is a share of the year to draw: without a known base there is none."""
        return self.position.completion is not None or not self.position.reported

    @property
    def basis(self) -> str:
        """What growth rests on, where that is not simply what was published; or why there is none."""
        position = self.position
        if position.refusal:
            return refusal_words(position.refusal)
        said = [_("comparable basis")] if position.restated else []
        return ", ".join([*said, *([_("today's boundaries")] if position.carried else [])])

    @property
    def digits(self) -> int:
        return self.position.target.indicator.decimals


def row_of(
    found: Board, position: Position, depth: int = 0, stop: str = "", outlook: Outlook | None = None
) -> Row:
    """One position; its addresses keep the past day that the board is read as of."""
    target, day = position.target, f"?as_of={found.as_of:%Y-%m-%d}" if found.is_past else ""
    asked = Period.month(found.year, position.month) if position.month else None
    own = asked if position.files_itself and position.reported else None
    year_before = Period(found.year - 1, 1, 12).code

    def lineage(period: str) -> str:
        return reverse("reports_lineage", args=[target.unit.code, target.indicator.code, period]) + day

    address = reverse("targets_item", args=[target.pk]) + day
    opened = reverse("targets_lineage", args=[target.pk])
    return Row(
        position=position,
        name=named(target.indicator),
        unit=named(found.node(position)),
        target=target_words(target),
        bar=bar(position, outlook),
        coverage=coverage_words(position),
        light=light_code(position.light),
        address=address,
        lineage=opened,
        figure=lineage(own.code) if own else f"{opened}#done",
        figure_before=lineage(own.year_before().code) if own else f"{opened}#before",
        base=_base_address(target.base is not None, position, lineage, year_before),
        depth=depth,
        stop=stop_words(stop),
        outlook=outlook,
    )


def _base_address(known: bool, position: Position, lineage: Callable[[str], str], year_before: str) -> str:
    """The district's base is a figure of the whole year; a unit's is what it reported up to December."""
    if not known:
        return ""
    if position.target.parent_id is None:
        return lineage(year_before)
    return lineage(f"{year_before}-12") if position.files_itself else ""


def rows_of(found: Board, positions: Iterable[Position], outlooks: Outlooks = NO_OUTLOOKS) -> list[Row]:
    """Table rows in the order of ``positions``, with what is expected of those that ``outlooks`` holds."""
    return [row_of(found, p, outlook=outlooks.get(p.target.pk)) for p in positions]


def rows_of_chain(found: Board, root: Position, outlooks: Outlooks = NO_OUTLOOKS) -> list[Row]:
    """The chain under ``root``, itself first, with what is missing in each link."""
    return [
        row_of(found, link.position, link.depth, link.stop, outlooks.get(link.position.target.pk))
        for link in chain(found, root)
    ]
