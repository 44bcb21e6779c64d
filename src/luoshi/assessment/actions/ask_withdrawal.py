"""Ask to withdraw an event that counts (申请撤销加减分事项): with the reason; another person decides, and it counts until then."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.record_event import KEPT_APART
from luoshi.assessment.appeal_steps import owed
from luoshi.assessment.event_models import EventStep, EventStepKind, UnitEvent
from luoshi.assessment.event_policies import may_act_on
from luoshi.assessment.events import waiting_request
from luoshi.assessment.unseen import unseen
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing


@transaction.atomic
def ask_withdrawal(standing: Standing, event: UnitEvent, reason: str) -> EventStep:
    """Refused where it does not count, or somebody has asked already."""
    event = UnitEvent.objects.select_for_update(of=("self",)).select_related("unit").get(pk=event.pk)
    require(may_act_on(standing, event), KEPT_APART)
    said = ("reason", reason, _("Reason"))
    problems = [*owed(said, kept={"reason": 300}), *unseen(said)]
    taken = set(event.steps.values_list("kind", flat=True))
    if EventStepKind.WITHDRAWN in taken:
        problems.append(Problem(str(event), _("It has been withdrawn already.")))
    elif EventStepKind.CONFIRMED not in taken:
        problems.append(Problem(str(event), _("It does not count yet."), _("Withdraw it.")))
    elif waiting_request(event) is not None:
        problems.append(Problem(str(event), _("Its withdrawal has been asked for already.")))
    if problems:
        raise Refused(problems)
    assert standing.person_id is not None
    step = EventStep.objects.create(
        event=event, kind=EventStepKind.ASKED, at=standing.at, by_id=standing.person_id, reason=reason.strip()
    )
    record(
        standing.signature(),
        "assessment.ask_withdrawal",
        chain=event.unit.code,
        subject=str(event),
        rows=[step],
        reason=step.reason,
    )
    return step
