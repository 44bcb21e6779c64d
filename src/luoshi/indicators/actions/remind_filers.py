"""Remind units of reports that are due soon, due today, or overdue (催报)."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction

from luoshi.indicators.expected import Expected, expected_reports
from luoshi.indicators.models import Round
from luoshi.indicators.reminders import Reminder, reminders
from luoshi.ledger.refusal import require
from luoshi.notices.actions.notify import notify
from luoshi.notices.models import Notice
from luoshi.notices.wording import both
from luoshi.org.models import Role, Tenure
from luoshi.org.queries import on, tree
from luoshi.org.standing import Standing
from luoshi.org.tree import OrgTree
from luoshi.workdays.clock import start_of
from luoshi.workdays.queries import calendar

LIAISONS = (Role.LIAISON, Role.VILLAGE_CADRE)
Told = dict[Reminder, dict[int, list[Expected]]]


@transaction.atomic
def remind_filers(standing: Standing, round_: Round) -> list[Notice]:
    """Done by the calendar only: tell those who file for units of the round what holds today, each of them once.

    The liaison is told two working days before the due date, on it and after it, the principal where a unit has no
    liaison, and in any case three working days after the due date. A later date granted begins it anew. Who answers
    for several units is told of all of them in one line.
    """
    require(standing.by_calendar)
    org, days = tree(standing.today), calendar()
    owed = [
        (report, reminder)
        for report in expected_reports([round_], list(org.nodes), standing.today)
        for reminder in reminders(report, standing.today, days)
    ]
    if not owed:
        return []
    people = _people({report.unit_id for report, _reminder in owed}, standing)
    told: Told = defaultdict(lambda: defaultdict(list))
    for report, reminder in owed:
        for person in people[report.unit_id][reminder.to_principal]:
            told[reminder][person].append(report)
    return [
        notice
        for reminder, persons in told.items()
        for person, reports in persons.items()
        for notice in _tell(standing, round_, reminder, person, reports, org)
    ]


def _tell(
    standing: Standing, round_: Round, reminder: Reminder, person: int, reports: list[Expected], org: OrgTree
) -> list[Notice]:
    units = [org.nodes[report.unit_id] for report in reports]
    return notify(
        standing,
        [person],
        reminder.kind,
        f"round:{round_.pk}",
        {
            **both(form=round_.form, unit=units),
            "period": round_.period,
            "due_on": min(report.dates.due_on for report in reports).isoformat(),
        },
        chain=units[0].code,
        at=start_of(reminder.since),
    )


def _people(units: set[int], standing: Standing) -> dict[int, tuple[set[int], set[int]]]:
    """For each unit its liaisons, or the principal where there is none; and its principals."""
    holders: dict[tuple[int, bool], set[int]] = defaultdict(set)
    tenures = Tenure.objects.filter(
        on(standing.today), post__unit__in=units, post__role__in=(*LIAISONS, Role.PRINCIPAL)
    )
    for unit, role, person in tenures.values_list("post__unit", "post__role", "person"):
        holders[unit, role == Role.PRINCIPAL].add(person)
    return {u: (holders[u, False] or holders[u, True], holders[u, True]) for u in units}
