"""Too-smooth series 过于平滑: growth that moves far less from month to month than that of comparable units."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.forensics.median_mad import log_change, middle

MONTHS = 12


@dataclass(frozen=True)
class Calm:
    """When to speak: a movement below ``share`` of the panel's, over ``least`` steps, beside ``least_units`` units."""

    share: float = 0.15
    least: int = 10
    least_units: int = 8


class Smoothness(NamedTuple):
    """Per unit. Arrays [U]."""

    fired: BoolArray
    movement: FloatArray
    """Root mean square of the steps of growth against the year before, in logarithms; NaN while too short."""
    share: FloatArray
    """Movement over the panel's median movement."""
    steps: IntArray


def smoothness(values: FloatArray, calm: Calm | None = None) -> Smoothness:
    """Judge U series of T months, float64[U, T], NaN missing.

    Movement is the lesser of two: of the growth itself, and of what remains after taking out what all units share in
    a month (the panel's median). A series drawn with a ruler between two figures has none of the first, one that is
    derived from the panel's total none of the second.
    """
    rules = calm or Calm()
    units, total = values.shape
    if total <= MONTHS + 1:
        nothing = np.full(units, np.nan)
        return Smoothness(np.zeros(units, bool), nothing, nothing, np.zeros(units, np.int64))
    growth = log_change(values[:, MONTHS:], values[:, :-MONTHS])
    count = (~np.isnan(np.diff(growth, axis=1))).sum(axis=1)
    enough = count >= rules.least
    own = np.where(enough, _movement(growth - middle(growth.T)), np.nan)
    movement = np.fmin(np.where(enough, _movement(growth), np.nan), own)
    panel = float(middle(own)) if int(enough.sum()) >= rules.least_units else float("nan")
    share = movement / panel if panel > 0 else np.full(units, np.nan)
    with np.errstate(invalid="ignore"):
        fired: BoolArray = share < rules.share
    return Smoothness(fired, movement, share, count)


def _movement(growth: FloatArray) -> FloatArray:
    step = np.diff(growth, axis=1)
    known = ~np.isnan(step)
    square = np.where(known, step, 0.0) ** 2
    movement: FloatArray = np.sqrt(square.sum(axis=1) / np.maximum(known.sum(axis=1), 1))
    return movement
