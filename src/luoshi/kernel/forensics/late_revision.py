"""Revisions just before a deadline 截止前突击修改: a figure changed for the better shortly before it counts."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray


@dataclass(frozen=True)
class Window:
    """When to speak: within ``days`` of the deadline and better by ``share`` of the figure before."""

    days: float = 3.0
    share: float = 0.02


class LateRevisions(NamedTuple):
    """Per revision. Arrays [R]."""

    fired: BoolArray
    gain: FloatArray
    """Relative change in the favourable direction; negative for the worse, NaN where it cannot be said."""


def late_revisions(
    before: FloatArray,
    after: FloatArray,
    direction: FloatArray,
    days_left: FloatArray,
    window: Window | None = None,
) -> LateRevisions:
    """Judge revisions, all arrays [R]. ``direction`` is 1 where more is better, -1 where less is.

    ``days_left`` runs from the revision to the deadline; a revision after it (negative) is not this check's
    concern. Silent where the figure before was missing or zero: a first filing is no revision.
    """
    rules = window or Window()
    base = np.where(before != 0, np.abs(before), np.nan)
    gain = np.round(direction * (after - before) / base, 9)
    with np.errstate(invalid="ignore"):
        near = np.logical_and(days_left >= 0, days_left <= rules.days)
        fired: BoolArray = np.logical_and(near, gain >= rules.share)
    return LateRevisions(fired, gain)
