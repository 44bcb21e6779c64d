"""Growth compares like with like: today's boundaries, restated bases, or a reason instead of a number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from approval import leader
from cast import TODAY, moment
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.actions.merge_units import merge_units
from luoshi.indicators.actions.restate_base import NewBase, restate_base
from luoshi.indicators.actions.split_unit import Part, split_unit
from luoshi.indicators.basis import Refusal
from luoshi.indicators.basis_models import RestatedBase
from luoshi.indicators.boundaries import View
from luoshi.indicators.derivation import derivation
from luoshi.indicators.models import Indicator
from luoshi.indicators.succession_plan import Decree
from luoshi.kernel.light import Light
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.queries import tree
from luoshi.targets.actions.take_over_base import take_over_base
from luoshi.targets.comparable import figures
from luoshi.targets.lineage import members
from luoshi.targets.models import Target
from luoshi.targets.positions import Position
from luoshi.targets.prospects import otherwise
from luoshi.targets.queries import board, outlooks, series
from luoshi.targets.seasons import own_past
from luoshi.targets.vocabulary import BaseState
from steering import YEAR, Steering

pytestmark = pytest.mark.django_db

DECREE = Decree(date(2015, 4, 1), "青府〔2015〕9号", "区政府常务会议", "村划归")
JUNE = {"QH-S1": "44", "QH-T1": "15", "QH-T2": "20", "QH-T3": "5"}


def hand_part_over(steering: Steering) -> None:
    """A quarter of 石桥镇 comes to 柳林镇: of 20 in June 2014, 5."""
    parts = [Part("QH-T1", Fraction(3, 4)), Part("QH-T2", Fraction(1, 4))]
    split_unit(steering.district.standing("admin"), "QH-T1", parts, DECREE)


def at(steering: Steering, target: Target, view: View = View.TODAY, day: date = TODAY) -> Position:
    return board(steering.district.standing("supervisor"), YEAR, day, view).rows[target.pk]


def new(value: str = "38", period: str = "2014-06") -> NewBase:
    return NewBase(period, Decimal(value), "可比口径", "统计局〔2015〕3号", "企业划出")


def restate(steering: Steering, unit: str, base: NewBase, who: str = "statistician") -> RestatedBase:
    row = restate_base(
        steering.district.standing(who), steering.indicator(), steering.district.unit(unit), base
    )
    assert verify().holds, verify().findings
    return row


def test_growth_is_told_in_the_boundaries_of_today(steering: Steering) -> None:
    parts = steering.split(steering.root(), "equal_growth")
    steering.report(JUNE)
    hand_part_over(steering)
    receiving, giving = at(steering, parts["QH-T2"]), at(steering, parts["QH-T1"])
    assert (receiving.base_same_period, giving.base_same_period) == (15, 15)
    assert receiving.growth == pytest.approx(20 / 15 - 1) and receiving.carried
    assert giving.growth == pytest.approx(0)


def test_as_it_was_growth_across_the_change_is_refused_with_the_reason(steering: Steering) -> None:
    parts = steering.split(steering.root(), "equal_growth")
    steering.report(JUNE)
    hand_part_over(steering)
    then = at(steering, parts["QH-T1"], View.THEN)
    assert then.actual == 15 and then.growth is None and then.refusal == Refusal.BOUNDARIES
    assert then.light == Light.NOT_APPLICABLE
    other = at(steering, parts["QH-S1"], View.THEN)
    assert other.growth == pytest.approx(0.1) and other.refusal == Refusal.NONE


def test_the_whole_is_what_it_was(steering: Steering) -> None:
    root = steering.root()
    steering.split(root, "equal_growth")
    steering.report(JUNE)
    before = at(steering, root)
    hand_part_over(steering)
    after = at(steering, root)
    assert (after.actual, after.growth, after.completion) == pytest.approx(
        (before.actual, before.growth, before.completion)
    )
    assert after.amount_refusal == Refusal.NONE


def test_an_amount_set_in_other_boundaries_is_not_divided_by(steering: Steering) -> None:
    parts = steering.split(steering.root(), "equal_growth")
    steering.report(JUNE)
    hand_part_over(steering)
    position = at(steering, parts["QH-T2"])
    assert position.completion is None and position.run_rate is None
    assert position.amount_refusal == Refusal.BOUNDARIES
    assert at(steering, parts["QH-S1"]).completion is not None


def test_who_takes_a_whole_unit_in_is_compared_with_both(steering: Steering) -> None:
    parts = steering.split(steering.root(), "equal_growth")
    merge_units(steering.district.standing("admin"), ["QH-T3"], "QH-T2", DECREE)
    steering.report({"QH-S1": "44", "QH-T1": "22", "QH-T2": "18"})
    position = at(steering, parts["QH-T2"])
    assert position.base_same_period == 15 and position.growth == pytest.approx(0.2)


def test_growth_uses_the_restated_base_from_the_day_it_was_recorded(steering: Steering) -> None:
    part = steering.split(steering.root(), "equal_growth")["QH-S1"]
    steering.report(JUNE, day=date(2015, 7, 2))
    restate(steering, "QH-S1", new())
    position = at(steering, part)
    assert position.growth == pytest.approx(44 / 38 - 1) and position.restated
    assert at(steering, part, day=date(2015, 7, 5)).growth == pytest.approx(0.1)
    row = RestatedBase.objects.get()
    assert (row.published, row.verified) == (40, True)


def test_the_sum_takes_the_restated_parts(steering: Steering) -> None:
    root = steering.root()
    steering.split(root, "equal_growth")
    steering.report(JUNE)
    restate(steering, "QH-S1", new())
    position = at(steering, root)
    assert position.base_same_period == 38 + 20 + 10 + 5 and position.restated


def test_a_month_that_was_not_restated_with_its_year_is_refused(steering: Steering) -> None:
    part = steering.split(steering.root(), "equal_growth")["QH-S1"]
    steering.report(JUNE)
    restate(steering, "QH-S1", new("95", "2014"))
    position = at(steering, part)
    assert position.growth is None and position.refusal == Refusal.RULES
    assert position.amount_refusal == Refusal.RULES


def test_the_supervision_office_proposes_and_the_data_owner_vouches(steering: Steering) -> None:
    part = steering.split(steering.root(), "equal_growth")["QH-S1"]
    steering.report(JUNE)
    assert not restate(steering, "QH-S1", new(), "supervisor").verified
    assert at(steering, part).growth == pytest.approx(0.1)
    assert restate(steering, "QH-S1", new()).verified
    assert at(steering, part).growth == pytest.approx(44 / 38 - 1)
    with pytest.raises(Refused):
        restate(steering, "QH-S1", new())


def test_a_restated_base_for_other_boundaries_is_refused(steering: Steering) -> None:
    part = steering.split(steering.root(), "equal_growth")["QH-T1"]
    steering.report(JUNE)
    restate_base(
        steering.district.standing("statistician", date(2015, 2, 2)),
        steering.indicator(),
        steering.district.unit("QH-T1"),
        new("18"),
    )
    hand_part_over(steering)
    assert at(steering, part).refusal == Refusal.BOUNDARIES


def test_the_base_of_the_district_counts_where_all_have_reported(steering: Steering) -> None:
    root = steering.root()
    steering.split(root, "equal_growth")
    restate(steering, "QH", new("70"))
    steering.report({u: v for u, v in JUNE.items() if u != "QH-T3"})
    assert at(steering, root).refusal == Refusal.RULES and at(steering, root).growth is None


def test_a_target_takes_the_restated_base_over(steering: Steering) -> None:
    root = steering.root(base="200")
    steering.split(root, "equal_growth")
    steering.report(JUNE)
    office = steering.district.standing("supervisor")
    with pytest.raises(Refused):
        take_over_base(office, root)
    restate(steering, "QH", new("190.10", "2014"))
    restate(steering, "QH", new("70"))
    assert at(steering, root).amount_refusal == Refusal.RULES
    changed = take_over_base(office, root, leader())
    assert (changed.base, changed.level, changed.base_state) == (
        Decimal("190.10"),
        Decimal("209.11"),
        BaseState.RESTATED,
    )
    position = at(steering, changed)
    assert position.growth == pytest.approx(84 / 70 - 1) and position.completion == pytest.approx(84 / 209.11)
    assert verify().holds
    with pytest.raises(Refused):
        take_over_base(office, changed)
    with pytest.raises(Denied):
        take_over_base(steering.district.standing("t1_head"), changed)


@pytest.mark.parametrize("person", ["t1_liaison", "treasurer", "head", "admin"])
def test_others_may_not_restate(steering: Steering, person: str) -> None:
    who = "leader" if person == "head" else person
    with pytest.raises(Denied):
        restate(steering, "QH-S1", new(), who)


def test_what_is_missing_is_named(steering: Steering) -> None:
    with pytest.raises(Refused) as refused:
        restate(steering, "QH-S1", NewBase("2015-12", Decimal(0), " ", "", ""))
    assert {p.code for p in refused.value.problems} == {
        "restated_period",
        "restated_value",
        "restated_basis",
        "restated_source",
        "restated_reason",
    }


def test_every_month_of_the_series_is_carried(steering: Steering) -> None:
    part = steering.split(steering.root(), "equal_growth")["QH-T2"]
    steering.report({"QH-T1": "8", "QH-T2": "4"}, "2015-03", day=date(2015, 4, 2))
    hand_part_over(steering)
    standing = steering.district.standing("supervisor")
    march = next(p for p in series(standing, part, TODAY) if p.month == 3)
    assert march.actual == 6 and march.carried
    then = next(p for p in series(standing, part, TODAY, View.THEN) if p.month == 3)
    assert then.actual == 4 and not then.carried


def test_the_units_behind_a_whole_show_the_base_they_are_compared_with(steering: Steering) -> None:
    root = steering.root()
    steering.report(JUNE)
    restate(steering, "QH-S1", new())
    found = steering.board()
    position = found.rows[root.pk]
    shown = [member.before for member in members(found, position)]
    assert sum(before for before in shown if before is not None) == position.base_same_period == 73


def test_a_figure_made_of_a_restated_one_is_not_compared_with_what_was_published(steering: Steering) -> None:
    office = steering.district.standing("supervisor", date(2015, 1, 6))
    (twice,) = define_indicator(office, [NewIndicator("twice", "两倍", "亿元", "cumulative", "QH-STAT")])
    define_version(office, twice, NewVersion("2010-01", "派生", "计算", formula="2 * invest"))
    steering.report(JUNE)
    restate(steering, "QH-S1", new())
    known = figures(2015, moment(TODAY, 23))
    column = known.now.indicator_ids.index(twice.pk)
    base, why = known.base.values[:, column, 5], known.base.refusal[:, column, 5]
    row = {code: place for place, code in enumerate(known.now.unit_codes)}
    assert np.isnan(base[row["QH-S1"]]) and why[row["QH-S1"]] == Refusal.RULES
    assert base[row["QH-T1"]] == 40 and why[row["QH-T1"]] == Refusal.NONE


def derived(
    steering: Steering, code: str, formula: str, unit: str = "亿元", nature: str = "cumulative"
) -> int:
    office = steering.district.standing("supervisor", date(2015, 1, 6))
    (made,) = define_indicator(office, [NewIndicator(code, code, unit, nature, "QH-STAT")])
    define_version(office, made, NewVersion("2010-01", "派生", "计算", formula=formula))
    return made.pk


def test_a_sum_over_those_below_is_not_compared_where_one_of_them_was_restated(steering: Steering) -> None:
    made = derived(steering, "all", "children(invest)")
    statistician = steering.district.standing("statistician", date(2015, 4, 10))
    import_history(statistician, steering.indicator(), [PastFigure("QH", "2015-03", Decimal(30))], "统计月报")
    steering.report(JUNE)
    restate(steering, "QH-S1", new())
    known = figures(2015, moment(TODAY, 23))
    row, column = known.now.unit_codes.index("QH"), known.now.indicator_ids.index(made)
    assert known.before.values[row, column, 5] == 75 and known.now.values[row, column, 5] == 84
    assert known.base.refusal[row, column, 5] == Refusal.RULES and np.isnan(known.base.values[row, column, 5])


def test_a_growth_by_formula_is_held_against_the_restated_base(steering: Steering) -> None:
    made = derived(steering, "more", "100 * (invest / year_ago(invest) - 1)", "%", "rate")
    steering.report(JUNE)
    after = moment(TODAY, 23)
    known = figures(2015, after).now
    cell = known.unit_codes.index("QH-S1"), known.indicator_ids.index(made), 5
    assert known.values[cell] == pytest.approx(100 * (44 / 40 - 1))
    restate(steering, "QH-S1", new())
    assert figures(2015, after).now.values[cell] == pytest.approx(100 * (44 / 38 - 1))
    org = tree(TODAY)
    told = derivation(org, known.unit_ids[cell[0]], Indicator.objects.get(pk=made), "2015-06", after)
    assert told is not None and [given.value for given in told.inputs] == [44, 38]


def test_what_would_change_keeps_the_refusal(steering: Steering) -> None:
    part = steering.split(steering.root(), "equal_growth")["QH-S1"]
    steering.report(JUNE)
    restate(steering, "QH-S1", new("95", "2014"))
    found = steering.board()
    assert found.rows[part.pk].completion is None
    told = otherwise(steering.district.standing("supervisor"), found, part, Decimal(12), None)
    assert told.position is not None
    assert (told.position.completion, told.position.amount_refusal) == (None, Refusal.RULES)


def test_the_forecast_of_a_target_on_a_restated_base_aims_at_its_level(steering: Steering) -> None:
    part = steering.split(steering.root(), "equal_growth")["QH-S1"]
    steering.remember()
    steering.report(JUNE)
    restate(steering, "QH-S1", new("95", "2014"))
    taken = take_over_base(steering.district.standing("supervisor"), part, leader())
    found = steering.board()
    told = outlooks(found, found.rows.values())[taken.pk]
    assert taken.level == Decimal("104.5")
    assert told.goal == pytest.approx(104.5)


def test_the_past_of_a_unit_is_told_in_the_boundaries_of_today(steering: Steering) -> None:
    place, invest = steering.district.unit("QH-T2"), steering.indicator()
    hand_part_over(steering)
    past = own_past(invest, place.pk, tree(TODAY), 2015, moment(TODAY, 23))
    assert (past[-1, 5], past[-1, 11]) == (10 + 20 / 4, 30 + 60 / 4)


def test_the_past_of_several_units_that_do_not_add_up_is_not_known(steering: Steering) -> None:
    top, invest = steering.district.unit("QH"), steering.indicator()
    assert own_past(invest, top.pk, tree(TODAY), 2015, moment(TODAY, 23))[-1, 11] == 200
    invest.aggregation = "mean"
    assert np.isnan(own_past(invest, top.pk, tree(TODAY), 2015, moment(TODAY, 23))).all()


def test_a_figure_that_nobody_verified_is_not_told_as_published(steering: Steering) -> None:
    may = steering.open("2015-05", date(2015, 6, 1))
    values = {"invest": "62.34", "revenue": "600"}
    steering.file(may, values, unit="QH-S1", day=date(2015, 6, 3))
    assert restate(steering, "QH-S1", new(period="2015-05"), "supervisor").published is None
    steering.verify(may, "QH-S1")
    assert restate(steering, "QH-S1", new("39", "2015-05")).published == Decimal("62.34")


def test_growth_across_a_change_of_the_definition_is_refused(steering: Steering) -> None:
    root = steering.root()
    steering.report(JUNE)
    office = steering.district.standing("supervisor", date(2015, 1, 6))
    define_version(office, steering.indicator(), NewVersion("2010-01", "旧口径", "报表制度"))
    changed = NewVersion("2015-01", "新口径", "报表制度", document="统字〔2015〕1号", reason="制度修订")
    define_version(office, steering.indicator(), changed)
    known = figures(2015, moment(TODAY, 23))
    column = known.now.indicator_ids.index(steering.indicator().pk)
    assert set(known.base.refusal[:, column, 5]) == {Refusal.DEFINITION}
    position = steering.board().rows[root.pk]
    assert position.growth is None and position.refusal == Refusal.DEFINITION
    assert position.actual is not None
