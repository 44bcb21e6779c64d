"""Score rules 计分规则: how a figure becomes a score: a measure, then a curve, a ladder, or a curve for its size class."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.ladder import Ladder, Tied, place_points
from luoshi.kernel.measure import Figures, Measure, measured
from luoshi.kernel.piecewise import FULL_MARK, Beyond, Fired, Piecewise, Scored
from luoshi.kernel.rounding import for_ranking
from luoshi.kernel.size_classes import by_class, size_class
from luoshi.kernel.stages import Among, peers_of

AS_NORMALISED = Piecewise(((0.0, 0.0), (FULL_MARK, FULL_MARK)), Beyond.EXTEND, Beyond.EXTEND)
"""The curve of a score that is made before it or beside it: by a normalisation, a ladder or size classes."""


@dataclass(frozen=True)
class Gate:
    """前置条件: the score counts only where the measure of another indicator reaches `at_least`."""

    indicator: str
    measure: Measure
    at_least: float


@dataclass(frozen=True)
class Classes:
    """分档计分: a curve for every size class. The size is the figure of `indicator`, or the item's own target."""

    indicator: str
    at_least: tuple[float, ...]
    curves: tuple[Piecewise, ...]


@dataclass(frozen=True)
class Rungs:
    """按排名赋分: points by place instead of a curve."""

    ladder: Ladder
    tied: Tied = Tied.BEST


@dataclass(frozen=True)
class ScoreRule:
    """How a figure becomes a score. Equal rules are evaluated together.

    `among`: with whom a share of the best or a rank is taken. With `classes` or `rungs` they stand in for the curve.
    """

    measure: Measure
    curve: Piecewise
    lower_is_better: bool = False
    among: Among = Among.GROUP
    classes: Classes | None = None
    rungs: Rungs | None = None


class Ruled(NamedTuple):
    """Arrays of the shape of the figures; `piece` as `piecewise.Fired`, of a ladder the place."""

    measure: FloatArray
    score: FloatArray
    piece: IntArray


def ruled(
    rule: ScoreRule,
    gates: Sequence[Gate],
    figures: Figures,
    group: IntArray,
    reached: Sequence[FloatArray],
    size: FloatArray,
) -> Ruled:
    """Measure and score of figures [unit, item, ...] that share rule and gates.

    `reached` is, gate by gate, the measure of its indicator and `size` decides the class; both broadcast against
    the figures. The size is read only where the rule asks for it. All gates must be open: one that is surely closed
    gives 0 whatever another says; else a gate that is not reported leaves the score missing, not zero, as does a size.
    """
    peers = peers_of(rule.among, group)
    value = known = measured(rule.measure, figures, peers, rule.lower_is_better)
    shut: BoolArray = np.array(False)
    for gate, found in zip(gates, reached, strict=True):
        shut = shut | (for_ranking(found) < for_ranking(gate.at_least))
    for found in reached:
        known = np.where(np.isnan(found) & ~shut, np.nan, known)
    if rule.rungs is not None:
        made = _on_ladder(rule.rungs, rule.lower_is_better, figures.actual, known, peers)
    elif rule.classes is not None:
        made = by_class(known, size_class(size, rule.classes.at_least), rule.classes.curves)
    else:
        return Ruled(value, *rule.curve(known, ~shut))
    closed = np.broadcast_to(shut, known.shape) & ~np.isnan(known)
    return Ruled(
        value, np.where(closed, 0.0, made.score), np.where(closed, np.int64(Fired.GATED), made.piece)
    )


def _on_ladder(
    rungs: Rungs, lowest_first: bool, actual: FloatArray, rank: FloatArray, peers: IntArray
) -> Scored:
    """Points by place, column by column; `rank` is NaN where the gate is unknown."""
    columns = actual.reshape(actual.shape[0], int(np.prod(actual.shape[1:])))
    points = np.full(columns.shape, np.nan)
    for column, values in enumerate(columns.T):
        points[:, column] = place_points(values, peers, rungs.ladder, rungs.tied, lowest_first=lowest_first)
    score = np.where(np.isnan(rank), np.nan, points.reshape(rank.shape))
    return Scored(score, np.where(np.isnan(score), int(Fired.MISSING), np.nan_to_num(rank)).astype(np.int64))
