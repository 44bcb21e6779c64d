"""What the half-year bulletin says about a district in which one town is silent and one sheet was revised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from briefing.half_year_district import publish_run
from cast import TODAY, District
from luoshi.briefing.content import Annex, Bar, Block, Content, Grid, Ranking, from_json, to_json
from luoshi.briefing.half_year import compose
from luoshi.briefing.official import Heading, Paragraph
from luoshi.briefing.problems import furthest_behind
from luoshi.briefing.progress import gather
from luoshi.briefing.wording import gap_number
from luoshi.org.actions.move import move
from luoshi.org.models import Relation
from luoshi.targets.models import Target
from luoshi.workdays.periods import Period

HALF = Period.parse("2015-H1")


def content(district: District, *, as_of: date = TODAY, scored: bool = False) -> Content:
    run = publish_run(district) if scored else None
    return compose(gather(district.standing("supervisor"), HALF, as_of, run), "青河区目督办")


def words(blocks: tuple[Block, ...]) -> str:
    """The running text."""
    return "\n".join(block.text for block in blocks if isinstance(block, Heading | Paragraph))


def grid(blocks: tuple[Block, ...], caption: str) -> Grid:
    return next(b for b in blocks if isinstance(b, Grid) and caption in b.caption)


def annex(of: Content, title: str) -> Annex:
    return next(a for a in of.annexes if a.title == title)


def test_it_is_titled_and_addressed_to_the_groups_that_carry_targets(mid_year: District) -> None:
    made = content(mid_year)
    assert made.title == "青河区2015年上半年目标任务进展情况通报"
    assert made.addressee == "各街道、镇"
    assert [b.text for b in made.body if isinstance(b, Heading) and b.level == 1] == [
        "一、总体进展",
        "二、单位进展",
        "三、突出问题",
        "四、下一步要求",
    ]


def test_the_district_table_states_growth_against_the_same_units_a_year_before(mid_year: District) -> None:
    table = grid(content(mid_year).body, "表1")
    # 22 + 20.6 + 10.1 after 20 + 20 + 10: the silent town counts in neither year.
    assert table.rows[0] == (
        "固定资产投资（亿元）",
        "增长6%",
        "52.70",
        "5.4",
        "46.8",
        "50.0",
        "−0.6",
        "略慢",
    )


def test_a_part_of_the_units_is_said_to_be_a_part(mid_year: District) -> None:
    text = words(content(mid_year).body)
    assert "以上为应报4个单位中有已核实数据的3个单位情况" in text
    # 52.70 of 85 % of 132.50: the silent town made 15 % of the year before.
    assert "完成这些单位全年目标的46.8%，落后时序3.2个百分点" in text
    assert "固定资产投资（已报单位）7至12月月均需完成9.99亿元" in text


def test_half_of_the_task_is_asked_for_when_half_of_the_year_is_gone(mid_year: District) -> None:
    text = words(content(mid_year).body)
    assert "任务过半的有1项（财政总收入50.9%）；未过半的有1项（固定资产投资46.8%）" in text
    assert "无法判断的有1项（生产总值）" in text


def test_the_most_uneven_target_is_named_with_its_ends(mid_year: District) -> None:
    # 4300 of 4200, 2900 of 3150, 2060 of 2100; 沙河镇 is silent and in no figure.
    text = words(content(mid_year).body)
    assert (
        "单位间最不平衡的是财政总收入，变异系数0.043：北门街道完成进度要求的102.4%，石桥镇完成进度要求的92.1%。"
    ) in text


def test_the_silent_and_the_late_are_named(mid_year: District) -> None:
    text = words(content(mid_year).body)
    assert "逾期未报送的有：沙河镇（5月）。" in text
    assert "迟报的有：柳林镇（5月）。" in text
    assert "数据被退回后修改重报的有：石桥镇（6月）。" in text
    assert "列为未报的有：沙河镇（固定资产投资、财政总收入、生产总值）。" in text


def test_not_reported_is_no_zero_in_any_table(mid_year: District) -> None:
    made = content(mid_year)
    slow = annex(made, "慢序时目标任务表")
    assert "未报（不按零计算）：固定资产投资——沙河镇" in words(slow.blocks)
    tables = [b for a in made.annexes for b in a.blocks if isinstance(b, Grid)]
    assert not [row for table in tables for row in table.rows if row[0] == "沙河镇"]


def test_slow_targets_stand_worst_first_with_their_pace(mid_year: District) -> None:
    table = grid(annex(content(mid_year), "慢序时目标任务表").blocks, "固定资产投资")
    assert [row[0] for row in table.rows] == ["柳林镇", "石桥镇"]
    bar = table.rows[0][-1]
    assert isinstance(bar, Bar)
    assert bar.done == pytest.approx(10.1 / 26.5, abs=1e-9)
    assert (bar.expected, bar.light, bar.words) == (0.5, "behind", "滞后，低于目标5.0个百分点")


def test_a_target_without_a_base_shows_its_light_but_no_bar(mid_year: District) -> None:
    table = grid(annex(content(mid_year), "按序时目标任务表").blocks, "生产总值")
    assert [(row[0], row[-1]) for row in table.rows] == [
        ("北门街道", "达序时"),
        ("石桥镇", "达序时"),
        ("柳林镇", "达序时"),
    ]


def test_without_scores_nobody_is_ranked(mid_year: District) -> None:
    made = content(mid_year)
    assert "不排名次" in words(made.body)
    assert not [b for b in made.body if isinstance(b, Ranking)]
    assert [a.title for a in made.annexes] == ["慢序时目标任务表", "按序时目标任务表"]


def test_scores_are_ranked_in_their_group_with_the_difference(mid_year: District) -> None:
    made = content(mid_year, scored=True)
    rows = grid(annex(made, "得分排名表").blocks, "镇").rows
    assert rows == (
        ("1", "石桥镇", "92.50", "—", "0.00", "0"),
        ("1", "柳林镇", "92.50", "0.00", "0.00", "0"),
        ("3", "沙河镇", "18.00", "74.50", "74.50", "3"),
    )
    text = words(made.body)
    assert "得分最高的是石桥镇、柳林镇（92.50分），最低的是沙河镇（18.00分），相差74.50分。" in text
    assert "南门街道没有得分，不排名次。" in text


def test_a_town_whose_targets_came_down_through_a_park_shows_its_lights(mid_year: District) -> None:
    """柳林镇 is managed by the street: its own targets hang below the street's, and count for it all the same."""
    town, street = mid_year.unit("QH-T2"), mid_year.unit("QH-S1")
    admin = mid_year.standing("admin", date(2015, 1, 5))
    move(admin, town, street, Relation.MANAGED_BY, date(2015, 1, 5), "区委决定")
    for part in Target.objects.filter(unit=town):
        Target.objects.filter(pk=part.pk).update(
            parent=Target.objects.get(unit=street, indicator=part.indicator)
        )
    rows = grid(content(mid_year, scored=True).body, "镇得分与目标进展").rows
    assert {row[1]: row[4:] for row in rows}["柳林镇"] == ("1", "1", "1", "0", "0")


def test_a_quarterly_figure_between_quarters_says_up_to_when(mid_year: District) -> None:
    made = content(mid_year, as_of=date(2015, 8, 10))
    assert "截至" not in grid(made.body, "表1").rows[0][0]
    august = compose(
        gather(mid_year.standing("supervisor"), Period.parse("2015-07"), date(2015, 8, 10), None),
        "青河区目督办",
    )
    table = grid(august.body, "表1")
    assert [row[0] for row in table.rows] == [
        "固定资产投资（亿元）",
        "财政总收入（万元）",
        "生产总值（亿元，截至6月底）",
    ]
    assert "截至6月底累计完成36.10亿元" in words(august.body)
    captions = [b.caption for a in august.annexes for b in a.blocks if isinstance(b, Grid)]
    assert "生产总值（亿元，截至6月底）" in captions


def test_rows_stand_in_the_order_of_the_gaps_as_printed(mid_year: District) -> None:
    """-5.25 is printed as -5.3, -0.04 as -0.04: half up, and to two decimals where one would say nothing."""
    progress = gather(mid_year.standing("supervisor"), HALF, TODAY, None)
    some = progress.units[0]
    gaps = [-0.01, 379 / 4 - 100, -5.26, -0.04, -5.24]
    rows = sorted((replace(some, gap_points=gap) for gap in gaps), key=furthest_behind)
    assert [gap_number(row.gap_points) for row in rows] == ["−5.3", "−5.3", "−5.2", "−0.04", "−0.01"]


def test_a_unit_without_score_is_drawn_as_missing(mid_year: District) -> None:
    streets = next(b for b in content(mid_year, scored=True).body if isinstance(b, Ranking))
    assert [(bar.name, bar.value) for bar in streets.rows] == [("北门街道", 101.36), ("南门街道", None)]


def test_it_knows_only_what_was_known_on_the_day(mid_year: District) -> None:
    made = content(mid_year, as_of=date(2015, 7, 2))
    assert made.tally["not_reported"] == 12
    assert "应报4个单位均没有已核实数据" in words(made.body)


def test_invented_figures_make_it_simulated(mid_year: District) -> None:
    made = content(mid_year)
    assert made.simulated
    assert "演示数据" in words(made.body)


def test_it_survives_freezing_unchanged(mid_year: District) -> None:
    made = content(mid_year, scored=True)
    text = to_json(made)
    assert from_json(text) == made
    assert to_json(from_json(text)) == text


def test_a_later_format_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="format 2"):
        from_json('{"format": 2}')


def test_every_source_stands_at_its_figure_and_no_mark_is_left(mid_year: District) -> None:
    made = content(mid_year, scored=True)
    blocks = [*made.body, *(block for annexed in made.annexes for block in annexed.blocks)]
    sourced = [
        (b.text[s.start : s.end], s.place) for b in blocks if isinstance(b, Paragraph) for s in b.sources
    ]
    target = Target.objects.get(unit__code="QH", indicator__code="invest")
    assert ("52.70亿元", f"target/{target.pk}") in sourced
    assert {place.partition("/")[0] for _words, place in sourced} >= {"target", "targets", "score", "run"}
    assert all(words for words, _place in sourced)
    assert not {c for c in to_json(made) if "\ue000" <= c <= "\uf8ff"}
    assert from_json(to_json(made)) == made
