"""Let a new edition of the plan supersede a target (按新版本调整目标)."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.actions.settle_draft import require_kind
from luoshi.documents.models import Document, Draft, DraftKind
from luoshi.indicators.actions.state_value import state_value
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Post
from luoshi.org.standing import Standing
from luoshi.targets.actions.confirm_draft import (
    TargetDecision,
    base_meant,
    columns,
    problems_of,
    rivals,
    settle,
)
from luoshi.targets.authority import Authority
from luoshi.targets.models import Target
from luoshi.targets.policies import may_set_targets
from luoshi.targets.recipients import tell_approver
from luoshi.targets.succession import locked, succeed
from luoshi.targets.vocabulary import PACED, TargetKind
from luoshi.workdays.periods import Period


@transaction.atomic
def supersede_target(
    standing: Standing,
    target: Target,
    draft: Draft,
    decision: TargetDecision,
    approved_by: Post | None,
    reason: str,
) -> Target:
    """A target as ``draft`` of a new edition says supersedes ``target``; its post, curve and parts stay.

    The new edition is the document that the change rests on. A base that the new text does not state is that of ``target``, with its source.
    Refused: no approver or reason, a draft settled before or of an earlier edition, another indicator, unit or period than that of
    ``target``, a target no longer in force, an incomplete decision.
    """
    require(may_set_targets(standing))
    require_kind(draft, DraftKind.TARGET)
    target = locked(target)
    authority = Authority(_called(draft.document), approved_by, reason)
    if decision.kind == TargetKind.RANK and not decision.peers:
        decision = replace(decision, peers=tuple(target.peers or ()))
    problems = [
        *problems_of(decision),
        *_elsewhere(target, draft, decision),
        *rivals(draft, decision, target),
        *authority.problems(standing, reason_needed=True),
    ]
    if problems:
        raise Refused(problems)
    decision = _with_base_before(target, draft, decision)
    base, evidence, state = base_meant(draft, decision)
    said = columns(draft, decision, base, evidence, state) | authority.columns
    new = succeed(standing, target, **said)
    settle(standing, draft, decision, new)
    record(
        standing.signature(),
        "targets.supersede_target",
        chain=target.unit.code,
        subject=f"{target.indicator.name} {target.period}",
        rows=[target, new],
        reason=new.change_reason,
        detail={
            "before": str(target.value),
            "value": str(decision.value),
            "base": None if base is None else str(base),
            "base_state": state,
            "basis": new.basis,
        },
    )
    if base is not None and base != target.base:
        before = Period.parse(decision.period).year_before().code
        state_value(standing, decision.indicator, target.unit, before, base, evidence)
    tell_approver(standing, new, authority)
    return new


def _called(document: Document) -> str:
    """The document with its number, where it has one."""
    return f"{document.title} {document.number}".strip()


def _elsewhere(target: Target, draft: Draft, decision: TargetDecision) -> list[Problem]:
    if same_place(target, draft, decision):
        return []
    return [
        Problem(
            named(target.indicator),
            _("The new text asks for another indicator, period or kind of target."),
            _("Confirm its draft as a target of its own, beside the sentence."),
            "indicator",
        )
    ]


def same_place(target: Target, draft: Draft, decision: TargetDecision) -> bool:
    """Whether ``decision`` speaks of what ``target`` is for; amounts and growths are one place, a limit is another."""
    meant = (decision.indicator.pk, draft.document.unit_id, decision.period)
    paced = decision.kind in PACED and target.kind in PACED
    return meant == (target.indicator_id, target.unit_id, target.period) and (
        paced or decision.kind == target.kind
    )


def _with_base_before(target: Target, draft: Draft, decision: TargetDecision) -> TargetDecision:
    if (
        decision.kind not in PACED
        or decision.base is not None
        or draft.proposal.get("base")
        or target.base is None
    ):
        return decision
    source = target.base_source or (target.document.title if target.document else "")
    return replace(decision, base=target.base, base_source=source)
