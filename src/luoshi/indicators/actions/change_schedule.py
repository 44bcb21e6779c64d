"""Change how often a form is filed, and by when (调整报送频率与期限)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.actions.define_form import MOST_DUE_DAYS, NewItem, never_asked
from luoshi.indicators.filing_models import Schedule
from luoshi.indicators.models import CADENCES, Form, Round
from luoshi.indicators.policies import acting_person, may_keep_catalogue
from luoshi.indicators.queries import district_code
from luoshi.indicators.schedules import stretch_on
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.workdays.periods import EXAMPLES, Cadence, Period

# What a form of the page offers.
CHOICES = [(cadence.value, name) for cadence, name in CADENCES.items()]


@dataclass(frozen=True)
class NewSchedule:
    """From the period ``holds_from`` of ``cadence`` on; ``due_working_days`` None is a number that cannot be read."""

    cadence: str
    holds_from: str
    due_working_days: int | None
    reason: str


@transaction.atomic
def change_schedule(standing: Standing, form: Form, new: NewSchedule) -> Schedule:
    """File ``form`` as ``new`` says for periods that begin with ``holds_from`` or later; rounds open stay as they are.

    Refused, all at once: an unknown cadence, what is no period of it, a day within a period of the cadence before
    (but for weeks, which begin on days of their own), an item that would never be asked for, a period from which on a round is open, due days beyond
    three months, no reason, and what changes nothing.
    """
    require(may_keep_catalogue(standing))
    # A round opened at the same time waits here, or is found.
    locked = Form.objects.select_for_update().get(pk=form.pk)
    problems = list(_problems(locked, new))
    if problems or new.due_working_days is None:
        raise Refused(problems)
    made = Schedule.objects.create(
        form=locked,
        since=Period.parse(new.holds_from.strip()).start,
        cadence=new.cadence,
        due_working_days=new.due_working_days,
        reason=new.reason.strip(),
        at=standing.at,
        by_id=acting_person(standing),
    )
    record(
        standing.signature(),
        "indicators.change_schedule",
        chain=district_code(),
        subject=locked.name,
        rows=[made],
        reason=made.reason,
        detail={"cadence": made.cadence, "due": str(made.due_working_days), "since": made.since.isoformat()},
    )
    return made


def _problems(form: Form, new: NewSchedule) -> Iterator[Problem]:
    if not new.reason.strip():
        yield Problem(_("Reason"), _("A schedule is not changed without a reason."), _("Say why."), "reason")
    if new.due_working_days is None or not 0 <= new.due_working_days <= MOST_DUE_DAYS:
        yield Problem(
            _("Due"),
            _("The due day is no number of working days that can be."),
            _("Write a whole number from 0 to %d.") % MOST_DUE_DAYS,
            "due_working_days",
        )
    if new.cadence not in {c.value for c in Cadence}:
        yield Problem(
            _("How often"),
            _("“%s” is no cadence.") % new.cadence,
            _("Choose one, from daily to yearly."),
            "cadence",
        )
        return
    period = _period(new)
    if period is None:
        yield Problem(
            _("From"),
            _("“%s” is no period of this cadence.") % new.holds_from,
            _("Write it like this: %s.") % EXAMPLES[Cadence(new.cadence)],
            "holds_from",
        )
        return
    items = form.items.values_list("indicator__name", "months").order_by("order")
    yield from never_asked([NewItem(name, tuple(months)) for name, months in items], period.cadence)
    yield from _beginning_problems(form, new, period)


def _beginning_problems(form: Form, new: NewSchedule, period: Period) -> Iterator[Problem]:
    before = stretch_on(form.pk, period.start)
    if (before.cadence, before.due_working_days) == (period.cadence, new.due_working_days):
        yield Problem(
            named(form),
            _("It is filed like that already."),
            _("Change the cadence, the due days, or the period they hold from."),
            "cadence",
        )
    standing = before.cadence.containing(period.start)
    if Cadence.WEEKLY not in (before.cadence, period.cadence) and standing.start < period.start:
        yield Problem(
            _("From"),
            _("It lies within %(period)s, which is filed as a whole until %(end)s.")
            % {"period": standing.code, "end": standing.end},
            _("Begin after that day."),
            "holds_from",
        )
    opened = [Period.parse(code) for code in Round.objects.filter(form=form).values_list("period", flat=True)]
    if late := max((p for p in opened if p.start >= period.start), key=lambda p: p.end, default=None):
        yield Problem(
            _("From"),
            _("The round %s is open already; what was asked of units is not changed afterwards.") % late.code,
            _("Begin with a period after it."),
            "holds_from",
        )


def _period(new: NewSchedule) -> Period | None:
    try:
        period = Period.parse(new.holds_from.strip())
    except ValueError:
        return None
    return period if period.cadence is Cadence(new.cadence) else None
