"""Where the figures of one target come from (目标溯源): who set it, what it was before, which units make it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import numpy as np
from django.db.models import prefetch_related_objects

from luoshi.indicators.adding import members_of
from luoshi.ledger.models import Entry
from luoshi.ledger.queries import acts_on
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.targets.comparable import figures
from luoshi.targets.models import Milestone, MilestonePlan, PublishedRank, Target
from luoshi.targets.policies import visible_targets
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board, ranks_of
from luoshi.targets.vocabulary import PACED
from luoshi.workdays.clock import end_of

TABLE, RANKS, PLANS, STEPS = (
    "targets.target",
    "targets.publishedrank",
    "targets.milestoneplan",
    "targets.milestone",
)


@dataclass(frozen=True)
class Setting:
    """One version of a target: who put it on record, in which post, by which act and why.

    ``before`` is the version whose place it took; ``entry`` the key of its ledger entry, None where none is found.
    """

    target: Target
    before: Target | None
    actor: str
    post: str
    verb: str
    reason: str
    entry: int | None
    chain: str
    in_force: bool

    @property
    def difference(self) -> Decimal | None:
        """What was asked, less what was asked before; None for the first version and for another kind of target."""
        if self.before is None or self.before.kind != self.target.kind:
            return None
        return self.target.value - self.before.value


def settings(standing: Standing, target: Target, as_of: date) -> list[Setting]:
    """Every version of ``target`` known on ``as_of``, newest first; two queries."""
    known = end_of(as_of)
    rows = list(
        Target.objects.filter(
            visible_targets(standing),
            indicator=target.indicator_id,
            unit=target.unit_id,
            period=target.period,
            kind__in=PACED if target.kind in PACED else (target.kind,),
            recorded_at__lte=known,
        )
        .select_related("indicator", "unit", "document", "clause", "approved_by")
        .order_by("recorded_at", "pk")
    )
    acts = acts_on(TABLE, {row.pk: row.recorded_at for row in rows})
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        act = acts.get(row.pk)
        found.append(
            Setting(
                target=row,
                before=before,
                actor=act.actor if act else "",
                post=act.post if act else "",
                verb=act.verb if act else "",
                reason=act.reason if act else "",
                entry=act.pk if act else None,
                chain=act.chain.key if act else "",
                in_force=row.superseded_at is None or row.superseded_at > known,
            )
        )
    return found[::-1]


@dataclass(frozen=True)
class Written:
    """Who put a row on record, in which post; ``entry`` the key of its ledger entry, None where none is found."""

    actor: str
    post: str
    verb: str
    reason: str
    entry: int | None
    chain: str


def _written(acts: Mapping[int, Entry], key: int) -> Written:
    act = acts.get(key)
    if act is None:
        return Written("", "", "", "", None, "")
    return Written(act.actor, act.post, act.verb, act.reason, act.pk, act.chain.key)


@dataclass(frozen=True)
class Publication:
    """A published rank with who recorded it; ``corrected`` where a later record of the same period took its place."""

    rank: PublishedRank
    written: Written
    corrected: bool


def publications(target: Target, as_of: date) -> list[Publication]:
    """Every rank on record on ``as_of`` for the indicator and unit of ``target``, newest first; two queries."""
    rows = ranks_of(target, as_of)
    acts = acts_on(RANKS, {row.pk: row.recorded_at for row in rows})
    latest: dict[str, PublishedRank] = {}
    for row in rows:
        if row.period not in latest or row.pk > latest[row.period].pk:
            latest[row.period] = row
    return [Publication(row, _written(acts, row.pk), latest[row.period].pk != row.pk) for row in rows]


@dataclass(frozen=True)
class PlanVersion:
    """One version of a plan of dated steps: who put it on record, and which of its steps are not as before.

    ``moved`` pairs a step with the day it was due before; ``added`` and ``dropped`` have no counterpart.
    """

    plan: MilestonePlan
    written: Written
    moved: tuple[tuple[Milestone, date], ...]
    added: tuple[Milestone, ...]
    dropped: tuple[Milestone, ...]
    in_force: bool


def plan_versions(plan: MilestonePlan, as_of: date) -> list[PlanVersion]:
    """Every version of ``plan`` known on ``as_of``, newest first: before it and after it."""
    known = end_of(as_of)
    line = _line_of(plan, known)
    acts = acts_on(PLANS, {row.pk: row.recorded_at for row in line})
    found = []
    for before, row in zip([None, *line], line, strict=False):
        old = {} if before is None else {step.title: step for step in before.steps.all()}
        new = {step.title: step for step in row.steps.all()}
        found.append(
            PlanVersion(
                plan=row,
                written=_written(acts, row.pk),
                moved=tuple(
                    (step, old[title].due_on)
                    for title, step in new.items()
                    if title in old and old[title].due_on != step.due_on
                ),
                added=tuple(s for title, s in new.items() if title not in old) if before else (),
                dropped=tuple(s for title, s in old.items() if title not in new),
                in_force=row.superseded_at is None or row.superseded_at > known,
            )
        )
    return found[::-1]


def _line_of(plan: MilestonePlan, known: datetime) -> list[MilestonePlan]:
    """The versions of one plan on record at ``known``, oldest first; a query a version."""
    rows = MilestonePlan.objects.filter(recorded_at__lte=known).select_related("approved_by")
    first = plan
    while first.before_id is not None:
        first = rows.get(pk=first.before_id)
    line: list[MilestonePlan] = []
    step: MilestonePlan | None = first
    while step is not None:
        line.append(step)
        step = rows.filter(before=step).first()
    prefetch_related_objects(line, "steps")
    return line


def steps_written(versions: Sequence[PlanVersion]) -> dict[str, Written]:
    """Who said that a step is done, by the words of the step; a step that a later version kept is told once."""
    done = [step for version in versions for step in version.plan.steps.all() if step.done_at is not None]
    acts = acts_on(STEPS, {s.pk: s.done_at for s in done if s.done_at is not None})
    return {step.title: _written(acts, step.pk) for step in done if step.pk in acts}


@dataclass(frozen=True)
class Member:
    """A unit whose figure stands for the target at its month; ``value`` and ``before`` None where none is verified.

    ``before`` is what this year is compared with: restated where a restated base counts, None where it must not be.
    """

    unit: Node
    value: Decimal | None
    before: Decimal | None
    due: bool


def members(found: Board, position: Position) -> list[Member]:
    """The units behind a position, in official order: those that owe the figure, and those that have one."""
    if position.month is None:
        return []
    known = figures(found.year, end_of(found.as_of))
    now, before = known.now, known.base
    column = now.indicator_ids.index(position.target.indicator_id)
    month = position.month - 1
    rows = []
    for row in members_of(position.target.unit_id, found.tree, now, column):
        node = found.tree.nodes.get(now.unit_ids[row])
        due = bool(now.expected[row, column, month])
        value = _decimal(now.values[row, column, month])
        if node is not None and (due or value is not None):
            rows.append(Member(node, value, _decimal(before.values[row, column, month]), due))
    return sorted(rows, key=lambda member: (member.unit.order, member.unit.code))


def _decimal(value: float) -> Decimal | None:
    return None if np.isnan(value) else Decimal(repr(float(value)))
