"""Who may change the organisation."""

from __future__ import annotations

from luoshi.org.models import Role, Tenure
from luoshi.org.standing import Standing


def may_change_organisation(standing: Standing) -> bool:
    """The administrator; and whoever founds an installation in which nobody holds a post yet (建库)."""
    return standing.has(Role.ADMINISTRATOR) or not Tenure.objects.exists()
