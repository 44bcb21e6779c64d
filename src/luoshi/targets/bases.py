"""What units reached in the year before: the ground on which a target is split (基数)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import numpy as np

from luoshi.indicators.adding import adding, members_of
from luoshi.indicators.facts import district_year
from luoshi.indicators.models import Indicator
from luoshi.kernel.aggregation import Rule
from luoshi.kernel.rounding import half_up
from luoshi.org.tree import Node, OrgTree
from luoshi.targets.comparable import figures

DECEMBER = 11


def annual_bases(
    indicator: Indicator, year: int, nodes: list[Node], tree: OrgTree, known_at: datetime
) -> dict[str, Decimal | None]:
    """The verified figure of the whole ``year`` for each unit (by code), in the indicator's unit and decimals.

    A unit that files nothing itself has the sum of the units it manages that file in the year after. None where
    any of them has no figure, and where figures of several do not add up. In the boundaries of today, and restated where a restated base counts.
    """
    compared = figures(year + 1, known_at)
    after = compared.now
    if indicator.code not in after.indicator_codes:
        return {node.code: None for node in nodes}
    column = after.indicator_codes.index(indicator.code)
    whole = compared.base.values[:, column, DECEMBER]
    adds_up = adding(compared.before, DECEMBER + 1).rule[column] == Rule.SUM
    asked = after.expected | after.reported
    filing = np.asarray(
        asked[:, column].any(axis=1) if after.stated[column] else asked[:, after.stated].any(axis=(1, 2))
    )
    bases: dict[str, Decimal | None] = {}
    for node in nodes:
        rows = members_of(node.id, tree, after, column)
        parts = whole[rows[filing[rows]]]
        known = (adds_up or parts.size == 1) and parts.size > 0 and not np.isnan(parts).any()
        exact = [half_up(float(part), indicator.decimals) for part in parts] if known else []
        bases[node.code] = sum((p for p in exact if p is not None), Decimal(0)) if known else None
    return bases


def carrying_units(tree: OrgTree, year: int, known_at: datetime) -> frozenset[int]:
    """Units that can carry a part: those that file figures in ``year``, and those that manage such units."""
    facts = district_year(year, known_at)
    filing = {
        unit for unit, asked in zip(facts.unit_ids, facts.expected, strict=True) if asked[facts.stated].any()
    }
    return frozenset(filing | {node.id for unit in filing for node in tree.ancestors(unit)})
