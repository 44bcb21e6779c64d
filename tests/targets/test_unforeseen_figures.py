"""Figures that no plan foresees: huge, negative, nothing last year, equal to a threshold, revised twice a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from approval import approval
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.kernel.light import Light
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.actions.set_yardsticks import set_yardsticks
from luoshi.targets.actions.supply_base import supply_base
from luoshi.targets.level import level_meant
from steering import FILERS, Steering


def test_a_level_beyond_fifteen_digits_is_kept_as_the_ledger_has_it(steering: Steering) -> None:
    """12,345,678,901.23 yuan and 8.25 %: seventeen digits, of which a database may keep only fifteen."""
    root = steering.root("8.25", base=None)
    new = supply_base(steering.district.standing("supervisor"), root, Decimal("12345678901.23"), "年鉴")
    new.refresh_from_db()
    assert new.level == level_meant("growth", Decimal("8.25"), Decimal("12345678901.23"))
    assert new.level == Decimal("13364197410.5815")
    assert verify().holds, verify().findings


def test_a_figure_that_cannot_be_kept_digit_for_digit_is_refused(steering: Steering) -> None:
    huge = Decimal("12345678901234.56")
    office, statistician = (steering.district.standing(who) for who in ("supervisor", "treasurer"))
    revenue = steering.indicator("revenue")
    with pytest.raises(Refused, match=r"12345678901234\.56"):
        supply_base(office, steering.root(base=None), huge, "年鉴")
    with pytest.raises(Refused, match=r"12345678901234\.56"):
        import_history(statistician, revenue, [PastFigure("QH-T1", "2014-06", huge)], "年鉴")
    assert verify().holds, verify().findings


def test_a_negative_year_to_date_is_added_and_judged_as_it_is(steering: Steering) -> None:
    """A refund can make it negative; that is behind, not unreported."""
    root = steering.root("10")
    parts = steering.split(root, "equal_growth")
    steering.report({"QH-S1": "44", "QH-T1": "-2", "QH-T2": "11", "QH-T3": "5.5"})
    found = steering.board().rows
    assert found[root.pk].actual == 58.5
    town = found[parts["QH-T1"].pk]
    assert (town.actual, town.light) == (-2, Light.BEHIND)
    assert town.growth == pytest.approx(-1.1)


def test_nothing_in_the_year_before_is_no_yardstick_and_no_zero(steering: Steering) -> None:
    """Zero and unknown bases alike: the unit cannot be judged, and the district is not judged on half a base."""
    district = steering.root("10", code="revenue", base="1000")
    steering.history("revenue", {"QH-S1": ("0", "0"), "QH-T1": ("20", "60")})
    parts = steering.split(district, "equal_growth", units=("QH-S1", "QH-T1", "QH-T2"))
    steering.report({"QH-S1": "5", "QH-T1": "22", "QH-T2": "7"}, code="revenue")
    found = steering.board().rows
    lights = {unit: found[part.pk].light for unit, part in parts.items()}
    assert lights == {
        "QH-S1": Light.NOT_APPLICABLE,
        "QH-T1": Light.ON_PACE,
        "QH-T2": Light.NOT_APPLICABLE,
    }
    whole = found[district.pk]
    assert (whole.actual, whole.base_same_period, whole.growth) == (34, None, None)
    assert (whole.reporting, whole.due, whole.light) == (3, 4, Light.NOT_APPLICABLE)
    with pytest.raises(Refused):
        steering.split(district, "share", units=("QH-S1", "QH-T1", "QH-T2"))


def test_equal_thresholds_leave_two_lights_and_the_edge_is_the_better_one(steering: Steering) -> None:
    part = steering.split(steering.root("10"), "equal_growth")
    office = steering.district.standing("supervisor")
    half = Decimal("-0.5")
    set_yardsticks(office, chain="QH", authority=approval(), growth_on_pace=half, growth_slightly_behind=half)
    # 20 x 1.095 = 21.9 is exactly half a point short; 43.8 of 40 is exactly on it, too.
    steering.report({"QH-S1": "43.8", "QH-T1": "21.9", "QH-T2": "10.94", "QH-T3": "5.5"})
    found = steering.board().rows
    lights = [found[part[unit].pk].light for unit in FILERS]
    assert lights == [Light.ON_PACE, Light.ON_PACE, Light.BEHIND, Light.ON_PACE]


def test_a_curve_may_stand_still_and_applies_from_the_day_it_was_set(steering: Steering) -> None:
    """No progress expected from March to June; before that day the linear curve counts."""
    root = steering.root("200", kind="level", base=None)
    steering.report(dict.fromkeys(FILERS, "25"), day=date(2015, 7, 2))
    assert steering.position(root, date(2015, 7, 2)).gap_points == pytest.approx(0)
    flat = ["0", "0.1"] + ["0.25"] * 4 + ["0.25", "0.5", "0.75", "0.75", "0.75", "1"]
    new = set_curve(
        steering.district.standing("supervisor", date(2015, 7, 3)), root, flat, authority=approval()
    )
    assert steering.position(new).gap_points == pytest.approx(25)
    assert steering.position(root, date(2015, 7, 2)).gap_points == pytest.approx(0)


def test_two_revisions_in_one_day_and_a_verdict_after_the_day(steering: Steering) -> None:
    """What counts on a day is the newest version verified by then; a later verdict changes no earlier view."""
    root = steering.root("10")
    round_ = steering.open_round("2015-06")
    first, second, third = date(2015, 7, 2), date(2015, 7, 3), date(2015, 7, 6)
    steering.file_one(round_, "QH-T1", "21", day=first)
    steering.verify_one(round_, "QH-T1", day=first)
    town = steering.district.unit("QH-T1")
    steering.unlock(round_, "invest", day=second)
    for hour, value in ((10, "22"), (14, "23")):
        reopen_sheet(steering.district.standing("t1_liaison", second, hour), round_, town, "更正")
        steering.save(round_, {"invest": value}, day=second, notes={"invest": "更正"})
        steering.submit(round_, day=second, hour=hour)
    seen = {day: steering.position(root, day).actual for day in (first, second, third)}
    assert seen == {first: 21, second: 21, third: 21}
    steering.verify_one(round_, "QH-T1", day=third)
    seen = {day: steering.position(root, day).actual for day in (date(2015, 7, 1), first, second, third)}
    assert seen == {date(2015, 7, 1): None, first: 21, second: 21, third: 23}


def test_a_unit_that_changes_hands_in_the_year_counts_once_on_every_day(steering: Steering) -> None:
    """From June on 柳林镇 is managed by the street: the district's sum stays, and neither side counts it twice."""
    root = steering.root("10")
    steering.report(
        dict(zip(FILERS, ("44", "22", "11", "5.5"), strict=True)), period="2015-05", day=date(2015, 6, 3)
    )
    before = steering.position(root, date(2015, 6, 4))
    steering.hand_over("QH-T2", "QH-S1", since=date(2015, 6, 10))
    after = steering.position(root, date(2015, 6, 12))
    assert (before.actual, before.reporting, before.due) == (82.5, 4, 4)
    assert (after.actual, after.reporting, after.due) == (82.5, 4, 4)
