"""Split a target to units by a stated rule (层层分解)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.cascade import Reconciliation, by_share, equal_growth, reconcile
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.targets.bases import annual_bases
from luoshi.targets.models import Target
from luoshi.targets.policies import may_cascade
from luoshi.targets.queries import yardsticks
from luoshi.targets.vocabulary import BaseState, SplitRule, TargetKind
from luoshi.workdays.periods import Period

PERCENT = Decimal(100)


@dataclass(frozen=True)
class Proposal:
    """What a rule would give each unit, before anything is written. ``level`` is None where no base is known."""

    kind: str
    values: dict[str, Decimal]
    bases: dict[str, Decimal | None]
    levels: dict[str, Decimal | None]
    reconciliation: Reconciliation | None


def propose(
    standing: Standing, target: Target, rule: str, units: list[str], by_hand: dict[str, Decimal] | None = None
) -> Proposal:
    """The parts that ``rule`` gives to ``units`` (codes), held against the whole.

    share         the parent's level split by each unit's value of the year before; parts are levels
    equal_growth  every unit takes the parent's growth; parts are growths
    by_hand       parts are levels as given

    Refused when a rule needs a base or a level that is not there: nothing is invented.
    """
    bases = _bases(standing, target, units)
    decimals = target.indicator.decimals
    if rule == SplitRule.EQUAL_GROWTH:
        return _equal(target, units, bases)
    if rule == SplitRule.SHARE:
        _need_level(target)
        _need_bases(target, bases)
        assert target.level is not None
        parts = by_share(round(target.level, decimals), bases, decimals)
    elif rule == SplitRule.BY_HAND:
        missing = [u for u in units if u not in (by_hand or {})]
        if missing:
            raise Refused(
                Problem(u, _("No value was given."), _("Enter a value for every unit.")) for u in missing
            )
        parts = {u: (by_hand or {})[u] for u in units}
    else:
        raise Refused(Problem(rule, _("Unknown rule."), _("Use share, equal_growth or by_hand.")))
    held = _held_levels(target, dict(parts)) if target.level is not None else None
    return Proposal(TargetKind.LEVEL, parts, bases, dict(parts), held)


def _equal(target: Target, units: list[str], bases: dict[str, Decimal | None]) -> Proposal:
    if target.kind != TargetKind.GROWTH:
        raise Refused(
            Problem(
                str(target),
                _("Only a growth target can be handed down as equal growth."),
                _("Split it by share."),
            )
        )
    growth = target.value / PERCENT
    levels: dict[str, Decimal | None] = {
        u: equal_growth({u: base}, growth)[u] if base is not None else None for u, base in bases.items()
    }
    whole = all(level is not None for level in levels.values()) and target.level is not None
    held = _held_levels(target, levels) if whole else None
    return Proposal(TargetKind.GROWTH, dict.fromkeys(units, target.value), bases, levels, held)


def _bases(standing: Standing, target: Target, units: list[str]) -> dict[str, Decimal | None]:
    org = tree(standing.today)
    nodes = [n for n in org.children(target.unit_id) if n.code in units]
    return annual_bases(target.indicator, Period.parse(target.period).year - 1, nodes, org, standing.at)


def _need_level(target: Target) -> None:
    if target.level is None:
        raise Refused(
            Problem(
                target.indicator.name,
                _("The base is not known, so there is no amount to split."),
                _("Supply the base with its source, or hand the growth down as equal growth."),
            )
        )


def _need_bases(target: Target, bases: dict[str, Decimal | None]) -> None:
    missing = [u for u, base in bases.items() if base is None]
    if missing:
        raise Refused(
            Problem(u, _("No value of the year before is known."), _("Import its history or split by hand."))
            for u in missing
        )
    if not any(bases.values()):
        raise Refused(
            Problem(
                target.indicator.name,
                _("No value of the year before is known."),
                _("Import its history or split by hand."),
            )
        )


def _held_levels(target: Target, parts: dict[str, Decimal | None]) -> Reconciliation:
    assert target.level is not None
    whole = round(target.level, target.indicator.decimals)
    rounded = {u: round(p, target.indicator.decimals) for u, p in parts.items() if p is not None}
    return reconcile(whole, rounded, yardsticks().over_allocation_limit)


@transaction.atomic
def cascade(
    standing: Standing,
    target: Target,
    rule: str,
    units: list[str],
    by_hand: dict[str, Decimal] | None = None,
    over_reason: str = "",
) -> list[Target]:
    """Give each of ``units`` its part of ``target``. A second split supersedes the first part by part.

    Refused: a unit that is not managed by the target's unit; an over-allocation above the limit without reason.
    """
    org = tree(standing.today)
    require(may_cascade(standing, target, org))
    nodes = _nodes_below(org.children(target.unit_id), units)
    proposal = propose(standing, target, rule, units, by_hand)
    held = proposal.reconciliation
    if held is not None and held.needs_reason and not over_reason.strip():
        raise Refused(
            Problem(
                target.indicator.name,
                _("The parts exceed the whole by %(over)s %(unit)s, more than the limit allows.")
                % {"over": held.over_allocation, "unit": target.indicator.unit_name},
                _("State the reason for the over-allocation, or lower the parts."),
            )
        )
    made, rows = [], []
    for unit in units:
        new, old = _replace(standing, target, nodes[unit], rule, proposal, over_reason)
        made.append(new)
        rows.extend([*old, new])
    record(
        standing.signature(),
        "targets.cascade",
        chain=target.unit.code,
        subject=f"{target.indicator.name} {target.period}",
        rows=rows,
        reason=over_reason,
        detail={"rule": rule, "parts": {u: str(v) for u, v in proposal.values.items()}},
    )
    return made


def _nodes_below(children: list[Node], units: list[str]) -> dict[str, Node]:
    nodes = {n.code: n for n in children}
    strangers = [u for u in units if u not in nodes]
    if strangers:
        raise Refused(
            Problem(
                u,
                _("This unit does not stand directly below."),
                _("Choose units that the target's unit manages."),
            )
            for u in strangers
        )
    return nodes


def _replace(
    standing: Standing, parent: Target, node: Node, rule: str, proposal: Proposal, over_reason: str
) -> tuple[Target, list[Target]]:
    in_force = Target.objects.select_for_update().filter(
        indicator=parent.indicator, unit_id=node.id, period=parent.period, superseded_at__isnull=True
    )
    old = list(in_force)
    for target in old:
        target.superseded_at = standing.at
        target.save(update_fields=["superseded_at"])
    base = proposal.bases[node.code]
    new = Target.objects.create(
        indicator=parent.indicator,
        unit_id=node.id,
        period=parent.period,
        kind=proposal.kind,
        op=parent.op,
        value=proposal.values[node.code],
        base=base,
        base_state=BaseState.ADDED_UP if base is not None else BaseState.MISSING,
        level=proposal.levels[node.code],
        curve=parent.curve,
        curve_table=parent.curve_table,
        parent=parent,
        rule=rule,
        owner_post=old[0].owner_post if old else None,
        document=parent.document,
        clause=parent.clause,
        over_reason=over_reason,
        recorded_at=standing.at,
    )
    return new, old
