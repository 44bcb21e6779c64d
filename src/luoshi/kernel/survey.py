"""Survey 满意度测评: share and mean of answers with interval, response rate and a minimum sample."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.rounding import for_ranking


class Estimate(NamedTuple):
    """What a sample says of all who could have been asked; NaN where the sample is too small."""

    value: FloatArray
    low: FloatArray
    high: FloatArray
    error: FloatArray
    """Standard error as `rank_sets` wants it: never 0 but where everybody answered."""


class Sample(NamedTuple):
    """How good a sample is; arrays of one shape."""

    answered: IntArray
    response_rate: FloatArray
    """应答率: answered / asked, a fraction; NaN where nobody was asked."""
    enough: BoolArray
    """Both the least number of answers and the least response rate are met."""


def sample(answered: ArrayLike, asked: ArrayLike, *, at_least: int = 1, least_rate: float = 0.0) -> Sample:
    """Answers against those asked, and whether they are enough to be published.

    Raises ValueError when more answered than were asked.
    """
    came, wanted = np.broadcast_arrays(np.asarray(answered, np.int64), np.asarray(asked, np.int64))
    if (came > wanted).any() or (came < 0).any():
        raise ValueError("nobody can have answered who was not asked")
    rate = ratio(came, wanted)
    return Sample(
        came,
        rate,
        np.asarray(
            (came >= max(at_least, 1)) & (for_ranking(np.nan_to_num(rate)) >= for_ranking(least_rate))
        ),
    )


def share(
    satisfied: ArrayLike, answered: ArrayLike, population: ArrayLike = np.inf, confidence: float = 0.95
) -> Estimate:
    """Share of the satisfied 满意率 with Wilson's interval, narrowed where much of the population was asked.

    With n of N answers the variance is (1 - f) of what it would be with replacement, f = (n - 1) / (N - 1);
    Wilson's interval is taken at the sample size n / (1 - f) that has this variance. Where everybody answered
    the interval is the share itself. The error is half the interval over its quantile, so that ten of ten
    satisfied are no certainty. NaN without answers. Arrays broadcast.

    Raises ValueError unless 0 <= satisfied <= answered <= population, and for a confidence not in (0, 1).
    """
    yes, n, size = np.broadcast_arrays(*(np.asarray(a, float) for a in (satisfied, answered, population)))
    if not ((yes >= 0) & (yes <= n) & (n <= size)).all():
        raise ValueError("satisfied, answered and population must each hold the one before")
    p, z = ratio(yes, n), _quantile(confidence)
    # z^2 over the effective sample; nothing where the sample is the population.
    pull = z**2 * ratio(_left(n, size), n)
    centre = (p + pull / 2) / (1 + pull)
    half = np.sqrt(pull * p * (1 - p) + pull**2 / 4) / (1 + pull)
    return Estimate(p, np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0), half / z)


def mean(
    answers: ArrayLike, marks: ArrayLike, population: ArrayLike = np.inf, confidence: float = 0.95
) -> Estimate:
    """Mean mark 满意度得分 of answers counted by option [unit, option], with its interval, inside the marks.

    `marks` [option] is what each option is worth (非常满意 100, 满意 80, ...). Normal interval with the
    finite-population factor. A sample of one answer or of answers all alike tells nothing of its own error: error
    and interval are NaN, unless everybody answered.

    Raises ValueError for negative counts or more answers than people.
    """
    count, worth = np.asarray(answers, float), np.asarray(marks, float)
    n = count.sum(axis=-1)
    size = np.broadcast_to(np.asarray(population, float), n.shape)
    if (count < 0).any() or (n > size).any():
        raise ValueError("counts of answers are not negative and not above the population")
    value = ratio(count @ worth, n)
    square = (count * (worth - value[..., None]) ** 2).sum(axis=-1)
    left = _left(n, size)
    variance = np.where(square > 0, ratio(square, n - 1), np.nan)
    error = np.where((left > 0) | (n < 1), np.sqrt(variance * ratio(left, n)), 0.0)
    half = _quantile(confidence) * error
    return Estimate(
        value, np.maximum(value - half, worth.min()), np.minimum(value + half, worth.max()), error
    )


def published(estimate: Estimate, quality: Sample) -> Estimate:
    """The estimate where the sample is enough; missing, not zero, elsewhere."""
    return Estimate(*(np.where(quality.enough, part, np.nan) for part in estimate))


def _quantile(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence is between 0 and 1, found {confidence}")
    return float(ndtri((1 + confidence) / 2))


def _left(n: FloatArray, population: FloatArray) -> FloatArray:
    """1 - f: the part of the variance that is left when n of the population answered."""
    return 1 - np.nan_to_num(ratio(n - 1, population - 1), nan=1.0)
