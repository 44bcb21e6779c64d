"""Units are compared by what they should have reached by now; their gaps add up to the district's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.targets.imbalance import imbalance
from steering import Steering

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
