"""TOPSIS 逼近理想解法: how near a unit is to the best, and how far from the worst, of its peers."""

import numpy as np

from luoshi.kernel.arrays import FloatArray, ratio
from luoshi.kernel.rounding import for_ranking


def topsis(share: FloatArray, score: FloatArray) -> FloatArray:
    """Nearness to the ideal unit, 0 to 1: a `Combine`, shares and scores [child, unit, ...] -> [unit, ...].

    d+ and d- are Euclid's distances of share x score to the best and the worst score of every item among all
    units handed in (one peer group at a time); the nearness is d- / (d+ + d-). Items that a unit does not have
    count in neither distance: they cancel out. NaN for a unit with a missing score, without items, or where best
    and worst are the same in all its items. Scores are better when higher and on one scale.
    """
    there = (share > 0) & ~np.isnan(score)
    best = np.max(score, axis=1, keepdims=True, where=there, initial=-np.inf)
    worst = np.min(score, axis=1, keepdims=True, where=there, initial=np.inf)
    # Differences in the last bits are none: they would be a distance like any other.
    to_best, to_worst = (
        np.sqrt(
            (np.where(there, share * for_ranking(np.where(there, score - end, 0.0)), 0.0) ** 2).sum(axis=0)
        )
        for end in (best, worst)
    )
    withheld = ((share > 0) & np.isnan(score)).any(axis=0)
    return np.where(withheld, np.nan, ratio(to_worst, to_best + to_worst))
