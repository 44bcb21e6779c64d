"""What the checks say of one month of the district (核查信号). Each signal carries the figures seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from luoshi.indicators.check_models import Check, Rule
from luoshi.indicators.models import RELATIVE, Observation
from luoshi.indicators.panel import District
from luoshi.indicators.rule_text import ReadRule
from luoshi.kernel.forensics.digits import digits
from luoshi.kernel.forensics.elasticity import drift
from luoshi.kernel.forensics.late_revision import late_revisions
from luoshi.kernel.forensics.level_growth import growth_check
from luoshi.kernel.forensics.part_whole import part_whole
from luoshi.kernel.forensics.seasonal_outlier import outliers
from luoshi.kernel.forensics.smoothness import smoothness
from luoshi.kernel.rounding import half_up
from luoshi.kernel.validation.expression import references
from luoshi.kernel.validation.panel import MONTHS, evaluate
from luoshi.kernel.validation.rules import outcome
from luoshi.workdays.clock import end_of

Key = tuple[str, str, int, int]
PERCENT = 100.0
SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Signal:
    """One thing to ask about. ``seen`` are decimals as text; which, depends on the check."""

    check: str
    unit_id: int
    indicator_id: int
    seen: dict[str, str] = field(default_factory=dict)
    rule: Rule | None = None

    @property
    def key(self) -> Key:
        """What makes it the same signal in the next run."""
        return self.check, self.rule.code if self.rule else "", self.unit_id, self.indicator_id


def signals(district: District, rules: Iterable[ReadRule], deadline: date | None = None) -> list[Signal]:
    """Everything the checks say of the month, each once, in the order of checks, units and indicators."""
    found = [s for rule in rules for s in _BY_RULE[rule.row.check_kind](district, rule)]
    for check in (_outliers, _parts, _digits, _smooth):
        found += check(district)
    return found + list(_late(district, deadline))


def violations(district: District, rule: ReadRule) -> Iterator[Signal]:
    """Units of the month that violate a comparison."""
    told = outcome(rule.comparison, district.panel)
    month = district.month
    for unit in np.flatnonzero(told.violated[:, month]):
        seen = _texts(left=told.left[unit, month], right=told.right[unit, month])
        yield _of_rule(district, rule, int(unit), seen)


def _growths(district: District, rule: ReadRule) -> Iterator[Signal]:
    panel, month = district.panel, district.month
    printed = evaluate(rule.left, panel).amount[:, month]
    level = evaluate(rule.right, panel).amount
    steps = [float(district.steps[panel.indicators.of(references(n))].max()) for n in (rule.right, rule.left)]
    told = growth_check(level[:, month], level[:, month - MONTHS], printed, *steps)
    for unit in np.flatnonzero(told.contradicted):
        seen = _texts(growth=printed[unit], lowest=told.lowest[unit], highest=told.highest[unit])
        yield _of_rule(district, rule, int(unit), seen)


def _drifts(district: District, rule: ReadRule) -> Iterator[Signal]:
    panel, month = district.panel, district.month
    figure, companion = (evaluate(side, panel).amount for side in (rule.left, rule.right))
    before = month - MONTHS
    told = drift(figure[:, month], figure[:, before], companion[:, month], companion[:, before])
    for unit in np.flatnonzero(told.fired):
        seen = _texts(
            growth=(figure[unit, month] / figure[unit, before] - 1) * PERCENT,
            companion=(companion[unit, month] / companion[unit, before] - 1) * PERCENT,
            low=np.expm1(told.low) * PERCENT,
            high=np.expm1(told.high) * PERCENT,
        )
        yield _of_rule(district, rule, int(unit), seen)


_BY_RULE: dict[str, Callable[[District, ReadRule], Iterator[Signal]]] = {
    Check.RULE: violations,
    Check.GROWTH: _growths,
    Check.ELASTICITY: _drifts,
}


def _of_rule(district: District, rule: ReadRule, unit: int, seen: dict[str, str]) -> Signal:
    row = rule.row
    return Signal(row.check_kind, district.unit_ids[unit], row.indicator_id, seen, row)


def _outliers(district: District) -> Iterator[Signal]:
    values = district.panel.values[:, :, : district.month + 1]
    units, indicators, total = values.shape
    additive = np.array([i.nature in RELATIVE for i in district.indicators])
    told = outliers(values.reshape(-1, total), np.tile(additive, units))
    for series in np.flatnonzero(told.fired & np.tile(district.filed, units)):
        unit, column = divmod(int(series), indicators)
        seen = _texts(
            value=values[unit, column, -1], expected=told.expected[series], score=told.score[series]
        )
        yield _of_cell(district, Check.OUTLIER, unit, column, seen)


def _parts(district: District) -> Iterator[Signal]:
    panel, month = district.panel, district.month
    values = panel.values[:, :, month]
    told = part_whole(values, panel.parent, panel.asked[:, :, month], district.steps)
    for unit, column in np.argwhere(told.contradicted & district.summed & district.filed):
        seen = _texts(value=values[unit, column], total=told.total[unit, column])
        yield _of_cell(district, Check.PART_WHOLE, int(unit), int(column), seen)


def _digits(district: District) -> Iterator[Signal]:
    values = district.panel.values[:, :, : district.month + 1]
    places = np.round(values / district.steps[None, :, None])
    group = np.broadcast_to(
        np.arange(values.shape[0] * values.shape[1]).reshape(values.shape[:2])[:, :, None], values.shape
    )
    known = ~np.isnan(places)
    told = digits(places[known].astype(np.int64), group[known], values.shape[0] * values.shape[1])
    filed = np.tile(district.filed, values.shape[0])
    for series in np.flatnonzero((told.heaped | told.uneven) & filed):
        unit, column = divmod(int(series), values.shape[1])
        seen = _texts(round_share=told.round_share[series] * PERCENT) | {
            "figures": str(int(told.figures[series]))
        }
        if not told.heaped[series]:
            seen |= {"digit": str(int(told.commonest[series]))}
            seen |= _texts(digit_share=told.commonest_share[series] * PERCENT)
        yield _of_cell(district, Check.DIGITS, unit, column, seen)


def _smooth(district: District) -> Iterator[Signal]:
    values = district.panel.values[:, :, : district.month + 1]
    for column, indicator in enumerate(district.indicators):
        if indicator.nature in RELATIVE or not district.filed[column]:
            continue
        told = smoothness(values[:, column])
        for unit in np.flatnonzero(told.fired & ~np.isnan(values[:, column, -1])):
            seen = _texts(share=told.share[unit] * PERCENT) | {"steps": str(int(told.steps[unit]))}
            yield _of_cell(district, Check.SMOOTH, int(unit), column, seen)


def _late(district: District, deadline: date | None) -> Iterator[Signal]:
    """Revisions of the month's figures before ``deadline``, or the closing of their round; one query."""
    rows = list(
        Observation.objects.filter(
            period=district.period.code,
            sheet__isnull=False,
            supersedes__value__isnull=False,
            value__isnull=False,
        )
        .select_related("supersedes", "indicator", "sheet__round")
        .order_by("pk")
    )
    before = np.array([_amount(o.supersedes) for o in rows])
    after = np.array([_amount(o) for o in rows])
    direction = np.array([float(o.indicator.direction) for o in rows])
    left = np.array([_days_left(o, deadline) for o in rows])
    told = late_revisions(before, after, direction, left)
    latest = {(rows[n].unit_id, rows[n].indicator_id): n for n in np.flatnonzero(told.fired)}
    for (unit, indicator), n in latest.items():
        seen = _texts(before=before[n], after=after[n], gain=told.gain[n] * PERCENT)
        yield Signal(Check.LATE_REVISION, unit, indicator, seen)


def _amount(observation: Observation | None) -> float:
    return np.nan if observation is None or observation.value is None else float(observation.value)


def _days_left(observation: Observation, deadline: date | None) -> float:
    assert observation.sheet is not None
    end = end_of(deadline or observation.sheet.round.closes_on)
    return (end - observation.recorded_at).total_seconds() / SECONDS_A_DAY


def _of_cell(district: District, check: str, unit: int, column: int, seen: dict[str, str]) -> Signal:
    return Signal(check, district.unit_ids[unit], district.indicators[column].pk, seen)


def _texts(**figures: Any) -> dict[str, str]:
    """Figures as decimal text, at six decimals; what is missing is left out."""
    rounded = {name: half_up(float(value), 6) for name, value in figures.items()}
    return {name: f"{value.normalize() + 0:f}" for name, value in rounded.items() if value is not None}
