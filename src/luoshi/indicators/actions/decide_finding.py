"""Decide on a finding (疑点处理): the data owner accepts, asks for a correction, or refers to a look-back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.check_models import Finding, FindingEvent, Happening
from luoshi.indicators.findings import DECISIONS, histories
from luoshi.indicators.policies import acting_person, owns_data
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@transaction.atomic
def decide_finding(standing: Standing, finding: Finding, decision: str, reason: str = "") -> FindingEvent:
    """Append the decision ("accepted", "correction" or "referred") on the figures last seen.

    By a statistics owner of the figure, from another unit and never the one who explained it. Refused for
    another decision, once the check no longer fires, for an acceptance of nothing, and without a reason where
    the explanation is not accepted.
    """
    finding = (
        Finding.objects.select_for_update(of=("self",)).select_related("unit", "indicator").get(pk=finding.pk)
    )
    require(owns_data(standing, finding.indicator, finding.unit_id, tree(standing.today)))
    history = histories([finding.pk])[finding.pk]
    where = named(finding.indicator)
    if decision not in DECISIONS:
        raise Refused(
            Problem(where, _("“%s” is no decision.") % decision, _("Use one of: %s.") % ", ".join(DECISIONS))
        )
    if history.closed:
        raise Refused(Problem(where, _("The check no longer fires; nothing is left to decide.")))
    if decision == Happening.ACCEPTED and history.explanation is None:
        raise Refused(
            Problem(
                where,
                _("The unit has not explained these figures."),
                _("Wait for its explanation, ask for a correction, or refer it to a look-back."),
            )
        )
    if history.explanation is not None and history.explanation.by_id == standing.person_id:
        raise Refused(Problem(where, _("You explained it yourself."), _("Another person must decide.")))
    if decision != Happening.ACCEPTED and not reason.strip():
        raise Refused(
            Problem(_("Reason"), _("The reason is missing."), _("Say what is not convincing."), "reason")
        )
    decided = FindingEvent.objects.create(
        finding=finding, kind=decision, at=standing.at, by_id=acting_person(standing), text=reason.strip()
    )
    record(
        standing.signature(),
        "indicators.decide_finding",
        chain=finding.unit.code,
        subject=f"{finding.indicator.name} {finding.period}",
        rows=[decided],
        reason=reason.strip(),
        detail={"decision": decision},
    )
    return decided
