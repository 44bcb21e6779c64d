"""Whom a change of the rules would move (调整影响测算): the same figures scored by both versions, kept nowhere."""

from __future__ import annotations

from datetime import date

from luoshi.assessment.facts import gather
from luoshi.assessment.league import live_league
from luoshi.assessment.models import Run, RunState, Scheme
from luoshi.assessment.movement import Moves, moves_between
from luoshi.assessment.scheme_text import SchemeText
from luoshi.org.standing import Standing
from luoshi.targets.facts import MONTHS
from luoshi.targets.positions import HALF_YEAR
from luoshi.targets.queries import last_complete_month
from luoshi.workdays.periods import Period


def measured_on(scheme: Scheme, today: date) -> tuple[Period, date]:
    """Period and day on which a change of ``scheme`` is tried: those of its last result, else the period under way."""
    last = (
        Run.objects.filter(scheme__code=scheme.code)
        .exclude(state=RunState.TRIAL)
        .only("period", "as_of")
        .order_by("-as_of", "-pk")
        .first()
    )
    if last is not None:
        return Period.parse(last.period), last.as_of
    month = max(last_complete_month(Period(scheme.year, 1, MONTHS), today), 1)
    return Period(scheme.year, 1, HALF_YEAR if month <= HALF_YEAR else MONTHS), today


def effect(standing: Standing, before: SchemeText, after: SchemeText, period: Period, as_of: date) -> Moves:
    """Every unit as ``before`` and as ``after`` score it, from what was known at the end of ``as_of``."""
    tables = [
        live_league(text, gather(standing, text, period, as_of, evidence=False), {})
        for text in (before, after)
    ]
    return moves_between(*tables)
