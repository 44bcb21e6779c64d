"""Stages 计分前的步骤: what happens to a figure before it is scored, in one fixed order, every stage optional.

figure -> denominator -> quantity -> difficulty -> imputation -> treatment -> normalisation -> measure and curve.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.composite import normalisation, treatment
from luoshi.kernel.composite.imputation import Middle, from_peers
from luoshi.kernel.composite.treatment import JRC_LIMITS, MOST_POINTS, Limits, Transform, treated
from luoshi.kernel.measure import Figures, Measure, measured
from luoshi.kernel.piecewise import FULL_MARK
from luoshi.kernel.size_classes import adjusted


class Among(StrEnum):
    """With whom a unit is compared."""

    GROUP = "group"
    """Its peer group 同组."""
    ALL = "all"
    """All assessed units 全部被考核单位."""


@dataclass(frozen=True)
class Denominator:
    """分母: the figure is divided by that of another indicator and multiplied by `scale`."""

    indicator: str
    scale: float = 1.0


@dataclass(frozen=True)
class Difficulty:
    """难度系数: the coefficient of a unit is the figure of `indicator`, or stands in `by_unit`, 1 where it does not.

    `least` and `most` are the published range.
    """

    indicator: str = ""
    by_unit: tuple[tuple[str, float], ...] = ()
    least: float = 1.0
    most: float = 1.35


@dataclass(frozen=True)
class Imputation:
    """缺失值填补: what stands in for a figure that applies and was not reported; it stays marked."""

    middle: Middle
    among: Among = Among.GROUP


class Transformation(StrEnum):
    """What an item becomes whose wild figures winsorising does not tame."""

    NONE = "none"
    LOG = "log"
    LOG_FROM_ONE = "log_from_one"
    BOX_COX = "box_cox"


@dataclass(frozen=True)
class Treatment:
    """异常值处理: winsorise `most` figures at most until the item passes the limits, else transform it."""

    most: int = MOST_POINTS
    limits: Limits = JRC_LIMITS
    then: Transformation = Transformation.LOG
    power: float = 0.0
    among: Among = Among.GROUP

    @property
    def transform(self) -> Transform | None:
        match self.then:
            case Transformation.NONE:
                return None
            case Transformation.LOG:
                return treatment.log_of_range
            case Transformation.LOG_FROM_ONE:
                return treatment.log_from_one
            case Transformation.BOX_COX:
                return treatment.box_cox(self.power)


class Scale(StrEnum):
    """无量纲化方法; see `composite.normalisation`."""

    MIN_MAX = "min_max"
    Z_SCORE = "z_score"
    RANK = "rank"
    BORDA = "borda"
    PERCENTILE = "percentile"
    DISTANCE_TO_BEST = "distance_to_best"
    DISTANCE_TO_UNIT = "distance_to_unit"
    DISTANCE_TO_TARGET = "distance_to_target"
    FRACTION_OF_BEST = "fraction_of_best"
    GOALPOSTS = "goalposts"


@dataclass(frozen=True)
class Normalisation:
    """无量纲化: the figure on a scale on which more is better; shares and distances out of 100.

    `low`, `high` are the ends of min-max, `mean`, `deviation` those of the z-score. `unit` is the code of the
    reference unit, `target` the figure to be reached, `cap` what passing it may bring. `worst` and `best` are
    the goalposts, at their logarithm with `logarithmic`.
    """

    by: Scale
    among: Among = Among.GROUP
    lower_is_better: bool = False
    low: float = 0.0
    high: float = FULL_MARK
    mean: float = 0.0
    deviation: float = 1.0
    unit: str = ""
    target: float = np.nan
    cap: float | None = FULL_MARK
    worst: float = 0.0
    best: float = 1.0
    logarithmic: bool = False

    @property
    def never_below_zero(self) -> bool:
        """Whether no figure whatever is put below zero."""
        if self.by is Scale.MIN_MAX:
            return min(self.low, self.high) >= 0
        return self.by not in (Scale.Z_SCORE, Scale.FRACTION_OF_BEST)


@dataclass(frozen=True)
class Stages:
    """What happens to a figure before its measure is scored. `of`: which quantity is made of figure and target."""

    of: Measure = Measure.VALUE
    per: Denominator | None = None
    difficulty: Difficulty | None = None
    impute: Imputation | None = None
    treat: Treatment | None = None
    normalise: Normalisation | None = None


AS_IT_IS = Stages()


class Staged(NamedTuple):
    """The figure after every stage, arrays of one shape [unit, item, ...]; a stage that is not asked for changes nothing."""

    raw: FloatArray
    denominated: FloatArray
    quantity: FloatArray
    """What is compared: the figure, its completion or its growth, times the coefficient of difficulty."""
    treated: FloatArray
    """Gaps filled and wild figures treated."""
    normalised: FloatArray
    imputed: BoolArray
    """Figures that are estimates."""


def as_it_is(raw: FloatArray) -> Staged:
    """Figures that no stage changes, each stage in an array of its own."""
    nothing = np.zeros(raw.shape, dtype=bool)
    return Staged(raw, raw.copy(), raw.copy(), raw.copy(), raw.copy(), nothing)


def staged(
    stages: Stages,
    figures: Figures,
    per: Figures | None,
    applies: BoolArray,
    group: IntArray,
    *,
    coefficient: FloatArray | None = None,
    reference: int | None = None,
) -> Staged:
    """All stages of items that share them.

    `figures` are [unit, item, ...], NaN where missing or not applicable; `per` are those of the denominator
    [unit, 1, ...]; `applies` is of the shape of the figures; `group` is int[unit], -1 for a unit without peers,
    which has nothing to be compared with inside a group: NaN. `coefficient` is that of difficulty, broadcast
    against the figures; `reference` is the row of the reference unit. Raises ValueError for a coefficient outside
    the published range.
    """
    raw, target, base = figures
    if stages.per is not None and per is not None:
        denominated, base = (ratio(a, b) * stages.per.scale for a, b in ((raw, per.actual), (base, per.base)))
    else:
        denominated = raw
    quantity = measured(stages.of, Figures(denominated, target, base), group)
    if stages.difficulty is not None and coefficient is not None:
        quantity = adjusted(quantity, coefficient, stages.difficulty.least, stages.difficulty.most)
    shape = quantity.shape
    whole = (shape[0], int(np.prod(shape[1:])))
    values, asked = quantity.reshape(whole), applies.reshape(whole)
    imputed = np.zeros(values.shape, dtype=bool)
    if stages.impute is not None:
        peers = peers_of(stages.impute.among, group)
        values, imputed = from_peers(values, asked & (peers >= 0)[:, None], peers, stages.impute.middle)
    if stages.treat is not None:
        values = _each(stages.treat.among, group, values, _treating(stages.treat))
    normal = values
    if stages.normalise is not None:
        there = None if reference is None else values[reference]
        normal = _each(stages.normalise.among, group, values, _normalising(stages.normalise, there))
    return Staged(
        raw, denominated, quantity, values.reshape(shape), normal.reshape(shape), imputed.reshape(shape)
    )


def peers_of(among: Among, group: IntArray) -> IntArray:
    """The group inside which units are compared, int[unit]; 0 for everybody where all are."""
    return group if among is Among.GROUP else np.zeros_like(group)


def _each(
    among: Among, group: IntArray, values: FloatArray, stage: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """A stage on the units that are compared with one another, group by group."""
    result, peers = np.full(values.shape, np.nan), peers_of(among, group)
    for code in np.unique(peers[peers >= 0]):
        member = peers == code
        result[member] = stage(values[member])
    return result


def _treating(rule: Treatment) -> Callable[[FloatArray], FloatArray]:
    return lambda values: treated(values, rule.limits, rule.most, rule.transform).values


def _normalising(rule: Normalisation, there: FloatArray | None) -> Callable[[FloatArray], FloatArray]:
    """The normalisation of a rule, on figures [unit, column]; `there` are those of the reference unit."""

    def normalised(values: FloatArray) -> FloatArray:
        items = values.shape[1]
        higher = np.full(items, not rule.lower_is_better)
        match rule.by:
            case Scale.MIN_MAX:
                result = normalisation.min_max(values, higher, rule.low, rule.high)
            case Scale.Z_SCORE:
                result = normalisation.z_score(values, higher, rule.mean, rule.deviation)
            case Scale.DISTANCE_TO_UNIT | Scale.DISTANCE_TO_TARGET:
                goal = np.full(items, rule.target) if there is None else there
                way = normalisation.distance_to_reference(values, higher, goal) * FULL_MARK
                result = way if rule.cap is None else np.minimum(way, rule.cap)
            case Scale.GOALPOSTS:
                posts = normalisation.Posts(np.full(items, rule.worst), np.full(items, rule.best))
                result = normalisation.goalposts(values, posts, FULL_MARK, rule.logarithmic)
            case Scale.RANK | Scale.BORDA:
                result = _BY_PLACE[rule.by](values, higher)
            case _:
                result = _OUT_OF_ONE[rule.by](values, higher) * FULL_MARK
        return result

    return normalised


_BY_PLACE = {Scale.RANK: normalisation.rank, Scale.BORDA: normalisation.borda}
_OUT_OF_ONE = {
    Scale.PERCENTILE: normalisation.percentile_rank,
    Scale.DISTANCE_TO_BEST: normalisation.distance_to_best,
    Scale.FRACTION_OF_BEST: normalisation.fraction_of_best,
}
