"""Decline to withdraw an event (不同意撤销加减分事项): with the reason; it goes on counting."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.withdraw_event import asked_of_another
from luoshi.assessment.appeal_steps import owed
from luoshi.assessment.event_models import EventStep, EventStepKind, UnitEvent
from luoshi.assessment.unseen import unseen
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Refused
from luoshi.org.standing import Standing


@transaction.atomic
def decline_withdrawal(standing: Standing, event: UnitEvent, reason: str) -> EventStep:
    """By another person than the one who asked; denied to that one."""
    event = UnitEvent.objects.select_for_update(of=("self",)).select_related("unit").get(pk=event.pk)
    asked_of_another(standing, event)
    said = ("reason", reason, _("Reason"))
    problems = [*owed(said, kept={"reason": 300}), *unseen(said)]
    if problems:
        raise Refused(problems)
    assert standing.person_id is not None
    step = EventStep.objects.create(
        event=event,
        kind=EventStepKind.DECLINED,
        at=standing.at,
        by_id=standing.person_id,
        reason=reason.strip(),
    )
    record(
        standing.signature(),
        "assessment.decline_withdrawal",
        chain=event.unit.code,
        subject=str(event),
        rows=[step],
        reason=step.reason,
    )
    return step
