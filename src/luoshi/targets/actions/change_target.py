"""Change what a target asks for, on the authority of a document (调整目标)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.targets.authority import Authority
from luoshi.targets.level import level_meant
from luoshi.targets.models import Target
from luoshi.targets.policies import may_set_targets
from luoshi.targets.recipients import tell_approver
from luoshi.targets.stretch import amount_problems, decimals_problems
from luoshi.targets.succession import locked, succeed
from luoshi.targets.vocabulary import TargetKind


@transaction.atomic
def change_target(
    standing: Standing, target: Target, value: Decimal, stretch: Decimal | None, authority: Authority
) -> Target:
    """A target with another basic or stretch value supersedes ``target``; its post, curve, base and parts stay.

    Refused without document, approver or reason, where nothing changes, and for a target no longer in force.
    """
    require(may_set_targets(standing))
    target = locked(target)
    problems = [
        *change_problems(target, value, stretch),
        *authority.problems(standing, reason_needed=True),
    ]
    if problems:
        raise Refused(problems)
    new = succeed(
        standing,
        target,
        value=value,
        stretch=stretch,
        level=level_meant(target.kind, value, target.base),
        **authority.columns,
    )
    record(
        standing.signature(),
        "targets.change_target",
        chain=target.unit.code,
        subject=f"{target.indicator.name} {target.period}",
        rows=[target, new],
        reason=new.change_reason,
        detail={
            "before": str(target.value),
            "value": str(value),
            "stretch_before": None if target.stretch is None else str(target.stretch),
            "stretch": None if stretch is None else str(stretch),
            "basis": new.basis,
        },
    )
    tell_approver(standing, new, authority)
    return new


def change_problems(target: Target, value: Decimal, stretch: Decimal | None) -> list[Problem]:
    """What is wrong with the two values that are to take the place of those of ``target``."""
    if target.kind == TargetKind.ZERO:
        return [
            Problem(
                named(target.indicator),
                _("What is to be kept at zero has no other value."),
                _("Set a ceiling instead, if some are allowed."),
                "value",
            )
        ]
    problems = [
        *amount_problems(target.kind, target.op, value, stretch),
        *decimals_problems(target.kind, target.indicator, value, stretch),
    ]
    if (value, stretch) == (target.value, target.stretch):
        problems.append(
            Problem(
                named(target.indicator),
                _("Nothing is changed."),
                _("Enter the new basic or stretch value."),
                "value",
            )
        )
    return problems
