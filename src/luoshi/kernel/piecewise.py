"""Piecewise 分段计分: the one primitive behind the scoring rules, a monotone piecewise-linear function."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import pairwise
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.rounding import for_ranking

FULL_MARK = 100.0


class Beyond(StrEnum):
    """What happens outside the knots."""

    HOLD = "hold"
    """The score of the outermost knot."""
    EXTEND = "extend"
    """The outermost segment goes on (功效系数 below 不允许值 falls under 60)."""


class Fired(IntEnum):
    """Pieces that are no segment.

    A segment is its number: k lies between knots k and k + 1 (counted from 1); 0 is before the first knot,
    the number of knots is at or after the last.
    """

    MISSING = -1
    GATED = -2
    FLOORED = -3
    CAPPED = -4


class Scored(NamedTuple):
    """Scores and the piece that produced each; arrays of one shape."""

    score: FloatArray
    piece: IntArray


@dataclass(frozen=True)
class Piecewise:
    """A monotone piecewise-linear function through `knots` (x, score), with floor 保底 and cap 封顶.

    Two knots may share an x: a step. The step's own x gets the better score ("达到即得"). Below the first and
    above the last knot the function holds or extends. `floor` and `cap` bound the score, not x.

    Raises ValueError when the knots are not ordered, not monotone or not finite.
    """

    knots: tuple[tuple[float, float], ...]
    below: Beyond = Beyond.HOLD
    above: Beyond = Beyond.HOLD
    floor: float | None = None
    cap: float | None = None

    def __post_init__(self) -> None:
        xs = [x for x, _ in self.knots]
        ys = [y for _, y in self.knots]
        if len(xs) < 2:
            raise ValueError("a scoring function needs at least two knots")
        if not all(map(isfinite, [*xs, *ys])):
            raise ValueError("knots must be finite numbers")
        if any(b < a for a, b in pairwise(xs)):
            raise ValueError("knots must be ordered by x")
        if any(a == c for a, c in zip(xs, xs[2:], strict=False)):
            raise ValueError("at most two knots may share an x (a step)")
        if any(b < a for a, b in pairwise(ys)) and any(b > a for a, b in pairwise(ys)):
            raise ValueError("scores must only rise or only fall from knot to knot")
        ends = [(self.below, xs[0] == xs[1]), (self.above, xs[-2] == xs[-1])]
        if any(beyond is Beyond.EXTEND and step for beyond, step in ends):
            raise ValueError("a step at the outermost knots cannot be extended")
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise ValueError("the floor must not be above the cap")

    def __call__(self, value: ArrayLike, gate_open: ArrayLike = True) -> Scored:
        """Score of every value. Missing stays missing; where the gate is closed the score is 0 whatever the
        value.

        The piece is chosen at nine decimals, so that 0.7999999999999 (a float's 80 %) reaches the step at
        0.8.
        """
        v = np.asarray(value, float)
        x, y = np.array(self.knots, dtype=float).T
        rising = y[-1] >= y[0]
        slope = self._slopes(x, y)
        anchor = np.maximum(np.arange(x.size + 1) - 1, 0)
        piece = _passed(for_ranking(x), for_ranking(v), np.greater_equal if rising else np.greater)
        segment = piece.astype(np.intp)
        score = np.asarray(v - x[anchor].take(segment))
        score *= slope.take(segment)
        score += y[anchor].take(segment)
        if self.floor is not None:
            _mark(piece, score < self.floor, Fired.FLOORED)
            np.maximum(score, self.floor, out=score)
        if self.cap is not None:
            _mark(piece, score > self.cap, Fired.CAPPED)
            np.minimum(score, self.cap, out=score)
        missing = np.isnan(v)
        if not np.all(gate_open):
            closed = ~np.broadcast_to(np.asarray(gate_open, bool), v.shape)
            score[closed & ~missing] = 0.0
            _mark(piece, closed, Fired.GATED)
        _mark(piece, missing, Fired.MISSING)
        return Scored(score, piece.astype(np.int64))

    def _slopes(self, x: FloatArray, y: FloatArray) -> FloatArray:
        inner = np.nan_to_num(ratio(np.diff(y), np.diff(x)))
        first = inner[0] if self.below is Beyond.EXTEND else 0.0
        last = inner[-1] if self.above is Beyond.EXTEND else 0.0
        return np.concatenate([[first], inner, [last]])


def _passed(marks: FloatArray, values: FloatArray, passes: np.ufunc) -> NDArray[np.int32]:
    """How many of the marks each value has passed. Counting them one by one is quicker than a search for few."""
    passed = np.zeros(values.shape, np.int32)
    for mark in marks.tolist():
        passed += passes(values, mark)
    return passed


def _mark(piece: NDArray[np.int32], where: BoolArray, fired: Fired) -> None:
    """Write `fired` where the mask says, without a branch a value: a processor guesses those wrong half the time."""
    piece += (int(fired) - piece) * where


def completion_curve(
    cap: float | None = FULL_MARK, floor: float | None = 0.0, lower_is_better: bool = False
) -> Piecewise:
    """完成率计分: 100 at the target, in proportion below and above it, between floor and cap.

    Lower is better (a ceiling such as energy use): mirrored at the target, 100 + (1 - completion) * 100.
    """
    knots = ((1.0, FULL_MARK), (2.0, 0.0)) if lower_is_better else ((0.0, 0.0), (1.0, FULL_MARK))
    return Piecewise(knots, Beyond.EXTEND, Beyond.EXTEND, floor, cap)


def completion_score(
    actual: ArrayLike, target: ArrayLike, cap: float | None = FULL_MARK, floor: float | None = 0.0
) -> Scored:
    """Score of actuals against targets, 100 at the target; NaN where there is no positive target."""
    return completion_curve(cap, floor)(ratio(actual, target))
