"""Who may change the organisation, and who reads which part of the record."""

from __future__ import annotations

from luoshi.org.models import Role, Tenure
from luoshi.org.standing import OFFICES, OVERSEERS, Standing


def may_change_organisation(standing: Standing) -> bool:
    """The administrator; and whoever founds an installation in which nobody holds a post yet (建库)."""
    return standing.has(Role.ADMINISTRATOR) or not Tenure.objects.exists()


def may_read_ledger(standing: Standing) -> bool:
    """Everybody in a post: the district's offices and overseers all of it, a unit's people their own unit's chain."""
    return bool(standing.posts)


def may_check_ledger(standing: Standing) -> bool:
    """Those who read all of it may also have it checked."""
    return standing.has(*OFFICES, *OVERSEERS, Role.ADMINISTRATOR)


def visible_chains(standing: Standing) -> frozenset[str] | None:
    """Keys of the chains that may be read; None for all of them."""
    if may_check_ledger(standing):
        return None
    return frozenset(post.unit_code for post in standing.posts)
