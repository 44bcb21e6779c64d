"""Ratings 评委打分: many raters' marks to one score a unit, trimmed, weighted, around those who stand aside."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.composite.audit import correlations
from luoshi.kernel.rounding import for_ranking


@dataclass(frozen=True)
class Trim:
    """How many marks are dropped at each end: `each_end`, or `share` of the marks given if that is more.

    "去掉一个最高分、一个最低分" is Trim(each_end=1). A share is rounded down to whole marks.
    """

    each_end: int = 0
    share: float = 0.0

    def __post_init__(self) -> None:
        if self.each_end < 0 or not 0 <= self.share < 0.5:
            raise ValueError("marks dropped at each end are not negative, and fewer than half of all")

    def of(self, given: IntArray) -> IntArray:
        """Marks dropped at each end for every number of marks given."""
        return np.maximum(self.each_end, np.floor(for_ranking(self.share * given)).astype(np.int64))


NO_TRIM = Trim()


class Rated(NamedTuple):
    """Scores of the units, and what they were made of; NaN where there is no score."""

    score: FloatArray
    """Weighted mean of the marks that count [unit]."""
    given: IntArray
    """Marks given [unit], before trimming."""
    kept: FloatArray
    """Part of every mark that counts, 0 to 1 [unit, rater]; marks that tie at the cut share it."""
    spread: FloatArray
    """Standard deviation of all marks given, n - 1 [unit]; NaN below two."""

    @property
    def too_few(self) -> BoolArray:
        """Units with marks but without a score: fewer raters than the rule asks for."""
        return np.asarray((self.given > 0) & np.isnan(self.score))


def rated(
    marks: ArrayLike, weight: ArrayLike | None = None, *, trim: Trim = NO_TRIM, at_least: int = 1
) -> Rated:
    """Score of every unit from marks [unit, rater]; NaN where a rater stands aside 回避 or gave none.

    `weight` [rater] is relative (none: all alike) and re-based around the marks that are not there: a recusal
    neither helps nor hurts. Trimming drops whole marks at both ends, whatever their weight; where several
    marks tie at the cut each loses the same part. A unit with fewer than `at_least` marks, or of which trimming
    leaves none, has no score: too few raters is missing, not zero.

    Raises ValueError for weights that are not above zero or do not fit, or `at_least` below one.
    """
    mark = np.asarray(marks, float)
    carries = np.ones(mark.shape[1]) if weight is None else np.asarray(weight, float)
    if carries.shape != mark.shape[1:] or not (carries > 0).all():
        raise ValueError(f"every one of {mark.shape[1]} raters needs a weight above zero")
    if at_least < 1:
        raise ValueError("a score needs one mark at least")
    there = ~np.isnan(mark)
    known, given = np.where(there, mark, 0.0), there.sum(axis=1)
    kept = _kept(mark, trim.of(given))
    counts = kept * carries
    score = ratio((known * counts).sum(axis=1), counts.sum(axis=1))
    away = np.where(there, mark - (known.sum(axis=1) / np.maximum(given, 1))[:, None], 0.0)
    spread = np.sqrt(ratio((away**2).sum(axis=1), given - 1))
    return Rated(np.where(given >= at_least, score, np.nan), given, kept, spread)


def _kept(mark: FloatArray, dropped: IntArray) -> FloatArray:
    """Part of every mark between the cuts [unit, rater], 0 where there is none."""
    level = for_ranking(mark)
    above = (level[:, None, :] > level[:, :, None]).sum(axis=2)
    alike = (level[:, None, :] == level[:, :, None]).sum(axis=2)
    below = (level[:, None, :] < level[:, :, None]).sum(axis=2)
    tied, cut = np.maximum(alike, 1), dropped[:, None]
    lost = np.clip(cut - above, 0, alike) + np.clip(cut - below, 0, alike)
    return np.asarray(np.maximum(alike - lost, 0) / tied)


def concordance(marks: ArrayLike) -> float:
    """Agreement of the raters 一致性 (Kendall's W): 1 all rank alike, near 0 chance. Marks [unit, rater].

    W = (1 + (m - 1) r) / m from the mean rank correlation r of all pairs of raters over the units both marked,
    so that recusals do not stop it; complete marks without ties give Kendall's W itself. NaN with fewer than
    two raters, or where no pair of raters has three units in common and a spread.
    """
    mark = np.asarray(marks, float)
    raters = mark.shape[1]
    pair = correlations(mark, mark, by_rank=True)[np.triu_indices(raters, 1)]
    if np.isnan(pair).all():
        return float("nan")
    return float((1 + (raters - 1) * np.nanmean(pair)) / raters)


def leaning(marks: ArrayLike) -> FloatArray:
    """How far a rater marks above the others 宽严: mean over the rater's units of own mark - mean of the rest.

    [rater], in marks; NaN for a rater who shares no unit with anybody.
    """
    mark = np.asarray(marks, float)
    there = ~np.isnan(mark)
    known = np.where(there, mark, 0.0)
    others = ratio(known.sum(axis=1, keepdims=True) - known, there.sum(axis=1, keepdims=True) - there)
    away = np.where(there, mark - others, np.nan)
    compared = ~np.isnan(away)
    return ratio(np.where(compared, away, 0.0).sum(axis=0), compared.sum(axis=0))
