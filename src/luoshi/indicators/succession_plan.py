"""A change of boundaries before it is made: who inherits what from whom, what is wrong with it, what it means (承继方案)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from luoshi.indicators.basis_models import Succession
from luoshi.indicators.models import RELATIVE, Aggregation, FormDuty, Indicator, Observation
from luoshi.kernel.rounding import half_up
from luoshi.ledger.naming import named
from luoshi.ledger.refusal import Problem
from luoshi.org.actions.establish import NewUnit
from luoshi.org.models import Post, Tenure, Unit
from luoshi.org.queries import dissolved, tree
from luoshi.org.queries import on as holds_on
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.periods import Period

ALL = ""
"""The code that stands for every indicator without shares of its own."""


@dataclass(frozen=True)
class Decree:
    """On what a change rests, and from which day on it holds. ``weight`` says what the shares were measured by."""

    on: date
    document: str
    approver: str
    reason: str
    weight: str = ""


@dataclass(frozen=True)
class Plan:
    """A change of boundaries by codes.

    ``shares`` is predecessor -> indicator (ALL for the rest) -> successor -> share; a predecessor that inherits
    from itself lives on, any other is dissolved. ``new`` are successors to be established. ``along`` says to whom
    units below a predecessor go; ``leaves`` that what the shares leave over leaves the district.
    """

    decree: Decree
    shares: Mapping[str, Mapping[str, Mapping[str, Fraction]]]
    new: tuple[NewUnit, ...] = ()
    along: Mapping[str, str] = field(default_factory=dict)
    leaves: bool = False

    @property
    def successors(self) -> frozenset[str]:
        return frozenset(s for of in self.shares.values() for lines in of.values() for s in lines)

    @property
    def dissolved(self) -> tuple[str, ...]:
        """Predecessors that do not live on, in the order given."""
        return tuple(p for p, of in self.shares.items() if all(p not in lines for lines in of.values()))


def problems_of(plan: Plan) -> list[Problem]:
    """Everything that keeps ``plan`` from being carried out; empty when nothing does."""
    org = tree(plan.decree.on)
    by_code = {node.code: node for node in org.nodes.values()}
    found = [*_decree_problems(plan.decree), *_new_problems(plan), *_unit_problems(plan, by_code)]
    return found or [*_share_problems(plan, by_code), *_history_problems(plan, by_code, org)]


def _decree_problems(decree: Decree) -> Iterator[Problem]:
    for name, text, where in (
        ("document", decree.document, _("Document it rests on")),
        ("approver", decree.approver, _("Approved by")),
        ("reason", decree.reason, _("Reason")),
    ):
        if not text.strip():
            yield Problem(
                where, _("A change of boundaries needs it."), _("Name the decision it rests on."), name
            )


def _new_problems(plan: Plan) -> Iterator[Problem]:
    """A code names one unit for ever, those that are gone included."""
    codes = [new.code for new in plan.new]
    taken = set(Unit.objects.filter(code__in=codes).values_list("code", flat=True))
    for place, code in enumerate(codes):
        if code in taken or code in codes[:place]:
            yield Problem(
                code, _("The code %s exists already.") % code, _("Choose another code."), "new_code"
            )


def _unit_problems(plan: Plan, by_code: Mapping[str, Node]) -> Iterator[Problem]:
    known = by_code.keys() | {new.code for new in plan.new}
    for code in [*plan.shares, *sorted(plan.successors), *plan.along.values()]:
        if code not in known:
            yield Problem(
                code,
                _("The unit does not exist on this day."),
                _("Choose a day on which it exists."),
                "units",
            )
    if not any(plan.successors - {p} for p in plan.shares):
        yield Problem(
            _("Units"), _("Nothing changes: no other unit is named."), _("Choose another unit."), "units"
        )


def _share_problems(plan: Plan, by_code: Mapping[str, Node]) -> Iterator[Problem]:
    additive = {
        i.code: i.aggregation == Aggregation.SUM and i.nature not in RELATIVE for i in Indicator.objects.all()
    }
    for predecessor, of in plan.shares.items():
        for indicator, lines in of.items():
            where = f"{by_code[predecessor].name} {indicator}".strip()
            if indicator != ALL and not additive.get(indicator, False):
                yield Problem(
                    where,
                    _("A rate, mean or index is not shared out."),
                    _("Share out what it is computed from."),
                    "indicator",
                )
            if any(not 0 < share <= 1 for share in lines.values()):
                yield Problem(
                    where, _("A share lies above 0 and up to 100%."), _("Correct the share."), "share"
                )
            total = sum(lines.values(), Fraction(0))
            if total > 1 or (total < 1 and not plan.leaves):
                yield Problem(
                    where,
                    _("The shares add up to %s%%, not to 100%%.") % _percent(total),
                    _("Correct them, or say that the rest leaves the district."),
                    "share",
                )


def _percent(share: Fraction) -> str:
    return f"{half_up(float(share * 100), 6):f}".rstrip("0").rstrip(".")


def _history_problems(plan: Plan, by_code: Mapping[str, Node], org: OrgTree) -> Iterator[Problem]:
    day = plan.decree.on
    for code in plan.shares:
        node = by_code[code]
        later = Succession.objects.filter(predecessor=node.id, on__gte=day).order_by("on").first()
        if later is not None:
            yield Problem(
                named(node),
                _("A change from %s on is already recorded.") % later.on.isoformat(),
                _("Choose a later day."),
                "on",
            )
    yield from _gone_successors(plan, by_code)
    for code in plan.dissolved:
        node = by_code[code]
        # The changes of one day hold at once: what it takes over on its last day would stay with it.
        if Succession.objects.filter(successor=node.id, on=day).exists():
            yield Problem(
                named(node),
                _("It takes over part of another unit on this very day."),
                _("Choose a later day."),
                "on",
            )
        reported = Observation.objects.filter(unit=node.id, period__gte=str(day.year))
        after = sorted(
            p for p in reported.values_list("period", flat=True).distinct() if Period.parse(p).end >= day
        )
        if after:
            yield Problem(
                named(node),
                _("It has figures for %s, when it would be gone.") % after[0],
                _("Choose a later day."),
                "on",
            )
        for child in _directly_below(org, node.id):
            if child.code not in plan.along and child.code not in plan.dissolved:
                yield Problem(
                    child.name, _("It is not said where it goes."), _("Choose the unit it goes to."), "along"
                )


def _gone_successors(plan: Plan, by_code: Mapping[str, Node]) -> Iterator[Problem]:
    """Nobody is left below a unit that is gone since, where the change is recorded late."""
    taking = {by_code[code].id for code in plan.along.values() if code in by_code} - tree(
        date.max
    ).nodes.keys()
    for node, until in dissolved(taking, date.max):
        yield Problem(
            named(node),
            _("It was dissolved on %s, with units of its own that were moved then.") % until.isoformat(),
            _("Move the units below to where they are today first."),
            "along",
        )


def _directly_below(org: OrgTree, unit: int) -> list[Node]:
    """Units that lie in ``unit`` or are managed by it."""
    return [n for n in org.in_order() if unit in (org.located.get(n.id), org.managed.get(n.id))]


@dataclass(frozen=True)
class Meaning:
    """What a plan would do, in names and numbers.

    ``series`` counts the series of predecessors that have figures before the day and would be carried,
    ``not_carried`` names the indicators that are not, ``left`` is what leaves the district by predecessor.
    """

    dissolved: tuple[Node, ...]
    founded: tuple[NewUnit, ...]
    moved: tuple[Node, ...]
    posts: int
    forms_ended: int
    forms_begun: int
    series: int
    not_carried: tuple[Indicator, ...]
    left: tuple[tuple[Node, Fraction], ...]


def meaning(plan: Plan) -> Meaning:
    """What ``plan`` would do; it must be free of problems."""
    day, org = plan.decree.on, tree(plan.decree.on)
    by_code = {node.code: node for node in org.nodes.values()}
    gone = [by_code[code] for code in plan.dissolved]
    changed = [by_code[code].id for code in plan.shares]
    duties = FormDuty.objects.filter(holds_on(day), unit__in=changed)
    ended = duties.filter(unit__in=[node.id for node in gone])
    begun = set(duties.values_list("form", flat=True)) if plan.new else set()
    measured = Observation.objects.filter(unit__in=changed).values_list("unit", "indicator").distinct()
    kept = {i.pk: i for i in Indicator.objects.filter(pk__in={indicator for _unit, indicator in measured})}
    refused = [i for i in kept.values() if i.aggregation != Aggregation.SUM or i.nature in RELATIVE]
    left = []
    for code, of in plan.shares.items():
        rest = 1 - sum(of.get(ALL, {}).values(), Fraction(0))
        if ALL in of and rest:
            left.append((by_code[code], rest))
    return Meaning(
        dissolved=tuple(gone),
        founded=plan.new,
        moved=tuple(by_code[code] for code in plan.along if code in by_code),
        posts=Tenure.objects.filter(
            holds_on(day), post__in=Post.objects.filter(unit__in=[node.id for node in gone])
        ).count(),
        forms_ended=ended.count(),
        forms_begun=len(begun) * len(plan.new),
        series=sum(indicator not in {i.pk for i in refused} for _unit, indicator in measured),
        not_carried=tuple(refused),
        left=tuple(left),
    )
