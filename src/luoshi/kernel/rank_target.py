"""A rank as a target 位次目标: compared when a rank is published; a lower number is better."""

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.light import Light

NEAR = 1


def places_behind(rank: ArrayLike, goal: ArrayLike) -> FloatArray:
    """Places between the published rank and the one to be reached; negative: better than asked, NaN: none published.

    Raises ValueError for a rank or a goal below 1.
    """
    published, asked = np.asarray(rank, float), np.asarray(goal, float)
    if (published < 1).any() or (asked < 1).any():
        raise ValueError("ranks count from 1")
    return np.asarray(published - asked)


def rank_lights(rank: ArrayLike, goal: ArrayLike, near: int = NEAR) -> IntArray:
    """`Light`, int64: on pace at the rank asked or better, slightly behind within ``near`` places, else behind.

    Not applicable while no rank has been published: between two publications nobody knows.
    """
    places = places_behind(rank, goal)
    late = np.where(places <= near, int(Light.SLIGHTLY_BEHIND), int(Light.BEHIND))
    lamp = np.where(places <= 0, int(Light.ON_PACE), late)
    return np.where(np.isnan(places), int(Light.NOT_APPLICABLE), lamp)
