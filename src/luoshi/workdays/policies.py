"""Who may change the table of working days."""

from __future__ import annotations

from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import Standing


def may_edit_days(standing: Standing) -> bool:
    """Whoever keeps the organisation keeps its calendar: the administrator, or the founder of an installation."""
    return may_change_organisation(standing)
