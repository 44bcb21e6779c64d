"""Is it realistic? 可行性提示: a target held against own history, peers, the sum of parts and the forecast. Never a block."""

from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.rounding import half_up

RECENT_YEARS = 5
FEWEST_YEARS = 2
FEWEST_PEERS = 3
PRINTED_DIGITS = 3


class Remark(Enum):
    """What is remarkable about a target; ``asked`` and ``against`` of a finding are figures of the same kind."""

    ABOVE_BEST_YEAR = "above_best_year"
    """高于历年最高: more growth than any year on record had."""
    ABOVE_RECENT = "above_recent"
    """高于近年中位: more than the median of the last years."""
    BELOW_RECENT = "below_recent"
    """低于近年中位: less than the median of the last years."""
    ABOVE_BEST_PEER = "above_best_peer"
    """高于同类最好: more growth than any peer had last year."""
    BELOW_MEDIAN_PEER = "below_median_peer"
    """低于同类中位: less than the median peer had last year."""
    PARTS_SHORT = "parts_short"
    """分解不足: the parts do not add up to it."""
    PARTS_OVER = "parts_over"
    """层层加码: the parts add up to more."""
    ABOVE_FORECAST = "above_forecast"
    """高于预测区间: beyond what is expected four times in five."""
    BELOW_FORECAST = "below_forecast"
    """低于预测区间: met even at the lower end of what is expected."""


@dataclass(frozen=True)
class Finding:
    """One remark with its two figures: growths as fractions, else amounts. ``n`` years or peers it rests on; 0 none."""

    remark: Remark
    asked: float
    against: float
    n: int = 0


@dataclass(frozen=True)
class Ground:
    """What a target is held against. Amounts in one unit; NaN or empty where nothing is known.

    years      yearly totals, oldest first, the last being the year before the target's; NaN missing
    peers      growths of the peers in the year before, as fractions
    parts      sum of the parts handed down
    low, high  the year's end as the forecast has it, four times in five
    """

    years: FloatArray = field(default_factory=lambda: np.array([]))
    peers: FloatArray = field(default_factory=lambda: np.array([]))
    parts: float = np.nan
    low: float = np.nan
    high: float = np.nan


def growths(years: FloatArray) -> FloatArray:
    """Growth of each year over the one before, as fractions; NaN where either is missing or the base not positive."""
    before = np.where(years[:-1] > 0, years[:-1], np.nan)
    return np.asarray(years[1:] / before - 1)


def findings(level: float, base: float, ground: Ground) -> tuple[Finding, ...]:
    """Everything remarkable about a ``level`` to be reached from ``base``, the year before's; () where nothing is.

    Growths are compared as they are printed, at a tenth of a point: two that read alike are no remark. History needs two growths, peers three; what is not known
    is not held against anything.
    """
    asked = level / base - 1 if base > 0 else np.nan
    return (*_against_years(asked, ground), *_against_peers(asked, ground), *_against_amounts(level, ground))


def _printed(growth: float) -> float:
    """A growth as it is printed, in tenths of a per cent."""
    return float(half_up(growth, PRINTED_DIGITS) or 0)


def _against_years(asked: float, ground: Ground) -> list[Finding]:
    known = growths(ground.years)
    known = known[~np.isnan(known)]
    if known.size < FEWEST_YEARS or np.isnan(asked):
        return []
    recent = known[-RECENT_YEARS:]
    middle, best = float(np.median(recent)), float(known.max())
    if _printed(asked) > _printed(best):
        return [Finding(Remark.ABOVE_BEST_YEAR, asked, best, known.size)]
    if _printed(asked) > _printed(middle):
        return [Finding(Remark.ABOVE_RECENT, asked, middle, recent.size)]
    if _printed(asked) < _printed(middle):
        return [Finding(Remark.BELOW_RECENT, asked, middle, recent.size)]
    return []


def _against_peers(asked: float, ground: Ground) -> list[Finding]:
    known = ground.peers[~np.isnan(ground.peers)]
    if known.size < FEWEST_PEERS or np.isnan(asked):
        return []
    if _printed(asked) > _printed(known.max()):
        return [Finding(Remark.ABOVE_BEST_PEER, asked, float(known.max()), known.size)]
    if _printed(asked) < _printed(np.median(known)):
        return [Finding(Remark.BELOW_MEDIAN_PEER, asked, float(np.median(known)), known.size)]
    return []


def _against_amounts(level: float, ground: Ground) -> list[Finding]:
    pairs = (
        (Remark.PARTS_SHORT, level > ground.parts, ground.parts),
        (Remark.PARTS_OVER, level < ground.parts, ground.parts),
        (Remark.ABOVE_FORECAST, level > ground.high, ground.high),
        (Remark.BELOW_FORECAST, level < ground.low, ground.low),
    )
    # A figure that is not known compares as False with anything.
    return [Finding(remark, level, against) for remark, holds, against in pairs if holds]
