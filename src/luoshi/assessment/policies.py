"""Who draws up schemes, calculates and publishes, and who sees which run."""

from __future__ import annotations

from django.db.models import Q

from luoshi.assessment.models import IN_FORCE, OPEN_TO_UNITS, Run, Scheme
from luoshi.org.models import Role
from luoshi.org.standing import UNIT_STAFF, Standing

# Who reports or verifies figures never scores them, whatever other post he holds.
MAKES_FIGURES = (Role.LIAISON, Role.VILLAGE_CADRE, Role.STATISTICS_OWNER)


def may_score(standing: Standing) -> bool:
    """Draw up schemes, calculate and freeze: the assessment office, apart from who makes the figures."""
    return standing.has(Role.ASSESSMENT_OFFICE) and not standing.has(*MAKES_FIGURES)


def may_freeze(standing: Standing, scheme: Scheme) -> bool:
    """Who calculates, and never the person who approved the rules."""
    return may_score(standing) and standing.person_id not in (None, scheme.approved_by_id)


def may_give_opinion(standing: Standing, unit: int) -> bool:
    """The staff of the unit speak for it."""
    return standing.has(*UNIT_STAFF, unit=unit)


def may_publish(standing: Standing) -> bool:
    """Rules and results are announced by those who lead, not by those who calculate."""
    return standing.has(Role.LEADER)


def may_approve(standing: Standing, scheme: Scheme) -> bool:
    """A leader approves and publishes rules, and never the person who drew them up."""
    return may_publish(standing) and standing.person_id not in (None, scheme.drafted_by_id)


def may_publish_run(standing: Standing, run: Run) -> bool:
    """A leader settles and publishes, and never the person who froze the run."""
    return may_publish(standing) and standing.person_id not in (None, run.frozen_by_id)


def sees_trials(standing: Standing) -> bool:
    """Results that are not published yet: the assessment office, leaders and the supervision office."""
    return standing.has(Role.ASSESSMENT_OFFICE, Role.LEADER, Role.SUPERVISION_OFFICE)


def visible_runs(standing: Standing) -> Q:
    """Everybody with a post sees what is under review or published, the offices everything; a visitor sees nothing."""
    if sees_trials(standing):
        return Q()
    return Q(state__in=OPEN_TO_UNITS) if standing.posts else Q(pk__in=[])


def visible_schemes(standing: Standing) -> Q:
    """The rules are public once the units are asked about them or they are decided."""
    if sees_trials(standing):
        return Q()
    public = Q(state__in=IN_FORCE) | Q(consulted_at__isnull=False)
    return public if standing.posts else Q(pk__in=[])
