"""Rates that are ratios of sums, in other boundaries: numerator and denominator are carried and divided again (率的承继)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from luoshi.indicators.definitions import Definitions
from luoshi.indicators.models import Aggregation
from luoshi.kernel.arrays import BoolArray, FloatArray, ratio
from luoshi.kernel.boundaries import Basis, Restated


@dataclass(frozen=True)
class Ratio:
    """By one version of a definition: columns of the rate and of what it is divided from, and the months it holds for.

    ``periods`` is bool[T] on the axis of the cube.
    """

    column: int
    above: int
    below: int
    scale: float
    periods: BoolArray


def ratios(indicators: Sequence[int], ends: Sequence[date], known: Definitions) -> list[Ratio]:
    """Every ratio of sums among ``indicators`` (keys) for the months that end on ``ends``."""
    place = {key: column for column, key in enumerate(indicators)}
    found = []
    for key, column in place.items():
        versions = [d for d in known.of(key) if d.aggregation == Aggregation.RATIO and not d.formula]
        if not versions:
            continue
        in_force = [known.in_force(key, end.replace(day=1)) for end in ends]
        for said in versions:
            if said.numerator_id in place and said.denominator_id in place:
                above, below = place[said.numerator_id], place[said.denominator_id]
                periods = np.array([version is said for version in in_force], bool)
                found.append(Ratio(column, above, below, float(said.scale), periods))
    return found


def divided_again(told: Restated, rates: Sequence[Ratio]) -> Restated:
    """``told`` with the rates that no share carries, from their carried numerators and denominators.

    Missing where one of the two is missing or the denominator is not above zero. Figures that follow their unit
    whole stay what was reported.
    """
    value, basis = told.value.copy(), told.basis.copy()
    for rate in rates:
        made: FloatArray = rate.scale * ratio(told.value[:, rate.above], told.value[:, rate.below])
        able = (basis[:, rate.column] == Basis.NOT_ADDITIVE) & ~np.isnan(made) & rate.periods
        value[:, rate.column] = np.where(able, made, value[:, rate.column])
        basis[:, rate.column] = np.where(able, Basis.RESTATED, basis[:, rate.column])
    return Restated(value, basis)
