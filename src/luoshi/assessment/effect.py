"""Whom a change of the rules would move (调整影响测算): the same figures scored by both versions, kept nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from luoshi.assessment.facts import gather
from luoshi.assessment.league import League, live_league
from luoshi.assessment.models import Run, RunState, Scheme
from luoshi.assessment.movement import Moves, moves_between
from luoshi.assessment.scheme_text import SchemeText
from luoshi.assessment.scoring import used_indicators
from luoshi.indicators.journal import while_ledger_rests
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
    return under_way(scheme.year, today), today


def under_way(year: int, today: date) -> Period:
    """The half-year until it is over and reported, then the year."""
    month = max(last_complete_month(Period(year, 1, MONTHS), today), 1)
    return Period(year, 1, HALF_YEAR if month <= HALF_YEAR else MONTHS)


def effect(standing: Standing, before: SchemeText, after: SchemeText, period: Period, as_of: date) -> Moves:
    """Every unit as ``before`` and as ``after`` score it, from what was known at the end of ``as_of``."""
    return moves_between(*(table_of(standing, text, period, as_of) for text in (before, after)))


def table_of(standing: Standing, text: SchemeText, period: Period, as_of: date) -> League:
    """The table by ``text`` that nobody keeps; what it reads is gathered once while nothing new is on record."""
    asked = (text.groups, used_indicators(text.rules), text.rules.on_target, period.code, as_of)
    figures = while_ledger_rests(
        ("assessment.effect", standing.person_id, *asked),
        lambda: gather(standing, text, period, as_of, evidence=False),
    )
    return live_league(text, replace(figures, scheme_digest=text.digest), {})
