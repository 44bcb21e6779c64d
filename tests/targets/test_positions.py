"""Where a target stands: completion against the curve, growth against the same period, and what is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from approval import approval
from cast import TODAY
from luoshi.kernel.light import Light
from luoshi.ledger.refusal import Denied
from luoshi.org.standing import Standing
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.actions.set_yardsticks import set_yardsticks
from luoshi.targets.models import Target
from luoshi.targets.queries import series
from steering import SET_ON, Steering

JUNE = {"QH-S1": "44.4", "QH-T1": "21.6", "QH-T2": "11", "QH-T3": "5"}
IN_JUNE, IN_MAY = date(2015, 6, 5), date(2015, 5, 6)


def test_a_level_is_held_against_the_calendar(steering: Steering) -> None:
    part = steering.split(steering.root())["QH-T1"]
    steering.report({"QH-T1": "30"})
    found = steering.position(part)
    assert (found.month, found.actual, found.expected) == (6, 30, 0.5)
    assert found.completion == pytest.approx(30 / 66)
    assert found.gap_points == pytest.approx((30 / 66 - 0.5) * 100)
    assert found.run_rate == pytest.approx((66 - 30) / 6)
    assert found.shortfall == pytest.approx(33 - 30)
    assert (found.half_done, found.light) == (False, Light.SLIGHTLY_BEHIND)


def test_growth_is_held_against_the_same_period_not_the_calendar(steering: Steering) -> None:
    part = steering.split(steering.root(), "equal_growth")["QH-T1"]
    steering.report({"QH-T1": "21.6"})
    found = steering.position(part)
    assert found.base_same_period == 20
    assert found.growth == pytest.approx(0.08)
    assert found.gap_points == pytest.approx(-2)
    assert found.shortfall == pytest.approx(22 - 21.6)
    assert found.completion == pytest.approx(21.6 / 66)
    assert found.light == Light.SLIGHTLY_BEHIND


def test_a_monthly_table_says_what_june_should_have(steering: Steering) -> None:
    root = steering.root()
    steering.split(root)
    table = ["0.01", "0.02", "0.05", "0.10", "0.20", "0.40", "0.50", "0.60", "0.70", "0.80", "0.90", "1"]
    set_curve(steering.district.standing("supervisor", SET_ON, 11), root, table, authority=approval())
    steering.report({"QH-T1": "27"})
    (part,) = Target.objects.filter(unit__code="QH-T1", superseded_at=None)
    found = steering.position(part)
    assert found.expected == 0.4
    assert found.gap_points == pytest.approx((27 / 66 - 0.4) * 100)
    assert (found.light, found.half_done) == (Light.ON_PACE, False)


def test_half_the_task_is_asked_at_the_end_of_june_only(steering: Steering) -> None:
    part = steering.split(steering.root())["QH-T1"]
    steering.report({"QH-T1": "32"}, "2015-05", day=IN_JUNE)
    assert steering.position(part, IN_JUNE).half_done is None
    steering.report({"QH-T1": "33"})
    assert steering.position(part).half_done is True


@pytest.mark.parametrize(
    ("figure", "light"),
    [
        ("33", Light.ON_PACE),
        ("32.99", Light.SLIGHTLY_BEHIND),
        ("29.7", Light.SLIGHTLY_BEHIND),
        ("29.69", Light.BEHIND),
    ],
)
def test_lights_turn_at_the_thresholds(steering: Steering, figure: str, light: Light) -> None:
    part = steering.split(steering.root())["QH-T1"]
    steering.report({"QH-T1": figure})
    assert steering.position(part).light == light


def test_thresholds_are_those_that_the_office_set(steering: Steering) -> None:
    part = steering.split(steering.root())["QH-T1"]
    steering.report({"QH-T1": "30"})
    office = steering.district.standing("supervisor")
    set_yardsticks(office, chain="QH", authority=approval(), level_slightly_behind=Decimal(-2))
    assert steering.position(part).light == Light.BEHIND
    wide = {"level_on_pace": Decimal(-5), "level_slightly_behind": Decimal(-10)}
    set_yardsticks(office, chain="QH", authority=approval(), **wide)
    assert steering.position(part).light == Light.ON_PACE


def test_not_reported_is_not_zero_and_not_behind(steering: Steering) -> None:
    part = steering.split(steering.root())["QH-T1"]
    steering.report({"QH-T2": "15"})
    found = steering.position(part)
    assert (found.light, found.actual, found.completion, found.gap_points) == (
        Light.NOT_REPORTED,
        None,
        None,
        None,
    )
    assert (found.reporting, found.due) == (0, 1)


def test_an_unverified_figure_does_not_count(steering: Steering) -> None:
    part = steering.split(steering.root())["QH-T1"]
    round_ = steering.open_round("2015-06")
    steering.file_one(round_, "QH-T1", "30")
    assert steering.position(part).light == Light.NOT_REPORTED
    steering.verify_one(round_, "QH-T1")
    assert steering.position(part).actual == 30


def test_a_quarterly_indicator_is_judged_in_may_by_march(steering: Steering) -> None:
    root = steering.root("100", code="output", kind="level", base=None)
    part = steering.split(root, "by_hand", ("QH-T1",), {"QH-T1": "100"})["QH-T1"]
    assert steering.position(part, date(2015, 3, 20)).light == Light.NOT_APPLICABLE
    assert steering.position(part, date(2015, 4, 20)).light == Light.NOT_REPORTED
    steering.report({"QH-T1": "24"}, "2015-03", "output", date(2015, 4, 8))
    found = steering.position(part, IN_JUNE)
    assert (found.month, found.expected, found.actual) == (3, 0.25, 24)
    assert found.gap_points == pytest.approx(-1)
    assert found.light == Light.SLIGHTLY_BEHIND


def test_in_january_targets_are_there_and_nothing_is_asked_yet(steering: Steering) -> None:
    root = steering.root()
    found = steering.board(date(2015, 1, 20))
    assert [p.target for p in found.roots] == [root]
    assert (found.month, found.rows[root.pk].light) == (0, Light.NOT_APPLICABLE)


def test_the_whole_is_the_sum_of_those_that_reported_like_for_like(steering: Steering) -> None:
    root = steering.root()
    steering.split(root)
    steering.report({"QH-S1": "44.4", "QH-T1": "21.6"})
    found = steering.position(root)
    assert (found.reporting, found.due, found.partial) == (2, 4, True)
    assert found.actual == pytest.approx(66)
    assert found.base_same_period == 60
    assert found.growth == pytest.approx(0.1)
    assert found.completion == pytest.approx(66 / (220 * 160 / 200))


def test_the_whole_covers_everybody_once_all_reported(steering: Steering) -> None:
    root = steering.root()
    steering.split(root)
    steering.report(JUNE)
    found = steering.position(root)
    assert (found.partial, found.actual, found.base_same_period) == (False, pytest.approx(82), 75)
    assert found.completion == pytest.approx(82 / 220)


def test_growth_is_not_known_where_a_reporting_unit_has_no_year_before(steering: Steering) -> None:
    steering.history("revenue", {"QH-T1": ("100", "200")})
    root = steering.root(code="revenue", base=None)
    steering.split(root, "equal_growth")
    steering.report({"QH-T1": "120", "QH-T2": "60"}, code="revenue")
    found = steering.position(root)
    assert (found.actual, found.base_same_period, found.growth, found.completion) == (180, None, None, None)
    assert found.light == Light.NOT_APPLICABLE


def test_a_zone_stands_for_the_town_it_manages(steering: Steering) -> None:
    steering.hand_over("QH-T3", "QH-S2")
    root = steering.root()
    parts = steering.split(root, units=("QH-S1", "QH-S2", "QH-T1", "QH-T2"))
    steering.report({"QH-T3": "6"})
    zone = steering.position(parts["QH-S2"])
    assert (zone.actual, zone.members, zone.files_itself) == (6, 1, False)
    assert steering.position(root).due == 4


def test_a_ceiling_is_behind_when_it_is_exceeded(steering: Steering) -> None:
    root = steering.root("66", kind="level", base=None, op="<=")
    part = steering.split(root, "by_hand", ("QH-T1",), {"QH-T1": "66"})["QH-T1"]
    steering.report({"QH-T1": "40"})
    found = steering.position(part)
    assert found.gap_points == pytest.approx((0.5 - 40 / 66) * 100)
    assert (found.light, found.run_rate, found.half_done, found.shortfall) == (
        Light.BEHIND,
        None,
        None,
        None,
    )


def test_simulated_figures_are_marked_wherever_they_are_added(steering: Steering) -> None:
    root = steering.root()
    parts = steering.split(root)
    assert not any(p.simulated for p in steering.board().rows.values())
    # The people of the test district are invented, and so is what they report.
    steering.report({"QH-T2": "11"})
    marked = {p.target for p in steering.board().rows.values() if p.simulated}
    assert marked == {root, parts["QH-T2"]}


def test_a_board_as_of_may_knows_only_what_was_known_in_may(steering: Steering) -> None:
    root = steering.root()
    first = steering.split(root)
    steering.report({"QH-T1": "18"}, "2015-04", day=IN_MAY)
    later = steering.split(root, "equal_growth", day=date(2015, 6, 1), authority=approval())
    steering.report({"QH-T1": "30"}, day=TODAY)
    then, now = steering.board(date(2015, 5, 10)), steering.board()
    assert (then.month, now.month) == (4, 6)
    assert {p.target for p in then.parts_of(then.rows[root.pk])} == set(first.values())
    assert {p.target for p in now.parts_of(now.rows[root.pk])} == set(later.values())
    assert then.rows[first["QH-T1"].pk].actual == 18
    assert now.rows[later["QH-T1"].pk].actual == 30
    late = steering.board(IN_MAY.replace(day=5))
    assert late.rows[first["QH-T1"].pk].light == Light.NOT_REPORTED


def test_a_figure_counts_from_the_day_it_was_verified(steering: Steering) -> None:
    part = steering.split(steering.root())["QH-T1"]
    round_ = steering.open_round("2015-05")
    steering.file_one(round_, "QH-T1", "20", day=date(2015, 6, 3))
    steering.verify_one(round_, "QH-T1", day=IN_JUNE)
    assert steering.position(part, date(2015, 6, 4)).light == Light.NOT_REPORTED
    assert steering.position(part, IN_JUNE).actual == 20


def test_the_months_of_a_target_are_judged_one_by_one(steering: Steering) -> None:
    part = steering.split(steering.root())["QH-T1"]
    steering.report({"QH-T1": "25"}, "2015-05", day=IN_JUNE)
    steering.report({"QH-T1": "33"})
    months = series(steering.district.standing("supervisor"), part, TODAY)
    assert [m.month for m in months] == [1, 2, 3, 4, 5, 6]
    assert [m.actual for m in months] == [None, None, None, None, 25, 33]
    assert [m.half_done for m in months] == [None, None, None, None, None, True]


def test_the_months_of_a_quarterly_target_are_its_quarters(steering: Steering) -> None:
    root = steering.root("100", code="output", kind="level", base=None)
    assert [m.month for m in series(steering.district.standing("supervisor"), root, TODAY)] == [3, 6]


def test_a_visitor_is_told_no_month_of_a_target(steering: Steering) -> None:
    target = steering.root()
    with pytest.raises(Denied):
        series(Standing(at=steering.district.standing("supervisor").at), target, TODAY)
