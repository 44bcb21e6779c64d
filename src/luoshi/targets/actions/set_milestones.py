"""Set a target by dated steps, or change one (下达、调整里程碑目标)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.models import Clause
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import LONGEST_TITLE, too_long
from luoshi.matters.models import Matter
from luoshi.org.models import Post, Unit
from luoshi.org.standing import Standing
from luoshi.targets.authority import Authority
from luoshi.targets.models import Milestone, MilestonePlan
from luoshi.targets.policies import may_set_targets


@dataclass(frozen=True)
class NewStep:
    """One step: what is done by the end of which day."""

    title: str
    due_on: date
    title_en: str = ""


@dataclass(frozen=True)
class NewPlan:
    """What is reached by dated steps, who answers, and the matter or clause it belongs to."""

    title: str
    unit: Unit
    year: int
    steps: tuple[NewStep, ...]
    owner: Post | None = None
    matter: Matter | None = None
    clause: Clause | None = None
    title_en: str = ""


@transaction.atomic
def set_milestones(
    standing: Standing, new: NewPlan, authority: Authority, instead_of: MilestonePlan | None = None
) -> MilestonePlan:
    """The plan in force from now on, in place of ``instead_of`` where given.

    A step of the same title keeps that it is done, with its evidence. Refused: no title, no step, a step without
    words, with too many or outside the plan's year, two steps of one title, a second plan of one title, no
    document or approver, a change without a reason, a plan that was changed already, and where a step that is done would be left out.
    """
    require(may_set_targets(standing))
    old = None if instead_of is None else MilestonePlan.objects.select_for_update().get(pk=instead_of.pk)
    problems = [
        *_problems(new),
        *authority.problems(standing, reason_needed=old is not None),
        *(_left_out(old, new) if old else _there_already(new)),
    ]
    if problems:
        raise Refused(problems)
    rows: list[MilestonePlan | Milestone] = []
    if old is not None:
        old.superseded_at = standing.at
        old.save(update_fields=["superseded_at"])
        rows.append(old)
    plan = MilestonePlan.objects.create(
        title=new.title.strip(),
        title_en=new.title_en.strip(),
        unit=new.unit,
        year=new.year,
        owner_post=new.owner,
        matter=new.matter,
        clause=new.clause,
        simulated=new.unit.simulated,
        before=old,
        recorded_at=standing.at,
        **authority.columns,
    )
    done = {step.title: step for step in old.steps.filter(done_on__isnull=False)} if old else {}
    rows.append(plan)
    for order, step in enumerate(new.steps, start=1):
        title = step.title.strip()
        kept = done.get(title)
        rows.append(
            Milestone.objects.create(
                plan=plan,
                order=order,
                title=title,
                title_en=step.title_en.strip(),
                due_on=step.due_on,
                done_on=kept.done_on if kept else None,
                evidence=kept.evidence if kept else "",
                done_at=kept.done_at if kept else None,
                done_by=kept.done_by if kept else None,
            )
        )
    record(
        standing.signature(),
        "targets.set_milestones",
        chain=new.unit.code,
        subject=plan.title,
        rows=rows,
        reason=authority.reason.strip(),
        detail={
            "basis": plan.basis,
            "steps": [{"title": s.title, "due_on": s.due_on.isoformat()} for s in new.steps],
        },
    )
    return plan


def _problems(new: NewPlan) -> list[Problem]:
    problems = [
        *too_long(_("Title"), new.title, LONGEST_TITLE, "title"),
        *too_long(_("English title"), new.title_en, LONGEST_TITLE, "title_en"),
    ]
    if not new.title.strip():
        problems.append(
            Problem(_("Title"), _("The target has no title."), _("Say what is reached in the end."), "title")
        )
    if not new.steps:
        problems.append(
            Problem(
                _("Steps"),
                _("There is no step."),
                _("Write a day and what is done by then, one step a line."),
                "steps",
            )
        )
    titles = [step.title.strip() for step in new.steps]
    for place, step in enumerate(new.steps, start=1):
        where = _("Step %d") % place
        for text in (step.title, step.title_en):
            problems += too_long(where, text, LONGEST_TITLE, "steps")
        if not titles[place - 1]:
            problems.append(
                Problem(where, _("It does not say what is done."), _("Write it after the day."), "steps")
            )
        if step.due_on.year != new.year:
            problems.append(
                Problem(
                    where,
                    _("Its day lies outside the year %d.") % new.year,
                    _("Set a plan a year; steps of later years belong to theirs."),
                    "steps",
                )
            )
        if titles.index(titles[place - 1]) < place - 1:
            problems.append(
                Problem(where, _("Two steps have the same words."), _("Tell them apart."), "steps")
            )
    return problems


def _there_already(new: NewPlan) -> list[Problem]:
    in_force = MilestonePlan.objects.filter(
        unit=new.unit, year=new.year, title=new.title.strip(), superseded_at__isnull=True
    )
    if not in_force.exists():
        return []
    return [
        Problem(
            _("Title"),
            _("The unit has a target by dated steps of this title already."),
            _("Change that one instead."),
            "title",
        )
    ]


def _left_out(old: MilestonePlan, new: NewPlan) -> list[Problem]:
    if old.superseded_at is not None:
        return [
            Problem(
                old.title,
                _("This plan has been superseded."),
                _("Open the plan that is in force."),
                "superseded",
            )
        ]
    titles = {step.title.strip() for step in new.steps}
    return [
        Problem(
            step.title,
            _("This step is done and cannot be left out."),
            _("Keep its line as it is."),
            "steps",
        )
        for step in old.steps.filter(done_on__isnull=False)
        if step.title not in titles
    ]
