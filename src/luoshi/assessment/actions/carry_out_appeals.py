"""Carry decisions out (执行复核决定): a new final result in the place of the old, from data that was corrected."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.appeal_models import Appeal, StepKind
from luoshi.assessment.appeal_policies import indicators_of
from luoshi.assessment.appeal_steps import Said, of_unit, take, tell
from luoshi.assessment.appeals import appeals_on, chain, histories, history
from luoshi.assessment.models import Run, RunKind
from luoshi.assessment.policies import may_freeze
from luoshi.assessment.review import last_final
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Role
from luoshi.org.standing import Standing


@transaction.atomic
def carry_out_appeals(standing: Standing, trial: Run) -> Run:
    """Freeze ``trial`` as the final result in which every decision that waits is carried out, and name them in it.

    Refused while a figure in question is as it was and the rules too: a decision is carried out through the data or
    a change of the scheme, never by a score.
    """
    trial = Run.objects.select_related("scheme").get(pk=trial.pk)
    require(may_freeze(standing, trial.scheme))
    old = last_final(trial)
    waiting = [] if old is None else [h.appeal for h in histories(appeals_on(old)) if h.to_carry_out]
    if old is None or not waiting:
        raise Refused(Problem(str(trial), _("No decision on its period waits to be carried out.")))
    run = freeze_run(standing, trial, RunKind.FINAL, "；".join(f"{a.number}复核决定" for a in waiting))
    rows = {one.pk: one for one in Run.objects.filter(pk__in=chain(old))}
    earlier = [rows[key] for key in chain(old)]
    before = {appeal.pk: _before(appeal, run, earlier) for appeal in waiting}
    problems = [
        Problem(
            appeal.number,
            _("The figures in question are as they were."),
            _("Correct and verify them first, or change the scheme by a document."),
        )
        for appeal in waiting
        if before[appeal.pk] is None
    ]
    if problems:
        raise Refused(problems)
    for appeal in waiting:
        effect = {
            name: [_of(one, appeal)[name] for one in (before[appeal.pk], run)] for name in ("score", "rank")
        }
        take(
            standing,
            appeal,
            StepKind.CARRIED_OUT,
            (Role.ASSESSMENT_OFFICE,),
            said=Said(run=run, effect=effect),
        )
        tell(standing, appeal, of_unit(appeal, standing.today), "appeal.carried_out")
    return run


def _before(appeal: Appeal, run: Run, earlier: Iterable[Run]) -> Run | None:
    """The last result, back to the one objected to, that scored the items from other figures or by other rules.

    A correction may stand in a result that was frozen by hand since; None where nothing was corrected.
    """
    of = appeal.of and history(appeal.of).step(StepKind.CARRIED_OUT)
    objected = of.run_id if of else appeal.run_id
    for one in earlier:
        if one.scheme_id != run.scheme_id or _figures(one, appeal) != _figures(run, appeal):
            return one
        if one.pk == objected:
            return None
    return None


def _figures(run: Run, appeal: Appeal) -> list[Any]:
    """What the items in question were scored from in ``run``: figures, targets and bases, not who reported them."""
    units = json.loads(run.inputs)["units"]
    scored: dict[str, Any] = next((u["figures"] for u in units if u["code"] == appeal.unit.code), {})
    names = ("actual", "target", "base", "applies")
    return [[scored.get(code, {}).get(name) for name in names] for code in sorted(indicators_of(appeal))]


def _of(run: Run | None, appeal: Appeal) -> dict[str, Any]:
    assert run is not None
    units = json.loads(run.result)["units"]
    return next((u for u in units if u["code"] == appeal.unit.code), {"score": None, "rank": None})
