"""What a person's turn is in the assessment (考核待办): an opinion owed, a window open, rules and results to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.assessment import appeal_desk
from luoshi.assessment.appeal_models import StepKind
from luoshi.assessment.appeals import History
from luoshi.assessment.award_policies import may_gate
from luoshi.assessment.event_models import UnitEvent
from luoshi.assessment.event_policies import may_record_events
from luoshi.assessment.events import turns
from luoshi.assessment.models import Opinion, Run, RunKind, RunState, Scheme, SchemeState
from luoshi.assessment.policies import may_approve, may_publish, may_publish_run, may_score
from luoshi.assessment.review import hindrances, is_open
from luoshi.assessment.scheme_life import spoken_for, undecided
from luoshi.org.standing import UNIT_STAFF, Standing


@dataclass(frozen=True)
class Duty:
    """One thing to do: ``kind`` says what, about one of scheme, run, appeal and event."""

    kind: str
    due_on: date | None
    scheme: Scheme | None = None
    run: Run | None = None
    appeal: History | None = None
    event: UnitEvent | None = None


def duties(standing: Standing) -> list[Duty]:
    """Everything in the assessment that waits for this person today; a window open is a chance and not a duty."""
    found = [*_appeals(standing), *_events(standing)]
    if standing.has(*UNIT_STAFF):
        found += [*_opinions(standing), *_windows(standing)]
    if may_score(standing):
        found += _answers(standing)
        found += [Duty("appeal.carry_out", None, appeal=one) for one in appeal_desk.to_correct()]
    if may_gate(standing):
        found += [Duty("appeal.lift", None, appeal=one) for one in appeal_desk.to_lift()]
    if may_publish(standing):
        found += [*_rules(standing), *_results(standing)]
    return found


def _appeals(standing: Standing) -> list[Duty]:
    return [
        Duty(
            f"appeal.{sorted(may)[0]}",
            one.answer_due if may == {"answer"} else one.due_on,
            appeal=one,
        )
        for one, may in appeal_desk.waiting_for(standing)
        if one.state != StepKind.DRAFTED or "file" in may
    ]


def _events(standing: Standing) -> list[Duty]:
    """Events that somebody else recorded or asks to withdraw, and this person may decide about."""
    if not may_record_events(standing):
        return []
    found = turns(standing)
    return [
        *(Duty("event", None, event=event) for event in found.to_confirm),
        *(Duty("event.withdrawal", None, event=event) for event in found.to_withdraw),
    ]


def _opinions(standing: Standing) -> list[Duty]:
    """Schemes on which a unit of this person has not spoken."""
    asked = Scheme.objects.filter(state=SchemeState.CONSULTATION, opinions_due_on__gte=standing.today)
    found = []
    for scheme in asked:
        spoke = set(Opinion.objects.filter(scheme=scheme).values_list("unit", flat=True))
        if any(node.id not in spoke for node in spoken_for(standing, scheme)):
            found.append(Duty("opinion", scheme.opinions_due_on, scheme=scheme))
    return found


def _windows(standing: Standing) -> list[Duty]:
    return [Duty("window", run.review_until, run=run) for run in appeal_desk.open_windows(standing)]


def _answers(standing: Standing) -> list[Duty]:
    """Opinions of units that the assessment office has not answered."""
    asked = Scheme.objects.filter(state=SchemeState.CONSULTATION, opinions__answer="").exclude(
        opinions__text=""
    )
    return [Duty("answer", None, scheme=scheme) for scheme in asked.distinct()]


def _rules(standing: Standing) -> list[Duty]:
    """Schemes heard and not approved, approved and not published."""
    waiting = Scheme.objects.filter(state__in=(SchemeState.CONSULTATION, SchemeState.APPROVED))
    return [
        Duty("approve" if scheme.state == SchemeState.CONSULTATION else "publish_rules", None, scheme=scheme)
        for scheme in waiting
        if may_approve(standing, scheme) and not undecided(scheme, standing.today)
    ]


def _results(standing: Standing) -> list[Duty]:
    """Final results that nothing holds open any more, settled ones that are not published, frozen in-year ones."""
    rows = Run.objects.filter(state__in=(RunState.REVIEW, RunState.SETTLED), superseded_by__isnull=True)
    found = []
    for run in rows.filter(kind=RunKind.FINAL).select_related("scheme").defer("inputs", "result"):
        if is_open(run, standing.today) or not may_publish_run(standing, run):
            continue
        if not hindrances(run, standing.today):
            found.append(Duty("settle" if run.state == RunState.REVIEW else "publish", None, run=run))
    return found
