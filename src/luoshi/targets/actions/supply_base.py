"""Supply the base that a document did not state (补报基数)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.actions.state_value import Evidence, state_value
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import LONGEST_SOURCE, too_long
from luoshi.org.standing import Standing
from luoshi.targets.authority import NOBODY, Authority
from luoshi.targets.level import level_meant
from luoshi.targets.models import Target
from luoshi.targets.policies import may_set_targets
from luoshi.targets.recipients import tell_approver
from luoshi.targets.spans import Span
from luoshi.targets.succession import locked, succeed
from luoshi.targets.vocabulary import PACED, BaseState, TargetKind


@transaction.atomic
def supply_base(
    standing: Standing, target: Target, base: Decimal, source: str, authority: Authority | None = None
) -> Target:
    """A new target with ``base`` and the level it means supersedes ``target``.

    The first base of a target needs its source only; another in its place is a change, and needs document, approver
    and reason. Refused: no source or too long a one, a base that is not positive, the base in force, a base that the document states, a
    target no longer in force.
    """
    require(may_set_targets(standing))
    target = locked(target)
    problems = _problems(target, base, source)
    if authority is not None or target.base is not None:
        problems += (authority or NOBODY).problems(standing, reason_needed=True)
    if problems:
        raise Refused(problems)
    new = succeed(
        standing,
        target,
        base=base,
        base_state=BaseState.SUPPLIED,
        base_start=None,
        base_end=None,
        base_source=source.strip(),
        level=level_meant(target.kind, target.value, base),
        **(authority.columns if authority else {}),
    )
    record(
        standing.signature(),
        "targets.supply_base",
        chain=target.unit.code,
        subject=f"{target.indicator.name} {target.period}",
        rows=[target, new],
        reason=new.change_reason if authority else source.strip(),
        detail={"base": str(base)}
        | ({"before": str(target.base), "source": new.base_source, "basis": new.basis} if authority else {}),
    )
    before = Span.parse(target.period).first.year_before().code
    state_value(standing, target.indicator, target.unit, before, base, Evidence(source=source))
    if authority is not None:
        tell_approver(standing, new, authority)
    return new


def _problems(target: Target, base: Decimal, source: str) -> list[Problem]:
    problems = []
    if target.kind not in (*PACED, TargetKind.FLOOR):
        problems.append(
            Problem(
                named(target.indicator),
                _("A ceiling, a rank and what is kept at zero have no base."),
                _("There is nothing to do."),
                "base",
            )
        )
    if target.base_state == BaseState.STATED:
        problems.append(
            Problem(
                named(target.indicator),
                _("The document states the base of this target."),
                _(
                    "If it is wrong, import the corrected edition of the document, or let the data owner restate the base."
                ),
                "stated",
            )
        )
    if base == target.base and target.base_state != BaseState.STATED:
        problems.append(
            Problem(_("Base"), _("Nothing is changed."), _("This base is in force already."), "base")
        )
    if not (base.is_finite() and base > 0):
        problems.append(
            Problem(_("Base"), _("A base is a positive amount."), _("Check the number and its unit."), "base")
        )
    if not source.strip():
        problems.append(
            Problem(
                _("Base"),
                _("The source of the base is missing."),
                _("Name the document, table or office that the number comes from."),
                "base_source",
            )
        )
    return [*problems, *too_long(_("Base"), source, LONGEST_SOURCE, "base_source")]
