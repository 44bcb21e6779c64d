"""Where the figures of one target come from (目标溯源): who set it, what it was before, which units make it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from django.db.models import Q

from luoshi.indicators.adding import members_of
from luoshi.ledger.queries import acts_on
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.targets.comparable import figures
from luoshi.targets.models import Target
from luoshi.targets.policies import visible_targets
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board
from luoshi.workdays.clock import end_of

TABLE = "targets.target"


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
            recorded_at__lte=known,
        )
        .filter(Q(kind=target.kind) | Q(superseded_at__isnull=False))
        .select_related("indicator", "unit", "document", "clause")
        .order_by("recorded_at", "pk")
    )
    acts = acts_on(TABLE, [row.pk for row in rows], [row.recorded_at for row in rows])
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
    for row in members_of(position.target.unit_id, found.tree, now):
        node = found.tree.nodes.get(now.unit_ids[row])
        due = bool(now.expected[row, column, month])
        value = _decimal(now.values[row, column, month])
        if node is not None and (due or value is not None):
            rows.append(Member(node, value, _decimal(before.values[row, column, month]), due))
    return sorted(rows, key=lambda member: (member.unit.order, member.unit.code))


def _decimal(value: float) -> Decimal | None:
    return None if np.isnan(value) else Decimal(repr(float(value)))
