"""Who may read, import and settle documents."""

from __future__ import annotations

from django.db.models import Q

from luoshi.org.models import Role
from luoshi.org.standing import OFFICES, Standing


def may_read_documents(standing: Standing) -> bool:
    """Everybody who holds a post in the district: a plan is for all to follow."""
    return bool(standing.posts)


def visible_documents(standing: Standing) -> Q:
    """Rows of documents that may be read."""
    return Q() if may_read_documents(standing) else Q(pk__in=[])


def may_settle(standing: Standing) -> bool:
    """Import documents, decide drafts, set clauses aside: the supervision office and the district's leaders."""
    return standing.has(Role.SUPERVISION_OFFICE, Role.LEADER)


def sees_drafts(standing: Standing) -> bool:
    """What was read but not decided yet, and what was turned down: the offices; all others see what came of it."""
    return standing.has(*OFFICES)
