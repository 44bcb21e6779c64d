"""Confirm an event (确认加减分事项): another person than the one who recorded it; it counts from now on."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.appeal_steps import of_units
from luoshi.assessment.event_models import EventStep, EventStepKind, UnitEvent
from luoshi.assessment.event_policies import may_confirm
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.notices.actions.notify import notify
from luoshi.org.standing import Standing

KEPT_APART = _("Another person of the offices confirms, and nobody what concerns his own unit.")


@transaction.atomic
def confirm_event(standing: Standing, event: UnitEvent) -> EventStep:
    """From now on it counts in every result that is calculated; the unit is told."""
    event = UnitEvent.objects.select_for_update(of=("self",)).select_related("unit", "kind").get(pk=event.pk)
    require(may_confirm(standing, event), KEPT_APART)
    if event.steps.exists():
        raise Refused(Problem(str(event), _("It has been confirmed or withdrawn already.")))
    assert standing.person_id is not None
    step = EventStep.objects.create(
        event=event, kind=EventStepKind.CONFIRMED, at=standing.at, by_id=standing.person_id
    )
    record(
        standing.signature(),
        "assessment.confirm_event",
        chain=event.unit.code,
        subject=str(event),
        rows=[step],
    )
    told = of_units([event.unit_id], standing.today)
    notify(
        standing, told, "event.confirmed", f"event:{event.pk}", {"title": event.title}, chain=event.unit.code
    )
    return step
