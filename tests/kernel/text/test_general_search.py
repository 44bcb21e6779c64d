"""Claims that no pattern binds: what the search over all pairs and the columns of a table find, and what they leave."""

import re

import pytest

from kernel.text.unlisted_shapes import BULLETINS
from luoshi.kernel.text.number_check import Relation, check


def told(text: str) -> list[str]:
    """Every relation as claim, operands and verdict."""
    return [
        f"{r.claim.text} <- {' '.join(o.text for o in r.operands)} {r.verdict}" for r in check(text).relations
    ]


def failing(text: str) -> list[Relation]:
    return [r for r in check(text).relations if r.verdict == "fail"]


@pytest.mark.parametrize("marked", BULLETINS)
def test_every_computed_number_of_a_bulletin_is_bound_and_none_accused(marked: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    relations = [r for r in check(text).relations if r.type != "part_whole"]
    spans = {(s.start, s.end) for r in relations for s in (r.claim, *r.operands) if r.verdict == "pass"}
    wanted = []
    for place, found in enumerate(re.finditer("«([^»]*)»", marked)):
        start = found.start() - 2 * place
        wanted.append((start, start + len(found[1])))
    assert [text[start:end] for start, end in wanted if (start, end) not in spans] == []
    assert [r.message for r in relations if r.verdict == "fail"] == []


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("化解率91.7%，也就是372件中化解了341件。", "91.7 <- 341 372 pass"),
        ("对接率只有84.5%，应对接系统84个，实际对接71个。", "84.5 <- 71 84 pass"),
        ("2021年完成312亿元、2022年完成405亿元，两年累计717亿元。", "717 <- 312 405 pass"),
        ("9个断面中，Ⅱ类5个、Ⅲ类3个、Ⅳ类1个，优良比例88.9%。", "88.9 <- 5 3 9 pass"),
        ("2023年优良天数331天，优良率90.7%。", "90.7 <- 331 pass"),
        ("全年新登记5.83万户，日均159户。", "159 <- 5.83 pass"),
        ("个人每人380元，财政每人640元，合计1020元。", "1020 <- 380 640 pass"),
        ("农村学校58所、学生23 416人，其中小学15 208人，初中8 208人。", "23 416 <- 15 208 8 208 pass"),
        (
            "2025年职工人均工资62000元。2020年，全县职工人均工资为42600元，五年累计增加19400元，年均增长7.8%。",
            "7.8 <- 62000 42600 pass",
        ),
        (
            "1—11月销售18.60万吨，增长2.1%。11月当月销售1.85万吨，1—10月累计销售16.75万吨。",
            "18.60 <- 1.85 16.75 pass",
        ),
        (
            "城镇居民人均可支配收入42300元，上年为40200元。\n农村居民人均可支配收入22500元，上年为20800元。城乡居民收入比由上年的1.93缩小到1.88。",
            "1.93 <- 40200 20800 pass",
        ),
        (
            "城镇居民收入42300元，同比增长5.1%；农村居民收入22500元，同比增长7.4%。农村居民收入增速快于城镇2.3个百分点。",
            "2.3 <- 7.4 5.1 pass",
        ),
        (
            "地区生产总值620.0亿元，人均地区生产总值77694元。年末常住人口80.2万人，比上年末增加0.8万人。",
            "77694 <- 620.0 80.2 0.8 pass",
        ),
        (
            "农村居民人均可支配收入20000元。按来源分，工资性收入9000元，占45.0%；经营净收入6400元，占32.0%；转移净收入4600元，占23.0%。",
            "20000 <- 9000 6400 4600 pass",
        ),
        ("低压用户平均停电时间3.10小时/户，上年同期4.00小时/户，同比缩短22.5%。", "22.5 <- 3.10 4.00 pass"),
    ],
)
def test_shapes_that_no_pattern_lists(text: str, relation: str) -> None:
    assert relation in told(text)


def test_a_column_is_told_by_its_other_rows() -> None:
    table = "镇\t任务（户）\t搬迁（户）\t比例（%）\n甲镇\t420\t386\t91.9\n乙镇\t365\t352\t96.4\n丙镇\t518\t466\t90.0\n丁镇\t286\t281\t89.3"
    (wrong,) = failing(table)
    assert (wrong.severity, wrong.claim.text, wrong.expected) == ("error", "89.3", "98.3")


def test_annual_growth_between_the_years_of_the_titles() -> None:
    table = "指标\t单位\t2020年\t2025年\t年均增长(%)\n产量\t万吨\t18.6\t19.5\t0.9\n产值\t亿元\t62.4\t83.5\t6.0\n收入\t元\t14320\t21500\t8.5"
    assert [r.verdict for r in check(table).relations] == ["pass"] * 3


def test_growth_of_value_added_in_a_table_is_at_its_own_prices() -> None:
    table = "指标\t2022年\t2023年\t增长(%)\n财政收入\t12.86\t13.64\t6.1\n税收\t8.92\t9.58\t7.4\n支出\t36.42\t38.16\t4.8\n生产总值\t412.6\t428.4\t6.2"
    assert failing(table) == []


def test_two_exchanged_ranks_are_an_error() -> None:
    table = "镇\t完成率\t位次\n甲镇\t82.0\t1\n乙镇\t68.8\t4\n丙镇\t76.3\t2\n丁镇\t68.0\t3"
    assert [(r.type, r.severity) for r in failing(table)] == [("rank", "error"), ("rank", "error")]


def test_a_growth_behind_an_increase_that_fits_its_base_accuses() -> None:
    text = "资产96.83亿元。与上年末的91.36亿元相比，资产增加5.47亿元，增长{}%。"
    assert failing(text.format("6.0")) == []
    assert [r.severity for r in failing(text.format("5.2"))] == ["error"]


@pytest.mark.parametrize(
    "text",
    [
        "签约总额526.8亿元，提前完成全年500亿元的目标，完成率105.4%。",
        "生产总值412.6亿元，比上年的390.2亿元增加22.4亿元，增长6.2%。",
        "受理1180件，回访1126件，满意1043件，问题解决率88.4%。",
        "二产用电6.84亿千瓦时，其中工业用电6.52亿千瓦时，生活用电增长4.9%。",
    ],
)
def test_what_is_not_bound_is_not_accused(text: str) -> None:
    assert failing(text) == []


def test_numbers_that_fit_by_chance_are_not_bound() -> None:
    assert "88.4 <- 1043 1180 pass" not in told("回访1180件，满意1043件。群众来信共216件，问题解决率88.4%。")


@pytest.mark.parametrize(
    ("text", "claim", "expected"),
    [
        ("播种面积52.30万亩，增长0.5%；平均亩产428.0公斤；总产量25.21万吨。", "428.0", "482.0"),
        (
            "截至6月30日，道路工程计划实施400公里，已完成152公里，仅完成38.0%，落后序时进度15.0个百分点。",
            "15.0",
            "12.0",
        ),
        (
            (
                "新签约项目27个，签约总额60.4亿元，到位资金26.35亿元。\n片区\t签约项目（个）\t签约额（亿元）\t到位资金（亿元）\n"
                "甲片区\t12\t25.1\t11.20\n乙片区\t9\t20.2\t9.13\n丙片区\t6\t15.1\t5.20"
            ),
            "26.35",
            "25.53",
        ),
    ],
)
def test_a_slip_between_bound_numbers_is_an_error(text: str, claim: str, expected: str) -> None:
    assert [(r.severity, r.claim.text, r.expected) for r in failing(text)] == [("error", claim, expected)]


def test_parts_of_plans_do_not_rebuild_the_completion_of_their_whole() -> None:
    text = "计划投资100.0亿元，完成84.0亿元，完成率84.0%。甲类计划投资60.0亿元，完成52.0亿元，完成率86.7%；乙类计划投资40.0亿元，完成32.0亿元，完成率80.0%。"
    assert failing(text) == []
