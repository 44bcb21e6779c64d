"""Sums by state, what only follows from another number, and what a plan's words call a target (合计、起因与名称)."""

import pytest

from luoshi.kernel.text.machine import check_as_dict
from luoshi.kernel.text.number_check import check
from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.requirements import extract_tasks
from luoshi.kernel.text.targets import extract_targets


def told(text: str) -> list[tuple[str, str, tuple[str, ...], str]]:
    """Type, claim, operands and verdict of all relations."""
    return [
        (r.type, r.claim.text, tuple(o.text for o in r.operands), r.verdict) for r in check(text).relations
    ]


def accused(text: str) -> list[str]:
    return [str(r["message"]) for r in check_as_dict(check(text))["relations"] if r["verdict"] == "fail"]


SUMS = {
    "今年安排工程86项。\n到10月底，已开工75项，开工率87.2%，其中竣工19项，正在施工56项。": (
        "75",
        ("19", "56"),
    ),
    "排查重大事故隐患29条，已整改销号24条，剩余5条由县政府挂牌督办。": ("29", ("24", "5")),
    "新建和储备转开工的94个项目中，已有81个开工，开工率86.2%，尚有13个未开工。": ("94", ("81", "13")),
    "纳入改造计划的126个小区中，完工88个，完工率69.8%；正在施工31个；因管线迁改等原因尚未进场7个。": (
        "126",
        ("88", "31", "7"),
    ),
    "我关共审核报关单48213票，同比增加3975票，增长9.0%，其中进口报关单19846票，出口报关单28367票。": (
        "48213",
        ("19846", "28367"),
    ),
}


@pytest.mark.parametrize("text", SUMS)
def test_the_total_of_what_is_spoken_of_is_the_claim(text: str) -> None:
    whole, parts = SUMS[text]
    assert ("sum", whole, parts, "pass") in told(text)


def test_a_balance_is_taken_of_accounts_in_paragraphs_of_their_own() -> None:
    text = (
        "全镇财政总收入完成4862.7万元。其中：税收收入4217.3万元，非税收入645.4万元。\n"
        "主体税种中，增值税1836.5万元、企业所得税924.8万元、土地增值税311.2万元，三税合计3072.5万元。\n"
        "财政总支出4319.6万元，同比增长4.1%。收支相抵，当期结余543.1万元。"
    )
    assert ("difference", "543.1", ("4862.7", "4319.6"), "pass") in told(text)


STATES = "截至5月20日，累计转办信访件437件。目前已办结{}件，办结率82.8%；阶段性办结57件；正在办理{}件。"


def test_matters_by_state_are_all_of_them() -> None:
    assert accused(STATES.format(362, 18)) == []
    assert [r[1:] for r in told(STATES.format(362, 28)) if r[3] == "fail"] == [
        ("437", ("362", "57", "28"), "fail")
    ]


def test_a_growth_from_a_named_base_is_held_against_the_level_of_that_name() -> None:
    text = "全市接报火灾1327起，直接财产损失1168.4万元。与去年同期相比，直接财产损失由1068.9万元上升{}%。"
    assert accused(text.format("9.3")) == []
    assert len(accused(text.format("11.0"))) == 1


INNOCENT = [
    "截至5月20日，累计转办信访件437件。\n经核查，属实289件、部分属实94件、不属实54件，属实和部分属实的占87.6%。",
    (
        "全年实际采购金额13.156亿元。\n按采购对象分，货物类3.418亿元、工程类6.527亿元、服务类3.211亿元，占采购总规模的比重分别为26.0%、49.6%、24.4%。"
        "按组织形式分，集中采购5.283亿元，分散采购7.873亿元。"
    ),
    "单日最高揽收238.6万件，是平日121.4万件的1.97倍。从流向看，寄往东部、中部、西部地区的分别占58.3%、27.6%、14.1%。",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_follows_is_not_accused(text: str) -> None:
    assert accused(text) == []


def test_the_meeting_of_a_year_sets_deadlines_in_it() -> None:
    text = (
        "县政府常务会议议定事项督办通知\n2022年第5次县政府常务会议已于3月11日召开，现将议定事项分解如下：\n"
        "（一）关于森林防火。由县林业局牵头，县应急管理局配合，3月底前完成重点林区隐患排查。\n"
        "（二）关于信访积案。由县信访局牵头，县公安局配合，11月底前完成积案化解18件以上。\n"
        "请各承办单位明确专人，按时报送办理结果。"
    )
    clauses = outline(text)
    assert [task.deadline for task in extract_tasks(text, clauses)] == ["2022-03-31", "2022-11-30"]
    assert [target.period for target in extract_targets(text, clauses)] == ["2022-11"]


NAMES = {
    "门诊次均费用增幅控制在5%以下。": "门诊次均费用增幅",
    "“两节”期间走访慰问困难职工3600户。": "困难职工",
    "开工建设环城高速西段，年内完成投资18亿元以上。": "环城高速西段完成投资",
}


@pytest.mark.parametrize("line", NAMES)
def test_a_target_is_called_by_what_it_measures(line: str) -> None:
    text = f"2022年重点工作要点\n一、主要任务\n1.{line}"
    assert [target.indicator for target in extract_targets(text, outline(text))] == [NAMES[line]]


def errors(text: str) -> list[tuple[str, str]]:
    """Type and claim of what the program is sure is wrong."""
    return [(r.type, r.claim.text) for r in check(text).relations if r.severity == "error"]


def test_the_thirds_of_a_month_make_it() -> None:
    text = "本月全县平均降水量{}毫米，较常年同期偏多12.4%。上旬21.4毫米，中旬48.7毫米，下旬33.6毫米。"
    assert errors(text.format("103.7")) == []
    assert errors(text.format("130.7")) == [("sum", "130.7")]


def test_two_exchanged_digits_in_two_halves_are_an_error() -> None:
    text = "全县特困供养人员2418人，集中供养963人，分散供养{}人。"
    assert errors(text.format(1455)) == []
    assert errors(text.format(1545)) == [("sum", "2418")]


def test_two_halves_that_leave_something_out_are_none() -> None:
    assert errors("全县供养人员2418人，集中供养963人，分散供养1207人。") == []


def test_a_growth_over_the_new_level_is_wrong() -> None:
    text = "本月查处违规车辆146辆，罚款52.6万元。上月查处121辆，环比上升{}%。"
    assert errors(text.format("20.7")) == []
    assert [claim for _, claim in errors(text.format("17.1"))] == ["17.1"]


def test_what_is_added_up_is_all_that_its_list_names() -> None:
    text = "全馆职工2864人，其中具有高级职称512人、中级职称1137人，中高级职称人员合计占{}%。"
    assert errors(text.format("57.6")) == []
    assert errors(text.format("39.7")) == [("share", "39.7")]


def test_what_was_due_behind_the_number_is_a_plan() -> None:
    text = "全市参保396.2万人，为应参保人数405.7万人的{}%。"
    assert ("completion", "97.7", ("396.2", "405.7"), "pass") in told(text.format("97.7"))
    assert errors(text.format("91.7")) == [("completion", "91.7")]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            "1—8月，全县供电量18.42亿千瓦时，同比增长6.3%。其中工业用电9.87亿千瓦时、居民用电4.26亿千瓦时、农业用电1.35亿千瓦时、其他用电2.49亿千瓦时。",
            ("sum", "18.42"),
        ),
        ("8月举办活动46场，其中线上18场、线下38场。", ("sum", "46")),
        ("城市低保1283户1947人，农村低保3562户5814人，合计4845户7671人。", ("sum", "7671")),
        ("蓄水总量2164万立方米，较上周增加183万立方米，上周为1891万立方米。", ("difference", "183")),
    ],
)
def test_a_slip_is_found(text: str, wrong: tuple[str, str]) -> None:
    assert errors(text) == [wrong]
    right = {"18.42": "17.97", "46": "56", "7671": "7761", "183": "273"}[wrong[1]]
    assert errors(text.replace(wrong[1], right, 1)) == []


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("收支相抵，当期结余2.38亿元，加上上年末结余13.35亿元，累计结余15.73亿元。", False),
        ("收支相抵，当期结余2.38亿元，加上上年末结余13.35亿元，累计结余15.37亿元。", True),
        ("续建项目86个，加上新开工项目45个，合计141个。", True),
        ("当年收入5.2亿元，加上上级补助20.1亿元、债券收入3亿元，收入总计28.3亿元。", False),
    ],
)
def test_numbers_added_in_words_make_the_total(text: str, fails: bool) -> None:
    assert bool(accused(text)) is fails


def test_what_goes_on_is_not_accused_by_two_of_its_parts() -> None:
    errors = check("全年收入5.2亿元，加上上级补助收入20.1亿元等，收入总计28.3亿元。").relations
    assert [r.message for r in errors if r.severity == "error"] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("去年我县原煤产量完成1268万吨，其中地方煤矿742万吨、驻县矿企526万吨。", ("sum", "1268")),
        ("全县38.4万常住人口中已签约家庭医生13.9万人，签约率36.2%。", ("completion", "36.2")),
        ("国庆假期8天，全县接待游客63.27万人次。\n收费站驶入车辆9.86万辆，日均1.23万辆。", ("mean", "1.23")),
        (
            "2025年，全镇财政总收入完成3826万元。\n2026年预期目标为：财政总收入4200万元，增长9.8%。",
            ("growth", "9.8"),
        ),
        ("年初库存粮食3.2万吨，当年购进4.6万吨，销售5.1万吨，期末库存2.7万吨。", ("count_identity", "2.7")),
        ("一季度受理申请1542件，同比多受理236件，增幅18.1%。", ("growth_from_increment", "18.1")),
        ("1—11月，全市空气优良天数296天，同比增加9天，优良天数比例88.6%。", ("share", "88.6")),
        (
            "新签约项目118个，其中东部地区63个、南部地区31个、\n其他地区24个，东部地区占53.4%。",
            ("sum", "118"),
        ),
    ],
)
def test_relations_of_last_year_people_holidays_and_aims(text: str, wanted: tuple[str, str]) -> None:
    assert wanted in [(kind, claim) for kind, claim, _, verdict in told(text) if verdict == "pass"]


def test_an_increment_is_not_added_to_itself() -> None:
    text = "优良天数231天（优68天、良163天），比上年同期的214天增加17天。"
    assert accused(text) == []
