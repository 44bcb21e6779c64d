"""Outcome 结果认定: what follows the weighted sum: points beside the hundred, ranks, vetoes, grades."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.counting import Counted, counted
from luoshi.kernel.grades import UNGRADED, Border, Places, best_open, by_quota, by_threshold
from luoshi.kernel.measure import Measure
from luoshi.kernel.ranking import UNRANKED
from luoshi.kernel.rounding import for_ranking
from luoshi.kernel.score_rule import ScoreRule

BONUS, DEDUCTION = Counted("", 1.0), Counted("", -1.0)


class RankOn(StrEnum):
    """Which value is ranked: published values tie where the reader sees a tie."""

    PUBLISHED = "published"
    UNROUNDED = "unrounded"


@dataclass(frozen=True)
class Condition:
    """条件: holds where the measure of a figure lies within both limits; where it is not known, it does not hold."""

    indicator: str
    measure: Measure
    at_least: float = -np.inf
    at_most: float = np.inf


@dataclass(frozen=True)
class Adjustment:
    """加减分项: points beside the hundred, from counted events or from a figure by a rule.

    The score of the rule is in points of the total. The points count only where every condition of `when` holds.
    """

    code: str
    name: str
    by: Counted | ScoreRule
    indicator: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Adjustments:
    """加减分: all bonuses together at most `bonus_cap`, all deductions at most `deduction_cap`; caps are sizes."""

    entries: tuple[Adjustment, ...]
    bonus_cap: float = np.inf
    deduction_cap: float = np.inf


@dataclass(frozen=True)
class Veto:
    """一票否决: a gate of eligibility that never changes a score.

    It fires where the figure of `indicator` reaches `at_least`, and leaves the grade `opens` as the best (a
    position in the grades). `basis` is the legal basis, `approver` who confirms it, `term_months` how long it
    lasts and `appeal_days` how long it may be appealed against.
    """

    code: str
    name: str
    basis: str
    indicator: str
    opens: int
    at_least: float = 1.0
    approver: str = ""
    term_months: int | None = None
    appeal_days: int | None = None


@dataclass(frozen=True)
class Grade:
    """等次: from a threshold of the score, for a share of the peer group, or both; the last takes the rest."""

    code: str
    name: str
    at_least: float | None = None
    share: float | None = None


@dataclass(frozen=True)
class Grades:
    """Grades from the best down, and how a quota becomes places."""

    names: tuple[Grade, ...]
    places: Places = Places.DOWN
    border: Border = Border.ALL_IN


@dataclass(frozen=True)
class Jump:
    """晋档: where every condition of `when` holds, the grade is `up` grades better; score and rank stay."""

    code: str
    name: str
    when: tuple[Condition, ...]
    up: int = 1


@dataclass(frozen=True)
class Exclusion:
    """不参加排名: a unit that is scored and neither ranked nor graded, with the reason."""

    unit: str
    reason: str


class Added(NamedTuple):
    """Points beside the hundred."""

    points: FloatArray
    """[unit, ...]; 0 where nothing is known."""
    each: FloatArray
    """[unit, entry, ...] after all caps; NaN where not reported or not applicable."""


def added(rules: Adjustments, worth: FloatArray) -> Added:
    """Points of every unit; `worth` [unit, entry, ...] are counts of events, or the points of a rule.

    Points of a rule are a bonus where they are above zero and a deduction below, under the same caps.
    """
    if not rules.entries:
        return Added(np.zeros((worth.shape[0], *worth.shape[2:])), worth)
    entries: list[Counted] = []
    times: list[FloatArray] = []
    of: list[int] = []
    for place, entry in enumerate(rules.entries):
        known = worth[:, place]
        if isinstance(entry.by, Counted):
            entries.append(entry.by)
            times.append(known)
            of.append(place)
        else:
            entries += [BONUS, DEDUCTION]
            times += [np.maximum(known, 0.0), np.maximum(-known, 0.0)]
            of += [place, place]
    given = counted(
        entries, np.stack(times, axis=1), bonus_cap=rules.bonus_cap, deduction_cap=rules.deduction_cap
    )
    each = np.zeros(worth.shape)
    for row, place in enumerate(of):
        each[:, place] += given.each[:, row]
    return Added(np.nan_to_num(given.points), each)


def fired(vetoes: Sequence[Veto], figures: FloatArray) -> BoolArray:
    """Which vetoes fire [unit, veto, ...], from the figures of their indicators; one not reported does not."""
    limits = for_ranking([veto.at_least for veto in vetoes])
    return np.asarray(for_ranking(figures) >= limits.reshape(-1, *[1] * (figures.ndim - 2)))


def held(conditions: Sequence[Condition], found: FloatArray) -> BoolArray:
    """Which conditions hold [unit, condition, ...], from the measures found; one not known does not."""
    shape = (-1, *[1] * (found.ndim - 2))
    least, most = (
        for_ranking([getattr(one, end) for one in conditions]).reshape(shape)
        for end in ("at_least", "at_most")
    )
    value = for_ranking(found)
    return np.asarray((value >= least) & (value <= most))


def raised(
    jumps: Sequence[Jump], jumped: BoolArray, vetoes: Sequence[Veto], vetoed: BoolArray, grade: IntArray
) -> IntArray:
    """Grade [unit, ...] after the jumps that take place [unit, jump, ...]; of several the greatest counts.

    No grade becomes worse, none better than a veto leaves open, and who has none gets none.
    """
    shape = (-1, *[1] * (grade.ndim - 1))
    up, opens = (
        np.where(does, np.array(size, dtype=np.int64).reshape(shape), 0).max(axis=1, initial=0)
        for does, size in ((jumped, [jump.up for jump in jumps]), (vetoed, [veto.opens for veto in vetoes]))
    )
    return np.asarray(np.minimum(grade, np.maximum(grade - up, opens)), dtype=np.int64)


def graded(
    rules: Grades,
    vetoes: Sequence[Veto],
    vetoed: BoolArray,
    value: FloatArray,
    rank: IntArray,
    group: IntArray,
) -> IntArray:
    """Grade [unit, ...] of scores, a position in the grades; -1 without a score or a group.

    Thresholds are of the score. A quota goes by `rank` [unit, ...], so that what separates equal totals separates
    grades too, and counts the units of the group with a score; thresholds and vetoes close grades to a unit.
    """
    if not rules.names:
        return np.full(value.shape, UNGRADED)
    limits = [grade.at_least for grade in rules.names if grade.at_least is not None]
    shares = [grade.share for grade in rules.names if grade.share is not None]
    grade = np.empty(value.shape, dtype=np.int64)
    for further in np.ndindex(value.shape[1:]):
        score = value[:, *further]
        open_to = best_open(vetoed[:, :, *further], [veto.opens for veto in vetoes])
        if limits:
            open_to = np.maximum(by_threshold(score, limits, open_to), 0)
        grade[:, *further] = (
            by_quota(
                np.where(rank[:, *further] == UNRANKED, np.nan, -rank[:, *further]),
                group,
                shares,
                open_to,
                places=rules.places,
                border=rules.border,
            )
            if shares
            else np.where(np.isnan(score) | (group < 0), UNGRADED, open_to)
        )
    return grade
