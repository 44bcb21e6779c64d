"""Targets of a part of the year or of several years 跨期目标: pace against the span, and the share of one year."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.curve import MONTHS


class YearShare(NamedTuple):
    """What one year of several has to bring; arrays that broadcast together, NaN where it is not known."""

    planned: FloatArray
    """An equal share of the whole."""
    needed: FloatArray
    """What is left, over the years that are left, this one included; 0 once the whole is reached."""


def share_of_part(curve: ArrayLike, first: int, last: int, month: int) -> float:
    """Share of a part of the year, months ``first`` to ``last``, that its year's curve [12] expects by the end of ``month``.

    A half-year or quarter has its own 100 %. Linear where the curve expects nothing in the whole part. ValueError
    unless 1 <= first <= last <= 12 and ``month`` lies in the part.
    """
    if not 1 <= first <= month <= last <= MONTHS:
        raise ValueError(f"month {month} does not lie in months {first} to {last} of a year")
    shares = np.concatenate([[0.0], np.asarray(curve, float)])
    start, end = shares[first - 1], shares[last]
    if not end > start:
        return (month - first + 1) / (last - first + 1)
    return float((shares[month] - start) / (end - start))


def share_of_years(years: int, index: int, year_share: float) -> float:
    """Share of ``years`` equal years gone by when year ``index`` (0 the first) has ``year_share`` behind it.

    ValueError unless 0 <= index < years and the share lies between 0 and 1.
    """
    if not 0 <= index < years:
        raise ValueError(f"year {index + 1} does not lie in a span of {years} years")
    if not 0 <= year_share <= 1:
        raise ValueError(f"a share of a year lies between 0 and 1, found {year_share:g}")
    return (index + year_share) / years


def year_share(target: ArrayLike, done_before: ArrayLike, years: int, index: int) -> YearShare:
    """This year's share of a total over ``years``, year ``index`` (0 the first), with ``done_before`` in the years before."""
    whole, done = np.asarray(target, float), np.asarray(done_before, float)
    if not 0 <= index < years:
        raise ValueError(f"year {index + 1} does not lie in a span of {years} years")
    planned = whole / years + np.zeros_like(done)
    return YearShare(planned, np.maximum(whole - done, 0) / (years - index))


def level_on_the_way(base: ArrayLike, target: ArrayLike, elapsed: float) -> FloatArray:
    """Where a level stands that moves in equal steps from ``base`` to the ``target`` at the end of the span.

    ``elapsed`` is the share of the span gone by. For the level at the end of year ``index`` of ``years`` take
    (index + 1) / years.
    """
    start = np.asarray(base, float)
    return np.asarray(start + (np.asarray(target, float) - start) * elapsed)
