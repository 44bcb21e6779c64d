"""When a target will be met 预计完成时间: at the rate so far, and on the way to the forecast."""

import numpy as np

from luoshi.kernel.arrays import FloatArray, IntArray

MONTHS = 12


def at_rate(done: FloatArray, month: IntArray, goal: FloatArray) -> FloatArray:
    """Months from the start of the year until `goal` is reached if every month brings what the past ones did.

    `done` by the end of `month` (1..12); all arrays broadcast. Above 12 the year ends before. NaN where nothing
    was done, before the first month, and for a goal that is not above zero.
    """
    known = (done > 0) & (month > 0) & (goal > 0)
    months: FloatArray = np.divide(goal * month, done, out=np.full(np.shape(known), np.nan), where=known)
    return months


def at_forecast(done: FloatArray, month: IntArray, goal: FloatArray, center: FloatArray) -> FloatArray:
    """Months until `goal` is reached on the straight way from `done` to `center`, the forecast of the year's end.

    NaN where the forecast does not reach the goal within the year, and where nothing is known. What has been
    reached already was reached at the rate so far.
    """
    rest = goal - done
    known = (month > 0) & (goal > 0) & (center >= goal) & (center > done) & (rest > 0)
    share = np.divide(rest, center - done, out=np.full(np.shape(known), np.nan), where=known)
    return np.where(done >= goal, at_rate(done, month, goal), month + share * (MONTHS - month))
