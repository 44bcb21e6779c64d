"""Kept at zero 零发生: broken by the first event, and not mended by a quiet month after it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.light import Light

MONTHS = 12


class Kept(NamedTuple):
    """Whether nothing happened; all arrays of the shape of the series without its months."""

    broken: BoolArray
    """Something happened in a month that is known."""
    first: IntArray
    """The month 1..12 of the first event; 0 none."""
    events: FloatArray
    """How many in the months that are known; NaN where no month is."""
    known_to: IntArray
    """The last month that is known; 0 none."""


def kept_at_zero(counts: ArrayLike, *, cumulative: bool) -> Kept:
    """Counts of events [..., 12] a month, or since January where ``cumulative``; NaN where not reported.

    A month that was not reported is not a month without events: it is left out, and ``known_to`` says how far
    the year is known. Raises ValueError for a negative count and for other than twelve months.
    """
    series = np.asarray(counts, float)
    if series.shape[-1:] != (MONTHS,):
        raise ValueError(f"a year has {MONTHS} months, found {series.shape}")
    if (series < 0).any():
        raise ValueError("a number of events is not negative")
    known, happened = ~np.isnan(series), np.nan_to_num(series) > 0
    broken = happened.any(axis=-1)
    total = np.nan_to_num(series).max(axis=-1) if cumulative else np.nan_to_num(series).sum(axis=-1)
    last = np.where(known, np.arange(1, MONTHS + 1), 0).max(axis=-1)
    return Kept(
        broken=np.asarray(broken),
        first=np.where(broken, np.argmax(happened, axis=-1) + 1, 0),
        events=np.where(known.any(axis=-1), total, np.nan),
        known_to=np.asarray(last),
    )


def zero_lights(found: Kept) -> IntArray:
    """`Light`, int64: on pace while nothing happened, behind for good after it, not reported where nothing is known."""
    quiet = np.where(found.known_to > 0, int(Light.ON_PACE), int(Light.NOT_REPORTED))
    return np.where(found.broken, int(Light.BEHIND), quiet)
