"""Lists and sentences that set a period or a name for what follows them; all documents are invented.

A target is written as `name kind op value unit @period`.
"""

import pytest

from luoshi.kernel.text.normalise import normalise
from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.requirements import extract_tasks
from luoshi.kernel.text.targets import extract_targets

NEXT_YEAR = "在全区经济工作会议上的讲话\n（2026年12月20日）\n今年以来，全区实现生产总值300亿元。\n{}\n"


def targets(text: str) -> list[str]:
    return [
        f"{t.indicator} {t.kind} {t.op} {t.value} {t.unit} @{t.period}"
        for t in extract_targets(text, outline(text))
    ]


def tasks(text: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(t.title, t.lead, t.support) for t in extract_tasks(text, outline(text), 2026)]


@pytest.mark.parametrize("dash", ["——", "—", "●"])
def test_lines_that_open_with_a_dash_are_a_list_below_a_title_without_a_stop(dash: str) -> None:
    text = (
        f"青禾区2026年国民经济和社会发展主要目标\n{dash}旅游综合收入达到30亿元，增长8%左右；\n"
        f"{dash}城乡居民人均住房面积增长5.5%以上，与经济增长基本同步；\n{dash}单位产值水耗下降2.5%以上，绿化率达到45%；\n"
    )
    assert targets(text) == [
        "旅游综合收入 level = 30 亿元 @2026",
        "旅游综合收入 growth ~ 8 % @2026",
        "城乡居民人均住房面积 growth >= 5.5 % @2026",
        "单位产值水耗 growth <= -2.5 % @2026",
        "绿化率 share = 45 % @2026",
    ]


def test_one_line_that_a_layout_broke_before_a_dash_is_no_list() -> None:
    lines = [
        "全区上下要牢牢把握高质量发展这一主题，突出一个重点",
        "——实体经济，全年培育规上企业15家，新建标准化厂房",
    ]
    lines += [
        "20万平方米，全年改造提升老旧小区32个，新增城镇就业",
        "3200人，全年新建幼儿园6所，新增停车位300个。",
    ]
    assert "重点——实体经济" in normalise("2026年工作要点\n" + "\n".join(lines)).text


@pytest.mark.parametrize("base", ["2025年的42家", "2026年的42家", "2025年底的42家", "42家"])
def test_the_year_of_a_base_turns_nothing_into_the_past(base: str) -> None:
    text = f"青禾区制造业发展规划（2026—2030年）\n到2030年，规上企业由{base}增加到80家；民宿达到10家以上。\n"
    assert targets(text) == ["规上企业 count = 80 家 @2030", "民宿 count >= 10 家 @2030"]


def test_a_fact_that_rose_from_a_year_is_still_past() -> None:
    text = "2026年工作要点\n规上企业由2020年的42家增加到2025年的80家。\n"
    assert targets(text) == []


def test_a_half_year_that_opens_a_list_holds_for_its_items() -> None:
    text = (
        "在全区项目推进会上的讲话\n（2026年8月1日）\n下半年要抓好三件事：\n一要抓用地。新增用地供应不少于300亩。\n"
        "二要抓储备，年底前储备项目总投资达到50亿元以上。\n三要抓考核。全年新建学校2所。\n"
    )
    assert targets(text) == [
        "用地供应 level >= 300 亩 @2026H2",
        "储备项目总投资 level >= 50 亿元 @2026",
        "学校 count = 2 所 @2026",
    ]


def test_what_a_project_costs_is_still_no_target() -> None:
    assert targets("2026年工作要点\n一、抓项目。新建厂房，总投资达到3亿元。\n") == []


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("新发放普惠贷款平均利率控制在4%以下", "新发放普惠贷款平均利率 ceiling <= 4 % @2026"),
        ("一季度兑现奖补资金1500万元", "奖补资金 level = 1500 万元 @2026Q1"),
        ("新增规上企业15家，比今年增长10%以上", "规上企业 growth >= 10 % @2026"),
    ],
)
def test_names_of_rates_and_paid_grants(words: str, target: str) -> None:
    assert target in targets(f"2026年工作要点\n一、强化支持。{words}。\n")


def test_a_promised_grant_is_no_target() -> None:
    assert targets("2026年工作要点\n一、强化支持。对达标企业给予奖补资金30万元。\n") == []


def test_a_speech_on_next_year_is_read_as_of_next_year_behind_its_aims() -> None:
    aims = "明年工作的主要目标是：工业增加值增长6%。围绕上述目标，要抓好以下工作：\n一要抓项目。6月底前开工项目30个，比今年增长5%以上。\n"
    back = "当前，要抓好收官工作，确保12月底前入库项目9个。"
    assert targets(NEXT_YEAR.format(aims + back)) == [
        "工业增加值 growth = 6 % @2027",
        "开工项目 count = 30 个 @2027-06",
        "开工项目 growth >= 5 % @2027",
        "入库项目 count = 9 个 @2026-12",
    ]


def test_facts_of_this_year_are_past_where_next_year_is_planned() -> None:
    assert targets(NEXT_YEAR.format("明年的重点工作是：今年建成公园5个，明年建成公园8个。")) == [
        "公园 count = 8 个 @2027"
    ]


def test_a_plan_that_mentions_next_year_stays_in_its_own() -> None:
    text = "2026年工作要点\n一、抓项目。谋划好明年工作。储备产业项目15个。\n"
    assert [target.partition("@")[2] for target in targets(text)] == ["2026"]


TOPICS = (
    "一、关于防汛。区水利局要于6月1日前完成水库检查。\n二、关于搬迁。由区卫健局牵头，区住建局配合，制定方案。\n"
    "三、关于供水。\n责任单位：区水务局、区财政局\n"
)


def test_a_list_of_actions_names_its_tasks_by_the_action_behind_the_topic() -> None:
    assert tasks("区政府常务会议议定事项落实清单\n" + TOPICS) == [
        ("完成水库检查", ("区水利局",), ()),
        ("制定方案", ("区卫健局",), ("区住建局",)),
        ("关于供水", (), ("区水务局", "区财政局")),
    ]


def test_minutes_name_their_tasks_by_the_topic() -> None:
    assert [title for title, _, _ in tasks("区政府专题会议纪要\n" + TOPICS)] == [
        "关于防汛",
        "关于搬迁",
        "关于供水",
    ]


def test_a_rule_on_who_leads_is_no_task_and_the_rest_behind_several_leads_helps() -> None:
    text = (
        "重点工作分解的通知\n各责任单位中，列第一位的为牵头单位（注明分别牵头的除外）。\n1.办好文化节。\n"
        "责任单位：区文旅局、区商务局分别牵头，各街道\n2.新建停车场。\n责任单位：区住建局、区城管局\n"
    )
    assert tasks(text) == [
        ("办好文化节", ("区文旅局", "区商务局"), ("各街道",)),
        ("新建停车场", ("区住建局",), ("区城管局",)),
    ]
