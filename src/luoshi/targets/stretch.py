"""What a basic and a stretch value may be (基本目标与奋斗目标)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from luoshi.indicators.models import Indicator
from luoshi.indicators.numerals import kept_exactly, plain
from luoshi.kernel.rounding import half_up
from luoshi.ledger.refusal import Problem
from luoshi.targets.vocabulary import CEILINGS, TargetKind

FEWEST_PEERS = 2


def amount_problems(kind: str, op: str, value: Decimal, stretch: Decimal | None) -> list[Problem]:
    """What is wrong with the two values of a target of ``kind``, beside the fields value and stretch."""
    found = [
        _too_long(name, given)
        for name, given in (("value", value), ("stretch", stretch))
        if given is not None
    ]
    problems = [problem for problem in found if problem is not None]
    if problems:
        return problems
    if kind == TargetKind.LEVEL and value <= 0:
        problems.append(
            Problem(
                _("Value"),
                _("An amount to be reached is above zero."),
                _("Check the number; what may not happen at all is a target to be kept at zero."),
                "value",
            )
        )
    if kind == TargetKind.CEILING and value <= 0:
        problems.append(
            Problem(
                _("Value"),
                _("A ceiling is above zero."),
                _("What may not happen at all is a target to be kept at zero."),
                "value",
            )
        )
    if kind == TargetKind.RANK and (value < 1 or value != value.to_integral_value()):
        problems.append(
            Problem(_("Value"), _("A rank is a whole number from 1."), _("Write 3 for the third."), "value")
        )
    if stretch is not None and kind == TargetKind.ZERO:
        problems.append(
            Problem(
                _("Stretch value"),
                _("Nothing is better than none."),
                _("Leave the stretch value empty."),
                "stretch",
            )
        )
    elif stretch is not None and (stretch >= value if op in CEILINGS else stretch <= value):
        problems.append(
            Problem(
                _("Stretch value"),
                _("The stretch value asks for no more than the basic one."),
                _("Write a more demanding value, or leave it empty."),
                "stretch",
            )
        )
    return problems


def peer_problems(value: Decimal, peers: Sequence[str]) -> list[Problem]:
    """What is wrong with those among whom a rank of ``value`` counts, beside the field peers."""
    twice = next((peer for place, peer in enumerate(peers) if peer in peers[:place]), None)
    if twice is not None:
        return [Problem(_("Peers"), _("“%s” is named twice.") % twice, _("Name each once."), "peers")]
    if len(peers) < FEWEST_PEERS:
        return [
            Problem(
                _("Peers"),
                _("A rank counts among those who are named."),
                _("Name everybody who is ranked, this unit included, one a line."),
                "peers",
            )
        ]
    if len(peers) < value:
        return [
            Problem(
                _("Peers"),
                _("%(n)d are ranked, so nobody comes in at place %(rank)s.")
                % {"n": len(peers), "rank": value},
                _("Check the rank, or name everybody who is ranked."),
                "peers",
            )
        ]
    return []


def decimals_problems(
    kind: str, indicator: Indicator, value: Decimal, stretch: Decimal | None
) -> list[Problem]:
    """Amounts with more decimals than ``indicator`` is published with: they would be read as another number."""
    if kind not in (TargetKind.LEVEL, TargetKind.FLOOR, TargetKind.CEILING):
        return []
    return [
        Problem(
            _("Value"),
            _("“%(value)s” has more decimals than the indicator.") % {"value": plain(given)},
            _("Write at most %(n)d decimals.") % {"n": indicator.decimals},
            name,
        )
        for name, given in (("value", value), ("stretch", stretch))
        if given is not None and kept_exactly(given) and half_up(given, indicator.decimals) != given
    ]


def _too_long(name: str, value: Decimal) -> Problem | None:
    if kept_exactly(value):
        return None
    return Problem(
        _("Value"),
        _("“%s” has too many digits to be kept exactly.") % value,
        _("Leave out decimals; nothing is rounded silently."),
        name,
    )
