"""Who may set, split and hand down targets, and who sees which."""

from __future__ import annotations

from django.db.models import Q

from luoshi.org.models import Role
from luoshi.org.standing import Standing
from luoshi.targets.models import MilestonePlan, Target


def may_set_targets(standing: Standing) -> bool:
    """Leaders decide targets; the supervision office keeps them on their behalf."""
    return standing.has(Role.LEADER, Role.SUPERVISION_OFFICE)


def may_cascade(standing: Standing, target: Target) -> bool:
    """A target is split by those who set targets, or by the principal of the unit that carries it."""
    return may_set_targets(standing) or standing.has(Role.PRINCIPAL, unit=target.unit_id)


def may_assign_owner(standing: Standing, target: Target) -> bool:
    """The unit's own principal names the post that answers; so may those who set targets."""
    return may_set_targets(standing) or standing.has(Role.PRINCIPAL, unit=target.unit_id)


def may_finish_milestone(standing: Standing, plan: MilestonePlan) -> bool:
    """Those who do the work say that a step is done, and so may those who set targets."""
    own = (Role.PRINCIPAL, Role.DEPUTY, Role.LIAISON)
    return may_set_targets(standing) or standing.has(*own, unit=plan.unit_id)


def may_propose_quota(standing: Standing, unit: int) -> bool:
    """A unit's principal or his deputy says what the unit can carry."""
    return standing.has(Role.PRINCIPAL, Role.DEPUTY, unit=unit)


def may_see_targets(standing: Standing) -> bool:
    """Targets are published: everybody with a post sees all of them (责任公开); a visitor sees none."""
    return bool(standing.posts)


def visible_targets(standing: Standing) -> Q:
    """The targets this person may see: all or none."""
    return Q() if may_see_targets(standing) else Q(pk__in=[])
