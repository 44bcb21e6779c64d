"""Pace 时序进度: what is done against what the calendar expects, and what it would take to catch up."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.rounding import for_ranking

HALF = 0.5


class Pace(NamedTuple):
    """Position against the schedule; arrays that broadcast together, NaN where it cannot be judged."""

    completion: FloatArray
    """完成率: year-to-date actual / annual target, as a fraction (0.52 is 52 %)."""
    expected: FloatArray
    """时序要求: share of the target the curve expects by now, as a fraction."""
    gap_points: FloatArray
    """与时序差距: completion - expected, in percentage points; negative is behind. Of a percentage: its own points."""
    run_rate: FloatArray
    """月均需完成: amount needed in each remaining month to reach the target; 0 once reached, NaN of a moment."""
    shortfall: FloatArray
    """欠进度: amount missing now to be on schedule; 0 when on or ahead of it."""


class GrowthPace(NamedTuple):
    """Position of a growth target; all arrays of one shape, NaN where it cannot be judged."""

    growth: FloatArray
    """同比增速: actual / same period of last year - 1, as a fraction."""
    gap_points: FloatArray
    """growth - target growth, in percentage points; negative is behind."""
    shortfall: FloatArray
    """Amount missing now for the target growth; 0 when it is met."""


class HalfYear(NamedTuple):
    """双过半 on 30 June; all arrays of one shape."""

    passed: BoolArray
    """Half the task is done. False where nothing is known: read it together with `known`."""
    known: BoolArray
    gap_points: FloatArray
    """completion - 50 %, in percentage points."""


def pace(
    actual: ArrayLike,
    target: ArrayLike,
    expected_share: ArrayLike,
    months_left: ArrayLike,
    of_moment: ArrayLike = False,
    in_percent: ArrayLike = False,
) -> Pace:
    """Pace of broadcastable year-to-date actuals against annual targets.

    ``of_moment`` says where actuals are levels of a moment, which no month adds to: for them `expected_share` is 1
    (`curve.throughout`) unless the plan states a curve, and there is no run-rate. Where they are ``in_percent``
    as well, the gap is told in their own percentage points, not as a share of the target.

    `expected_share` is a fraction (see `curve.at`), `months_left` counts the whole months that remain. A
    target that is zero, negative or missing cannot be measured against and gives NaN throughout; with no
    month left there is no run-rate (NaN).
    """
    done, share, goal = np.asarray(actual, float), np.asarray(expected_share, float), _positive(target)
    completion = done / goal
    moment = np.asarray(of_moment, bool)
    own_points = moment & np.asarray(in_percent, bool)
    gap = np.where(own_points, done - goal * share, (completion - share) * 100)
    return Pace(
        completion=completion,
        expected=share,
        gap_points=gap,
        run_rate=np.where(moment, np.nan, _lacking(goal, done) / _positive(months_left)),
        shortfall=_lacking(goal * share, done),
    )


def _lacking(wanted: FloatArray, done: FloatArray) -> FloatArray:
    """How much is missing; 0 where it is reached."""
    lacking = np.asarray(wanted - done)
    return np.maximum(lacking, 0, out=lacking)


def growth_pace(actual: ArrayLike, base_same_period: ArrayLike, target_growth: ArrayLike) -> GrowthPace:
    """Pace of a growth target: judged against the same period of last year, not against a curve.

    `target_growth` is a fraction (0.08 is +8 %). A base that is zero, negative or missing gives NaN
    throughout.
    """
    done, base, goal = (
        np.asarray(actual, float),
        _positive(base_same_period),
        np.asarray(target_growth, float),
    )
    growth = done / base - 1
    return GrowthPace(growth, (growth - goal) * 100, np.maximum(base * (1 + goal) - done, 0))


def half_year(completion: ArrayLike) -> HalfYear:
    """双过半: half the year is over on 30 June; is half the task done? Exactly 50 % passes."""
    share = np.asarray(completion, float)
    return HalfYear(for_ranking(share) >= HALF, ~np.isnan(share), (share - HALF) * 100)


def _positive(a: ArrayLike) -> FloatArray:
    divisor = np.asarray(a, float)
    return np.where(divisor > 0, divisor, np.nan)
