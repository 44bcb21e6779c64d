"""Claimed against verified 申报与核定: how much of what was credited a look-back could not find."""

from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import FloatArray, IntArray, ratio


class Deviation(NamedTuple):
    """Per group. Arrays [G]."""

    visited: IntArray
    """Claims with a verified amount."""
    reduced: IntArray
    """Of them, how many were cut."""
    claimed: FloatArray
    verified: FloatArray
    share: FloatArray
    """(claimed - verified) / claimed over the sums; NaN where nothing positive was claimed."""
    largest: FloatArray
    """The largest share that a single claim was cut by; NaN where none was visited."""


def deviation(claimed: FloatArray, verified: FloatArray, group: IntArray, groups: int) -> Deviation:
    """Statistics over claims, all arrays [N], by ``group`` 0..groups-1; a claim not visited yet is NaN in ``verified``.

    The share weighs claims by their size, so that small ones cannot hide a large one. Sums over different
    indicators mean nothing: give a group to each unit and indicator, or shares in place of amounts.
    """
    seen = ~np.isnan(verified) & ~np.isnan(claimed)
    where, stated, found = group[seen], claimed[seen], verified[seen]
    total, kept = np.zeros(groups), np.zeros(groups)
    np.add.at(total, where, stated)
    np.add.at(kept, where, found)
    single = ratio(stated - found, stated)
    largest = np.full(groups, -np.inf)
    np.maximum.at(largest, where, np.where(np.isnan(single), -np.inf, single))
    cut = np.round(found - stated, 9) < 0
    return Deviation(
        visited=np.bincount(where, minlength=groups).astype(np.int64),
        reduced=np.bincount(where[cut], minlength=groups).astype(np.int64),
        claimed=total,
        verified=kept,
        share=ratio(total - kept, total),
        largest=np.where(np.isinf(largest), np.nan, largest),
    )
