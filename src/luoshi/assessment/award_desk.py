"""What is read about awards (评先读取): plan, list, and the finals they follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.assessment.award_models import AwardList, AwardPlan
from luoshi.assessment.award_policies import may_deviate, may_draw_awards, may_publish_awards
from luoshi.assessment.awards import Awards, NamedGate, gates_on, named_gate, standing_awards
from luoshi.assessment.models import Run, RunKind, RunState, Scheme
from luoshi.assessment.policies import sees_trials, visible_schemes
from luoshi.assessment.queries import run_view
from luoshi.ledger.refusal import require
from luoshi.org.standing import Standing
from luoshi.workdays.clock import end_of


@dataclass(frozen=True)
class AwardSheet:
    """The awards of one result as one person sees them; () for ``groups`` where they are not public."""

    run: Run
    plan: AwardPlan | None
    list: AwardList | None
    groups: Awards
    may_draw: bool
    may_deviate: bool
    may_publish: bool
    published: bool


def plan_of(standing: Standing, scheme: Scheme) -> AwardPlan | None:
    """The newest plan of the scheme's code and year; None without one."""
    require(Scheme.objects.filter(visible_schemes(standing), pk=scheme.pk).exists())
    rows = AwardPlan.objects.filter(scheme__code=scheme.code, scheme__year=scheme.year)
    return rows.select_related("by").first()


def award_sheet(standing: Standing, run: Run, day: date) -> AwardSheet:
    """The list of ``run`` as of ``day``: for everybody once it is published, before that for those who see trials."""
    view, known_at = run_view(standing, run), end_of(day)
    drawn = AwardList.objects.filter(run=run).select_related("plan", "run__scheme").first()
    found = drawn if drawn is not None and drawn.drawn_at <= known_at else None
    public = found is not None and found.published_at is not None and found.published_at <= known_at
    now_public = drawn is not None and drawn.published_at is not None
    groups = standing_awards(found, view.league, day) if found and (public or sees_trials(standing)) else ()
    final = run.kind == RunKind.FINAL and run.state in (RunState.SETTLED, RunState.PUBLISHED)
    return AwardSheet(
        run,
        found.plan if found else plan_of(standing, run.scheme),
        found if groups or public else None,
        groups,
        may_draw=drawn is None and final and may_draw_awards(standing),
        may_deviate=found is not None and not now_public and may_deviate(standing),
        may_publish=found is not None and not now_public and may_publish_awards(standing, found),
        published=public,
    )


def has_awards(run: Run) -> bool:
    """Whether awards follow this result or may still."""
    return run.kind == RunKind.FINAL and run.state in (RunState.SETTLED, RunState.PUBLISHED)


def gated_units(run: Run, day: date) -> dict[str, list[NamedGate]]:
    """Codes of units against which a gate stands on ``day``, with the names of the gates: shown beside the rank."""
    found: dict[str, list[NamedGate]] = {}
    for gate in gates_on(run.scheme.code, run.scheme.year, day):
        found.setdefault(gate.unit.code, []).append(named_gate(gate.scheme, gate.code))
    return found
