"""Targets that are not an amount of one year: set on a document's authority, judged in their own way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from cast import TODAY
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.actions.restate_base import NewBase, restate_base
from luoshi.indicators.actions.split_unit import Part, split_unit
from luoshi.indicators.basis import Refusal
from luoshi.indicators.models import Indicator
from luoshi.indicators.succession_plan import Decree
from luoshi.kernel.light import Light
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.models import Post, Role
from luoshi.targets.actions.cascade import propose
from luoshi.targets.actions.record_rank import record_rank
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.authority import Authority
from luoshi.targets.judgements import Judgement
from luoshi.targets.models import Target
from luoshi.targets.queries import in_force, judged, judged_and_to_come, judgement_of
from luoshi.targets.spans import Span, codes_covering
from luoshi.targets.succession import parts_in_force
from steering import Steering

pytestmark = pytest.mark.usefixtures("english")

ON = date(2015, 1, 12)


def leader() -> Post:
    return Post.objects.get(role=Role.LEADER)


def said(reason: str = "") -> Authority:
    return Authority("区政府常务会议纪要〔2015〕2号", leader(), reason)


def measured(
    steering: Steering, code: str, nature: str, figures: dict[str, str], unit: str = "QH-T1"
) -> Indicator:
    """An indicator that no form asks for, with figures that its owner handed over."""
    office = steering.district.standing("supervisor", ON)
    (made,) = define_indicator(office, [NewIndicator(code, code, "人", nature, "QH-STAT", decimals=0)])
    owner = steering.district.standing("statistician", TODAY, 8)
    import_history(owner, made, [PastFigure(unit, p, Decimal(v)) for p, v in figures.items()], "台账")
    return made


def set_one(
    steering: Steering,
    indicator: Indicator,
    kind: str,
    value: str = "0",
    period: str = "2015",
    unit: str = "QH-T1",
    base: str | None = None,
    reach: str = "",
    peers: tuple[str, ...] = (),
) -> Target:
    office = steering.district.standing("supervisor", ON)
    new = NewTarget(
        indicator,
        steering.district.unit(unit),
        kind,
        period,
        Decimal(value),
        reach=reach,
        peers=peers,
        base=None if base is None else Decimal(base),
        base_source="年鉴" if base else "",
    )
    made = set_target(office, new, said())
    assert verify().holds, verify().findings
    return made


def found(steering: Steering, target: Target, day: date = TODAY) -> Judgement:
    office = steering.district.standing("supervisor")
    (one,) = [j for j in judged(office, day.year, day) if j.target.pk == target.pk]
    return one


def test_an_allowance_is_used_up_against_the_calendar(steering: Steering) -> None:
    deaths = measured(steering, "deaths", "flow", {"2015-01": "0", "2015-02": "1", "2015-03": "0"})
    target = set_one(steering, deaths, "ceiling", "3")
    now = found(steering, target)
    assert (now.actual, now.month, now.room, now.light) == (1, 3, 2, Light.BEHIND)
    assert now.completion == pytest.approx(1 / 3)
    assert now.expected == pytest.approx(0.25)
    assert now.gap_points == pytest.approx((0.25 - 1 / 3) * 100)
    assert found(steering, target, date(2015, 5, 5)).month is None, "the figures came in July"


def test_an_event_is_not_mended_by_a_quiet_month(steering: Steering) -> None:
    accidents = measured(steering, "accidents", "flow", {"2015-01": "0", "2015-02": "1", "2015-03": "0"})
    now = found(steering, set_one(steering, accidents, "zero"))
    assert (now.broken_in, now.actual, now.light) == ((2015, 2), 1, Light.BEHIND)


def test_so_far_nothing_happened(steering: Steering) -> None:
    accidents = measured(steering, "accidents", "cumulative", {"2015-01": "0", "2015-02": "0"})
    now = found(steering, set_one(steering, accidents, "zero"))
    assert (now.broken_in, now.light, now.month) == (None, Light.ON_PACE, 2)


def test_what_nobody_reported_is_not_nothing(steering: Steering) -> None:
    accidents = measured(steering, "accidents", "cumulative", {})
    now = found(steering, set_one(steering, accidents, "zero"))
    assert (now.light, now.reported) == (Light.NOT_REPORTED, False)


@pytest.mark.parametrize(
    ("kind", "limit", "light"), [("floor", "30", 2), ("floor", "29", 0), ("ceiling", "28", 2)]
)
def test_a_limit_of_a_stock_knows_no_calendar(steering: Steering, kind: str, limit: str, light: int) -> None:
    land = measured(steering, "land", "stock", {"2015-01": "31", "2015-06": "29"})
    now = found(steering, set_one(steering, land, kind, limit))
    assert (now.actual, now.month, now.light) == (29, 6, Light(light))
    assert now.room == pytest.approx(29 - float(limit) if kind == "floor" else float(limit) - 29)
    assert (now.completion, now.expected) == (None, None)


def test_a_rank_waits_until_it_is_published(steering: Steering) -> None:
    peers = ("青河区", "白水区", "黄石县", "绿林县")
    target = set_one(steering, steering.indicator(), "rank", "2", unit="QH", peers=peers)
    assert found(steering, target).light == Light.NOT_APPLICABLE
    office = steering.district.standing("supervisor")
    record_rank(office, target, "2015-Q1", 1, date(2015, 4, 20), "市统计局通报")
    record_rank(office, target, "2015-H1", 4, TODAY, "市统计局通报")
    now = found(steering, target)
    assert now.rank is not None
    assert (now.rank.rank, now.rank.among, now.light) == (4, 4, Light.BEHIND)
    record_rank(office, target, "2015-H1", 3, TODAY, "市统计局更正")
    assert found(steering, target).light == Light.SLIGHTLY_BEHIND
    assert verify().holds
    with pytest.raises(Refused, match="There are 4"):
        record_rank(office, target, "2015-H1", 5, TODAY, "通报")
    with pytest.raises(Refused, match="no period of this target"):
        record_rank(office, target, "2014", 1, TODAY, "通报")
    with pytest.raises(Refused, match="no period of this target"):
        record_rank(office, target, "2014+5", 1, TODAY, "通报")
    with pytest.raises(Refused, match="still to come"):
        record_rank(office, target, "2015-H1", 1, date(2015, 8, 1), "通报")
    with pytest.raises(Refused, match="had not begun"):
        record_rank(office, target, "2015-Q2", 1, date(2015, 3, 31), "通报")
    with pytest.raises(Denied):
        record_rank(steering.district.standing("t1_head"), target, "2015-H1", 1, TODAY, "通报")


def test_a_half_year_has_its_own_whole(steering: Steering) -> None:
    target = set_one(steering, steering.indicator(), "level", "40", "2015-H1", unit="QH-T1")
    steering.report({"QH-T1": "22"})
    now = found(steering, target)
    assert (now.expected, now.actual) == (1, 22)
    assert now.gap_points == pytest.approx((22 / 40 - 1) * 100)
    growth = set_one(steering, steering.indicator(), "growth", "8", "2015-H1", unit="QH-T2")
    assert found(steering, growth).light == Light.NOT_REPORTED


def test_growth_of_a_half_year_is_held_against_the_half_year_before(steering: Steering) -> None:
    growth = set_one(steering, steering.indicator(), "growth", "8", "2015-H1", unit="QH-T1")
    steering.report({"QH-T1": "21"})
    now = found(steering, growth)
    assert now.growth == pytest.approx(0.05)
    assert (now.gap_points, now.light) == (pytest.approx(-3), Light.BEHIND)


def test_several_years_add_up_and_leave_a_share_for_this_one(steering: Steering) -> None:
    roads = measured(steering, "roads", "cumulative", {"2014-12": "30", "2015-06": "12"})
    target = set_one(steering, roads, "level", "100", "2014+5", reach="sum")
    now = found(steering, target)
    assert (now.actual, now.asked) == (42, 100)
    assert now.expected == pytest.approx(1.5 / 5)
    assert (now.planned, now.needed) == (20, pytest.approx(70 / 4))
    assert now.light == Light.ON_PACE


def test_a_level_at_the_end_is_approached_year_by_year(steering: Steering) -> None:
    forest = measured(steering, "forest", "stock", {"2014-12": "51", "2015-06": "52"})
    target = set_one(steering, forest, "level", "60", "2014+5", reach="end", base="50")
    now = found(steering, target)
    assert now.planned == pytest.approx(54)
    assert now.asked_by_now == pytest.approx(53)
    assert now.light == Light.SLIGHTLY_BEHIND


def test_the_board_of_amounts_does_not_hold_them(steering: Steering) -> None:
    root = steering.root()
    land = measured(steering, "land", "stock", {"2015-06": "29"})
    set_one(steering, land, "floor", "30")
    set_one(steering, steering.indicator(), "level", "120", "2015-H1", unit="QH")
    office = steering.district.standing("supervisor")
    assert [t.pk for t in in_force(office, 2015, TODAY)] == [root.pk]
    assert len(judged(office, 2015, TODAY)) == 2
    assert judged(steering.district.standing("supervisor"), 2015, date(2015, 1, 5)) == []


def test_nothing_is_set_without_authority_or_against_its_kind(steering: Steering) -> None:
    office, unit = steering.district.standing("supervisor", ON), steering.district.unit("QH-T1")
    invest = steering.indicator()

    def refused(kind: str, value: str, authority: Authority | None = None, **more: object) -> set[str]:
        new = NewTarget(invest, unit, kind, str(more.pop("period", "2015")), Decimal(value), **more)  # type: ignore[arg-type]
        with pytest.raises(Refused) as refusal:
            set_target(office, new, authority or said())
        return {problem.code for problem in refusal.value.problems}

    assert refused("level", "5", Authority("", None)) == {"basis", "approver"}
    assert refused("level", "5", Authority("纪要", Post.objects.get(title="镇长", unit=unit))) == {"approver"}
    assert refused("ceiling", "0") == {"value"}
    assert refused("rank", "2.5", peers=("甲", "乙", "丙")) == {"value"}
    assert refused("rank", "3", peers=("甲", "乙")) == {"peers"}
    assert refused("rank", "2", peers=("甲", "乙", "甲")) == {"peers"}
    assert refused("level", "5", peers=("甲", "乙")) == {"peers"}
    assert refused("level", "-5") == {"value"}
    assert refused("level", "0") == {"value"}
    assert refused("ceiling", "1.555") == {"value"}
    assert refused("level", "5", stretch=Decimal("6.001")) == {"stretch"}
    assert refused("zero", "7") == {"value"}
    assert refused("level", "8", stretch=Decimal(8)) == {"stretch"}
    assert refused("ceiling", "8", stretch=Decimal(9)) == {"stretch"}
    assert refused("zero", "0", stretch=Decimal(0)) == {"stretch"}
    assert refused("level", "8", period="2015-13") == {"period"}
    assert refused("level", "8", period="2015+3") == {"reach"}
    assert refused("level", "8", period="2015+3", reach="end") == {"base"}
    assert refused("growth", "8", base=Decimal(5)) == {"base_source"}
    assert refused("steps", "8") == {"kind"}
    with pytest.raises(Denied):
        set_target(
            steering.district.standing("t1_head"),
            NewTarget(invest, unit, "level", "2015", Decimal(8)),
            said(),
        )


def test_one_target_of_a_kind_is_in_force(steering: Steering) -> None:
    set_one(steering, steering.indicator(), "floor", "5")
    set_one(steering, steering.indicator(), "growth", "5")
    with pytest.raises(Refused, match="in force already"):
        set_one(steering, steering.indicator(), "floor", "6")
    with pytest.raises(Refused, match="in force already"):
        set_one(steering, steering.indicator(), "level", "66")


def test_spans() -> None:
    years = Span.parse("2016+5")
    assert (years.start, years.end, years.code, years.last_year) == (
        date(2016, 1, 1),
        date(2020, 12, 31),
        "2016+5",
        2020,
    )
    assert years.middle == date(2018, 6, 30)
    assert Span.parse("2015").middle == date(2015, 6, 30)
    assert Span.parse("2015-Q2").middle == date(2015, 4, 30)
    assert Span.parse("2014+2").middle == date(2014, 12, 31)
    assert "2016+5" in codes_covering(2020)
    assert "2016+5" not in codes_covering(2021)
    for wrong in ("2016+1", "2016+10", "2016-30", "2097+5"):
        with pytest.raises(ValueError):
            Span.parse(wrong)


def test_a_target_of_a_past_day_can_still_be_judged(steering: Steering) -> None:
    land = measured(steering, "land", "stock", {"2015-06": "29"})
    target = set_one(steering, land, "floor", "30")
    assert judgement_of(target, TODAY).light == Light.BEHIND


def test_a_limit_has_no_part_in_what_was_handed_down(steering: Steering) -> None:
    root = steering.root()
    steering.split(root)
    floor = set_one(steering, steering.indicator(), "floor", "150", unit="QH")
    office = steering.district.standing("supervisor")
    assert list(parts_in_force(floor)) == []
    assert parts_in_force(root).count() == 4
    with pytest.raises(Refused, match="Only an amount or a growth of one year"):
        propose(office, floor, "by_hand", ["QH-T1"], {"QH-T1": Decimal(1)})


def test_an_index_is_held_against_its_limit_whatever_the_month(steering: Steering) -> None:
    prices = measured(steering, "prices", "index", {"2015-06": "96"})
    now = found(steering, set_one(steering, prices, "floor", "100"))
    assert (now.actual, now.room, now.light) == (96, -4, Light.BEHIND)
    assert (now.completion, now.expected) == (None, None)


def crowded(steering: Steering, aggregation: str) -> Indicator:
    office = steering.district.standing("supervisor", ON)
    new = NewIndicator("crowd", "密度", "人", "stock", "QH-STAT", decimals=0, aggregation=aggregation)
    (crowd,) = define_indicator(office, [new])
    owner = steering.district.standing("statistician", TODAY, 8)
    past = [PastFigure(unit, "2015-06", Decimal(30)) for unit in ("QH-T1", "QH-T2")]
    import_history(owner, crowd, past, "台账")
    return crowd


def test_what_does_not_add_up_over_units_is_not_summed(steering: Steering) -> None:
    crowd = crowded(steering, "none")
    whole = found(steering, set_one(steering, crowd, "ceiling", "50", unit="QH"))
    assert (whole.actual, whole.exceeded, whole.light) == (None, False, Light.NOT_APPLICABLE)
    assert whole.no_whole, "its units reported"
    assert found(steering, set_one(steering, crowd, "ceiling", "50")).room == 20


def test_a_mean_over_units_is_their_mean(steering: Steering) -> None:
    crowd = crowded(steering, "mean")
    whole = found(steering, set_one(steering, crowd, "ceiling", "50", unit="QH"))
    assert (whole.actual, whole.room, whole.light) == (30, 20, Light.ON_PACE)


def divided(steering: Steering) -> None:
    """A quarter of 石桥镇 goes to 柳林镇 on 1 April."""
    parts = [Part("QH-T1", Fraction(3, 4)), Part("QH-T2", Fraction(1, 4))]
    decree = Decree(date(2015, 4, 1), "青府〔2015〕9号", "区政府常务会议", "村划归")
    split_unit(steering.district.standing("admin"), "QH-T1", parts, decree)


def test_a_limit_set_in_other_boundaries_is_not_held_against_the_figures(steering: Steering) -> None:
    limits = {
        unit: set_one(steering, steering.indicator(), "ceiling", "50", unit=unit)
        for unit in ("QH-T2", "QH-T3")
    }
    steering.report(
        {"QH-S1": "44", "QH-T1": "16", "QH-T2": "20", "QH-T3": "5"}, "2015-03", day=date(2015, 4, 2)
    )
    divided(steering)
    changed, same = (found(steering, limits[unit]) for unit in ("QH-T2", "QH-T3"))
    assert (changed.refusal, changed.light, changed.room) == (Refusal.BOUNDARIES, Light.NOT_APPLICABLE, None)
    assert (changed.actual, changed.asked) == (24, 50)
    assert same.refusal == Refusal.NONE and same.room == 45


def test_nobody_knows_which_part_an_event_happened_in(steering: Steering) -> None:
    deaths = measured(steering, "deaths", "flow", {"2015-03": "1"}, unit="QH-T1")
    kept = set_one(steering, deaths, "zero", "0", unit="QH-T1")
    assert found(steering, kept).broken_in == (2015, 3)
    divided(steering)
    now = found(steering, kept)
    assert (now.broken_in, now.light, now.refusal) == (None, Light.NOT_APPLICABLE, Refusal.BOUNDARIES)


def test_growth_of_half_a_year_stands_in_the_boundaries_of_today(steering: Steering) -> None:
    target = set_one(steering, steering.indicator(), "growth", "10", "2015-H1", unit="QH-T2")
    steering.report({"QH-S1": "44", "QH-T1": "15", "QH-T2": "20", "QH-T3": "5"})
    assert found(steering, target).growth == pytest.approx(20 / 10 - 1)
    divided(steering)
    assert found(steering, target).growth == pytest.approx(20 / (10 + 20 / 4) - 1)


@pytest.mark.parametrize(("unit", "value", "grown"), [("QH-S1", "38", 44 / 38), ("QH", "70", 84 / 70)])
def test_growth_of_half_a_year_reads_the_restated_base(
    steering: Steering, unit: str, value: str, grown: float
) -> None:
    target = set_one(steering, steering.indicator(), "growth", "10", "2015-H1", unit=unit)
    steering.report({"QH-S1": "44", "QH-T1": "15", "QH-T2": "20", "QH-T3": "5"})
    base = NewBase("2014-06", Decimal(value), "可比口径", "统计局〔2015〕3号", "企业划出")
    restate_base(
        steering.district.standing("statistician"),
        steering.indicator(),
        steering.district.unit(unit),
        base,
    )
    assert found(steering, target).growth == pytest.approx(grown - 1)


def test_what_is_in_force_is_named_with_kind_and_unit(steering: Steering) -> None:
    set_one(steering, steering.indicator(), "growth", "8")
    with pytest.raises(Refused, match=r"Growth over the same period of the year before ≥ 8%") as refusal:
        set_one(steering, steering.indicator(), "level", "100")
    assert [problem.code for problem in refusal.value.problems] == ["indicator"]


def test_later_years_are_listed_until_they_begin(steering: Steering) -> None:
    steering.split(steering.root())
    set_one(steering, steering.indicator(), "level", "400", "2016")
    set_one(steering, steering.indicator(), "level", "900", "2016+3", reach="sum")
    office = steering.district.standing("supervisor")
    assert [t.period for t in judged_and_to_come(office, 2015, TODAY)[1]] == ["2016", "2016+3"]
    assert judged_and_to_come(office, 2016, TODAY)[1] == []
    assert judged_and_to_come(office, 2015, date(2015, 1, 5))[1] == []
    of_year, _later = judged_and_to_come(office, 2015, TODAY)
    assert [j.target.pk for j in of_year] == [j.target.pk for j in judged(office, 2015, TODAY)]
