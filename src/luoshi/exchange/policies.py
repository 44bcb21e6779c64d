"""Who may exchange data with other systems."""

from __future__ import annotations

from luoshi.org.models import Role
from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import OFFICES, Standing


def may_exchange(standing: Standing) -> bool:
    """Take metadata over and hand files on: the administrator, the supervision office, statistics owners, a founder."""
    if standing.posts:
        return standing.has(Role.ADMINISTRATOR, Role.SUPERVISION_OFFICE, Role.STATISTICS_OWNER)
    return may_change_organisation(standing)


def may_import_values(standing: Standing) -> bool:
    """Statistics owners; each for the indicators of the own unit only, which the import of values asks itself."""
    return standing.has(Role.STATISTICS_OWNER)


def may_export_unverified(standing: Standing) -> bool:
    """Those who see what is submitted but not verified yet."""
    return standing.has(*OFFICES, Role.STATISTICS_OWNER)


def may_hand_over(standing: Standing) -> bool:
    """Take the district's figures away as a whole: who may exchange data and holds a post, so that targets are seen."""
    return bool(standing.posts) and may_exchange(standing)
