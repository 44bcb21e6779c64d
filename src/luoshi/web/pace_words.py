"""A target's position in words and as a pace bar, in the reader's language."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.kernel.light import Light
from luoshi.targets.forecasts import Outlook
from luoshi.targets.history import Change
from luoshi.targets.level import level_meant
from luoshi.targets.positions import Position
from luoshi.targets.vocabulary import CEILINGS, TargetKind
from luoshi.web.boundary_words import amount_refusal_words, refusal_words
from luoshi.web.formats import YUAN_IN, money, number, percent, points, rounded, unit_name
from luoshi.workdays.day_names import short_day

if TYPE_CHECKING:
    from luoshi.targets.models import Target

STOPS = {
    "not_split": gettext_lazy("not handed down"),
    "no_owner": gettext_lazy("no post answers for it"),
    "no_base": gettext_lazy("the base is being asked for"),
    "not_reported": gettext_lazy("no verified figure"),
}


def light_code(light: Light) -> str:
    """The code that ``luoshi.web.lights`` knows the light by."""
    return light.name.lower()


def target_words(target: Target) -> str:
    """What is to be reached: 增长 8% or 66.50 亿元, with the stretch value where there is one."""
    basic = _value_words(target, target.value)
    if target.stretch is None:
        return basic
    return _("%(basic)s (stretch: %(stretch)s)") % {
        "basic": basic,
        "stretch": _value_words(target, target.stretch),
    }


def _value_words(target: Target, value: Decimal) -> str:
    if target.kind == TargetKind.ZERO:
        return _("none at all")
    if target.kind == TargetKind.RANK:
        return _("rank %(value)s or better of %(n)d") % {
            "value": number(value, 0),
            "n": len(target.peers or []),
        }
    if target.kind == TargetKind.GROWTH:
        words = _("growth of at most %(value)s%%") if target.op in CEILINGS else _("growth of %(value)s%%")
        return words % {"value": number(value, _digits(value))}
    amount = f"{number(value, target.indicator.decimals)} {unit_name(target.indicator.unit_name)}"
    if target.kind == TargetKind.FLOOR:
        return _("at least %(amount)s") % {"amount": amount}
    return _("at most %(amount)s") % {"amount": amount} if target.op in CEILINGS else amount


def _digits(value: Decimal) -> int:
    """As many decimals as the value itself has: a plan that says 8 % is not printed as 8.0 %."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def gap_words(position: Position) -> str:
    """How far from where it should be, e.g. 落后时序 3.2 个百分点."""
    gap = position.gap_points
    if position.light == Light.NOT_APPLICABLE:
        return _why_not_judged(position)
    if position.light == Light.NOT_REPORTED or gap is None:
        return _("not reported")
    if position.held_to_target and position.target.kind != TargetKind.GROWTH:
        return held_words(position.target, position.actual, gap)
    return _gap_to_schedule(position, gap)


def _why_not_judged(position: Position) -> str:
    if position.month is None:
        return _("not asked for yet")
    if position.no_whole:
        return no_whole_words()
    return (
        refusal_words(position.refusal)
        or amount_refusal_words(position.amount_refusal)
        or _("the base is being asked for")
    )


def _gap_to_schedule(position: Position, gap: float) -> str:
    """Of a growth: to the growth asked for."""
    size = points(gap / 100)
    if position.target.kind == TargetKind.GROWTH:
        above = (gap < 0) == (position.target.op in CEILINGS)
        words = (
            _("growth %(growth)s, %(size)s above the target")
            if above
            else _("growth %(growth)s, %(size)s below the target")
        )
        return words % {"growth": percent(position.growth), "size": size}
    if position.target.op in CEILINGS:
        return (_("over the ceiling by %(size)s") if gap < 0 else _("under the ceiling by %(size)s")) % {
            "size": size
        }
    return (_("behind by %(size)s") if gap < 0 else _("ahead by %(size)s")) % {"size": size}


def held_words(target: Target, actual: float | None, gap: float) -> str:
    """A level of a moment beside the target itself, e.g. 91.2 %，低于目标 3.8 个百分点; what is no percentage by its share."""
    indicator = target.indicator
    said = {
        "amount": f"{number(actual, indicator.decimals)} {unit_name(indicator.unit_name)}".strip(),
        "size": points(gap / 100) if indicator.in_percent else percent(abs(gap) / 100, _size_digits(gap)),
    }
    if not rounded(gap, 2):
        return _("%(amount)s, as the target asks") % said
    if (gap < 0) == (target.op in CEILINGS):
        return _("%(amount)s, %(size)s above the target") % said
    return _("%(amount)s, %(size)s below the target") % said


def _size_digits(gap: float) -> int:
    return 1 if rounded(gap, 1) else 2


def no_whole_words() -> str:
    """Why nothing is said of a unit whose units reported."""
    return _("by the rule of the indicator the figures of its units are not put together into one")


def stretch_share(target: Target) -> float | None:
    """Where the stretch value stands on a bar whose 100 % is the basic one; None without one or without a level."""
    level = None if target.stretch is None else level_meant(target.kind, target.stretch, target.base)
    return float(level / target.level) if level is not None and target.level else None


def change_mark(change: Change | None) -> str:
    """How a target was moved after the middle of its span; '' where it was not."""
    if change is None:
        return ""
    words = _("lowered on %(day)s") if change.lowered else _("raised on %(day)s")
    return words % {"day": short_day(change.on)}


def rate_words(position: Position) -> str:
    """What every remaining month needs; empty when nothing is known or remains, or some units are silent."""
    if not position.run_rate or position.partial:
        return ""
    indicator = position.target.indicator
    if indicator.unit_name in YUAN_IN:
        amount = money(position.run_rate, indicator.unit_name)
    else:
        amount = f"{number(position.run_rate, indicator.decimals)} {unit_name(indicator.unit_name)}"
    return _("%(amount)s needed a month") % {"amount": amount}


def coverage_words(position: Position) -> str:
    """How many of the units that owe the figure have one; empty when all do or only one is asked."""
    if not position.partial:
        return ""
    return _("%(have)d of %(due)d units reported") % {"have": position.reporting, "due": position.due}


def bar(position: Position, outlook: Outlook | None = None) -> dict[str, Any]:
    """What the pace bar draws for ``position``: the tick stands where the target should be by now.

    The whisker is the range that ``outlook`` expects at the year's end.
    """
    words = " · ".join(w for w in (gap_words(position), rate_words(position)) if w)
    return {
        "completion": position.completion,
        "expected": position.due_share,
        "forecast_low": outlook.of_goal(outlook.low) if outlook else None,
        "forecast_high": outlook.of_goal(outlook.high) if outlook else None,
        "reported": position.reported,
        "applicable": position.light != Light.NOT_APPLICABLE,
        "light": light_code(position.light),
        "words": words,
        "stretch": stretch_share(position.target),
    }


def stop_words(stop: str) -> str:
    """Why a chain stops at a link; empty when it does not."""
    return str(STOPS[stop]) if stop else ""
