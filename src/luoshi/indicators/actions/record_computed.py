"""Put figures on record that the product computed from its own records (登记计算指标)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.definitions import definitions
from luoshi.indicators.models import Indicator, Observation, Origin
from luoshi.indicators.policies import may_compute
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Computed:
    """What was computed for a unit (code): None where nothing fell due. ``note`` says what was counted."""

    unit: str
    value: Decimal | None
    note: str = ""


@transaction.atomic
def record_computed(
    standing: Standing, indicator: Indicator, period: str, figures: Sequence[Computed]
) -> list[Observation]:
    """Record ``figures`` of one period; a figure that stands already is left alone, so that it may be run again.

    They count from now on: what the records say needs nobody's verdict. Refused for an indicator that is not
    computed in the period, for unknown units, and where somebody stated a figure.
    """
    require(may_compute(standing))
    day = Period.parse(period).start
    version = definitions(standing.at).in_force(indicator.pk, day)
    units = {u.code: u for u in Unit.objects.filter(code__in={f.unit for f in figures})}
    last = {
        o.unit.code: o
        for o in Observation.objects.filter(
            indicator=indicator, period=period, unit__in=units.values(), superseded_by__isnull=True
        ).select_related("unit")
    }
    problems = [
        Problem(f.unit, _("A figure was stated here."), _("Computed and stated figures are kept apart."))
        for f in figures
        if f.unit in last and last[f.unit].origin != Origin.COMPUTED
    ]
    problems += [
        Problem(f.unit, _("No such unit."), _("Use the code of a unit of the district."))
        for f in figures
        if f.unit not in units
    ]
    if version is None or not version.measure:
        problems.append(
            Problem(
                named(indicator),
                _("Its definition does not say what computes it."),
                _("Write a version of the definition that does."),
            )
        )
    if problems:
        raise Refused(problems)
    made = [
        _recorded(standing, indicator, units[f.unit], period, f, last.get(f.unit))
        for f in figures
        if _news(f, last.get(f.unit))
    ]
    for row in made:
        record(
            standing.signature(),
            "indicators.record_computed",
            chain=row.unit.code,
            subject=f"{indicator.name} {period}",
            rows=[row],
        )
    return made


def _news(figure: Computed, last: Observation | None) -> bool:
    if last is None:
        return figure.value is not None
    return (last.value, last.note) != (figure.value, figure.note)


def _recorded(
    standing: Standing,
    indicator: Indicator,
    unit: Unit,
    period: str,
    figure: Computed,
    last: Observation | None,
) -> Observation:
    return Observation.objects.create(
        unit=unit,
        indicator=indicator,
        period=period,
        value=figure.value,
        recorded_at=standing.at,
        origin=Origin.COMPUTED,
        simulated=unit.simulated,
        supersedes=last,
        note=figure.note,
    )
