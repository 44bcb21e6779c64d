"""Withdraw an event (撤销加减分事项): with the reason; it stays on record and counts no more."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.record_event import KEPT_APART
from luoshi.assessment.appeal_steps import of_units, owed
from luoshi.assessment.event_models import EventStep, EventStepKind, UnitEvent
from luoshi.assessment.event_policies import may_act_on
from luoshi.assessment.unseen import unseen
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.notices.actions.notify import notify
from luoshi.org.standing import Standing


@transaction.atomic
def withdraw_event(standing: Standing, event: UnitEvent, reason: str) -> EventStep:
    """Results that were frozen with it stay as they are; whoever calculates from now on does not find it."""
    event = UnitEvent.objects.select_for_update(of=("self",)).select_related("unit").get(pk=event.pk)
    require(may_act_on(standing, event), KEPT_APART)
    said = ("reason", reason, _("Reason"))
    problems = [*owed(said, kept={"reason": 300}), *unseen(said)]
    taken = set(event.steps.values_list("kind", flat=True))
    if EventStepKind.WITHDRAWN in taken:
        problems.append(Problem(str(event), _("It has been withdrawn already.")))
    if problems:
        raise Refused(problems)
    assert standing.person_id is not None
    step = EventStep.objects.create(
        event=event,
        kind=EventStepKind.WITHDRAWN,
        at=standing.at,
        by_id=standing.person_id,
        reason=reason.strip(),
    )
    record(
        standing.signature(),
        "assessment.withdraw_event",
        chain=event.unit.code,
        subject=str(event),
        rows=[step],
        reason=step.reason,
    )
    if EventStepKind.CONFIRMED in taken:
        told = of_units([event.unit_id], standing.today)
        title = {"title": event.title}
        notify(standing, told, "event.withdrawn", f"event:{event.pk}", title, chain=event.unit.code)
    return step
