"""Imbalance between units 发展不平衡: how far apart they are, and who makes up the gap of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.rounding import for_ranking, half_up

POINTS = 2


class Dispersion(NamedTuple):
    """How far units are apart. Fractions; NaN where nothing can be said."""

    counted: int
    """Units with a figure."""
    mean: float
    variation: float
    """变异系数: standard deviation (of the population) over the mean."""
    gini: float
    """基尼系数: 0 when all are equal; mean absolute difference of all pairs over twice the mean."""
    spread: float
    """极差: best less worst."""


class Contribution(NamedTuple):
    """What one unit adds to the gap of the whole."""

    gap: Decimal
    """Reached less what should have been reached, in the unit of measure; below zero is behind."""
    points: Decimal | None
    """The gap in percentage points of the whole; None where the whole is not above zero."""
    share: Decimal | None
    """Per cent of the gap of the whole; None where that is zero."""


@dataclass(frozen=True)
class Contributions:
    """The gap of the whole as the sum of its parts, exactly, in each of the three measures."""

    parts: dict[str, Contribution]
    rest: Contribution
    """What no part explains: handed down too much or too little, and rounding."""
    whole: Contribution
    missing: tuple[str, ...]
    """Parts without a figure; they are in no sum."""


def dispersion(values: FloatArray) -> Dispersion:
    """Dispersion of [U] values, one a unit, each unit counting once; NaN stays out.

    Ratios are to the mean and unknown where it is not above zero. With one unit everything is 0.
    """
    known = for_ranking(values[~np.isnan(values)])
    if not known.size:
        return Dispersion(0, np.nan, np.nan, np.nan, np.nan)
    mean = float(known.mean())
    spread = float(known.max() - known.min())
    if mean <= 0:
        return Dispersion(known.size, mean, np.nan, np.nan, spread)
    ordered, n = np.sort(known), known.size
    # Sum over all pairs of |a - b| in one pass: the k-th smallest is the larger of k pairs, the smaller of n - 1 - k.
    apart = float(((2 * np.arange(n) - n + 1) * ordered).sum())
    return Dispersion(n, mean, float(known.std()) / mean, apart / (n * n * mean), spread)


def contributions(gaps: Mapping[str, Decimal | None], whole_gap: Decimal, whole: Decimal) -> Contributions:
    """Split `whole_gap` into the `gaps` of its parts and a rest; nothing is lost in rounding.

    Points are per cent of `whole` (the level asked of the year, or the base of a growth), shares per cent of
    `whole_gap`, both to two decimals by largest remainder, so that the printed column adds up to its total.
    """
    known = {name: gap for name, gap in gaps.items() if gap is not None}
    rest = whole_gap - sum(known.values(), Decimal(0))
    amounts = [*known.values(), rest]
    points = _parts_of(amounts, whole if whole > 0 else None)
    shares = _parts_of(amounts, whole_gap if whole_gap != 0 else None)
    rows = [Contribution(*row) for row in zip(amounts, points, shares, strict=True)]
    total = Contribution(
        whole_gap,
        half_up(whole_gap * 100 / whole, POINTS) if whole > 0 else None,
        Decimal(100) if whole_gap != 0 else None,
    )
    return Contributions(
        parts=dict(zip(known, rows, strict=False)),
        rest=rows[-1],
        whole=total,
        missing=tuple(name for name, gap in gaps.items() if gap is None),
    )


def _parts_of(amounts: list[Decimal], whole: Decimal | None) -> list[Decimal | None]:
    """Each amount in per cent of `whole`, cut down, the steps left over going to the largest remainders."""
    if whole is None:
        return [None] * len(amounts)
    steps = [Fraction(amount) * 100 * 10**POINTS / Fraction(whole) for amount in amounts]
    down = [floor(step) for step in steps]
    total = half_up(sum(amounts, Decimal(0)) * 100 / whole, POINTS)
    assert total is not None
    left = int(total.scaleb(POINTS)) - sum(down)
    for place in sorted(range(len(steps)), key=lambda n: (down[n] - steps[n], n))[:left]:
        down[place] += 1
    return [Decimal(step).scaleb(-POINTS) for step in down]
