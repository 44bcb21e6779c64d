"""Who may draft and issue bulletins, and who sees which."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from luoshi.org.models import Role
from luoshi.org.standing import Standing


def may_draft(standing: Standing) -> bool:
    """The supervision office writes."""
    return standing.has(Role.SUPERVISION_OFFICE)


def may_publish(standing: Standing) -> bool:
    """A leader signs (签发)."""
    return standing.has(Role.LEADER)


def visible_bulletins(standing: Standing, known: datetime) -> Q:
    """What existed at ``known``: drafts for those who write and sign, published ones for everybody with a post."""
    if not standing.posts:
        return Q(pk__in=[])
    existed = Q(created_at__lte=known)
    return existed if may_draft(standing) or may_publish(standing) else existed & Q(published_at__lte=known)
