"""As it was: what the parts of a whole hand each other is no change of the whole; what comes from outside is."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from cast import TODAY
from luoshi.indicators.actions.merge_units import merge_units
from luoshi.indicators.actions.split_unit import Part, split_unit
from luoshi.indicators.basis import Refusal
from luoshi.indicators.boundaries import View
from luoshi.indicators.succession_plan import Decree
from luoshi.kernel.light import Light
from luoshi.org.actions.establish import NewUnit
from luoshi.targets.models import Target
from luoshi.targets.positions import Position
from luoshi.targets.queries import board, known_before, outlooks, series
from steering import YEAR, Steering

pytestmark = pytest.mark.django_db

JUNE = {"QH-S1": "44", "QH-T1": "22", "QH-T2": "11", "QH-T3": "6"}
MERGED = {"QH-S1": "44", "QH-T1": "22", "QH-T2": "17"}
NEW = NewUnit("QH-T9", "town", "双河镇", 39, "QH", name_en="Shuanghe Town", group="towns")


def decree(day: date) -> Decree:
    return Decree(day, "青府〔2015〕9号", "区政府常务会议", "区划调整")


def merge(steering: Steering, on: date, into: str | NewUnit = NEW) -> None:
    merged = ["QH-T1", "QH-T2"] if isinstance(into, NewUnit) else ["QH-T3"]
    merge_units(steering.district.standing("admin"), merged, into, decree(on))


def told(steering: Steering, target: Target, view: View) -> Position:
    return board(steering.district.standing("supervisor"), YEAR, TODAY, view).rows[target.pk]


def test_a_merger_inside_leaves_the_growth_of_the_district_as_it_was(steering: Steering) -> None:
    root = steering.root()
    merge(steering, date(2015, 4, 1), "QH-T2")
    steering.report(MERGED)
    then, today = told(steering, root, View.THEN), told(steering, root, View.TODAY)
    assert then.refusal == Refusal.NONE and then.growth == pytest.approx(83 / 75 - 1)
    assert then.growth == pytest.approx(today.growth) and not then.carried and today.carried
    assert (then.completion, then.light) == (today.completion, today.light)


def test_the_growth_of_the_merged_town_is_refused_still(steering: Steering) -> None:
    root = steering.root()
    merge(steering, date(2015, 4, 1), "QH-T2")
    steering.report(MERGED)
    part = steering.split(root, "equal_growth", ("QH-S1", "QH-T1", "QH-T2"), day=TODAY)["QH-T2"]
    then = told(steering, part, View.THEN)
    assert then.growth is None and then.refusal == Refusal.BOUNDARIES and then.light == Light.NOT_APPLICABLE


def test_what_the_merged_towns_had_reported_is_not_lost_as_it_was(steering: Steering) -> None:
    """The merger came after the month: as it was, there were two towns, one of which had not reported."""
    root = steering.root()
    steering.report({unit: value for unit, value in JUNE.items() if unit != "QH-T2"})
    before = told(steering, root, View.THEN)
    merge(steering, date(2015, 7, 1))
    then = told(steering, root, View.THEN)
    assert (then.actual, then.reporting, then.due) == (72, 3, 4)
    assert (then.actual, then.growth, then.completion) == (before.actual, before.growth, before.completion)
    course = series(steering.district.standing("supervisor"), root, TODAY, View.THEN)
    assert [row.actual for row in course if row.month == 6] == [72]


def test_a_part_handed_over_inside_is_no_change_either(steering: Steering) -> None:
    root = steering.root()
    parts = [Part("QH-T1", Fraction(3, 4)), Part("QH-T2", Fraction(1, 4))]
    split_unit(steering.district.standing("admin"), "QH-T1", parts, decree(date(2015, 4, 1)))
    steering.report(JUNE)
    assert told(steering, root, View.THEN).growth == pytest.approx(83 / 75 - 1)


def test_what_leaves_the_district_is_a_change_of_the_district(steering: Steering) -> None:
    root = steering.root()
    parts = [Part("QH-T1", Fraction(1, 2)), Part("QH-T2", Fraction(1, 4))]
    split_unit(steering.district.standing("admin"), "QH-T1", parts, decree(date(2015, 4, 1)), leaves=True)
    steering.report(JUNE)
    then = told(steering, root, View.THEN)
    assert then.actual == 83 and then.growth is None and then.refusal == Refusal.BOUNDARIES


def test_the_forecast_as_it_was_rests_on_the_towns_there_were(steering: Steering) -> None:
    steering.remember((*("QH-S1", "QH-T1", "QH-T2", "QH-T3"),))
    root = steering.root()
    steering.report(JUNE)
    standing = steering.district.standing("supervisor")
    first = board(standing, YEAR, TODAY, View.THEN)
    before = outlooks(first, first.roots)[root.pk]
    merge(steering, date(2015, 7, 1))
    later = board(standing, YEAR, TODAY, View.THEN)
    assert outlooks(later, later.roots)[root.pk] == before
    assert known_before(later, date(2015, 7, 3))[root.pk].actual is None
