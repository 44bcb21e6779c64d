"""Name the post that answers for a target (落实到岗)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Post
from luoshi.org.standing import Standing
from luoshi.targets.models import Target
from luoshi.targets.policies import may_assign_owner
from luoshi.targets.succession import locked


@transaction.atomic
def assign_owner(standing: Standing, target: Target, post: Post) -> Target:
    """From now on ``post`` answers for ``target``.

    Who answers is no part of what was promised, so the target is not superseded; the ledger keeps who answered
    before. Refused when the post belongs to another unit, and for a target no longer in force.
    """
    require(may_assign_owner(standing, target))
    target = locked(target)
    if post.unit_id != target.unit_id:
        raise Refused(
            Problem(
                post.title, _("This post belongs to another unit."), _("Choose a post of the target's unit.")
            )
        )
    target.owner_post = post
    target.save(update_fields=["owner_post"])
    record(
        standing.signature(),
        "targets.assign_owner",
        chain=target.unit.code,
        subject=f"{target.indicator.name} {target.period}: {post.title}",
        rows=[target],
    )
    return target
