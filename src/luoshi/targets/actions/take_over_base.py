"""Let the amount of a target follow the restated base of its year before (按调整后基数换算目标)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.basis import in_force, restatements
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import LONGEST_SOURCE
from luoshi.org.models import Post
from luoshi.org.standing import Standing
from luoshi.targets.authority import Authority
from luoshi.targets.level import level_meant
from luoshi.targets.models import Target
from luoshi.targets.policies import may_set_targets
from luoshi.targets.recipients import tell_approver
from luoshi.targets.succession import locked, succeed
from luoshi.targets.vocabulary import BaseState, TargetKind
from luoshi.workdays.periods import Period


@transaction.atomic
def take_over_base(standing: Standing, target: Target, approved_by: Post | None = None) -> Target:
    """A new target with the restated base of the year before, and the level it means, supersedes ``target``.

    The growth that was promised stays. The document and the reason are those of the restated base; where it takes the
    place of another base, a leader approves it. Refused: no approver then, no restated base that counts, a target that
    is no growth, and one that rests on this base already.
    """
    require(may_set_targets(standing))
    target = locked(target)
    before = Period.parse(target.period).year_before()
    known = restatements(before.year, standing.at)
    said = in_force(known.get((target.unit_id, target.indicator_id, before.code), []))
    if said is None or target.kind != TargetKind.GROWTH:
        raise Refused(
            Problem(
                named(target.indicator),
                _("No restated base of the year before counts."),
                _("Let the data owner record it first."),
                "restated_value",
            )
        )
    if target.base_state == BaseState.RESTATED and target.base == said.value:
        raise Refused(
            Problem(
                named(target.indicator),
                _("The target rests on this base already."),
                _("There is nothing to do."),
                "restated_value",
            )
        )
    authority = Authority(said.source, approved_by, said.reason)
    if target.base is not None or approved_by is not None:
        problems = authority.problems(standing, reason_needed=True)
        if problems:
            raise Refused(problems)
    new = succeed(
        standing,
        target,
        base=said.value,
        base_state=BaseState.RESTATED,
        base_start=None,
        base_end=None,
        base_source=long if len(long := f"{said.basis}：{said.source}") <= LONGEST_SOURCE else said.source,
        level=level_meant(target.kind, target.value, said.value),
        **(authority.columns if approved_by else {}),
    )
    record(
        standing.signature(),
        "targets.take_over_base",
        chain=target.unit.code,
        subject=f"{target.indicator.name} {target.period}",
        rows=[target, new],
        reason=said.reason,
        detail={
            "before": None if target.base is None else str(target.base),
            "base": str(said.value),
            "source": said.source,
        },
    )
    tell_approver(standing, new, authority)
    return new
