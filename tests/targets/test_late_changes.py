"""A change of boundaries recorded late: what was set before it, and what was known before it, stay what they were."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from approval import approval
from cast import TODAY
from luoshi.indicators.actions.merge_units import merge_units
from luoshi.indicators.actions.restate_base import NewBase, restate_base
from luoshi.indicators.actions.split_unit import Part, split_unit
from luoshi.indicators.basis import Refusal
from luoshi.indicators.succession_plan import Decree
from luoshi.org.actions.establish import NewUnit
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.positions import Position
from luoshi.targets.queries import known_before
from steering import Steering

pytestmark = pytest.mark.django_db

IN_MAY, EVE = date(2015, 5, 4), date(2015, 3, 20)
JUNE = {"QH-S1": "44", "QH-T1": "22", "QH-T2": "11", "QH-T3": "6"}
FEBRUARY = {"QH-S1": "4", "QH-T1": "3", "QH-T2": "2", "QH-T3": "1"}
NEW = NewUnit("QH-T9", "town", "双河镇", 39, "QH", name_en="Shuanghe Town", group="towns")
TABLE = ["0.02", "0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"]


def decree(day: date) -> Decree:
    return Decree(day, "青府〔2015〕9号", "区政府常务会议", "区划调整")


def hand_part_over(steering: Steering, recorded: date = TODAY) -> None:
    """From April on a quarter of 石桥镇 belongs to 柳林镇."""
    parts = [Part("QH-T1", Fraction(3, 4)), Part("QH-T2", Fraction(1, 4))]
    split_unit(steering.district.standing("admin", recorded), "QH-T1", parts, decree(date(2015, 4, 1)))


def merge(steering: Steering, recorded: date = TODAY, on: date = date(2015, 3, 10)) -> None:
    merge_units(steering.district.standing("admin", recorded), ["QH-T1", "QH-T2"], NEW, decree(on))


def test_a_base_restated_before_the_change_was_known_is_refused(steering: Steering) -> None:
    part = steering.split(steering.root(), "equal_growth")["QH-T2"]
    steering.report(JUNE)
    base = NewBase("2014-06", Decimal(9), "可比口径", "统计局", "企业划出")
    statistician = steering.district.standing("statistician", IN_MAY)
    restate_base(statistician, steering.indicator(), steering.district.unit("QH-T2"), base)
    hand_part_over(steering)
    assert steering.position(part).refusal == Refusal.BOUNDARIES
    assert steering.position(part).growth is None


def amounts(steering: Steering, *parts: str, of: dict[str, Position]) -> list[Refusal]:
    return [of[unit].amount_refusal for unit in parts]


def test_an_amount_set_before_the_change_was_known_is_not_divided_by(steering: Steering) -> None:
    root = steering.root()
    parts = steering.split(root, "equal_growth", day=IN_MAY)
    steering.report(JUNE)
    hand_part_over(steering)
    found = {unit: steering.position(part) for unit, part in parts.items()}
    assert found["QH-T2"].completion is None
    told = amounts(steering, "QH-S1", "QH-T1", "QH-T2", "QH-T3", of=found)
    assert told == [Refusal.NONE, Refusal.BOUNDARIES, Refusal.BOUNDARIES, Refusal.NONE]
    assert steering.position(root).amount_refusal == Refusal.NONE


def test_an_amount_set_when_the_change_was_known_is_divided_by(steering: Steering) -> None:
    hand_part_over(steering, date(2015, 4, 1))
    part = steering.split(steering.root(), "equal_growth", day=IN_MAY)["QH-T2"]
    steering.report(JUNE)
    assert steering.position(part).amount_refusal == Refusal.NONE
    assert steering.position(part).completion is not None


def test_another_curve_does_not_make_an_old_amount_one_of_the_new_boundaries(steering: Steering) -> None:
    root = steering.root()
    steering.split(root, "equal_growth")
    steering.report(JUNE)
    hand_part_over(steering, date(2015, 4, 1))
    set_curve(steering.district.standing("supervisor", IN_MAY), root, TABLE, authority=approval())
    rows = {p.target.unit.code: p for p in steering.board().rows.values()}
    assert rows["QH-T2"].target.curve_table
    assert amounts(steering, "QH-S1", "QH-T1", "QH-T2", of=rows) == [
        Refusal.NONE,
        Refusal.BOUNDARIES,
        Refusal.BOUNDARIES,
    ]


def test_what_was_known_before_the_recording_stays_what_it_was(steering: Steering) -> None:
    root = steering.root()
    steering.split(root, "equal_growth")
    steering.report(FEBRUARY, "2015-02", day=date(2015, 3, 2))
    before = steering.board(EVE)
    merge(steering)
    after = steering.board(EVE)
    assert after.rows[root.pk].actual == before.rows[root.pk].actual == 10
    assert after.tree.nodes == before.tree.nodes and after.tree.managed == before.tree.managed
    assert set(after.rows) == set(before.rows)
    assert {"QH-T1", "QH-T2"} & {n.code for n in steering.board().tree.nodes.values()} == set()


def test_what_moved_within_a_week_is_not_the_boundaries(steering: Steering) -> None:
    root = steering.root()
    parts = steering.split(root, "equal_growth")
    steering.report(FEBRUARY, "2015-05", day=date(2015, 6, 2))
    merge(steering, date(2015, 7, 4), date(2015, 7, 4))
    found = known_before(steering.board(), TODAY - timedelta(days=7))
    assert found[root.pk].actual == 10
    assert found.keys() == {root.pk, parts["QH-S1"].pk, parts["QH-T3"].pk}
