"""Leverage 提分空间: which figure would give an item a score, and the smallest step that makes a difference."""

from collections.abc import Callable
from itertools import pairwise
from math import inf, isnan, nan

import numpy as np

from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.measure import Measure
from luoshi.kernel.piecewise import Beyond, Piecewise
from luoshi.kernel.scheme import Item


def best_score(curve: Piecewise) -> float:
    """The most that the curve can give; inf where it goes on without a cap."""
    first, last = curve.knots[0][1], curve.knots[-1][1]
    end = curve.above if last >= first else curve.below
    most = inf if end is Beyond.EXTEND and first != last else max(first, last)
    return most if curve.cap is None else min(most, curve.cap)


def reaching(curve: Piecewise, score: float) -> float:
    """The measure that is just enough for `score`: every better one gives at least as much.

    -inf (falling curve: inf) where any measure is enough, NaN where none is.
    """
    if score > best_score(curve):
        return nan
    rising = curve.knots[-1][1] >= curve.knots[0][1]
    sign = 1.0 if rising else -1.0
    if curve.floor is not None and score <= curve.floor:
        return -inf * sign
    knots = [(x * sign, y) for x, y in (curve.knots if rising else reversed(curve.knots))]
    before, after = (curve.below, curve.above) if rising else (curve.above, curve.below)
    return sign * _rising_to(knots, before, after, score)


def _rising_to(knots: list[tuple[float, float]], before: Beyond, after: Beyond, score: float) -> float:
    segments = list(pairwise(knots))
    if score <= knots[0][1]:
        return _along(segments[0], score) if before is Beyond.EXTEND else -inf
    for segment in segments:
        if score <= segment[1][1]:
            return _along(segment, score)
    return _along(segments[-1], score) if after is Beyond.EXTEND else nan


def _along(segment: tuple[tuple[float, float], tuple[float, float]], score: float) -> float:
    """Where the line through a segment has the score; a flat line has it everywhere, a step at its place."""
    (x0, y0), (x1, y1) = segment
    if y1 == y0:
        return -inf
    return x0 + (score - y0) * (x1 - x0) / (y1 - y0)


def better_is_more(measure: Measure, curve: Piecewise, lower_is_better: bool) -> bool:
    """Whether a larger figure gives the better score."""
    rising = curve.knots[-1][1] >= curve.knots[0][1]
    turned = (measure is Measure.RANK) != (
        lower_is_better and measure in (Measure.RANK, Measure.SHARE_OF_BEST)
    )
    return rising != turned


def less_is_better(item: Item) -> bool:
    """Whether a lower figure of an item's indicator makes a better score, whichever way its rule says so."""
    if item.events is not None and item.of_events_only:
        return all(entry.each < 0 for entry in item.events.entries if entry.indicator == item.indicator)
    scale, rule = item.stages.normalise, item.rule
    if rule.rungs is not None:
        return rule.lower_is_better
    curve = rule.curve if rule.classes is None else rule.classes.curves[0]
    turned = scale is not None and scale.lower_is_better
    return better_is_more(rule.measure, curve, rule.lower_is_better) == turned


def figure_for(
    measure: Measure,
    value: float,
    target: float,
    base: float,
    peers: FloatArray,
    lower_is_better: bool = False,
) -> float:
    """The actual figure whose measure is `value`; NaN where no figure has it.

    `peers` are the figures of the others in the group, float64[peer], NaN where missing; with a rank the figure
    equals that of the peer who holds it, because equal figures share the better rank.
    """
    others = np.sort(peers[~np.isnan(peers)])
    figure = nan
    match measure:
        case Measure.VALUE:
            figure = value
        case Measure.COMPLETION if target > 0:
            figure = value * target
        case Measure.GROWTH if base > 0:
            figure = (1 + value) * base
        case Measure.GROWTH_GAP if base > 0:
            figure = (1 + value / 100 + target) * base
        case Measure.SHARE_OF_BEST if others.size and 0 < value <= 1:
            figure = float(others[0] / value if lower_is_better else others[-1] * value)
        case Measure.RANK if 1 <= value < others.size + 1:
            place = int(value)
            figure = float(others[place - 1] if lower_is_better else others[-place])
    return figure


def steps_to(now: float, figure: float, step: float, *, more: bool) -> int:
    """How many whole steps lead from `now` to at least `figure` in the better direction; 0 where it is reached."""
    way = (figure - now) / step if more else (now - figure) / step
    # Nine decimals: a float that says 0.30000000000000004 needs three tenths, not four.
    return 0 if isnan(way) else max(int(np.ceil(np.round(way, 9))), 0)


def fewest(enough: Callable[[int], bool], most: int) -> int | None:
    """The smallest number of steps from 1 to `most` that is enough; None where `most` is not.

    `enough` is asked about 2 log2(n) times; whoever takes one more step after enough still has enough.
    """
    if most < 1:
        return None
    low, high = 0, 1
    while high < most and not enough(high):
        low, high = high, high * 2
    if high >= most:
        high = most
        if not enough(high):
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
