"""Cross-indicator elasticity 关联指标弹性: output that grows away from its electricity, tax or freight."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.forensics.median_mad import log_change, middle, spread


@dataclass(frozen=True)
class Bounds:
    """When to speak: outside ``score`` robust deviations of the panel and at least ``deviation`` from its middle."""

    score: float = 4.0
    deviation: float = 0.10
    least_units: int = 8
    least_spread: float = 0.01


class Drift(NamedTuple):
    """Growth of the figure less growth of its companion, per unit. Arrays [U], growth in logarithms."""

    fired: BoolArray
    drift: FloatArray
    usual: float
    """The panel's middle; NaN while silent."""
    low: float
    high: float
    """Bounds inside which no unit is asked."""


def drift(
    figure: FloatArray,
    figure_before: FloatArray,
    companion: FloatArray,
    companion_before: FloatArray,
    bounds: Bounds | None = None,
) -> Drift:
    """Compare units of one panel, all arrays [U]: levels now and of the same period of the year before.

    ln(y / y0) - ln(x / x0) is how much more of ``figure`` came with each unit of ``companion``: its usual size is
    the panel's median (techniques change everywhere alike), its usual spread the panel's MAD. A ratio of growth
    rates would explode where the companion stands still. Silent with less than ``least_units`` units.
    """
    rules = bounds or Bounds()
    apart = log_change(figure, figure_before) - log_change(companion, companion_before)
    known = int((~np.isnan(apart)).sum())
    if known < rules.least_units:
        return Drift(np.zeros(apart.shape, bool), apart, float("nan"), float("nan"), float("nan"))
    usual = float(middle(apart))
    reach = max(rules.score * max(float(spread(apart)), rules.least_spread), rules.deviation)
    with np.errstate(invalid="ignore"):
        fired: BoolArray = np.abs(apart - usual) > reach
    return Drift(fired, apart, usual, usual - reach, usual + reach)
