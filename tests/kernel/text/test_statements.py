"""What a number of a bulletin states as fact: of what, when and where; and what is left unsaid."""

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.kernel.text.intervals import Interval
from luoshi.kernel.text.months import Months
from luoshi.kernel.text.normalise import normalise
from luoshi.kernel.text.places import find_places
from luoshi.kernel.text.statements import Statement, find_statements

TOWNS = ("东桥镇", "西桥镇", "临江区")
HALF = Months(2020, 1, 6)


def stated(text: str, year: int | None = 2020) -> list[Statement]:
    return find_statements(text, year, TOWNS)


def subjects(text: str) -> list[tuple[str, str, str, str]]:
    return [(s.subject, s.kind, s.printed, s.place) for s in stated(text)]


def test_levels_growth_and_shares_of_one_subject() -> None:
    text = "上半年，全区财政收入12.50亿元，下降3.5%，其中税收收入8亿元，占财政收入的64%。"
    assert subjects(text) == [
        ("财政收入", "level", "12.50", "全区"),
        ("财政收入", "growth", "3.5", "全区"),
        ("税收收入", "level", "8", "全区"),
        ("税收收入", "share", "64", "全区"),
    ]
    level, fall, _, share = stated(text)
    assert level.interval == Interval(Fraction(1_249_500_000), Fraction(1_250_500_000))
    assert (level.measure, fall.value, share.whole) == ("元", Fraction(-7, 2), "财政收入")
    assert text[level.start : level.end] == "12.50"
    assert {s.period for s in stated(text)} == {HALF}


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("1-9月，", (2020, 1, 9)),
        ("前三季度，", (2020, 1, 9)),
        ("上半年，", (2020, 1, 6)),
        ("9月份，", (2020, 9, 9)),
        ("9月份，累计", (2020, 1, 9)),
        ("1-9月，当月", (2020, 9, 9)),
        ("三季度，", (2020, 7, 9)),
        ("截至9月底，", (2020, 1, 9)),
        ("截至9月30日，", (2020, 1, 9)),
        ("2019年，", (2019, 1, 12)),
        ("去年，", (2019, 1, 12)),
        ("2019年末，", (2019, 1, 12)),
        ("全年，", (2020, 1, 12)),
    ],
)
def test_the_months_a_number_speaks_of(words: str, months: tuple[int, int, int]) -> None:
    (statement,) = stated(f"{words}财政收入5亿元。")
    assert statement.period == Months(*months)


@pytest.mark.parametrize(
    "text",
    [
        "财政收入5亿元。",
        "9月12日，财政收入5亿元。",
        "今年以来，财政收入5亿元。",
        "2019-2021年，财政收入5亿元。",
    ],
)
def test_without_a_certain_period_there_is_no_statement(text: str) -> None:
    assert stated(text) == []


def test_the_title_gives_the_period_but_for_a_month_that_may_be_the_months_so_far() -> None:
    assert stated("2020年上半年运行情况\n财政收入5亿元。")[0].period == HALF
    assert stated("2020年6月份运行情况\n财政收入5亿元。") == []
    assert stated("2020年6月份运行情况\n累计财政收入5亿元。")[0].period == HALF
    assert stated("2020年政府工作报告\n财政收入5亿元。") == []


def test_what_a_number_is_compared_with_is_not_its_period() -> None:
    (level, growth) = stated("上半年，财政收入5亿元，比2019年同期增长8%。")
    assert (level.period, growth.period) == (HALF, HALF)


def test_the_year_of_a_reports_title_comes_before_the_year_given() -> None:
    (statement,) = stated("2019年统计公报\n全年财政收入5亿元。", 2020)
    assert statement.period == Months(2019, 1, 12)


@pytest.mark.parametrize(
    "text",
    [
        "上半年，财政收入力争达到5亿元。",
        "上半年，财政收入预计5亿元。",
        "上半年，财政收入目标5亿元。",
        "上半年，财政收入5亿元以上。",
        "上半年，财政收入约5亿元。",
        "2020年工作要点\n上半年累计完成财政收入5亿元。",
        "2020年情况通报\n二、下一步工作打算\n上半年财政收入5亿元。",
        "2021年，财政收入5亿元。",
    ],
)
def test_plans_and_vague_numbers_are_no_facts(text: str) -> None:
    assert stated(text) == []


def test_growth_over_the_month_before_is_left_out() -> None:
    assert [s.kind for s in stated("6月，财政收入5亿元，环比增长2%，同比增长3%。")] == ["level", "growth"]


def test_growth_at_comparable_prices_is_marked() -> None:
    text = "上半年，财政收入增长5%，消费同口径增长6%，工业增加值增长7%。"
    assert [(s.subject, s.comparable) for s in stated(text)] == [
        ("财政收入", False),
        ("消费", True),
        ("工业增加值", True),
    ]


def test_numbers_dealt_out_to_places() -> None:
    text = "上半年，东桥镇、西桥镇财政收入分别完成80万元、70万元，分别增长3%、4%。"
    assert subjects(text) == [
        ("财政收入", "level", "80", "东桥镇"),
        ("财政收入", "level", "70", "西桥镇"),
        ("财政收入", "growth", "3", "东桥镇"),
        ("财政收入", "growth", "4", "西桥镇"),
    ]


def test_places_of_a_list_take_over_its_subject() -> None:
    text = "上半年，全区财政收入200万元，其中东桥镇80万元、南岗镇70万元。"
    assert subjects(text) == [
        ("财政收入", "level", "200", "全区"),
        ("财政收入", "level", "80", "东桥镇"),
        ("财政收入", "level", "70", "南岗镇"),
    ]


def test_growth_speaks_of_the_place_before_it() -> None:
    text = "上半年，全区财政收入200万元，其中东桥镇80万元，增长3%。"
    assert [(s.kind, s.subject, s.place) for s in stated(text)][2:] == [("growth", "财政收入", "东桥镇")]


def test_a_heading_run_into_the_paragraph_names_the_first_numbers() -> None:
    text = "2020年上半年情况\n（一）财政收入。累计完成200万元，增长3%，高于目标1个百分点。其中，完成80万元。\n累计完成5万元。"
    assert [(s.kind, s.subject, s.printed) for s in stated(text)] == [
        ("level", "财政收入", "200"),
        ("growth", "财政收入", "3"),
    ]


def test_the_place_of_a_paragraph_or_title_holds_for_its_numbers() -> None:
    text = "上半年情况\n（一）东桥镇。上半年财政收入80万元，增长3%。\n上半年财政收入200万元。"
    assert [s.place for s in stated(text)] == ["东桥镇", "东桥镇", ""]
    assert [s.place for s in stated("临江区东桥镇上半年运行情况\n财政收入80万元。")] == ["东桥镇"]


def test_a_number_that_may_belong_to_either_place_is_left_out() -> None:
    text = "上半年，全区投资2亿元，其中东桥镇投资1亿元；财政收入200万元。"
    assert subjects(text) == [("投资", "level", "2", "全区"), ("投资", "level", "1", "东桥镇")]


def test_the_whole_of_another_place_is_no_whole() -> None:
    own, other = stated("上半年，东桥镇税收占财政收入的60%。上半年，东桥镇税收占全区财政收入的6%。")
    assert ((own.place, own.whole), (other.place, other.whole)) == (("东桥镇", "财政收入"), ("东桥镇", ""))


def test_a_remark_of_scope_stays_with_the_name() -> None:
    (statement,) = stated("上半年，固定资产投资（不含农户）5亿元。")
    assert statement.subject == "固定资产投资不含农户"


def test_known_places_unknown_ones_and_wholes() -> None:
    text = "临江区东桥镇很好，南岗镇也好，全市、城镇居民、乡村和经济开发区。开发区"
    assert [place.name for place in find_places(text, TOWNS)] == ["东桥镇", "南岗镇", "全市", "开发区"]


FRAGMENTS = st.sampled_from(
    ["上半年，", "1-9月", "全区", "东桥镇", "、", "分别", "财政收入", "增长", "5%", "3.2亿元", "占", "的", "其中", "。", "；",
     "\n", "一、", "下一步", "去年", "（", "）", "目标", "比", "2019年"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=40).map("".join) | st.text(max_size=80))
def test_any_text_is_read_and_every_span_holds_its_digits(text: str) -> None:
    for statement in stated(text):
        printed = "".join(normalise(text[statement.start : statement.end]).text.split())
        assert printed == statement.printed
        assert 1 <= statement.period.first <= statement.period.last <= 12
        assert statement.subject


def test_thirty_pages_are_read_in_a_second_with_two_thousand_units() -> None:
    sentence = "1-6月，东桥镇财政收入500万元，同比增长5%，占全区的比重为2%。"
    towns = [f"第{n}镇" for n in range(2000)]
    before = time.process_time()
    assert len(find_statements(sentence * 600, 2020, [*TOWNS, *towns])) == 1800
    assert time.process_time() - before < 3
