"""The day a target is met, who fails with it, what its figures are worth, which money hangs on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from approval import approval
from cast import TODAY
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.targets.accounts import arrival, day_of, dependents, money_tied, quality_of
from luoshi.targets.actions.release_money import release_money
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.actions.tie_money import tie_money
from luoshi.targets.models import Target
from luoshi.targets.queries import outlooks
from steering import Steering

D = Decimal


@pytest.mark.parametrize(
    ("months", "day"),
    [
        (10.0, date(2015, 10, 31)),
        (12.0, date(2015, 12, 31)),
        (12.5, date(2016, 1, 16)),
        (0.01, date(2015, 1, 1)),
        (6 + 1 / 31, date(2015, 7, 1)),
        (float("nan"), None),
        (500.0, None),
    ],
)
def test_the_day_of_so_many_months(months: float, day: date | None) -> None:
    assert day_of(2015, months) == day


def test_the_day_at_which_the_level_is_reached(steering: Steering) -> None:
    root = steering.root("165", kind="level", base=None)
    steering.split(root)
    steering.report({"QH-S1": "44", "QH-T1": "22", "QH-T2": "11", "QH-T3": "5.5"})
    found = steering.board()
    position = found.rows[root.pk]
    told = arrival(position, outlooks(found, [position])[root.pk])
    # 82.5 in six months is 165 in twelve.
    assert (told.has_day, told.at_rate) == (True, date(2015, 12, 31))


def test_a_ceiling_has_no_day(steering: Steering) -> None:
    root = steering.root("165", kind="level", base=None, op="<=")
    found = steering.board()
    position = found.rows[root.pk]
    assert not arrival(position, outlooks(found, [position])[root.pk]).has_day


def test_the_target_above_fails_once_the_margin_is_used_up(steering: Steering) -> None:
    root = steering.root()
    given = {"QH-S1": "112", "QH-T1": "66", "QH-T2": "34", "QH-T3": "11"}
    parts = steering.split(root, "by_hand", by_hand=given)
    steering.report({"QH-S1": "56", "QH-T1": "32", "QH-T2": "16", "QH-T3": "5.5"})
    found = steering.board()
    town, other = found.rows[parts["QH-T1"].pk], found.rows[parts["QH-S1"].pk]
    expected = outlooks(found, [town, other])
    told = dependents(found, town, expected)
    assert [(a.position.target.unit.code, a.margin) for a in told.above] == [("QH", D("3.00"))]
    assert (told.expected, told.short) == (D("64.00"), D("2.00"))
    assert told.above[0].fails is False
    assert dependents(found, other, expected).short == 0


def test_parts_that_look_like_being_missed_are_named(steering: Steering) -> None:
    root = steering.root()
    steering.split(root, "equal_growth")
    steering.report({"QH-S1": "44", "QH-T1": "10", "QH-T2": "11", "QH-T3": "5.5"})
    found = steering.board()
    told = dependents(found, found.rows[root.pk], outlooks(found, found.rows.values()))
    assert [p.target.unit.code for p in told.below] == ["QH-T1"]
    assert (told.parts, told.above) == (4, ())


def test_the_quality_of_the_figures(steering: Steering) -> None:
    root = steering.root()
    parts = steering.split(root)
    round_ = steering.open_round("2015-06")
    steering.file_one(round_, "QH-S1", "44")
    steering.file_one(round_, "QH-T1", "22")
    steering.verify_one(round_, "QH-T1")
    found = steering.board()
    told = quality_of(steering.district.standing("supervisor"), found, found.rows.values())
    whole, town = told[root.pk], told[parts["QH-T1"].pk]
    assert (whole.reported, whole.verified, whole.verified_share) == (2, 1, 0.5)
    assert (town.reported, town.verified, town.revisions, town.cuts, town.open_findings) == (1, 1, 0, 0, 0)
    stranger = quality_of(steering.district.standing("t2_head"), found, found.rows.values())
    assert (stranger[root.pk].open_findings, stranger[parts["QH-T2"].pk].open_findings) == (None, 0)


def test_money_stays_tied_when_the_target_is_changed_and_until_it_is_released(steering: Steering) -> None:
    root, office = steering.root(), steering.district.standing("supervisor")
    tied = tie_money(office, root, D(300), "区政府办〔2015〕12号", "未完成不予拨付")
    changed = set_curve(office, root, [f"{m / 12:.6f}" for m in range(1, 12)] + ["1"], authority=approval())
    assert money_tied(office, [changed], TODAY)[changed.pk] == [tied]
    release_money(office, tied, "已拨付")
    assert money_tied(office, [changed], TODAY) == {}
    with pytest.raises(Refused):
        release_money(office, tied, "再来一次")
    assert verify().holds


def test_money_needs_amount_document_condition_and_the_right_hands(steering: Steering) -> None:
    root, who = steering.root(), steering.district.standing
    with pytest.raises(Refused) as caught:
        tie_money(who("supervisor"), root, D(0), " ", "")
    assert [p.code for p in caught.value.problems] == ["amount", "document", "condition"]
    for stranger in ("t1_head", "assessor", "admin", "treasurer"):
        with pytest.raises(Denied):
            tie_money(who(stranger), root, D(1), "文", "条件")
    tied = tie_money(who("leader"), root, D(1), "文", "条件")
    with pytest.raises(Denied):
        release_money(who("t1_head"), tied, "理由")
    with pytest.raises(Refused):
        release_money(who("leader"), tied, " ")
    assert Target.objects.count() == 1


def test_what_is_missing_is_held_against_what_the_forecast_is_held_against(steering: Steering) -> None:
    """The forecast may go by another amount than the target once meant: its base was published anew, or its ground moved."""
    steering.remember()
    root = steering.root()
    town = steering.split(root, "equal_growth")["QH-T1"]
    steering.report({"QH-T1": "24"})
    found = steering.board()
    position = found.rows[town.pk]
    said = outlooks(found, [position])[town.pk]
    assert said.center is not None and said.goal is not None
    moved = replace(said, goal=said.center + 3)
    assert dependents(found, position, {town.pk: moved}).short == Decimal("3.00")
    assert dependents(found, position, {town.pk: replace(said, goal=said.center - 3)}).short == 0
