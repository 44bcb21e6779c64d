"""Decide a finding: it goes to the report with its correction, or it is dismissed with a reason (处理核数结果)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.models import DecisionKind, Finding, FindingDecision
from luoshi.documents.policies import may_check
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.standing import Standing

LONGEST_CORRECTION = 60
LONGEST_WORDING = 300


@dataclass(frozen=True)
class Ruling:
    """What a person says about a finding (处理意见).

    ``correction`` is the number as it should be printed, ``wording`` the sentence for the report, both empty where
    the finding's own are taken; ``reason`` says why a finding is dismissed. ``instead_of`` is the key of the
    decision that this one replaces, None for a finding that was open.
    """

    kind: str
    correction: str = ""
    wording: str = ""
    reason: str = ""
    instead_of: int | None = None


@transaction.atomic
def settle_finding(standing: Standing, finding: Finding, ruling: Ruling) -> FindingDecision:
    """Add the decision to those about ``finding``; earlier ones stay as they are.

    Refused: the finding holds, the decision it replaces is no longer the last one, a dismissal without reason,
    changes that change nothing.
    """
    require(may_check(standing))
    finding = Finding.objects.select_related("check_run__document").get(pk=finding.pk)
    document = finding.check_run.document
    # The unit's row is the lock, as the decision is the unit's: two people who decide at once, be it in two
    # documents, come one after the other.
    unit = Unit.objects.select_for_update(no_key=True).get(pk=document.unit_id)
    last = FindingDecision.objects.filter(unit=unit, fingerprint=finding.fingerprint).last()
    printed = document.text[finding.start : finding.end]
    problems = [*_problems(finding, ruling, printed), *_stale(last, ruling, printed)]
    if problems:
        raise Refused(problems)
    decision = FindingDecision.objects.create(
        unit=unit,
        fingerprint=finding.fingerprint,
        finding=finding,
        kind=ruling.kind,
        correction=ruling.correction.strip(),
        wording=ruling.wording.strip(),
        reason=ruling.reason.strip(),
        decided_by_id=standing.person_id,
        decided_at=standing.at,
    )
    record(
        standing.signature(),
        "documents.settle_finding",
        chain=unit.code,
        subject=f"{document.title} {printed}{finding.unit}",
        rows=[decision],
        reason=decision.reason,
        detail={"decision": decision.kind, "instead_of": ruling.instead_of or 0},
    )
    return decision


def _problems(finding: Finding, ruling: Ruling, printed: str) -> Iterator[Problem]:
    if finding.verdict == "pass":
        yield Problem(
            printed, _("This number holds; there is nothing to decide."), _("Reload the page."), "holds"
        )
    if ruling.kind not in DecisionKind.values:
        yield Problem(printed, _("Unknown decision."), _("Accept the finding, or dismiss it."), "decision")
    if ruling.kind == DecisionKind.REJECTED and not ruling.reason.strip():
        yield Problem(
            printed,
            _("The reason is missing."),
            _("Say in a few words why the numbers are right as printed."),
            "reason",
        )
    if ruling.kind == DecisionKind.EDITED and not (ruling.correction.strip() or ruling.wording.strip()):
        yield Problem(
            printed,
            _("Neither the correction nor the wording was changed."),
            _("Change one of them, or accept the finding as it is."),
            "correction",
        )
    for text, limit, place in (
        (ruling.correction, LONGEST_CORRECTION, "correction"),
        (ruling.wording, LONGEST_WORDING, "wording"),
        (ruling.reason, LONGEST_WORDING, "reason"),
    ):
        if len(text.strip()) > limit:
            yield Problem(printed, _("At most %d characters.") % limit, _("Put it in fewer words."), place)


def _stale(last: FindingDecision | None, ruling: Ruling, printed: str) -> Iterator[Problem]:
    if (last.pk if last else None) != ruling.instead_of:
        yield Problem(
            printed,
            _("This finding was decided meanwhile: %s.") % DecisionKind(last.kind).label
            if last
            else _("The decision to be changed is not there."),
            _("Reload the page; an earlier decision is changed by a new one beside it."),
            "decided",
        )
