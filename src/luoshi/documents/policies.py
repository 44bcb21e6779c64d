"""Who may read, import, settle and check documents."""

from __future__ import annotations

from django.db.models import Q

from luoshi.documents.models import DocumentKind
from luoshi.org.models import Role
from luoshi.org.standing import OFFICES, Standing


def may_read_documents(standing: Standing) -> bool:
    """Everybody who holds a post in the district: a plan is for all to follow."""
    return bool(standing.posts)


def visible_documents(standing: Standing) -> Q:
    """Rows of documents that may be read: a bulletin brought in to be checked is not public yet."""
    if not may_read_documents(standing):
        return Q(pk__in=[])
    if sees_drafts(standing):
        return Q()
    return ~Q(kind=DocumentKind.BULLETIN) | checks_of(standing)


def may_settle(standing: Standing) -> bool:
    """Import documents, decide drafts, set clauses aside: the supervision office and the district's leaders."""
    return standing.has(Role.SUPERVISION_OFFICE, Role.LEADER)


def sees_drafts(standing: Standing) -> bool:
    """What was read but not decided yet, and what was turned down: the offices; all others see what came of it."""
    return standing.has(*OFFICES)


def may_check(standing: Standing) -> bool:
    """Check the numbers of a document and decide what was found: those who settle drafts."""
    return may_settle(standing)


def checks_of(standing: Standing) -> Q:
    """Rows of documents whose check may be read: all for the offices, for others those of a unit they have a post in."""
    return Q() if sees_drafts(standing) else Q(unit__in=standing.units())
