"""Imbalance between units ready for a page: table, chart with its twin, one sentence (发展不平衡)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from luoshi.kernel.imbalance import Contribution
from luoshi.targets.imbalance import Imbalance, imbalance, progress
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board
from luoshi.web.formats import number, percent
from luoshi.web.named import named
from luoshi.web.target_rows import Row, row_of, rows_of


@dataclass(frozen=True)
class UnitShare:
    """One unit: what it reached of what was asked by now, and what it adds to the gap of the whole."""

    row: Row
    progress: float | None
    share: Contribution | None


@dataclass(frozen=True)
class ImbalanceCard:
    """The imbalance under one target."""

    found: Imbalance
    row: Row
    units: list[UnitShare]
    silent: list[str]
    idle: list[str]
    chart: dict[str, Any] | None

    @property
    def worst(self) -> UnitShare:
        return self.units[0]

    @property
    def drag(self) -> UnitShare | None:
        """The unit that widens the gap of the whole most; None where nobody does."""
        behind = [u for u in self.units if u.share is not None and u.share.gap < 0]
        return min(behind, key=lambda u: u.share.gap if u.share else 0, default=None)

    @property
    def best(self) -> UnitShare:
        return self.units[-1]


def imbalance_card(found: Board, root: Position, *, drawn: bool = True) -> ImbalanceCard | None:
    """The card of ``root``, with its chart where ``drawn``; None where fewer than two units have a figure."""
    told = imbalance(found, root)
    if told is None:
        return None
    parts = told.shares.parts if told.shares else {}
    units = [UnitShare(row_of(found, p), progress(p), parts.get(p.target.unit.code)) for p in told.rows]
    return ImbalanceCard(
        found=told,
        row=row_of(found, root),
        units=units,
        silent=[row.unit for row in rows_of(found, told.silent)],
        idle=[row.unit for row in rows_of(found, told.idle)],
        chart=_progress_chart(units, named(root.target.indicator)) if drawn else None,
    )


def _progress_chart(units: list[UnitShare], name: str) -> dict[str, Any]:
    """What each unit reached of what was asked by now, the best first, against being on time."""
    from luoshi.briefing.charts import RankedBar, ReferenceLine, ranked_bars

    best_first = units[::-1]
    title = _("%s: reached of what was asked by now") % name
    bars = [
        RankedBar(u.row.unit, None if u.progress is None else u.progress * 100, percent(u.progress) or "—")
        for u in best_first
    ]
    spec = ranked_bars(bars, title, "%", [ReferenceLine(100, _("on time"))])
    rows = [[u.row.unit, percent(u.progress) or "—"] for u in best_first]
    twin = {"caption": title, "columns": [_("Unit"), _("Reached of what was asked")], "rows": rows}
    return {"spec": _for_page(spec), "table": twin}


def _for_page(spec: dict[str, Any]) -> dict[str, Any]:
    """The chart in the page's own type and colours, which follow the theme."""
    return {**spec, "config": {"axisQuantitative": {"tickCount": 6}}, "width": "container"}


def variation_chart(cards: list[ImbalanceCard]) -> dict[str, Any]:
    """How far apart the units are on each target, the most uneven first."""
    from luoshi.briefing.charts import RankedBar, ranked_bars

    title = _("Variation between units")
    uneven = sorted(cards, key=lambda c: -round(c.found.told.variation, 9))
    bars = [
        RankedBar(c.row.name, c.found.told.variation, number(c.found.told.variation, 3) or "—")
        for c in uneven
    ]
    spec = ranked_bars(bars, title, _("coefficient"))
    rows = [[c.row.name, number(c.found.told.variation, 3) or "—"] for c in uneven]
    twin = {"caption": title, "columns": [_("Indicator"), _("Coefficient of variation")], "rows": rows}
    return {"spec": _for_page(spec), "table": twin}
