"""What the calendar does by itself, once a working day: rounds, reminders, sheets, look-backs, checks (日历作业)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from luoshi.assessment.actions.seal_panel import seal_panel
from luoshi.assessment.panels import panels_to_seal
from luoshi.identity.actions.forget_answers import forget_answers
from luoshi.indicators.actions.open_round import open_round
from luoshi.indicators.actions.remind_filers import remind_filers
from luoshi.indicators.actions.run_checks import run_checks
from luoshi.indicators.queries import (
    months_to_measure,
    periods_to_check,
    rounds_being_filed,
    rounds_to_open,
)
from luoshi.matters.actions.mark_overdue import mark_overdue
from luoshi.matters.actions.record_measures import record_measures
from luoshi.matters.actions.remind import remind
from luoshi.matters.queries import late_matters, matters_to_remind_of
from luoshi.org.standing import calendar_standing
from luoshi.workdays.queries import calendar


@dataclass(frozen=True)
class Ticked:
    """What was done: lines written to the logs, months checked, figures computed, rounds opened, filers told, panels sealed. ``rested`` when the day is none on which anybody works."""

    reminded: int = 0
    overdue: int = 0
    checked: int = 0
    measured: int = 0
    opened: int = 0
    filers: int = 0
    sealed: int = 0
    rested: bool = False


def tick(at: datetime) -> Ticked:
    """Open rounds, remind, mark overdue, check the months being filed, compute the month that is over and seal panels
    whose last day is over, as of ``at`` (business time). Running it again on the same day does nothing.

    Answers kept for programs are put away on any day. Each matter and each round is a transaction of its own: what was
    done stays done if a later one fails.
    """
    forget_answers(at)
    standing = calendar_standing(at)
    if not calendar().is_working(standing.today):
        return Ticked(rested=True)
    opened = [open_round(standing, form, period) for form, period in rounds_to_open(standing.today)]
    filers = sum(len(remind_filers(standing, round_)) for round_ in rounds_being_filed(standing.today))
    reminded = sum(len(remind(standing, matter)) for matter in matters_to_remind_of(standing.today))
    overdue = sum(len(mark_overdue(standing, matter)) for matter in late_matters(standing.today))
    checked = [run_checks(standing, period) for period in periods_to_check(standing.today)]
    months = months_to_measure(standing.today, standing.at)
    measured = sum(len(record_measures(standing, month)) for month in months)
    sealed = [seal_panel(standing, panel) for panel in panels_to_seal(standing.today)]
    return Ticked(reminded, overdue, len(checked), measured, len(opened), filers, len(sealed))
