"""Ranking 排名: competition ranks ("1224") inside peer groups, and how far a unit moved."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.rounding import for_ranking

UNRANKED = 0


def competition_rank(
    values: ArrayLike,
    group: ArrayLike,
    *,
    then: Sequence[ArrayLike] = (),
    lowest_first: bool = False,
) -> IntArray:
    """Rank 1.. of every value inside its peer group, int64 of the shape of `values`; 0 is unranked.

    `values` is [unit] or [unit, ...]: every column is ranked by itself. `group` is int[unit], -1 for a unit
    in no group. Values are compared at nine decimals; equal values share the better rank and the next rank is
    skipped. `then` are further keys of the same shape that separate equal values, the higher one first; a
    missing key comes last. A missing value has no rank: it is neither last nor first.
    """
    keys = [for_ranking(values), *(np.nan_to_num(for_ranking(key), nan=-np.inf) for key in then)]
    if lowest_first:
        keys[0] = -keys[0]
    shape = keys[0].shape
    member = np.broadcast_to(np.asarray(group).reshape(-1, *[1] * (len(shape) - 1)), shape)
    column = np.broadcast_to(np.arange(int(np.prod(shape[1:]))).reshape(1, *shape[1:]), shape)
    ranked = np.flatnonzero((~np.isnan(keys[0]) & (member >= 0)).ravel())
    rank = np.full(keys[0].size, UNRANKED, dtype=np.int64)
    if ranked.size:
        race = (column * (int(member.max()) + 1) + member).ravel()[ranked]
        columns = [-key.ravel()[ranked] for key in keys]
        rank[ranked] = _rank_in_races(race, columns)
    return rank.reshape(shape)


def _rank_in_races(race: IntArray, keys: Sequence[FloatArray]) -> IntArray:
    order = np.lexsort((*reversed(keys), race))
    new_race = _changes(race[order])
    new_place = new_race.copy()
    for key in keys:
        new_place |= _changes(key[order])
    position = np.arange(order.size)
    start = np.maximum.accumulate(np.where(new_race, position, 0))
    place = np.maximum.accumulate(np.where(new_place, position, 0))
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = place - start + 1
    return rank


def _changes(ordered: IntArray | FloatArray) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    changed = np.ones(ordered.size, dtype=bool)
    changed[1:] = ordered[1:] != ordered[:-1]
    return changed


def rank_change(previous: ArrayLike, current: ArrayLike) -> FloatArray:
    """Places won since the previous ranking 位次变化, float64: +2 is up two; NaN if either is unranked."""
    before, now = np.asarray(previous), np.asarray(current)
    return np.where((before == UNRANKED) | (now == UNRANKED), np.nan, (before - now).astype(float))
