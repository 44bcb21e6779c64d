"""Announce the awards (公布评先名单), the strict list and every deviation from it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.draft_appeal import gate_until, gate_window_problems
from luoshi.assessment.appeals import histories, problem_of
from luoshi.assessment.award_models import AwardList
from luoshi.assessment.award_policies import may_publish_awards
from luoshi.assessment.awards import gates_on, kept, standing_awards
from luoshi.assessment.models import RunState
from luoshi.assessment.queries import run_view
from luoshi.assessment.review import superseded
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.workdays.queries import add_working_days


@transaction.atomic
def publish_awards(standing: Standing, awards: AwardList) -> AwardList:
    """Make the list public as it stands now; refused before its result is, and while a gate is or may be appealed about."""
    awards = (
        AwardList.objects.select_for_update(of=("self",))
        .select_related("plan", "run__scheme")
        .get(pk=awards.pk)
    )
    require(may_publish_awards(standing, awards))
    problems, scheme = [], awards.run.scheme
    if awards.published_at is not None:
        problems.append(Problem(str(awards), _("The list has been published.")))
    if awards.run.state != RunState.PUBLISHED:
        problems.append(
            Problem(str(awards.run), _("Its result has not been published."), _("Publish the result first."))
        )
    problems += superseded(awards.run, standing.today)
    for gate in gates_on(scheme.code, scheme.year, standing.today):
        objections = histories(gate.appeals.select_related("unit", "gate__scheme", "run__scheme"))
        problems += [problem_of(o, standing.today) for o in objections if o.is_open(standing.today)]
        if not gate_window_problems(gate, gate.unit, standing.today):
            until = gate_until(gate)
            problems.append(
                Problem(
                    str(gate),
                    _("The unit may appeal until %s.") % until,
                    _("Publish the awards from %s on.") % add_working_days(until, 1),
                )
            )
    league = run_view(standing, awards.run).league
    found = standing_awards(awards, league, standing.today)
    problems += [
        Problem(
            line.code,
            _("A gate closes the awards to this unit."),
            _("Lift the gate first, or leave the unit out by a document."),
        )
        for group in found
        for line in group.lines
        if line.gates and line.final is not None
    ]
    if problems:
        raise Refused(problems)
    awards.content = kept(found)
    awards.published_at, awards.published_by_id = standing.at, standing.person_id
    awards.save(update_fields=["content", "published_at", "published_by"])
    record(
        standing.signature(),
        "assessment.publish_awards",
        chain=district_code(),
        subject=str(awards),
        rows=[awards],
    )
    return awards
