"""Withdraw an event (撤销加减分事项): it stays on record and counts no more; what counted is withdrawn by two."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.record_event import KEPT_APART
from luoshi.assessment.appeal_steps import of_units, owed
from luoshi.assessment.event_models import EventStep, EventStepKind, UnitEvent
from luoshi.assessment.event_policies import may_act_on, may_decide_withdrawal
from luoshi.assessment.events import waiting_request
from luoshi.assessment.unseen import unseen
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.notices.actions.notify import notify
from luoshi.org.standing import Standing

BY_TWO = _("One asks for a withdrawal, another person of the offices decides.")


@transaction.atomic
def withdraw_event(standing: Standing, event: UnitEvent, reason: str = "") -> EventStep:
    """Results that were frozen with it stay as they are; whoever calculates from now on does not find it.

    What never counted takes one person and a ``reason``. What counts takes a request by another one, whose reason
    holds; refused without a request, denied to who asked.
    """
    event = UnitEvent.objects.select_for_update(of=("self",)).select_related("unit").get(pk=event.pk)
    require(may_act_on(standing, event), KEPT_APART)
    taken = set(event.steps.values_list("kind", flat=True))
    if EventStepKind.WITHDRAWN in taken:
        raise Refused(Problem(str(event), _("It has been withdrawn already.")))
    counted = EventStepKind.CONFIRMED in taken
    why = asked_of_another(standing, event).reason if counted else reason
    said = ("reason", why, _("Reason"))
    if problems := [*owed(said, kept={"reason": 300}), *unseen(said)]:
        raise Refused(problems)
    assert standing.person_id is not None
    step = EventStep.objects.create(
        event=event,
        kind=EventStepKind.WITHDRAWN,
        at=standing.at,
        by_id=standing.person_id,
        reason=why.strip(),
    )
    record(
        standing.signature(),
        "assessment.withdraw_event",
        chain=event.unit.code,
        subject=str(event),
        rows=[step],
        reason=step.reason,
    )
    if counted:
        told = of_units([event.unit_id], standing.today)
        title = {"title": event.title}
        notify(standing, told, "event.withdrawn", f"event:{event.pk}", title, chain=event.unit.code)
    return step


def asked_of_another(standing: Standing, event: UnitEvent) -> EventStep:
    """The request that waits for this person's decision; Refused where there is none, Denied to who asked."""
    require(may_act_on(standing, event), KEPT_APART)
    asked = waiting_request(event)
    if asked is None:
        raise Refused(
            Problem(
                str(event), _("Nobody has asked for its withdrawal."), _("Ask for it; another one decides.")
            )
        )
    require(may_decide_withdrawal(standing, event, asked.by_id), BY_TWO)
    return asked
