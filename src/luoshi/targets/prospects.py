"""What a target is held against when it is set (可行性提示取数): own history, peers, parts, forecast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from luoshi.indicators.models import Indicator
from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.cascade import Reconciliation
from luoshi.kernel.realism import Finding, Ground, findings, growths
from luoshi.ledger.refusal import require
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import OrgTree
from luoshi.targets.bases import annual_bases
from luoshi.targets.comparable import figures
from luoshi.targets.facts import MONTHS
from luoshi.targets.forecasts import outlooks
from luoshi.targets.level import adds_up, level_meant
from luoshi.targets.models import Target
from luoshi.targets.policies import may_see_targets
from luoshi.targets.positions import Position, positions
from luoshi.targets.queries import Board, last_complete_month, yardsticks
from luoshi.targets.seasons import own_past
from luoshi.targets.spans import Span
from luoshi.targets.succession import parts_in_force
from luoshi.targets.vocabulary import CEILINGS, PACED, TargetKind
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

DECEMBER = MONTHS - 1


@dataclass(frozen=True)
class Asked:
    """A target as somebody means to set it; ``base`` None takes the figure of the year before, if it is known.

    ``parts`` are the levels handed down, where the caller has them; None: read here.
    """

    indicator: Indicator
    unit_id: int
    period: str
    kind: str
    op: str
    value: Decimal
    base: Decimal | None = None
    parts: Sequence[Decimal | None] | None = None


def realism(standing: Standing, asked: Asked, as_of: date) -> tuple[Finding, ...]:
    """What is remarkable about ``asked`` by what was verified on ``as_of``; () where nothing is known or remarkable.

    Of amounts and growths of one year only: a ceiling and a limit are not reached by growing. Denied to whoever may
    see no targets.
    """
    require(may_see_targets(standing))
    if asked.kind not in PACED or asked.op in CEILINGS or not asked.period.isdigit():
        return ()
    org, year = tree(as_of), Span.parse(asked.period).first.year
    if asked.unit_id not in org.nodes:
        return ()
    years = _totals(asked.indicator, asked.unit_id, org, year, as_of)
    known = _bases(asked.indicator, [asked.unit_id], org, year, as_of)[asked.unit_id]
    base = known if asked.base is None else asked.base
    before = np.nan if base is None else float(base)
    level = level_meant(asked.kind, asked.value, base)
    if level is None:
        return ()
    low, high = _expected(asked, level, org, year, as_of)
    ground = Ground(
        years=years,
        peers=_peers(asked, org, year, as_of),
        parts=_parts(asked),
        low=low,
        high=high,
    )
    return findings(float(level), before, ground)


def of_target(
    target: Target, value: Decimal | None = None, parts: Sequence[Decimal | None] | None = None
) -> Asked:
    """A target in force as it is, or with another value."""
    return Asked(
        target.indicator,
        target.unit_id,
        target.period,
        target.kind,
        target.op,
        target.value if value is None else value,
        target.base,
        parts,
    )


def _bases(
    indicator: Indicator, units: Iterable[int], org: OrgTree, year: int, as_of: date
) -> dict[int, Decimal | None]:
    """The year before of each unit (by key) as the target's year is compared with it; None where it must not be."""
    nodes = [org.nodes[unit] for unit in units]
    found = annual_bases(indicator, year - 1, nodes, org, end_of(as_of))
    return {node.id: found[node.code] for node in nodes}


def _totals(indicator: Indicator, unit: int, org: OrgTree, year: int, as_of: date) -> FloatArray:
    return own_past(indicator, unit, org, year, end_of(as_of))[:, DECEMBER]


def _peers(asked: Asked, org: OrgTree, year: int, as_of: date) -> FloatArray:
    """Last year's growth of the units of the same group."""
    group = org.nodes[asked.unit_id].group
    peers = [n.id for n in org.nodes.values() if group and n.group == group and n.id != asked.unit_id]
    last = [growths(_totals(asked.indicator, peer, org, year, as_of))[-1:] for peer in peers]
    return np.concatenate(last) if last else np.array([])


def _parts(asked: Asked) -> float:
    """The sum of what was handed down; NaN where nothing was, an amount is not known, or amounts do not add up."""
    if not adds_up(asked.indicator):
        return np.nan
    levels = asked.parts
    if levels is None:
        held = Target.objects.filter(
            indicator=asked.indicator,
            unit=asked.unit_id,
            period=asked.period,
            kind__in=PACED,
            superseded_at__isnull=True,
        ).first()
        levels = [part.level for part in parts_in_force(held)] if held else []
    known = [level for level in levels if level is not None]
    return float(sum(known)) if known and len(known) == len(levels) else np.nan


def _expected(asked: Asked, level: Decimal, org: OrgTree, year: int, as_of: date) -> tuple[float, float]:
    """The range in which the year ends four times in five; NaN where the forecast cannot say."""
    known = figures(year, end_of(as_of))
    if asked.indicator.pk not in known.now.indicator_ids:
        return np.nan, np.nan
    meant = Target(
        pk=0,
        indicator=asked.indicator,
        unit_id=asked.unit_id,
        period=asked.period,
        kind=TargetKind.LEVEL,
        op=asked.op,
        value=level,
        level=level,
    )
    month = last_complete_month(Period(year, 1, 12), as_of)
    outlook = outlooks([meant], org, known, month, end_of(as_of))[0]
    if outlook.low is None or outlook.high is None:
        return np.nan, np.nan
    return outlook.low, outlook.high


def realism_of_parts(
    standing: Standing, target: Target, levels: Mapping[int, Decimal | None], as_of: date
) -> dict[int, tuple[Finding, ...]]:
    """What is remarkable about the ``levels`` (by key of the unit) that a split of ``target`` would give.

    Against own history and the other units of the split; no queries beyond the past years.
    """
    require(may_see_targets(standing))
    org, year = tree(as_of), Span.parse(target.period).first.year
    totals = {unit: _totals(target.indicator, unit, org, year, as_of) for unit in levels}
    last = {unit: growths(years)[-1:] for unit, years in totals.items()}
    bases = _bases(target.indicator, levels, org, year, as_of)
    found = {}
    for unit, level in levels.items():
        base = bases[unit]
        before = np.nan if base is None else float(base)
        others = [growth for other, growth in last.items() if other != unit]
        ground = Ground(totals[unit], np.concatenate(others) if others else np.array([]))
        found[unit] = () if level is None else findings(float(level), before, ground)
    return found


@dataclass(frozen=True)
class Otherwise:
    """What a target would be with other values, before anything is written."""

    target: Target
    position: Position | None
    reconciliation: Reconciliation | None


def otherwise(
    standing: Standing, found: Board, target: Target, value: Decimal, stretch: Decimal | None
) -> Otherwise:
    """``target`` of the board with another ``value``: where it would stand, and its parts against the new whole."""
    require(may_see_targets(standing))
    meant = copy(target)
    meant.value, meant.stretch = value, stretch
    meant.level = level_meant(target.kind, value, target.base)
    row = found.rows.get(target.pk)
    if row is None:
        return Otherwise(meant, None, None)
    known, rule = figures(found.year, end_of(found.as_of)), yardsticks()
    refused = {target.pk: row.amount_refusal} if row.amount_refusal else {}
    position = positions([meant], found.tree, known, found.month, rule, refused)[target.pk]
    return Otherwise(meant, position, found.reconciliation(position, rule.over_allocation_limit))
