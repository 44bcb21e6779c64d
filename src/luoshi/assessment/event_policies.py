"""Who names kinds of events, who records, confirms and withdraws one, and who sees it before it counts."""

from __future__ import annotations

from datetime import date

from luoshi.assessment.event_models import UnitEvent
from luoshi.assessment.policies import MAKES_FIGURES, sees_opinions
from luoshi.org.models import Role
from luoshi.org.queries import tree, units_held
from luoshi.org.standing import UNIT_STAFF, Standing

OFFICES = (Role.ASSESSMENT_OFFICE, Role.SUPERVISION_OFFICE)


def may_record_events(standing: Standing) -> bool:
    """The assessment and the supervision office, apart from who makes the figures."""
    return standing.has(*OFFICES) and not standing.has(*MAKES_FIGURES)


def of_the_unit(standing: Standing, unit: int, since: date) -> bool:
    """Whether the person holds a post in the unit or below it, or has held one there since that day."""
    if standing.person_id is None:
        return False
    held = standing.units() | units_held(standing.person_id, since, standing.today)
    return unit in held or any(node.id in held for node in tree(standing.today).below(unit))


def may_record_about(standing: Standing, unit: int, happened_on: date | None = None) -> bool:
    """Nobody records, confirms or withdraws what concerns his own unit, or was his when it happened or later."""
    return may_record_events(standing) and not of_the_unit(standing, unit, happened_on or standing.today)


def may_act_on(standing: Standing, event: UnitEvent) -> bool:
    """The same of an event that is on record."""
    return may_record_about(standing, event.unit_id, event.happened_on)


def may_confirm(standing: Standing, event: UnitEvent) -> bool:
    """A member of the offices who is not the one who recorded it."""
    return standing.person_id not in (None, event.recorded_by_id) and may_act_on(standing, event)


def may_decide_withdrawal(standing: Standing, event: UnitEvent, asked_by: int) -> bool:
    """A member of the offices who is not the one (key) who asked for it."""
    return standing.person_id not in (None, asked_by) and may_act_on(standing, event)


def sees_unconfirmed(standing: Standing, event: UnitEvent) -> bool:
    """Before an event counts, the offices, leaders and overseers see it, and the unit that it is about."""
    return sees_opinions(standing) or standing.has(*UNIT_STAFF, unit=event.unit_id)
