"""Parts that are agreed on (两上两下): where each negotiation stands, and what was agreed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.numerals import kept_exactly
from luoshi.kernel.rounding import half_up
from luoshi.ledger.naming import named
from luoshi.ledger.refusal import Problem, Refused
from luoshi.ledger.texts import too_long
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.targets.bases import annual_bases, carrying_units
from luoshi.targets.models import QuotaStep, Target
from luoshi.targets.policies import may_cascade, may_propose_quota
from luoshi.targets.vocabulary import PACED, QuotaStepKind, SplitRule
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

OPEN_TO_THE_UNIT = (None, QuotaStepKind.COUNTERED, QuotaStepKind.HANDED_DOWN)
OPEN_TO_THOSE_ABOVE = (QuotaStepKind.PROPOSED, QuotaStepKind.AGREED)


@dataclass(frozen=True)
class Negotiation:
    """Where the unit and those above it stand; the steps in order, of all rounds. ``base`` is last year's level."""

    unit: Node
    base: Decimal | None
    steps: tuple[QuotaStep, ...]
    may_propose: bool
    may_counter: bool
    may_agree: bool

    @property
    def last(self) -> QuotaStep | None:
        return self.steps[-1] if self.steps else None

    @property
    def state(self) -> str:
        """The kind of the last step; '' before the first."""
        return self.last.kind if self.last else ""

    @property
    def waits_for_unit(self) -> bool:
        return self.state in ("", QuotaStepKind.COUNTERED)


def steps_of(target: Target) -> QuerySet[QuotaStep]:
    """All steps at the place of ``target``, before and after changes of it, in order."""
    return QuotaStep.objects.filter(
        target__indicator=target.indicator_id, target__unit=target.unit_id, target__period=target.period
    ).order_by("pk")


def last_step(target: Target, unit: int) -> QuotaStep | None:
    """The last step with the unit (key); None before the first."""
    return steps_of(target).filter(unit=unit).last()


def last_steps(target: Target) -> dict[int, QuotaStep]:
    """The last step with each unit (key) with which anything was said."""
    return {step.unit_id: step for step in steps_of(target).select_related("unit")}


def negotiations(standing: Standing, target: Target, as_of: date) -> list[Negotiation]:
    """Every unit directly below that can carry a part, in official order, with what was said up to ``as_of``."""
    org, year = tree(as_of), Period.parse(target.period).year
    able = carrying_units(org, year, end_of(as_of))
    units = [node for node in org.children(target.unit_id) if node.id in able]
    bases = annual_bases(target.indicator, year - 1, units, org, end_of(as_of))
    steps: dict[int, list[QuotaStep]] = defaultdict(list)
    for step in steps_of(target).filter(at__lte=end_of(as_of)).select_related("by"):
        steps[step.unit_id].append(step)
    above = may_cascade(standing, target)
    found = []
    for node in units:
        said = tuple(steps[node.id])
        last = said[-1] if said else None
        kind = last.kind if last else None
        below = may_propose_quota(standing, node.id)
        other = last is not None and last.by_id != standing.person_id
        found.append(
            Negotiation(
                unit=node,
                base=bases[node.code],
                steps=said,
                may_propose=below and kind in OPEN_TO_THE_UNIT,
                may_counter=above and kind in OPEN_TO_THOSE_ABOVE,
                may_agree=other
                and (
                    (above and kind == QuotaStepKind.PROPOSED) or (below and kind == QuotaStepKind.COUNTERED)
                ),
            )
        )
    return found


def agreed_parts(target: Target, units: dict[str, Node]) -> dict[str, Decimal]:
    """What was agreed with each of ``units`` (by code). Refused for every unit with which nothing is agreed."""
    last = last_steps(target)
    open_ = [
        node
        for node in units.values()
        if (step := last.get(node.id)) is None or step.kind != QuotaStepKind.AGREED
    ]
    if open_:
        raise Refused(
            Problem(
                node.code,
                _("Nothing is agreed with this unit."),
                _("Agree on an amount first, or leave the unit out."),
                node.code,
            )
            for node in open_
        )
    return {code: last[node.id].value for code, node in units.items()}


@dataclass(frozen=True)
class Agreement:
    """By what a part was agreed on: the last offer, the answer to it, and the handing down; each with day and person."""

    offered: QuotaStep
    agreed: QuotaStep
    handed_down: QuotaStep

    @property
    def steps(self) -> tuple[QuotaStep, ...]:
        return self.offered, self.agreed, self.handed_down


def agreement_of(target: Target, as_of: date) -> Agreement | None:
    """The agreement that ``target``, a part handed down, rests on as known on ``as_of``; None for any other."""
    if target.rule != SplitRule.NEGOTIATED or target.parent is None:
        return None
    known = min(target.recorded_at, end_of(as_of))
    steps = list(steps_of(target.parent).filter(unit=target.unit_id, at__lte=known).select_related("by"))
    rounds = zip(steps, steps[1:], steps[2:], strict=False)
    found = [Agreement(*three) for three in rounds if three[2].kind == QuotaStepKind.HANDED_DOWN]
    return found[-1] if found and found[-1].agreed.kind == QuotaStepKind.AGREED else None


def checked(target: Target, value: Decimal, reason: str) -> str:
    """The reason without blanks around it.

    Refused for a target that is not split into parts, for an amount no part could have, and without a reason.
    """
    problems = []
    if target.kind not in PACED or not target.period.isdigit():
        problems.append(
            Problem(
                named(target.indicator),
                _("Only an amount or a growth of one year is split into parts."),
                _("Set a target of this kind for each unit that is to keep it."),
                "value",
            )
        )
    if not kept_exactly(value) or value < 0 or half_up(value, target.indicator.decimals) != value:
        problems.append(
            Problem(
                named(target.indicator),
                _("This is not an amount."),
                _("Write a number of zero or more, with at most %(n)d decimals.")
                % {"n": target.indicator.decimals},
                "value",
            )
        )
    if not reason.strip():
        problems.append(
            Problem(_("Reason"), _("No reason was given."), _("Say what the amount rests on."), "reason")
        )
    problems += too_long(_("Reason"), reason, field="reason")
    if problems:
        raise Refused(problems)
    return reason.strip()


def out_of_turn(target: Target) -> Refused:
    """The answer to a step that is another side's to take."""
    return Refused(
        Problem(
            named(target.indicator),
            _("It is not this side's turn."),
            _("Look at the last step and wait for the answer to it."),
        )
    )
