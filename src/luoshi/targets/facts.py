"""Rows to arrays: what every unit reached of every indicator, and what it is to reach (目标取数)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Case, FloatField, QuerySet, When
from django.db.models.functions import Cast
from numpy.typing import NDArray

from luoshi.indicators.adding import adding, members_by_indicator
from luoshi.indicators.basis import Refusal
from luoshi.indicators.models import OF_MOMENT
from luoshi.indicators.register import register
from luoshi.kernel.aggregation import Rule
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.curve import linear, throughout
from luoshi.org.tree import OrgTree
from luoshi.targets.comparable import Figures, Told, told_of_wholes
from luoshi.targets.courses import curve_of
from luoshi.targets.models import Target
from luoshi.targets.vocabulary import CurveKind, TargetKind

MONTHS = 12
PERCENT = 100.0
# A target as it is read for :func:`goals`; ``grows`` and ``curved`` are 0 or 1.
ROW = np.dtype(
    [
        ("pk", np.int64),
        ("unit", np.int64),
        ("indicator", np.int64),
        ("grows", np.int64),
        ("value", np.float64),
        ("level", np.float64),
        ("curved", np.int64),
    ]
)


@dataclass(frozen=True)
class Reach:
    """What U units reached of the I indicators of the catalogue. A unit is made up of its members.

    members       for each unit, the rows of the figures that stand for it in some indicator
    stands        for each unit, bool[members, I]: in which indicators each of them does
    files_itself  bool[U, I]: the unit is its own and only member
    month         int64[U, I]: the last month, up to the judged one, that asks for the figure; 0 none
    due           int64[U, I]: members that owe the figure of that month
    reporting     int64[U, I]: those of them that have a verified one
    actual        float64[U, I]: what they reported, put together by the rule of the indicator (汇总规则); NaN where
                  nobody did, or where members do not add up
    base          float64[U, I]: the same month of the year before, over the members that reported (可比), over
                  all that owe it where none did; NaN where it is not known of one that reported, or must not be
                  compared with
    carried       bool[U, I]: a figure of either year was carried into the boundaries of today
    restated      bool[U, I]: a base was restated to the rules of today
    refusal       int64[U, I]: why there is no base to compare with, a ``Refusal``
    covered       float64[U, I]: share of the whole that the members that reported stand for, by the year before:
                  1 where all or none did; NaN where it is not known of a member
    simulated     bool[U, I]: a member that owes the figure is invented
    """

    members: Sequence[IntArray]
    stands: Sequence[BoolArray]
    files_itself: BoolArray
    month: IntArray
    due: IntArray
    reporting: IntArray
    actual: FloatArray
    base: FloatArray
    carried: BoolArray
    restated: BoolArray
    refusal: IntArray
    covered: FloatArray
    simulated: BoolArray

    def standing(self, unit: int, column: int) -> IntArray:
        """The rows of the figures that stand for the unit at place ``unit`` in the indicator of ``column``."""
        return self.members[unit][self.stands[unit][:, column]]


def reach(units: Sequence[int], tree: OrgTree, known: Figures, month: int) -> Reach:
    """What ``units`` (keys) reached by the end of ``month`` (0..12, 0: none is over yet).

    An indicator that is not asked for in ``month`` is judged at the last month it was asked for. A unit that
    files no figures itself stands for the units it manages.
    """
    now, before = known.now, known.before
    found = [members_by_indicator(unit, tree, now) for unit in units]
    members, stands = [rows for rows, _ in found], [some for _, some in found]
    # One row a member: a unit that files itself has one, a unit that stands for others has theirs.
    member = np.concatenate([np.array([], np.int64), *members])
    unit = np.repeat(np.arange(len(units)), [m.size for m in members])
    counts = np.concatenate([np.zeros((0, len(now.indicator_ids)), bool), *stands])
    owed = (now.expected[member, :, :month] & counts[:, :, None]) * np.arange(1, month + 1)
    asked = np.zeros((len(units), len(now.indicator_ids)), np.int64)
    np.maximum.at(asked, unit, owed.max(axis=2, initial=0))

    def added(values: NDArray[Any]) -> NDArray[Any]:
        total = np.zeros(asked.shape, values.dtype)
        np.add.at(total, unit, values)
        return total

    asked_of = asked[unit] - 1
    cell = (member[:, None], np.arange(asked.shape[1]), asked_of)
    due = now.expected[cell] & counts & (asked[unit] > 0)
    reported = due & ~np.isnan(now.values[cell])
    reporting, owing = added(reported.astype(np.int64)), added(due.astype(np.int64))
    alike = reported | (due & (reporting[unit] == 0))
    stated = alike & ~np.isnan(known.base.values[cell])
    compared = added(stated.astype(np.int64))
    rules = adding(now, max(month, 1))
    actual = rules.rolled(now.values[member], asked_of, unit, len(units), due)
    base = rules.rolled(known.base.values[member], asked_of, unit, len(units), stated)
    told = Told(
        np.where((compared > 0) & (compared >= reporting), base.value, np.nan),
        added((alike & known.base.restated[cell]).astype(np.int64)) > 0,
        _gravest(np.where(alike, known.base.refusal[cell], Refusal.NONE), unit, len(units)),
    )
    whole = before.values[member, :, MONTHS - 1]
    share = ratio(added(np.where(reported, whole, 0.0)), added(np.where(due, whole, 0.0)))
    itself = np.array([now.unit_ids[row] for row in member], np.int64) == np.array(units, np.int64)[unit]
    own = (added((counts & itself[:, None]).astype(np.int64)) == 1) & (added(counts.astype(np.int64)) == 1)
    told = told_of_wholes(told, units, known, asked, complete=(reporting == owing) & (owing > 0))
    return Reach(
        members=members,
        stands=stands,
        files_itself=own,
        month=asked,
        due=owing,
        reporting=reporting,
        actual=actual.value,
        base=told.base,
        carried=added((alike & known.base.carried[cell]).astype(np.int64)) > 0,
        restated=told.restated,
        refusal=told.refusal,
        covered=np.where((reporting == 0) | (reporting == owing) | (rules.rule != Rule.SUM), 1.0, share),
        simulated=added((due & now.simulated[member][:, None]).astype(np.int64)) > 0,
    )


def _gravest(refusal: IntArray, unit: IntArray, units: int) -> IntArray:
    worst = np.zeros((units, refusal.shape[1]), np.int64)
    np.maximum.at(worst, unit, refusal)
    return worst


def shares(tables: Iterable[Sequence[str] | None], of_moment: Iterable[bool], month: IntArray) -> FloatArray:
    """Share of the target that each curve expects by the end of its month, see ``courses.curve_of``; NaN in month 0."""
    curves: dict[tuple[tuple[str, ...], bool], tuple[int, FloatArray]] = {}
    number = []
    for table, moment in zip(tables, of_moment, strict=True):
        key = tuple(table or ()), moment
        if key not in curves:
            curves[key] = (len(curves), curve_of(table, of_moment=moment))
        number.append(curves[key][0])
    stacked = np.array([curve for _number, curve in curves.values()])
    expected = stacked[np.array(number, np.int64).reshape(month.shape), np.maximum(month, 1) - 1]
    return np.where(month > 0, expected, np.nan)


@dataclass(frozen=True)
class Goals:
    """What U units are to reach of I indicators in a year, and by the end of the month that is asked of each.

    key        int64[U, I]: the target; -1 none
    by_growth  bool[U, I]: the target is a growth on the year before, else a level
    growth     float64[U, I]: that growth as a fraction; read where ``by_growth``
    level      float64[U, I]: the year's level, of which only what is covered where some have not reported; NaN
               while the base is not known
    share      float64[U, I]: share of the year that the curve expects; NaN where nothing is asked
    amount     float64[U, I]: 时序目标, base x (1 + growth) or level x share; NaN where it is not known
    """

    key: IntArray
    by_growth: BoolArray
    growth: FloatArray
    level: FloatArray
    share: FloatArray
    amount: FloatArray


def goals(targets: QuerySet[Target], units: Sequence[int], indicators: Sequence[int], found: Reach) -> Goals:
    """The ``targets`` of ``units`` and ``indicators`` (keys: the axes of ``found``), with what they ask for by now.

    A growth target counts before a level target of the same unit: it is judged on the same period's base.
    """
    shape = found.month.shape
    key, by_growth = np.full(shape, -1), np.zeros(shape, bool)
    growth, level = np.full(shape, np.nan), np.full(shape, np.nan)
    natures = register().kinds
    moment = np.array([natures[indicator] in OF_MOMENT for indicator in indicators], bool)
    by_default = np.where(moment, throughout()[:, None], linear()[:, None])  # [12, I]
    share = np.where(
        found.month > 0, by_default[np.maximum(found.month, 1) - 1, np.arange(moment.size)], np.nan
    )
    rows = _read(
        targets.order_by().values_list(
            "pk",
            "unit_id",
            "indicator_id",
            Case(When(kind=TargetKind.GROWTH, then=1), default=0),
            Cast("value", FloatField()),
            Cast("level", FloatField()),
            Case(When(curve=CurveKind.LINEAR, then=0), default=1),
        )
    )
    if rows.size:
        pk, unit, indicator, grows = (rows[name] for name in ("pk", "unit", "indicator", "grows"))
        row, column = _places(unit, units), _places(indicator, indicators)
        order = np.lexsort((pk, grows))
        order = order[(row[order] >= 0) & (column[order] >= 0)]
        place = row[order], column[order]
        key[place], by_growth[place] = pk[order], grows[order] == 1
        growth[place], level[place] = rows["value"][order] / PERCENT, rows["level"][order]
        if rows["curved"].any():
            tables = dict(targets.order_by().exclude(curve=CurveKind.LINEAR).values_list("pk", "curve_table"))
            curves = [tables.get(target) for target in key.ravel().tolist()]
            share = shares(curves, np.broadcast_to(moment, shape).ravel().tolist(), found.month)
    level *= found.covered
    amount = np.where(by_growth, found.base * (1 + growth), level * share)
    return Goals(key, by_growth, growth, level, share, np.where(found.month > 0, amount, np.nan))


def goals_instead(found: Goals, reached: Reach, target: Target) -> Goals:
    """``found`` as it would be with the value of ``target`` (by its key) that nobody has written yet."""
    here = found.key == target.pk
    grows = target.kind == TargetKind.GROWTH
    growth = np.where(here, float(target.value) / PERCENT if grows else np.nan, found.growth)
    meant = np.nan if target.level is None else float(target.level)
    level = np.where(here, meant * reached.covered, found.level)
    amount = np.where(found.by_growth, reached.base * (1 + growth), level * found.share)
    return replace(
        found,
        growth=growth,
        level=level,
        amount=np.where(here & (reached.month > 0), amount, found.amount),
    )


def _places(keys: IntArray, among: Sequence[int]) -> IntArray:
    """Where each key stands among the others; -1 where it does not."""
    if not among:
        return np.full(keys.size, -1)
    order = np.argsort(among)
    near = order[np.searchsorted(among, keys, sorter=order).clip(max=len(among) - 1)]
    return np.where(np.array(among)[near] == keys, near, -1)


def _read(query: QuerySet[Target, tuple[Any, ...]]) -> NDArray[Any]:
    """Columns ROW as the database gives them: converting each number once more would cost more than reading it."""
    with connection.cursor() as cursor:
        cursor.execute(*query.query.sql_with_params())
        return np.fromiter(cursor, dtype=ROW)
