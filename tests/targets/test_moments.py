"""Targets on a level of a moment (a rate, an index, a stock): held against the target itself, not the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cast import FOUNDED, TODAY
from luoshi.briefing import wording
from luoshi.briefing.overall import sentence
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.composition import composition
from luoshi.indicators.models import Indicator
from luoshi.kernel.forecast import Reason
from luoshi.kernel.light import Light
from luoshi.org.models import Post, Role
from luoshi.org.queries import tree
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.authority import Authority
from luoshi.targets.judgements import Judgement
from luoshi.targets.models import Target
from luoshi.targets.positions import Position
from luoshi.targets.queries import board, judged, outlooks, series
from luoshi.web.judgement_words import judgement_words
from luoshi.web.pace_words import gap_words
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period
from reporting import FILERS
from steering import Steering

pytestmark = pytest.mark.usefixtures("english")

ON = date(2015, 1, 12)
# Closed in time of what fell due, the share of works accepted at once, firms and the index of the air, by unit in June.
JUNE = {
    "QH-S1": {"closed": "45", "fell-due": "50", "closure": "90", "firms": "500", "air": "80"},
    "QH-T1": {"closed": "9", "fell-due": "10", "closure": "90", "firms": "200", "air": "85"},
    "QH-T2": {"closed": "33", "fell-due": "35", "closure": "94.2857", "firms": "150", "air": "90"},
    "QH-T3": {"closed": "4", "fell-due": "5", "closure": "80", "firms": "45", "air": "95"},
}
INDICATORS = [
    NewIndicator("closed", "按期办结", "件", "cumulative", "QH-STAT", decimals=0),
    NewIndicator("fell-due", "应办结", "件", "cumulative", "QH-STAT", decimals=0),
    NewIndicator("closure", "办结率", "%", "rate", "QH-STAT", aggregation="ratio", decimals=1),
    NewIndicator("firms", "经营主体", "户", "stock", "QH-STAT", decimals=0),
    NewIndicator("air", "空气质量指数", "点", "index", "QH-STAT", aggregation="none", decimals=0),
]


@pytest.fixture
def reported(steering: Steering) -> Steering:
    """Four units have filed a rate, a stock and an index for June on a form of their own, and their owner verified them."""
    office = steering.district.standing("supervisor", date(2015, 1, 5))
    made = {i.code: i for i in define_indicator(office, INDICATORS)}
    define_version(
        office,
        made["closure"],
        NewVersion(
            "2010-01",
            "按期办结件数占应办结件数的比重",
            "督查办法",
            aggregation="ratio",
            numerator="closed",
            denominator="fell-due",
            scale=Decimal(100),
        ),
    )
    items = tuple(NewItem(i.code) for i in INDICATORS)
    define_form(office, NewForm("moments", "时点月报", items, FILERS), FOUNDED)
    owner = steering.district.standing("statistician", TODAY, 8)
    for code, indicator in made.items():
        figures = [PastFigure(unit, "2015-06", Decimal(said[code])) for unit, said in JUNE.items()]
        import_history(owner, indicator, figures, "台账")
    return steering


def set_one(
    steering: Steering, code: str, kind: str, value: str, unit: str = "QH", period: str = "2015"
) -> Target:
    office = steering.district.standing("supervisor", ON)
    leader = Post.objects.get(role=Role.LEADER)
    new = NewTarget(
        Indicator.objects.get(code=code), steering.district.unit(unit), kind, period, Decimal(value)
    )
    return set_target(office, new, Authority("区政府常务会议纪要〔2015〕2号", leader, ""))


def judgement(steering: Steering, target: Target) -> Judgement:
    office = steering.district.standing("supervisor")
    (one,) = [j for j in judged(office, 2015, TODAY) if j.target.pk == target.pk]
    return one


def figure_of_district(steering: Steering, code: str) -> float | None:
    """What the table of the district shows."""
    org, unit = tree(TODAY), steering.district.unit("QH")
    made = composition(org, unit.pk, Indicator.objects.get(code=code).pk, "2015-06", end_of(TODAY))
    assert made is not None
    return made.value


def test_a_rate_is_not_measured_against_the_calendar(reported: Steering) -> None:
    found = reported.position(set_one(reported, "closure", "level", "95", unit="QH-T3"))
    assert (found.expected, found.actual) == (1, 80)
    assert found.gap_points == pytest.approx(-15), (
        "80 % in June is 15 points below 95 %, and not ahead of 47.5 %"
    )
    assert found.light == Light.BEHIND
    assert (found.run_rate, found.half_done) == (None, None)
    assert found.shortfall == pytest.approx(15)
    assert gap_words(found) == "80.0 %, 15.0 percentage points below the target"


def test_the_rate_of_the_district_is_a_ratio_of_sums(reported: Steering) -> None:
    found = reported.position(set_one(reported, "closure", "level", "95"))
    assert found.actual == pytest.approx(91) == figure_of_district(reported, "closure")
    assert (found.gap_points, found.light) == (pytest.approx(-4), Light.SLIGHTLY_BEHIND)
    assert gap_words(found) == "91.0 %, 4.0 percentage points below the target"


def test_a_rate_at_its_target_is_on_pace(reported: Steering) -> None:
    found = reported.position(set_one(reported, "closure", "level", "91"))
    assert (round(found.gap_points or 0, 9), found.light) == (0, Light.ON_PACE)
    assert gap_words(found) == "91.0 %, as the target asks"


def test_less_is_better_where_the_rate_is_a_ceiling(reported: Steering) -> None:
    found = reported.position(reported.root("85", code="closure", kind="level", base=None, op="<="))
    assert (found.gap_points, found.light) == (pytest.approx(-6), Light.BEHIND)
    assert gap_words(found) == "91.0 %, 6.0 percentage points above the target"


def test_a_stock_and_an_index_are_held_against_the_target_itself(reported: Steering) -> None:
    firms = set_one(reported, "firms", "level", "1000")
    air = set_one(reported, "air", "level", "100", unit="QH-T1")
    rows = reported.board().rows
    assert (rows[firms.pk].actual, rows[firms.pk].expected) == (895, 1)
    assert rows[firms.pk].gap_points == pytest.approx(-10.5)
    assert gap_words(rows[firms.pk]) == "895 户, 10.5% below the target"
    assert rows[air.pk].gap_points == pytest.approx(-15)


def test_a_rate_with_a_curve_of_its_own_follows_it(reported: Steering) -> None:
    target = set_one(reported, "closure", "level", "95")
    table = ["0.8"] * 5 + ["0.9"] + ["1"] * 6
    leader = Post.objects.get(role=Role.LEADER)
    said = Authority("实施方案〔2015〕3号", leader, "逐月爬坡")
    made = set_curve(reported.district.standing("supervisor", ON), target, table, authority=said)
    found = reported.position(made)
    assert found.expected == pytest.approx(0.9)
    assert found.gap_points == pytest.approx(91 - 95 * 0.9)
    assert gap_words(found) == "ahead by 5.5 percentage points"


def test_a_rate_of_a_quarter_is_its_last_figure(reported: Steering) -> None:
    target = set_one(reported, "closure", "level", "95", unit="QH-T3", period="2015-Q2")
    owner = reported.district.standing("statistician", TODAY, 8)
    march = PastFigure("QH-T3", "2015-03", Decimal(70))
    import_history(owner, target.indicator, [march], "台账")
    found = judgement(reported, target)
    assert (found.actual, found.expected, found.gap_points) == (80, 1, pytest.approx(-15))
    assert judgement_words(found) == "80.0 %, 15.0 percentage points below the target"


@pytest.mark.parametrize(
    ("kind", "limit", "light"), [("floor", "95", Light.BEHIND), ("ceiling", "95", Light.ON_PACE)]
)
def test_a_limit_of_the_district_is_told_by_the_rule_of_the_indicator(
    reported: Steering, kind: str, limit: str, light: Light
) -> None:
    found = judgement(reported, set_one(reported, "closure", kind, limit))
    assert found.actual == pytest.approx(91) == figure_of_district(reported, "closure")
    assert (found.month, found.light, abs(found.room or 0)) == (6, light, pytest.approx(4))


def test_a_stock_of_the_district_is_still_added(reported: Steering) -> None:
    found = judgement(reported, set_one(reported, "firms", "floor", "800"))
    assert (found.actual, found.room, found.light) == (895, 95, Light.ON_PACE)


def test_where_the_rule_makes_none_of_several_units_that_is_said(reported: Steering) -> None:
    found = judgement(reported, set_one(reported, "air", "floor", "80"))
    assert (found.light, found.no_whole, found.actual) == (Light.NOT_APPLICABLE, True, None)
    reason = "by the rule of the indicator the figures of its units are not put together into one"
    assert judgement_words(found) == reason
    board: Position = reported.position(set_one(reported, "air", "level", "80"))
    assert (board.light, gap_words(board)) == (Light.NOT_APPLICABLE, reason)


def test_what_no_unit_reported_is_not_reported(steering: Steering) -> None:
    office = steering.district.standing("supervisor", date(2015, 1, 5))
    define_indicator(office, [replace(INDICATORS[4], code="quiet")])
    items = (NewItem("quiet"),)
    define_form(office, NewForm("moments", "时点月报", items, FILERS), FOUNDED)
    found = judgement(steering, set_one(steering, "quiet", "floor", "80"))
    assert (found.light, found.no_whole) == (Light.NOT_REPORTED, False)


def test_the_outlook_of_a_rate_rests_on_the_rate_of_the_whole(reported: Steering) -> None:
    target = set_one(reported, "closure", "level", "95")
    found = board(reported.district.standing("supervisor"), Period.month(2015, 6), TODAY)
    said = outlooks(found, found.rows.values())[target.pk]
    assert said.reason == Reason.SHORT, "June is verified of every unit; years before are missing"


def test_every_month_of_a_rate_asks_for_the_whole(reported: Steering) -> None:
    target = set_one(reported, "closure", "level", "95")
    office = reported.district.standing("supervisor")
    told = series(office, target, TODAY)
    assert {found.expected for found in told} == {1}
    assert told[-1].month == Period.month(2015, 6).first_month


def test_a_bulletin_speaks_of_the_target_itself(reported: Steering) -> None:
    rate = reported.position(set_one(reported, "closure", "level", "95"))
    firms = reported.position(set_one(reported, "firms", "level", "1000"))
    air = reported.position(set_one(reported, "air", "level", "80"))
    assert wording.gap_words(rate) == "低于目标4.0个百分点"
    assert wording.gap_words(firms) == "低于目标10.5%"
    assert wording.gap_words(air) == "下级数据按汇总规则不合成本级数"
    assert "时序" not in sentence(rate, 6)
    assert "6月底为" in sentence(rate, 6)
    assert sentence(air, 6) == "下级数据按汇总规则不合成本级数，不作评价。"
