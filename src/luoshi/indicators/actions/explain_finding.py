"""Explain a finding (疑点说明): the unit answers for its figure."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.check_models import Finding, FindingEvent, Happening
from luoshi.indicators.findings import histories
from luoshi.indicators.policies import acting_person, may_report
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@transaction.atomic
def explain_finding(standing: Standing, finding: Finding, text: str) -> FindingEvent:
    """Append the unit's explanation of the figures last seen; what was said before stays.

    Refused without words, and once the check no longer fires.
    """
    require(may_report(standing, finding.unit_id, tree(standing.today)))
    finding = (
        Finding.objects.select_for_update(of=("self",)).select_related("unit", "indicator").get(pk=finding.pk)
    )
    if not text.strip():
        raise Refused(
            Problem(
                _("Explanation"),
                _("The explanation is empty."),
                _("Say why the figure is so, and where that can be seen."),
                "text",
            )
        )
    if histories([finding.pk])[finding.pk].closed:
        raise Refused(
            Problem(named(finding.indicator), _("The check no longer fires; nothing is left to explain."))
        )
    said = FindingEvent.objects.create(
        finding=finding,
        kind=Happening.EXPLAINED,
        at=standing.at,
        by_id=acting_person(standing),
        text=text.strip(),
    )
    record(
        standing.signature(),
        "indicators.explain_finding",
        chain=finding.unit.code,
        subject=f"{finding.indicator.name} {finding.period}",
        rows=[said],
        reason=text.strip(),
    )
    return said
