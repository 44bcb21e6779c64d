"""Points at stake (失分风险): what a unit's score would be if a target were met, and if nothing of it were earned."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from luoshi.assessment.inputs import Inputs, from_json
from luoshi.assessment.models import Run
from luoshi.assessment.policies import visible_runs
from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.scoring import account, published
from luoshi.kernel.leverage import less_is_better
from luoshi.kernel.scheme import Scheme as Rules
from luoshi.org.standing import Standing


@dataclass(frozen=True)
class Scored:
    """Score as it is announced, and rank in the peer group; None where there is none."""

    score: Decimal | None
    rank: int | None


@dataclass(frozen=True)
class Stake:
    """One unit's target in a run: its score as it stands, with the target met by now, with nothing of it earned."""

    indicator: str
    now: Scored
    met: Scored
    failed: Scored
    of: int

    @property
    def lost(self) -> Decimal | None:
        """Points lost already against a met target."""
        return _less(self.met, self.now)

    @property
    def at_stake(self) -> Decimal | None:
        """Points that would go in addition if nothing of it were earned."""
        return _less(self.now, self.failed)


@dataclass(frozen=True)
class Stakes:
    """What units have at stake in the newest result that the reader may see; by (unit, indicator) code."""

    run: Run
    found: dict[tuple[str, str], Stake]


def stakes(standing: Standing, asked: Iterable[tuple[str, str]], year: int, as_of: date) -> Stakes | None:
    """Re-score the newest visible run of ``year`` up to ``as_of`` for each (unit, indicator); None without a run.

    Every counterfactual is scored from the inputs kept with the run, through the calculation that made it, the
    whole peer group included: best-of-group measures and ranks move as they would. Pairs that the run does not
    assess are left out.
    """
    run = (
        Run.objects.filter(visible_runs(standing), scheme__year=year, as_of__lte=as_of)
        .select_related("scheme")
        .order_by("-as_of", "-pk")
        .first()
    )
    if run is None:
        return None
    rules = read_scheme(run.scheme.source).rules
    inputs = from_json(json.loads(run.inputs))
    rows = {unit.code: row for row, unit in enumerate(inputs.units)}
    found = {}
    for unit, indicator in asked:
        if unit in rows and indicator in inputs.indicators:
            cell = rows[unit], inputs.indicators.index(indicator)
            if inputs.applies[cell]:
                found[unit, indicator] = _stake(rules, inputs, cell)
    return Stakes(run, found)


def _stake(rules: Rules, inputs: Inputs, cell: tuple[int, int]) -> Stake:
    indicator = inputs.indicators[cell[1]]
    lower = any(less_is_better(item) for item in rules.leaves if item.indicator == indicator)
    actual, target = inputs.actual[cell], inputs.target[cell]
    met = np.fmin(actual, target) if lower else np.fmax(actual, target)
    # Nothing earned: nothing done, or, where less is better, twice of what was not to be exceeded.
    failed = 2 * np.nanmax([actual, target, 1.0]) if lower else 0.0
    row = cell[0]
    return Stake(
        indicator=indicator,
        now=scored_at(rules, inputs, row),
        met=scored_at(rules, with_figure(inputs, cell, float(met)), row),
        failed=scored_at(rules, with_figure(inputs, cell, float(failed)), row),
        of=int(account(rules, inputs).of[row]),
    )


def with_figure(inputs: Inputs, cell: tuple[int, int], value: float) -> Inputs:
    """``inputs`` with another actual figure of one unit and indicator."""
    actual = inputs.actual.copy()
    actual[cell] = value
    return replace(inputs, actual=actual)


def scored_at(rules: Rules, inputs: Inputs, row: int) -> Scored:
    """What the unit in this row has once everybody is scored."""
    told = account(rules, inputs)
    score = published(float(told.total[row]), rules.digits)
    return Scored(None if score is None else Decimal(score), int(told.rank[row]) or None)


def _less(one: Scored, other: Scored) -> Decimal | None:
    return None if one.score is None or other.score is None else one.score - other.score
