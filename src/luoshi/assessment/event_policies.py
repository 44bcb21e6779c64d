"""Who names kinds of events, who records, confirms and withdraws one, and who sees it before it counts."""

from __future__ import annotations

from luoshi.assessment.event_models import UnitEvent
from luoshi.assessment.policies import MAKES_FIGURES, sees_opinions
from luoshi.org.models import Role
from luoshi.org.standing import UNIT_STAFF, Standing

OFFICES = (Role.ASSESSMENT_OFFICE, Role.SUPERVISION_OFFICE)


def may_record_events(standing: Standing) -> bool:
    """The assessment and the supervision office, apart from who makes the figures."""
    return standing.has(*OFFICES) and not standing.has(*MAKES_FIGURES)


def may_record_about(standing: Standing, unit: int) -> bool:
    """Nobody records, confirms or withdraws what concerns his own unit."""
    return may_record_events(standing) and unit not in standing.units()


def may_confirm(standing: Standing, event: UnitEvent) -> bool:
    """A member of the offices who is not the one who recorded it."""
    apart = standing.person_id not in (None, event.recorded_by_id)
    return apart and may_record_about(standing, event.unit_id)


def sees_unconfirmed(standing: Standing, event: UnitEvent) -> bool:
    """Before an event counts, the offices, leaders and overseers see it, and the unit that it is about."""
    return sees_opinions(standing) or standing.has(*UNIT_STAFF, unit=event.unit_id)
