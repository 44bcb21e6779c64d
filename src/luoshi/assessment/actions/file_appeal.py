"""File an appeal (提出申诉): principal or deputy sign it, and it gets its receipt number."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.draft_appeal import appealed_problems, gate_window_problems, window_problems
from luoshi.assessment.appeal_models import Appeal, StepKind
from luoshi.assessment.appeal_policies import REVIEWERS, SPEAKERS, may_file, set_apart
from luoshi.assessment.appeal_steps import in_state, locked, next_number, people, take, tell
from luoshi.assessment.award_models import Gate
from luoshi.assessment.models import Run
from luoshi.ledger.refusal import Refused, require
from luoshi.org.standing import Standing


@transaction.atomic
def file_appeal(standing: Standing, appeal: Appeal) -> Appeal:
    """File a draft within the window; from then on the result can neither be settled nor published."""
    appeal = locked(appeal)
    require(may_file(standing, appeal.unit_id), _("Principal or deputy of the unit file its appeal."))
    in_state(appeal, StepKind.DRAFTED)
    if appeal.run is not None:
        # Held, so that the result is not settled meanwhile, and no item is appealed about twice.
        run = Run.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=appeal.run.pk)
        problems = window_problems(run, standing.today)
        problems += appealed_problems(run, appeal.unit, {code: name for code, name, _en in appeal.items})
    else:
        assert appeal.gate is not None
        gate = Gate.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=appeal.gate.pk)
        problems = gate_window_problems(gate, appeal.unit, standing.today)
    if problems:
        raise Refused(problems)
    appeal.number = next_number(appeal)
    appeal.save(update_fields=["number"])
    take(standing, appeal, StepKind.FILED, SPEAKERS, rows=[appeal])
    told = people(standing.today, *REVIEWERS) - set_apart(appeal)
    tell(standing, appeal, told, "appeal.filed")
    return appeal
