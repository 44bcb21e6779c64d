"""Who draws up schemes, calculates and publishes, and who sees which run."""

from __future__ import annotations

from django.db.models import Q

from luoshi.assessment.models import Run, RunState, SchemeState
from luoshi.org.models import Role
from luoshi.org.standing import OVERSEERS, Standing

# Who reports or verifies figures never scores them, whatever other post he holds.
MAKES_FIGURES = (Role.LIAISON, Role.VILLAGE_CADRE, Role.STATISTICS_OWNER)


def may_score(standing: Standing) -> bool:
    """Draw up schemes, calculate and freeze: the assessment office, apart from who makes the figures."""
    return standing.has(Role.ASSESSMENT_OFFICE) and not standing.has(*MAKES_FIGURES)


def may_publish(standing: Standing) -> bool:
    """Rules and results are announced by those who lead, not by those who calculate."""
    return standing.has(Role.LEADER)


def may_publish_run(standing: Standing, run: Run) -> bool:
    """A leader, and never the person who froze the run."""
    return may_publish(standing) and standing.person_id not in (None, run.frozen_by_id)


def sees_trials(standing: Standing) -> bool:
    """Results that are not published yet: the assessment office, leaders and the supervision office."""
    return standing.has(Role.ASSESSMENT_OFFICE, Role.LEADER, Role.SUPERVISION_OFFICE)


def visible_runs(standing: Standing) -> Q:
    """Everybody with a post sees what is published, the offices also what is not; a visitor sees nothing."""
    if sees_trials(standing):
        return Q()
    return Q(state=RunState.PUBLISHED) if standing.posts else Q(pk__in=[])


def visible_schemes(standing: Standing) -> Q:
    """The rules are public once decided."""
    if sees_trials(standing):
        return Q()
    return Q(state=SchemeState.PUBLISHED) if standing.posts else Q(pk__in=[])


def sees_opinions(standing: Standing) -> bool:
    """What panels and surveys found of every unit: the offices, leaders and overseers; others see their own unit."""
    return sees_trials(standing) or standing.has(*OVERSEERS)


def may_seal(standing: Standing) -> bool:
    """Close a panel whose last day is over: the calendar by itself, or the assessment office."""
    return standing.by_calendar or may_score(standing)
