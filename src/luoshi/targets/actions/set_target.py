"""Set a target by hand, on the authority of a document (下达目标)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.actions.state_value import Evidence, state_value
from luoshi.indicators.models import Indicator
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import LONGEST_SOURCE, too_long
from luoshi.org.models import Unit
from luoshi.org.standing import Standing
from luoshi.targets.authority import Authority
from luoshi.targets.history import place_of
from luoshi.targets.level import level_meant
from luoshi.targets.models import Target
from luoshi.targets.policies import may_set_targets
from luoshi.targets.spans import Span
from luoshi.targets.stretch import amount_problems, decimals_problems, peer_problems
from luoshi.targets.vocabulary import OPERATOR_OF, BaseState, Reach, TargetKind, as_stated


@dataclass(frozen=True)
class NewTarget:
    """What is to be reached. ``value`` and ``stretch`` in per cent for growth, a rank for ranks, else an amount.

    ``reach`` says what several years add up to, ``peers`` among whom a rank counts, the unit's own name included.
    """

    indicator: Indicator
    unit: Unit
    kind: str
    period: str
    value: Decimal
    stretch: Decimal | None = None
    reach: str = ""
    peers: tuple[str, ...] = ()
    base: Decimal | None = None
    base_source: str = ""


@transaction.atomic
def set_target(standing: Standing, new: NewTarget, authority: Authority) -> Target:
    """The target in force from now on.

    Refused: no document or approver, values that do not fit the kind, an unknown period, a rank without peers, a
    base without its source, words that are too long, and where such a target is in force already.
    """
    require(may_set_targets(standing))
    problems = [*_problems(new), *authority.problems(standing, reason_needed=False)]
    if problems:
        raise Refused(problems)
    several = Span.parse(new.period).years > 1
    value = Decimal(0) if new.kind == TargetKind.ZERO else new.value
    target = Target(
        indicator=new.indicator,
        unit=new.unit,
        period=new.period,
        kind=new.kind,
        op=OPERATOR_OF.get(TargetKind(new.kind), ">="),
        value=value,
        stretch=new.stretch,
        base=new.base,
        base_state=BaseState.MISSING if new.base is None else BaseState.SUPPLIED,
        base_source=new.base_source.strip(),
        level=level_meant(new.kind, value, new.base),
        reach=new.reach if several else "",
        peers=list(new.peers) or None,
        recorded_at=standing.at,
        **authority.columns,
    )
    _require_free(target)
    target.save()
    record(
        standing.signature(),
        "targets.set_target",
        chain=new.unit.code,
        subject=f"{new.indicator.name} {new.period}",
        rows=[target],
        reason=authority.reason.strip(),
        detail={
            "kind": new.kind,
            "value": str(value),
            "stretch": None if new.stretch is None else str(new.stretch),
            "basis": target.basis,
        },
    )
    if new.base is not None and not several:
        before = Span.parse(new.period).first.year_before().code
        state_value(standing, new.indicator, new.unit, before, new.base, Evidence(source=new.base_source))
    return target


def _problems(new: NewTarget) -> list[Problem]:
    if new.kind not in TargetKind.values:
        return [Problem(_("Kind"), _("Unknown kind of target."), _("Choose one from the list."), "kind")]
    op = OPERATOR_OF.get(TargetKind(new.kind), ">=")
    problems = [
        *amount_problems(new.kind, op, new.value, new.stretch),
        *decimals_problems(new.kind, new.indicator, new.value, new.stretch),
        *_base_problems(new),
    ]
    try:
        span = Span.of_months(new.period)
    except ValueError:
        return [
            *problems,
            Problem(
                _("Period"),
                _("“%s” is not a period.") % new.period,
                _("Write 2015, 2015-H1, 2015-Q2, or 2016+5 for five years from 2016."),
                "period",
            ),
        ]
    if span.years > 1 and new.kind in (TargetKind.LEVEL, TargetKind.FLOOR) and new.reach not in Reach.values:
        problems.append(
            Problem(
                _("Several years"),
                _("It is not said what the years add up to."),
                _("Choose the total of all years, or the level in the last one."),
                "reach",
            )
        )
    on_the_way = new.kind == TargetKind.GROWTH or new.reach == Reach.END
    if span.years > 1 and on_the_way and new.base is None:
        problems.append(
            Problem(
                _("Base"),
                _("The way to a level in a later year begins at a base."),
                _("Enter the figure of the year before the first one, with its source."),
                "base",
            )
        )
    if new.kind == TargetKind.ZERO and new.value != 0:
        problems.append(
            Problem(
                _("Value"),
                _("What is kept at zero has no other value."),
                _("Leave the value empty, or choose a ceiling if some are allowed."),
                "value",
            )
        )
    if new.kind == TargetKind.RANK:
        problems += peer_problems(new.value, new.peers)
    elif new.peers:
        problems.append(
            Problem(
                _("Peers"),
                _("Only a rank counts among others."),
                _("Leave this empty, or choose a rank."),
                "peers",
            )
        )
    return problems


def _base_problems(new: NewTarget) -> list[Problem]:
    problems = too_long(_("Base"), new.base_source, LONGEST_SOURCE, "base_source")
    if new.base is None:
        return problems
    if not (new.base.is_finite() and new.base > 0):
        problems.append(
            Problem(_("Base"), _("A base is a positive amount."), _("Check the number and its unit."), "base")
        )
    if not new.base_source.strip():
        problems.append(
            Problem(
                _("Base"),
                _("The source of the base is missing."),
                _("Name the document, table or office that the number comes from."),
                "base_source",
            )
        )
    return problems


def _require_free(target: Target) -> None:
    in_force = Target.objects.select_for_update().filter(
        indicator=target.indicator, unit=target.unit, period=target.period, superseded_at__isnull=True
    )
    rival = next((row for row in in_force if place_of(row) == place_of(target)), None)
    if rival is not None:
        raise Refused(
            Problem(
                named(target.indicator),
                _("A target for this indicator and period is in force already: %s.")
                % as_stated(rival.kind, rival.op, rival.value, rival.indicator.unit_name),
                _("Change that one instead."),
                "indicator",
            )
        )
