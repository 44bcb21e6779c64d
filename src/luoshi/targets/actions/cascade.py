"""Split a target to units by a stated rule (层层分解)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.numerals import kept_exactly, plain
from luoshi.kernel.cascade import Reconciliation, by_share, reconcile
from luoshi.kernel.rounding import half_up
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.targets.authority import NOBODY, Authority
from luoshi.targets.bases import annual_bases
from luoshi.targets.capacity import Capacity, measured_capacities, parts_by_capacity
from luoshi.targets.level import additive, level_meant
from luoshi.targets.models import QuotaStep, Target
from luoshi.targets.policies import may_cascade
from luoshi.targets.queries import yardsticks
from luoshi.targets.quotas import agreed_parts, last_steps
from luoshi.targets.recipients import people_below, tell_approver, tell_of_quota
from luoshi.targets.succession import held_at, locked, parts_in_force
from luoshi.targets.vocabulary import PACED, BaseState, QuotaStepKind, SplitRule, TargetKind
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Proposal:
    """What a rule would give each unit, before anything is written. ``level`` is None where no base is known.

    ``capacities`` are what a split by capacity rests on; empty for the other rules.
    """

    kind: str
    values: dict[str, Decimal]
    bases: dict[str, Decimal | None]
    levels: dict[str, Decimal | None]
    reconciliation: Reconciliation | None
    capacities: dict[str, Decimal]


def propose(
    standing: Standing,
    target: Target,
    rule: str,
    units: list[str],
    by_hand: dict[str, Decimal] | None = None,
    *,
    capacity: Capacity | None = None,
) -> Proposal:
    """The parts that ``rule`` gives to ``units`` (codes), held against the whole with the parts of other units.

    share         the parent's level split by each unit's value of the year before; parts are levels
    equal_growth  every unit takes the parent's growth; parts are growths
    by_hand       parts are levels as given
    capacity      the parent's level split by what each unit can carry; parts are levels
    negotiated    parts are the levels that were agreed with each unit

    Refused for a unit that does not stand directly below, and when a rule needs a base or a level that is not
    there: nothing is invented.
    """
    if target.kind not in PACED or not target.period.isdigit():
        raise Refused(
            Problem(
                named(target.indicator),
                _("Only an amount or a growth of one year is split into parts."),
                _("Set a target of this kind for each unit that is to keep it."),
            )
        )
    if rule in (SplitRule.SHARE, SplitRule.CAPACITY) and not additive(target):
        raise Refused(
            Problem(
                named(target.indicator),
                _("Parts of this indicator do not add up to a whole that could be split."),
                _("Enter a value for every unit."),
            )
        )
    nodes = _nodes_below(standing, target, units)
    org = tree(standing.today)
    year = Period.parse(target.period).year - 1
    bases = annual_bases(target.indicator, year, list(nodes.values()), org, standing.at)
    if rule == SplitRule.EQUAL_GROWTH:
        return _equal(target, bases)
    able: dict[str, Decimal] = {}
    if rule == SplitRule.SHARE:
        parts = _shares(target, bases)
    elif rule == SplitRule.BY_HAND:
        parts = _given(target, units, by_hand or {})
    elif rule == SplitRule.CAPACITY:
        able = measured_capacities(
            target, capacity or Capacity(target.indicator.code), nodes, org, standing.at
        )
        parts = parts_by_capacity(target, able)
    elif rule == SplitRule.NEGOTIATED:
        parts = agreed_parts(target, nodes)
    else:
        known = ", ".join(SplitRule.values[1:])
        raise Refused(Problem(rule, _("Unknown rule."), _("Use one of: %s.") % known))
    levels: dict[str, Decimal | None] = dict(parts)
    return Proposal(TargetKind.LEVEL, parts, bases, levels, _held(target, levels), able)


def _nodes_below(standing: Standing, target: Target, units: list[str]) -> dict[str, Node]:
    children = {n.code: n for n in tree(standing.today).children(target.unit_id)}
    if not units:
        raise Refused(
            Problem(
                named(target.indicator),
                _("No unit was chosen to carry a part."),
                _("Only units that file figures, or manage such units, can carry one."),
            )
        )
    strangers = [u for u in units if u not in children]
    if strangers:
        raise Refused(
            Problem(
                u,
                _("This unit does not stand directly below."),
                _("Choose units that the target's unit manages."),
            )
            for u in strangers
        )
    return {u: children[u] for u in units}


def _equal(target: Target, bases: dict[str, Decimal | None]) -> Proposal:
    if target.kind != TargetKind.GROWTH:
        raise Refused(
            Problem(
                named(target.indicator),
                _("Only a growth target can be handed down as equal growth."),
                _("Split it by share."),
            )
        )
    levels = {u: level_meant(target.kind, target.value, base) for u, base in bases.items()}
    values = dict.fromkeys(bases, target.value)
    return Proposal(TargetKind.GROWTH, values, bases, levels, _held(target, levels), {})


def _shares(target: Target, bases: dict[str, Decimal | None]) -> dict[str, Decimal]:
    whole = half_up(target.level, target.indicator.decimals)
    if whole is None:
        raise Refused(
            Problem(
                named(target.indicator),
                _("The base is not known, so there is no amount to split."),
                _("Supply the base with its source, or hand the growth down as equal growth."),
            )
        )
    missing = [u for u, base in bases.items() if base is None]
    if missing:
        raise Refused(
            Problem(u, _("No value of the year before is known."), _("Import its history or split by hand."))
            for u in missing
        )
    known = {u: base for u, base in bases.items() if base is not None}
    if min(known.values()) < 0 or sum(known.values()) == 0:
        raise Refused(
            Problem(
                named(target.indicator),
                _("The values of the year before are zero or negative, so nobody has a share."),
                _("Split by hand."),
            )
        )
    return by_share(whole, bases, target.indicator.decimals)


def _given(target: Target, units: list[str], by_hand: dict[str, Decimal]) -> dict[str, Decimal]:
    digits = target.indicator.decimals
    problems = []
    for unit in units:
        value = by_hand.get(unit)
        if value is None:
            problems.append(Problem(unit, _("No value was given."), _("Enter a value for every unit."), unit))
        elif not kept_exactly(value) or value < 0:
            problems.append(
                Problem(unit, _("This is not an amount."), _("Write a number of zero or more."), unit)
            )
        elif half_up(value, digits) != value:
            problems.append(
                Problem(
                    unit,
                    _("The value has more decimals than the indicator."),
                    _("Write at most %(n)d decimals.") % {"n": digits},
                    unit,
                )
            )
    if problems:
        raise Refused(problems)
    return {u: by_hand[u] for u in units}


def _held(target: Target, parts: dict[str, Decimal | None]) -> Reconciliation | None:
    """``parts`` and those of other units in force against the whole, at the decimals that are published.

    None where the whole or a part has no known level, or parts do not add up.
    """
    digits = target.indicator.decimals
    whole = half_up(target.level, digits)
    levels = {part.unit.code: part.level for part in parts_in_force(target)} | parts
    known = {u: rounded for u, level in levels.items() if (rounded := half_up(level, digits)) is not None}
    if whole is None or len(known) < len(levels) or not additive(target):
        return None
    return reconcile(whole, known, yardsticks().over_allocation_limit)


@transaction.atomic
def cascade(
    standing: Standing,
    target: Target,
    rule: str,
    units: list[str],
    by_hand: dict[str, Decimal] | None = None,
    over_reason: str = "",
    *,
    capacity: Capacity | None = None,
    authority: Authority | None = None,
) -> list[Target]:
    """Give each of ``units`` its part of ``target``. A second split supersedes the first part by part.

    A negotiation with a unit ends by its part being handed down, as agreed or by another rule, and the unit is told.
    A part keeps the post that answered for the one before it. Refused: what :func:`propose` refuses; an
    over-allocation above the limit without a reason; a target no longer in force; and, where one of ``units`` has a
    target at this place already, no document, approver or reason.
    """
    require(may_cascade(standing, target))
    target = locked(target)
    units = list(dict.fromkeys(units))
    proposal = propose(standing, target, rule, units, by_hand, capacity=capacity)
    nodes = _nodes_below(standing, target, units)
    before = held_at(target, [node.id for node in nodes.values()])
    reason = over_reason.strip()
    problems = too_long(_("Reason"), reason, field="over_reason")
    held = proposal.reconciliation
    if held is not None and held.needs_reason and not reason:
        problems.append(
            Problem(
                named(target.indicator),
                _("The parts exceed the whole by %(over)s %(unit)s, more than the limit allows.")
                % {"over": f"{held.over_allocation:,}", "unit": target.indicator.unit_name},
                _("State the reason for the over-allocation, or lower the parts."),
                "over_reason",
            )
        )
    if before or authority is not None:
        problems += (authority or NOBODY).problems(standing, reason_needed=True)
    if problems:
        raise Refused(problems)
    made: list[Target] = []
    rows: list[Target | QuotaStep] = []
    said: dict[str, object] = {"rule": rule, "over_reason": reason}
    if authority is not None:
        said |= authority.columns
    for unit in units:
        old = before.get(nodes[unit].id, [])
        new = _replace(standing, target, nodes[unit], proposal, old, said)
        made.append(new)
        rows.extend([*old, new])
    ended = _ended(standing, target, made, reason)
    rows.extend(ended)
    record(
        standing.signature(),
        "targets.cascade",
        chain=target.unit.code,
        subject=f"{target.indicator.name} {target.period}",
        rows=rows,
        reason=made[0].change_reason or reason,
        detail={
            "rule": rule,
            "parts": {u: str(v) for u, v in proposal.values.items()},
            **(
                {"capacities": {u: plain(c) for u, c in able.items()}}
                if (able := proposal.capacities)
                else {}
            ),
            **({"basis": made[0].basis, "over_reason": reason} if authority else {}),
        },
    )
    if authority is not None:
        tell_approver(standing, target, authority, "parts.approved")
    kind = "quota.handed_down" if rule == SplitRule.NEGOTIATED else "quota.ended"
    for step in ended:
        tell_of_quota(standing, step, kind, people_below(step.unit, standing.today), target)
    return made


def _ended(standing: Standing, target: Target, parts: list[Target], reason: str) -> list[QuotaStep]:
    """The last step of every negotiation that ``parts`` end: as agreed, or by another rule.

    A part whose amount is not known leaves open what is talked about, which is an amount.
    """
    talked = {step.unit_id for step in last_steps(target).values() if step.kind != QuotaStepKind.HANDED_DOWN}
    return [
        QuotaStep.objects.create(
            target=target,
            unit_id=part.unit_id,
            kind=QuotaStepKind.HANDED_DOWN,
            value=part.level,
            reason=reason,
            at=standing.at,
            by_id=standing.person_id,
            post=standing.signature().post,
        )
        for part in parts
        if part.unit_id in talked and part.level is not None
    ]


def _replace(
    standing: Standing,
    parent: Target,
    node: Node,
    proposal: Proposal,
    old: list[Target],
    said: dict[str, object],
) -> Target:
    """The part of ``node`` in the place of ``old``; ``said`` are the columns that say by which rule and why."""
    for target in old:
        target.superseded_at = standing.at
        target.save(update_fields=["superseded_at"])
    base = proposal.bases[node.code]
    return Target.objects.create(
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
        owner_post=next((o.owner_post for o in old if o.owner_post), None),
        document=parent.document,
        clause=parent.clause,
        recorded_at=standing.at,
        **said,
    )
