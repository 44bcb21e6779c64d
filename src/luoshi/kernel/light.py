"""Lights 进度灯: a gap in percentage points becomes a word; shapes and colours are the surfaces' business."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.rounding import for_ranking


class Light(IntEnum):
    """What a light says."""

    ON_PACE = 0
    """达到时序"""
    SLIGHTLY_BEHIND = 1
    """略慢于时序"""
    BEHIND = 2
    """滞后"""
    NOT_REPORTED = 3
    """未报"""
    NOT_APPLICABLE = 4
    """不适用"""


@dataclass(frozen=True)
class Thresholds:
    """Lowest gap, in percentage points, of the two better lights; the boundary itself belongs to the better
    one.

    gap >= on_pace                      ON_PACE
    on_pace > gap >= slightly_behind    SLIGHTLY_BEHIND
    slightly_behind > gap               BEHIND

    Each is a number, or an array that broadcasts against the gaps (one per indicator: shape [indicator] for
    gaps [unit, indicator]). Raises ValueError when slightly_behind is above on_pace.
    """

    on_pace: float | FloatArray = 0.0
    slightly_behind: float | FloatArray = -10.0

    def __post_init__(self) -> None:
        if not np.all(np.asarray(self.slightly_behind) <= np.asarray(self.on_pace)):
            raise ValueError(
                "the threshold slightly_behind must not be above the threshold on_pace (nor missing)"
            )


def lights(
    gap_points: ArrayLike,
    reported: ArrayLike,
    applicable: ArrayLike,
    thresholds: Thresholds | None = None,
) -> IntArray:
    """`Light` of every cell, int64, from broadcastable gaps and masks.

    Gaps are compared at nine decimals. Not applicable comes before not reported; a figure that is reported
    but has no yardstick (no target, no base: the gap is NaN) is not applicable, for nobody can say that it is
    late.
    """
    limits = thresholds or Thresholds()
    gap = for_ranking(gap_points)
    known, asked = np.asarray(reported, bool), np.asarray(applicable, bool)
    # Words are numbers from the best to the last, so sums and maxima choose one; a branch a cell costs ten times as much.
    word = np.int8(Light.BEHIND)
    judged = word - (gap >= for_ranking(limits.slightly_behind)) - (gap >= for_ranking(limits.on_pace))
    unknown = np.int8(Light.NOT_REPORTED) * ~known
    outside = np.int8(Light.NOT_APPLICABLE) * (np.isnan(gap) & known | ~asked)
    return np.asarray(np.maximum(np.maximum(judged, unknown), outside), dtype=np.int64)
