"""Units are compared by what they should have reached by now; their gaps add up to the district's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.imbalance import imbalance, progress
from luoshi.targets.models import Target
from steering import SET_ON, Steering

D = Decimal
ON_TIME = {"QH-S1": "44", "QH-T1": "22", "QH-T2": "11", "QH-T3": "5.5"}


def test_the_contributions_add_up_to_the_gap_of_the_district(steering: Steering) -> None:
    root = steering.root()
    steering.split(root, "equal_growth")
    steering.report({**ON_TIME, "QH-T1": "18", "QH-S1": "45"})
    found = steering.board()
    told = imbalance(found, found.rows[root.pk])
    assert told is not None and told.shares is not None
    assert (told.worst.target.unit.code, told.best.target.unit.code) == ("QH-T1", "QH-S1")
    # 10 % on a base of 75 asks for 82.5; 79.5 was reached.
    assert told.shares.whole.gap == D("-3.00")
    assert {u: c.gap for u, c in told.shares.parts.items()} == {
        "QH-T1": D("-4.00"),
        "QH-T2": D(0),
        "QH-T3": D(0),
        "QH-S1": D("1.00"),
    }
    assert told.shares.parts["QH-T1"].share == D("133.33")
    assert sum(c.points or 0 for c in told.shares.parts.values()) + (told.shares.rest.points or 0) == D(
        "-4.00"
    )
    assert told.told.counted == 4
    assert told.told.spread == pytest.approx(45 / 44 - 18 / 22)


def test_who_has_not_reported_stays_out_and_is_named(steering: Steering) -> None:
    root = steering.root()
    steering.split(root)
    steering.report({unit: ON_TIME[unit] for unit in ("QH-S1", "QH-T1")})
    found = steering.board()
    told = imbalance(found, found.rows[root.pk])
    assert told is not None and told.shares is not None
    assert [p.target.unit.code for p in told.silent] == ["QH-T2", "QH-T3"]
    assert told.shares.missing == ("QH-T2", "QH-T3")
    assert told.told.counted == 2


def test_one_unit_is_not_compared(steering: Steering) -> None:
    root = steering.root()
    steering.split(root)
    steering.report({"QH-S1": "44"})
    found = steering.board()
    assert imbalance(found, found.rows[root.pk]) is None


def test_where_parts_do_not_add_up_only_the_dispersion_is_told(steering: Steering) -> None:
    root = steering.root()
    steering.split(root, "equal_growth")
    steering.report(ON_TIME)
    indicator = steering.indicator()
    indicator.aggregation = "none"
    indicator.save()
    found = steering.board()
    told = imbalance(found, found.rows[root.pk])
    assert told is not None and told.shares is None and told.told.counted == 4


def test_the_parts_are_measured_as_the_whole_is(steering: Steering) -> None:
    """A growth split into amounts: each part's gap is against its own year before, like that of the district."""
    root = steering.root()
    steering.split(root, "share")
    steering.report({**ON_TIME, "QH-T1": "18", "QH-S1": "45"})
    found = steering.board()
    told = imbalance(found, found.rows[root.pk])
    assert told is not None and told.shares is not None
    assert {u: c.gap for u, c in told.shares.parts.items()} == {
        "QH-T1": D("-4.00"),
        "QH-T2": D(0),
        "QH-T3": D(0),
        "QH-S1": D("1.00"),
    }
    assert (told.shares.whole.gap, told.shares.rest.gap) == (D("-3.00"), D(0))


def test_what_was_handed_down_on_top_is_between_parts_and_whole(steering: Steering) -> None:
    root = steering.root()
    over = {"QH-S1": "115", "QH-T1": "66", "QH-T2": "33", "QH-T3": "11"}
    steering.split(root, "by_hand", by_hand=over)
    steering.report(ON_TIME)
    found = steering.board()
    told = imbalance(found, found.rows[root.pk])
    assert told is not None and told.shares is not None
    # 5 on top of 110 is 5 % of the 40 of last June.
    assert told.shares.parts["QH-S1"].gap == D("-2.00")
    assert (told.shares.whole.gap, told.shares.rest.gap) == (D(0), D("2.00"))


def test_a_part_without_a_base_has_no_gap_of_that_measure(steering: Steering) -> None:
    root = steering.root()
    part = steering.split(root, "share")["QH-T1"]
    steering.report(ON_TIME)
    Target.objects.filter(pk=part.pk).update(base=None)
    found = steering.board()
    told = imbalance(found, found.rows[root.pk])
    assert told is not None and told.shares is not None
    assert told.shares.missing == ("QH-T1",)
    assert told.told.counted == 4


def test_worst_and_best_are_the_ends_of_the_range(steering: Steering) -> None:
    """石桥镇 is asked for little by June and does less still: fewest points behind, least of what was asked."""
    root = steering.root()
    parts = steering.split(root, "share")
    late = ["0.01", "0.02", "0.03", "0.05", "0.07", "0.1", "0.2", "0.3", "0.5", "0.7", "0.9", "1"]
    set_curve(steering.district.standing("supervisor", SET_ON, 11), parts["QH-T1"], late)
    steering.report({"QH-S1": "55", "QH-T1": "5", "QH-T2": "14", "QH-T3": "5.5"})
    found = steering.board()
    told = imbalance(found, found.rows[root.pk])
    assert told is not None
    assert [p.target.unit.code for p in told.rows[:2]] == ["QH-T1", "QH-T2"]
    assert told.told.spread == pytest.approx((progress(told.best) or 0) - (progress(told.worst) or 0))
