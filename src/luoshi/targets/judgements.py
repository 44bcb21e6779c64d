"""How targets stand that are not an amount of one year: limits, zero, ranks, other periods (约束性目标研判)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from django.utils import timezone

from luoshi.indicators.adding import adding, members_of, whole_year
from luoshi.indicators.basis import Refusal
from luoshi.indicators.boundaries import successions
from luoshi.indicators.facts import Facts, district_year
from luoshi.indicators.models import Nature
from luoshi.kernel.aggregation import Rule
from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.curve import throughout
from luoshi.kernel.light import Light, Thresholds, lights
from luoshi.kernel.limits import allowance, allowance_lights, room_above, room_below, room_lights
from luoshi.kernel.pace import growth_pace, pace
from luoshi.kernel.rank_target import rank_lights
from luoshi.kernel.span import level_on_the_way, share_of_part, share_of_years, year_share
from luoshi.kernel.zero import kept_at_zero, zero_lights
from luoshi.org.tree import OrgTree
from luoshi.targets.comparable import amounts_refused, figures, whole_restated
from luoshi.targets.courses import curve_of
from luoshi.targets.facts import MONTHS
from luoshi.targets.models import PublishedRank, Target, Yardsticks
from luoshi.targets.spans import Span
from luoshi.targets.vocabulary import CEILINGS, Reach, TargetKind


@dataclass(frozen=True)
class Judgement:
    """One target as known on a day; None where it does not apply or is not known.

    ``year`` and ``month`` are the last for which every member has a verified figure. ``actual`` is what was
    reached in the span so far, ``asked`` what the span asks for in all, ``asked_by_now`` what it asks for by that
    month. ``completion`` and ``expected`` are shares of the span for amounts that add up, for a bar. ``room`` is
    the distance to a limit on its good side, below zero beyond it. ``broken_in`` is the (year, month) of the
    first event of a target to be kept at zero. ``planned`` and ``needed`` are this year's share of several years.
    ``refusal`` is why the amount is not held against the figures; then nothing is said that compares the two.
    ``no_whole``: units reported, and by the rule of the indicator their figures make none of the whole (不汇总).
    """

    target: Target
    span: Span
    light: Light
    year: int | None = None
    month: int | None = None
    actual: float | None = None
    asked: float | None = None
    asked_by_now: float | None = None
    completion: float | None = None
    expected: float | None = None
    gap_points: float | None = None
    room: float | None = None
    growth: float | None = None
    broken_in: tuple[int, int] | None = None
    rank: PublishedRank | None = None
    planned: float | None = None
    needed: float | None = None
    simulated: bool = False
    refusal: Refusal = Refusal.NONE
    no_whole: bool = False

    @property
    def held_to_target(self) -> bool:
        """A level of a moment without a curve of its own: measured against the target itself, not the calendar."""
        target = self.target
        return target.indicator.of_moment and self.expected is not None and not target.curve_table

    @property
    def adds_up(self) -> bool:
        """Whether the figures of its months are added up, one month's being that month's alone."""
        return self.target.indicator.nature == Nature.FLOW

    @property
    def reported(self) -> bool:
        return self.month is not None or self.rank is not None

    @property
    def exceeded(self) -> bool:
        """A limit does not hold any more."""
        return self.room is not None and self.light == Light.BEHIND and self.room < 0


@dataclass(frozen=True)
class Course:
    """The verified months of a unit since the span began: ``years`` [Y, 12], as they are kept in a year."""

    years: FloatArray
    index: int
    month: int
    cumulative: FloatArray
    simulated: bool

    @property
    def at(self) -> float:
        return float(self.cumulative[self.index, self.month - 1])

    def until(self, month: int) -> float:
        return float(self.cumulative[self.index, month - 1]) if month else 0.0

    @property
    def before(self) -> float:
        """Full years before this one."""
        return float(self.cumulative[: self.index, MONTHS - 1].sum())


def judgements(
    targets: Sequence[Target],
    tree: OrgTree,
    ranks: Mapping[tuple[int, int, str], PublishedRank],
    until: tuple[int, int],
    known_at: datetime,
    rule: Yardsticks,
) -> dict[int, Judgement]:
    """The judgement of each target (by key) by what was verified at ``known_at`` of the months up to ``until``.

    ``until`` is the (year, month) that was over last. Figures are told in the boundaries of the day of ``known_at``.
    A unit that files nothing itself is what the units it manages make up by the rule of the indicator (汇总规则);
    where that rule makes nothing of several units, ``no_whole`` says so.
    """
    found = {}
    refused = _refused(targets, tree, until[0], known_at)
    for target in targets:
        span = Span.parse(target.period)
        if target.kind == TargetKind.RANK:
            found[target.pk] = _ranked(target, span, ranks)
            continue
        course = course_of(target, span, tree, until, known_at)
        if course is None:
            apart = _has_no_whole(target, span, tree, until, known_at)
            lamp = Light.NOT_APPLICABLE if apart else _silent(span, until)
            found[target.pk] = Judgement(target, span, lamp, asked=_asked(target), no_whole=apart)
        elif target.kind == TargetKind.ZERO:
            found[target.pk] = _kept(target, span, course)
        elif target.kind in (TargetKind.FLOOR, TargetKind.CEILING) and target.indicator.of_moment:
            found[target.pk] = _limit(target, span, course)
        elif target.kind == TargetKind.CEILING:
            found[target.pk] = _allowance(target, span, course, rule)
        else:
            found[target.pk] = _paced(target, span, course, tree, known_at, rule)
        if target.pk in refused and course is not None:
            found[target.pk] = _unheld(found[target.pk], refused[target.pk])
    return found


def _refused(targets: Sequence[Target], tree: OrgTree, year: int, known_at: datetime) -> dict[int, Refusal]:
    """The amounts that were set in other boundaries than those of the figures; a growth and zero are no amounts."""
    amounts = [t for t in targets if t.kind not in (TargetKind.RANK, TargetKind.ZERO, TargetKind.GROWTH)]
    if not amounts or not successions(known_at):
        return {}
    return amounts_refused(amounts, tree, figures(year, known_at), timezone.localtime(known_at).date())


def _unheld(found: Judgement, why: Refusal) -> Judgement:
    """What was reached and what is asked for, without a word on how the one compares with the other."""
    return Judgement(
        found.target,
        found.span,
        Light.NOT_APPLICABLE,
        found.year,
        found.month,
        actual=found.actual,
        asked=found.asked,
        simulated=found.simulated,
        refusal=why,
    )


def _asked(target: Target) -> float | None:
    return None if target.level is None else float(target.level)


def _silent(span: Span, until: tuple[int, int]) -> Light:
    """Nothing verified: not asked for before the first month of the span is over."""
    started = until >= (span.first.year, span.first.first_month)
    return Light.NOT_REPORTED if started else Light.NOT_APPLICABLE


def course_of(
    target: Target, span: Span, tree: OrgTree, until: tuple[int, int], known_at: datetime
) -> Course | None:
    """The months behind a judgement, as known at ``known_at`` up to the month ``until``. None where no month of the span is known of every member."""
    last = min(until[0], span.last_year)
    years, simulated = [], False
    for year in range(span.first.year, last + 1):
        months, invented = _months(target, tree, year, known_at)
        years.append(months)
        simulated |= invented
    if not years:
        return None
    raw = np.array(years)
    end = span.first.last_month if span.years == 1 else MONTHS
    start = span.first.first_month if span.years == 1 else 1
    end = min(end, until[1]) if last == until[0] else end
    raw[-1, end:] = np.nan
    index = len(years) - 1
    known = np.flatnonzero(~np.isnan(raw[index]))
    if (known.size == 0 or known[-1] + 1 < start) and index > 0:
        index, known = index - 1, np.flatnonzero(~np.isnan(raw[index - 1]))
    if known.size == 0 or known[-1] + 1 < start:
        return None
    flow = target.indicator.nature == Nature.FLOW
    return Course(raw, index, int(known[-1]) + 1, np.cumsum(raw, axis=1) if flow else raw, simulated)


def _months(target: Target, tree: OrgTree, year: int, known_at: datetime) -> tuple[FloatArray, bool]:
    facts = district_year(year, known_at, boundaries=timezone.localtime(known_at).date())
    return _added(target, tree, facts, facts.values)


def _added(target: Target, tree: OrgTree, facts: Facts, values: FloatArray) -> tuple[FloatArray, bool]:
    """What ``values``, on the axes of ``facts``, come to for the unit of ``target``, and whether any is invented."""
    column, rows = _members(target, tree, facts)
    if rows.size == 0:
        return np.full(MONTHS, np.nan), False
    return whole_year(facts, values, rows, column), bool(facts.simulated[rows].any())


def _members(target: Target, tree: OrgTree, facts: Facts) -> tuple[int, IntArray]:
    """The column of the target's indicator, and the rows that owe or have its figure and stand for the unit."""
    if target.indicator_id not in facts.indicator_ids:
        return 0, np.zeros(0, np.int64)
    column = facts.indicator_ids.index(target.indicator_id)
    rows = members_of(target.unit_id, tree, facts, column)
    return column, rows[facts.expected[rows, column].any(axis=1) | facts.reported[rows, column].any(axis=1)]


def _has_no_whole(
    target: Target, span: Span, tree: OrgTree, until: tuple[int, int], known_at: datetime
) -> bool:
    """Whether units have figures of the span that the rule of the indicator makes nothing of."""
    year = min(until[0], span.last_year)
    facts = district_year(year, known_at, boundaries=timezone.localtime(known_at).date())
    column, rows = _members(target, tree, facts)
    last = until[1] if year == until[0] else MONTHS
    told = ~np.isnan(facts.values[rows, column, :last])
    if rows.size < 2 or not told.any():
        return False
    return bool(told.all(axis=0).any()) or adding(facts, last).rule[column] == Rule.NONE


def _months_before(target: Target, tree: OrgTree, year: int, known_at: datetime) -> FloatArray:
    """The months of the year before as ``year`` is compared with them; NaN where it must not be."""
    known = figures(year, known_at)
    whole = whole_restated(known, target.unit_id, target.indicator_id)
    return _added(target, tree, known.now, known.base.values)[0] if whole is None else whole


def _expected(target: Target, span: Span, course: Course) -> float:
    if target.indicator.of_moment and not target.curve_table:
        return float(throughout()[course.month - 1])
    curve = curve_of(target.curve_table, of_moment=False)
    if span.years > 1:
        return share_of_years(span.years, course.index, float(curve[course.month - 1]))
    return share_of_part(curve, span.first.first_month, span.first.last_month, course.month)


def _done(target: Target, span: Span, course: Course) -> float:
    if target.indicator.of_moment:
        return course.at
    if span.years > 1:
        return course.before + course.at
    return course.at - course.until(span.first.first_month - 1)


def _kept(target: Target, span: Span, course: Course) -> Judgement:
    counts = course.years.copy()
    flow = target.indicator.nature == Nature.FLOW
    if span.years == 1 and span.first.first_month > 1:
        before = counts[:, span.first.first_month - 2 : span.first.first_month - 1]
        counts = counts if flow else np.maximum(counts - np.nan_to_num(before), 0)
        counts[:, : span.first.first_month - 1] = np.nan
    kept = kept_at_zero(counts, cumulative=not flow)
    broken = np.flatnonzero(kept.broken)
    first = (span.first.year + int(broken[0]), int(kept.first[broken[0]])) if broken.size else None
    lamp = Light.BEHIND if first else Light(int(zero_lights(kept)[course.index]))
    events = float(np.nansum(kept.events))
    # Nobody knows in which part of a unit that was divided since an event happened.
    divided = not np.isclose(events, round(events), rtol=0, atol=1e-6)
    if divided:
        unknown = Judgement(target, span, lamp, span.first.year + course.index, course.month, asked=0.0)
        return _unheld(replace(unknown, simulated=course.simulated), Refusal.BOUNDARIES)
    return Judgement(
        target,
        span,
        lamp,
        span.first.year + course.index,
        course.month,
        actual=events,
        asked=0.0,
        broken_in=first,
        simulated=course.simulated,
    )


def _limit(target: Target, span: Span, course: Course) -> Judgement:
    """A limit that holds at every moment: of the last figure known."""
    limit = _asked(target)
    assert limit is not None
    now = float(course.years[course.index, course.month - 1])
    room = (room_below if target.kind == TargetKind.CEILING else room_above)(now, limit)
    return Judgement(
        target,
        span,
        Light(int(room_lights(room))),
        span.first.year + course.index,
        course.month,
        actual=now,
        asked=limit,
        room=float(room.room),
        simulated=course.simulated,
    )


def _allowance(target: Target, span: Span, course: Course, rule: Yardsticks) -> Judgement:
    """A ceiling that is used up: against the calendar of the span."""
    limit = _asked(target)
    assert limit is not None
    done, share = _done(target, span, course), _expected(target, span, course)
    found = allowance(done, limit, share)
    thresholds = Thresholds(float(rule.level_on_pace), float(rule.level_slightly_behind))
    return Judgement(
        target,
        span,
        Light(int(allowance_lights(found, thresholds))),
        span.first.year + course.index,
        course.month,
        actual=done,
        asked=limit,
        asked_by_now=limit * share,
        completion=_known(found.used),
        expected=share,
        gap_points=_known(found.gap_points),
        room=_known(found.left),
        simulated=course.simulated,
    )


def _paced(
    target: Target, span: Span, course: Course, tree: OrgTree, known_at: datetime, rule: Yardsticks
) -> Judgement:
    """An amount, a floor of an amount, or a growth, of another span than one year."""
    if span.years == 1 and target.kind == TargetKind.GROWTH:
        return _grown(target, span, course, tree, known_at, rule)
    whole = np.nan if target.level is None else float(target.level)
    if span.years > 1 and target.reach != Reach.SUM:
        return _on_the_way(target, span, course, whole, rule)
    share, done = _expected(target, span, course), _done(target, span, course)
    indicator = target.indicator
    found = pace(done, whole, share, np.nan, indicator.of_moment, indicator.in_percent)
    adds = span.years > 1 and not indicator.of_moment
    of_year = year_share(whole, course.before, span.years, course.index) if adds else None
    return Judgement(
        target,
        span,
        _light(float(found.gap_points), target, rule, growth=False),
        span.first.year + course.index,
        course.month,
        actual=done,
        asked=_known(whole),
        asked_by_now=_known(whole * share),
        completion=_known(found.completion),
        expected=share,
        gap_points=_signed(target, found.gap_points),
        planned=_known(of_year.planned) if of_year else None,
        needed=_known(of_year.needed) if of_year else None,
        simulated=course.simulated,
    )


def _grown(
    target: Target, span: Span, course: Course, tree: OrgTree, known_at: datetime, rule: Yardsticks
) -> Judgement:
    before = _months_before(target, tree, span.first.year, known_at)
    past = np.cumsum(before) if target.indicator.nature == Nature.FLOW else before
    start = 0 if target.indicator.of_moment else span.first.first_month - 1
    base = float(past[course.month - 1] - (past[start - 1] if start else 0.0))
    done = _done(target, span, course)
    found = growth_pace(done, base, float(target.value) / 100)
    return Judgement(
        target,
        span,
        _light(float(found.gap_points), target, rule, growth=True),
        span.first.year,
        course.month,
        actual=done,
        asked=_asked(target),
        gap_points=_signed(target, found.gap_points),
        growth=_known(found.growth),
        simulated=course.simulated,
    )


def _on_the_way(target: Target, span: Span, course: Course, whole: float, rule: Yardsticks) -> Judgement:
    """A level at the end of several years: this year's place on the straight way there."""
    base = np.nan if target.base is None else float(target.base)
    goal = level_on_the_way(base, whole, (course.index + 1) / span.years)
    moment = target.indicator.of_moment
    # Also a level of a moment moves from its base to the goal of years to come.
    curve = curve_of(target.curve_table, of_moment=False)
    share = 1.0 if moment else float(curve[course.month - 1])
    if moment:
        start = level_on_the_way(base, whole, course.index / span.years)
        goal = level_on_the_way(start, goal, float(curve[course.month - 1]))
    found = pace(course.at, goal, share, np.nan)
    return Judgement(
        target,
        span,
        _light(float(found.gap_points), target, rule, growth=False),
        span.first.year + course.index,
        course.month,
        actual=course.at,
        asked=_known(whole),
        asked_by_now=_known(np.asarray(goal) * share),
        gap_points=_signed(target, found.gap_points),
        planned=_known(level_on_the_way(base, whole, (course.index + 1) / span.years)),
        simulated=course.simulated,
    )


def _light(gap: float, target: Target, rule: Yardsticks, *, growth: bool) -> Light:
    limits = (
        Thresholds(float(rule.growth_on_pace), float(rule.growth_slightly_behind))
        if growth
        else Thresholds(float(rule.level_on_pace), float(rule.level_slightly_behind))
    )
    signed = -gap if target.op in CEILINGS else gap
    return Light(int(lights(signed, True, True, limits)))


def _signed(target: Target, gap: FloatArray) -> float | None:
    return _known(-gap if target.op in CEILINGS else gap)


def _ranked(target: Target, span: Span, ranks: Mapping[tuple[int, int, str], PublishedRank]) -> Judgement:
    """The last rank published of a period within the span."""
    published = [
        rank
        for (indicator, unit, _period), rank in ranks.items()
        if (indicator, unit) == (target.indicator_id, target.unit_id)
        and span.start <= Span.parse(rank.period).start
        and Span.parse(rank.period).end <= span.end
    ]
    last = max(published, key=lambda r: (Span.parse(r.period).end, r.published_on, r.pk), default=None)
    lamp = Light(int(rank_lights(np.nan if last is None else last.rank, float(target.value))))
    return Judgement(target, span, lamp, asked=float(target.value), rank=last)


def _known(value: FloatArray | float) -> float | None:
    number = float(value)
    return None if np.isnan(number) else number
