"""Every level of a cascade is held against the one above; the mark-up is told level by level."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cast import TODAY, moment
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.ledger.refusal import Refused
from luoshi.org.models import Post
from luoshi.org.queries import tree
from luoshi.targets.actions.assign_owner import assign_owner
from luoshi.targets.bases import annual_bases
from luoshi.targets.level import additive
from luoshi.targets.levels import levels
from luoshi.targets.models import Target
from steering import SET_ON, Steering

D = Decimal
LIMIT = D("0.03")
# 220 is asked; the parts make 233.2, which is 6 % more.
OVER = {"QH-S1": "116", "QH-T1": "70.2", "QH-T2": "35", "QH-T3": "12"}


def two_levels(steering: Steering) -> Target:
    """石桥镇 manages 柳林镇 and 沙河镇 and hands its own part on with 4 % on top."""
    for unit in ("QH-T2", "QH-T3"):
        steering.hand_over(unit, "QH-T1")
    root = steering.root()
    parts = steering.split(root, "by_hand", ("QH-S1", "QH-T1"), {"QH-S1": "130", "QH-T1": "100"}, "奋斗目标")
    steering.split(parts["QH-T1"], "by_hand", ("QH-T2", "QH-T3"), {"QH-T2": "74", "QH-T3": "30"}, "加压")
    return root


def test_the_mark_up_is_told_level_by_level(steering: Steering) -> None:
    root = two_levels(steering)
    found = steering.board()
    told = levels(found, found.rows[root.pk], LIMIT)
    assert [(r.unit.code, r.gap, r.ratio, r.reason) for r in told.rows] == [
        ("QH", D("10.00"), D("0.045455"), "奋斗目标"),
        ("QH-T1", D("4.00"), D("0.04"), "加压"),
    ]
    assert [(s.targets, s.parts, s.layer.factor, s.layer.cumulative) for s in told.steps] == [
        (1, 2, D("1.045455"), D("1.045455")),
        (1, 2, D("1.04"), D("1.087273")),
    ]
    # 10 % of the district, together 15 % for its units, 19.6 % where it ends.
    assert told.growth == D("0.1")
    assert [s.growth for s in told.steps] == [D("0.150001"), D("0.196000")]
    assert (told.leaves, told.answered, told.unknown) == (D("234.00"), D(0), 0)
    assert (told.over, told.short) == ((), ())


def test_the_last_level_is_the_post(steering: Steering) -> None:
    root = two_levels(steering)
    office = steering.district.standing("supervisor", SET_ON, 11)
    part = Target.objects.get(unit__code="QH-T2", superseded_at=None)
    post = Post.objects.get(unit__code="QH-T2", role="principal")
    assign_owner(office, part, post)
    found = steering.board()
    told = levels(found, found.rows[root.pk], LIMIT)
    assert told.answered == D("74.00")
    assert [(r.parts, r.posts) for r in told.rows] == [(2, 0), (2, 1)]


def test_an_over_allocation_without_reason_and_a_shortfall_are_named(steering: Steering) -> None:
    root = steering.root()
    steering.split(root, "by_hand", ("QH-S1", "QH-T1"), {"QH-S1": "110", "QH-T1": "60"})
    found = steering.board()
    told = levels(found, found.rows[root.pk], LIMIT)
    assert [(r.gap, r.ratio) for r in told.short] == [(D("-50.00"), D("-0.227273"))]
    Target.objects.filter(unit__code="QH-S1").update(level=D(200))
    found = steering.board()
    assert [r.unit.code for r in levels(found, found.rows[root.pk], LIMIT).over] == ["QH"]


def test_where_parts_do_not_add_up_nothing_is_reconciled(steering: Steering) -> None:
    root = steering.root()
    steering.split(root)
    indicator = steering.indicator()
    indicator.aggregation = "mean"
    indicator.save()
    found = steering.board()
    told = levels(found, found.rows[root.pk], LIMIT)
    assert (told.additive, told.steps, [r.held for r in told.rows]) == (False, (), [None])


def test_an_unknown_level_is_in_no_sum(steering: Steering) -> None:
    root = steering.root(code="revenue", base=None)
    steering.split(root, "equal_growth")
    found = steering.board()
    told = levels(found, found.rows[root.pk], LIMIT)
    assert (told.steps, told.leaves, told.unknown) == ((), 0, 4)


def test_rates_do_not_add_up_whatever_their_rule_says(steering: Steering) -> None:
    office = steering.district.standing("supervisor", SET_ON)
    define_indicator(office, [NewIndicator("passed", "合格率", "%", "rate", "QH-STAT", aggregation="sum")])
    root = steering.root("90", code="passed", kind="level", base=None)
    assert not additive(root)
    by_hand = dict.fromkeys(("QH-S1", "QH-T1"), "90")
    steering.split(root, "by_hand", ("QH-S1", "QH-T1"), by_hand)
    found = steering.board()
    assert found.reconciliation(found.rows[root.pk], LIMIT) is None
    for rule in ("share", "capacity"):
        with pytest.raises(Refused) as refused:
            steering.split(root, rule, ("QH-T2", "QH-T3"))
        assert "不能相加" in str(refused.value.problems[0].what)


def test_a_base_of_several_units_is_known_only_where_they_add_up(steering: Steering) -> None:
    org, at = tree(TODAY), moment(TODAY, 23)
    nodes = [node for node in org.nodes.values() if node.code in ("QH", "QH-T1")]
    invest = steering.indicator()
    assert annual_bases(invest, 2014, nodes, org, at) == {"QH": D(200), "QH-T1": D(60)}
    office = steering.district.standing("supervisor", TODAY)
    define_version(office, invest, NewVersion("2010-01", "平均", "统计", aggregation="mean"))
    later = moment(TODAY, 23)
    assert annual_bases(invest, 2014, nodes, org, later) == {"QH": None, "QH-T1": D(60)}
