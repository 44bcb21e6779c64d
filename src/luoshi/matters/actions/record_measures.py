"""Compute the indicators that come from matters for a month that is over (登记事项指标)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.actions.record_computed import Computed, record_computed
from luoshi.indicators.models import Observation
from luoshi.indicators.policies import may_compute
from luoshi.indicators.queries import measured_in
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.matters.measures import measured, measures
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period


@transaction.atomic
def record_measures(standing: Standing, period: str) -> list[Observation]:
    """Record every indicator whose definition names a measure of matters, for each unit that leads any.

    The matters are read as they stood at the end of the month, so that running it again records nothing new.
    Refused for what is no month, and for one that is not over.
    """
    require(may_compute(standing))
    month = _month_over(standing, period)
    names = {node.id: node.code for node in tree(month.end).nodes.values()}
    made: list[Observation] = []
    for indicator, measure in measured_in(month, standing.at):
        if measure in measures():
            figures = [
                Computed(names[unit], counted.value, counted.note)
                for unit, counted in measured(measure, month).items()
                if unit in names
            ]
            made += record_computed(standing, indicator, month.code, figures)
    return made


def _month_over(standing: Standing, period: str) -> Period:
    try:
        month = Period.parse(period)
    except ValueError:
        month = None
    if month is None or month.first_month != month.last_month:
        raise Refused(Problem(period, _("“%s” is not a month.") % period, _("Write it like this: 2015-06.")))
    if month.end >= standing.today:
        raise Refused(
            Problem(period, _("The month is not over yet."), _("Wait until its last day has passed."))
        )
    return month
