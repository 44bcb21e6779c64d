"""What a derived figure was made of (派生指标溯源): its formula, the figures it needs, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import numpy as np

from luoshi.indicators.definition_models import Definition
from luoshi.indicators.definitions import definitions
from luoshi.indicators.facts import Facts, district_year, panel_with_derived
from luoshi.indicators.models import Indicator
from luoshi.kernel.validation.expression import parse
from luoshi.kernel.validation.panel import MONTHS, Panel, Source, sources
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.periods import Cadence, Period


class InputState(StrEnum):
    """Whether a figure that the formula needs is there."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    """Reported, but nobody has verified it: it does not count."""
    MISSING = "missing"
    BEFORE = "before"
    """The formula reaches back beyond the records, or a cumulative figure beyond January."""


@dataclass(frozen=True)
class Input:
    """One figure that the formula needs; ``period`` None where there is none to go back to."""

    indicator: Indicator
    unit: Node
    period: Period | None
    value: float | None
    state: InputState


@dataclass(frozen=True)
class Derivation:
    """A figure by formula: ``value`` None where an input is missing, or a divisor is zero."""

    definition: Definition
    value: float | None
    inputs: tuple[Input, ...]

    @property
    def lacking(self) -> tuple[Input, ...]:
        """The inputs for want of which there is no figure."""
        return tuple(i for i in self.inputs if i.state is not InputState.VERIFIED)


def derivation(
    org: OrgTree, unit: int, indicator: Indicator, period: str, known_at: datetime
) -> Derivation | None:
    """How the figure came about by what was known at ``known_at``; None where no formula held for the month."""
    month = Period.parse(period)
    definition = definitions(known_at).in_force(indicator.pk, month.start)
    if definition is None or not definition.formula or month.cadence is not Cadence.MONTHLY:
        return None
    facts = district_year(month.year, known_at)
    if unit not in facts.unit_ids:
        return Derivation(definition, None, ())
    row, column = facts.unit_ids.index(unit), facts.indicator_ids.index(indicator.pk)
    panel, latest = panel_with_derived(facts), panel_with_derived(replace(facts, verified_only=False))
    place = panel.values.shape[2] - MONTHS + month.first_month - 1
    needed = sources(parse(definition.formula, facts.indicator_codes), panel, row, place)
    rows = Indicator.objects.in_bulk({facts.indicator_ids[s.indicator] for s in needed})
    return Derivation(
        definition,
        _known(panel.values[row, column, place]),
        tuple(
            _input(s, facts, panel, latest, rows[facts.indicator_ids[s.indicator]], org)
            for s in needed
            if facts.unit_ids[s.unit] in org.nodes
        ),
    )


def _input(
    source: Source, facts: Facts, panel: Panel, latest: Panel, indicator: Indicator, org: OrgTree
) -> Input:
    unit = org.nodes[facts.unit_ids[source.unit]]
    if source.month < 0:
        return Input(indicator, unit, None, None, InputState.BEFORE)
    first = facts.year - panel.values.shape[2] // MONTHS + 1
    period = Period.month(first + source.month // MONTHS, source.month % MONTHS + 1)
    value = _known(panel.values[source])
    if value is not None:
        return Input(indicator, unit, period, value, InputState.VERIFIED)
    reported = _known(latest.values[source]) is not None
    return Input(indicator, unit, period, None, InputState.UNVERIFIED if reported else InputState.MISSING)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
