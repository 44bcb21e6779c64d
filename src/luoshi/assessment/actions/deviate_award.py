"""Put a unit in or leave it out against its rank (评先调整): by a leader, with document and reason."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.assessment.appeal_steps import LONGEST, owed
from luoshi.assessment.award_models import AwardDeviation, AwardList
from luoshi.assessment.award_policies import may_deviate
from luoshi.assessment.awards import gates_on
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.standing import Standing


@transaction.atomic
def deviate_award(
    standing: Standing, awards: AwardList, unit: Unit, tier: int | None, document: str, reason: str
) -> AwardDeviation:
    """Give ``unit`` the award ``tier`` (None: none); it stands beside the strict list when that is published.

    Refused for a unit against which a gate stands: an award is opened to it by lifting the gate, with its reasons.
    """
    require(may_deviate(standing))
    awards = (
        AwardList.objects.select_for_update(of=("self",))
        .select_related("plan", "run__scheme")
        .get(pk=awards.pk)
    )
    scheme = awards.run.scheme
    problems = grounds_problems(document, reason)
    if awards.published_at is not None:
        problems.append(Problem(str(awards), _("The list has been published.")))
    if all(u["code"] != unit.code for u in json.loads(awards.run.inputs)["units"]):
        problems.append(Problem(unit.code, _("The result does not assess this unit."), "", "unit"))
    if tier is not None and not 0 <= tier < len(awards.plan.tiers):
        problems.append(
            Problem(_("Award"), _("The plan has no such award."), _("Choose one from the list."), "tier")
        )
    gated = any(gate.unit_id == unit.pk for gate in gates_on(scheme.code, scheme.year, standing.today))
    if tier is not None and gated:
        problems.append(
            Problem(unit.code, _("A gate closes the awards to this unit."), _("Lift the gate first."), "unit")
        )
    if problems:
        raise Refused(problems)
    assert standing.person_id is not None
    made = AwardDeviation.objects.create(
        list=awards,
        unit=unit,
        tier=tier,
        document=document.strip(),
        reason=reason.strip(),
        at=standing.at,
        by_id=standing.person_id,
    )
    record(
        standing.signature(),
        "assessment.deviate_award",
        chain=unit.code,
        subject=str(made),
        rows=[made],
        reason=made.reason,
        detail={"document": made.document},
    )
    return made


def grounds_problems(document: str, reason: str) -> list[Problem]:
    """What is missing of the paper and the reason of a deviation, or longer than is kept."""
    return owed(
        ("document", document, pgettext_lazy("evidence", "Document")),
        ("reason", reason, _("Reason")),
        kept={**LONGEST, "reason": 300},
    )
