"""Split a unit, or hand over a part of it, from a date on (拆分, 部分移交)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.db import transaction

from luoshi.indicators.basis_models import Succession
from luoshi.indicators.reorganise import carry_out
from luoshi.indicators.succession_plan import ALL, Decree, Plan
from luoshi.ledger.refusal import require
from luoshi.org.actions.establish import NewUnit
from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import Standing


@dataclass(frozen=True)
class Part:
    """What one unit gets: a share of every indicator, another of some, and units below the one that is split.

    ``successor`` is a code, or a unit to be established. ``of`` is the share by the code of an indicator.
    """

    successor: str | NewUnit
    share: Fraction
    of: Mapping[str, Fraction] = field(default_factory=dict)
    along: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.successor if isinstance(self.successor, str) else self.successor.code


def division(predecessor: str, parts: Sequence[Part], decree: Decree, *, leaves: bool = False) -> Plan:
    """The plan by which ``parts`` of a unit go to others; the unit lives on where it is named among them."""
    special = sorted({indicator for part in parts for indicator in part.of})
    shares: dict[str, dict[str, Fraction]] = {}
    for indicator in (ALL, *special):
        of = shares.setdefault(indicator, {})
        for part in parts:
            # A unit named twice gets both parts.
            of[part.code] = of.get(part.code, Fraction(0)) + part.of.get(indicator, part.share)
    return Plan(
        decree,
        {predecessor: shares},
        tuple(part.successor for part in parts if isinstance(part.successor, NewUnit)),
        {child: part.code for part in parts for child in part.along},
        leaves,
    )


@transaction.atomic
def split_unit(
    standing: Standing, predecessor: str, parts: Sequence[Part], decree: Decree, *, leaves: bool = False
) -> list[Succession]:
    """From the day of ``decree`` on the ``parts`` of ``predecessor`` (code) belong to their successors.

    Named among the parts, the unit lives on with the share it keeps: a hand-over of a part. Otherwise it is
    dissolved, and every unit below it must go along with some part. Refused: shares that do not add up to 1 unless
    the rest ``leaves`` the district, no document, approver or reason, and what refuses a merger.
    """
    require(may_change_organisation(standing))
    plan = division(predecessor, parts, decree, leaves=leaves)
    return carry_out(standing, plan, "indicators.split_unit", predecessor)
