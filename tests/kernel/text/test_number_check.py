"""The number check on bulletins: clean ones are not accused, seeded errors are found, traps stay silent."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.text.bulletins import BULLETINS, Bulletin
from luoshi.kernel.text.machine import relation_as_dict
from luoshi.kernel.text.number_check import Relation, check

RANK = {"note": 0, "question": 1, "error": 2}
SEEDED = [(bulletin, *seed) for bulletin in BULLETINS for seed in bulletin.seeds]


def failing(text: str) -> list[Relation]:
    return [relation for relation in check(text).relations if relation.verdict == "fail"]


def of_type(text: str, kind: str) -> list[Relation]:
    return [relation for relation in check(text).relations if relation.type == kind]


@pytest.mark.parametrize("bulletin", BULLETINS, ids=lambda bulletin: bulletin.name)
def test_a_clean_bulletin_is_not_accused(bulletin: Bulletin) -> None:
    assert failing(bulletin.text) == []


@pytest.mark.parametrize("bulletin", BULLETINS, ids=lambda bulletin: bulletin.name)
def test_a_clean_bulletin_is_recomputed(bulletin: Bulletin) -> None:
    assert any(relation.verdict == "pass" for relation in check(bulletin.text).relations)


@pytest.mark.parametrize(
    ("bulletin", "printed", "misprinted", "severity"),
    SEEDED,
    ids=[f"{bulletin.name}-{printed}-{misprinted}" for bulletin, printed, misprinted, _ in SEEDED],
)
def test_a_seeded_error_is_found_where_it_is(
    bulletin: Bulletin, printed: str, misprinted: str, severity: str
) -> None:
    text = bulletin.with_seed(printed, misprinted)
    start = text.index(misprinted)
    end = start + len(misprinted)
    found = [
        relation
        for relation in failing(text)
        if any(start <= span.start < end for span in (relation.claim, *relation.operands))
    ]
    assert max((RANK[relation.severity or "note"] for relation in found), default=-1) >= RANK[severity]
    assert [relation for relation in failing(text) if relation not in found] == []


@pytest.mark.parametrize(
    "text",
    [
        "全年工业产值120亿元，同比增加30亿元，按可比价格计算增长8.1%。",
        "1-5月税收收入完成3.2亿元，增收0.8亿元，同口径增长4.5%。",
        "全年实现增加值58.2亿元，比上年增加9.6亿元，增长6.1%。",
        "全年支出20亿元，扣除留抵退税因素后增长3.2%，增支5亿元。",
        "收入10亿元，增收2亿元，自然口径增长25.0%，同口径增长8.2%。",
        "税收收入完成30亿元，其中税务部门完成28亿元，财政部门完成9亿元。",
        "年末常住人口45万人，户籍人口52万人，其中城镇人口30万人。",
        "规模以上工业增加值增长11.6%，高于年度目标增幅5.6个百分点。",
        "诉求解决率88.5%，环比上升2.12%。",
        "空气优良率69.4%（全省72.26%），列第8位。",
        "亿元以上项目30个，20亿级企业3家，占比5%。",
        "实施155工程，新建项目12个，107国道改造完成，占全部的9%。",
        "居民消费价格指数为103.5，上涨3.5%。",
        "出生率10.5%。，死亡率6.1%。，自然增长率4.4%。，年末人口52万人，出生5000人。",
        "今天是228日，1983-199210年间产量增长3倍，比例由4:6提高到6:47:3，价格跌到13左右。",
        "城镇居民人均可支配收入33120元，农村居民人均可支配收入16950元，全体居民人均可支配收入24680元。",
        "全年计划投资120亿元，总投资500亿元。年内133个续建项目完成投资45.4亿元，占年度计划的75%。",
        "新开工项目30个，总投资80亿元，其中亿元以上项目12个，计划投资95亿元。",
        "9月当月完成投资12亿元，其中1-9月累计完成投资98亿元。",
        "约300户，近200人，占比30%。",
        "前三季度增长6.7%，分季度看，一季度增长6.7%，二季度增长6.9%，三季度增长6.5%。",
        "旅游收入2亿元，接待游客30万人次，人均消费850元。过夜游客5万人次，人均消费1200元。",
        "全区一般公共预算收入12亿元，上划中央收入8亿元，财政总收入21亿元。",
        "办结率98.6%，满意率99.2%，按时办结500件，超时办结7件。",
        "年末认证产品1 500个，比上年增加300个，增长25.0%。",
        "1-9月，甲镇完成年度计划的80%，乙镇完成年度计划的60.5%，分别高于序时进度5.0、低于序时进度14.5个百分点。",
        "1-9月，甲镇、乙镇分别完成年度计划的80%、77%，分别高于序时进度5.0、2.0个百分点。",
        "常住人口314985人（不包括驻军），与上次普查的334020人相比，减少19035人，减少5.70%。",
        "户籍人口889760人，其中乡村人口431474人，城镇人口458286人。按性别分，男性463713人，女性426047人。",
        "完成率由62.3%提高到78.5%，高于时序进度3.5个百分点。",
        "截至9月20日，完成投资60亿元，占年度计划80亿元的75%，快于序时进度3个百分点。",
        "贷款余额500亿元，比年初增加40亿元，同比增长15.2%。",
        "贷款余额500亿元，同比增长15.2%，比年初增加40亿元。",
        "贷款余额500亿元，上年末460亿元，同比增长15.2%。",
        "全县工业总产值50亿元，占全市工业总产值的8.2%，其中轻工业产值12亿元，占全市工业总产值的2%。",
        "完成投资88亿元，其中工业投资30亿元，占全市的5%。",
        "完成投资88亿元，其中工业投资30亿元，技改投资12亿元，分别占固定资产投资的34.1%、13.6%。",
        "固定资产投资88亿元，其中工业投资30亿元，技改投资12亿元，分别占固定资产投资的34.1%、13.6%。",
        "计划投资50亿元，累计完成投资30亿元，完成年度计划的85%。",
        "年初预算20亿元，完成18亿元，占调整预算的81.8%。",
        "社会消费品零售总额454.3亿元，其中限额以上零售额165亿元。城镇消费品零售额360.3亿元，乡村消费品零售额94亿元。",
        "全市一般公共预算收入100亿元，市本级税收收入20亿元，非税收入10亿元。",
        "进出口总额100亿元，其中民营企业出口50亿元，进口30亿元。",
        "全社会用电量50亿千瓦时，其中城镇居民用电6亿千瓦时，农村居民用电4亿千瓦时。",
        "地区生产总值100亿元，第一产业增加值10亿元，第二产业增加值50亿元，第三产业增加值40亿元。三次产业投资结构为2:60:38，三次产业就业结构为30:30:40。",
        "占地面积5万平方米，其中建筑面积12万平方米。",
        "新增贷款40亿元，其中小微企业贷款余额98亿元。",
        "发生事故54起，死亡825人，同比减少11起、146人，分别下降16.9%和15.0%。",
        "一季度完成投资20亿元，上半年完成投资55亿元，其中二季度完成35亿元。",
        "税收收入30亿元，增长5%，增收1.2亿元；剔除减税因素，增长9%。",
        "全区总人口50万人，其中男性26万人，女性22万人，未登记2万人。",
        "城镇新增就业5000人，占年度目标的83.3%；失业人员再就业1200人，占年度目标的92.3%。",
        "目标任务6000人，城镇新增就业5000人，失业人员再就业1200人，占目标任务的83.3%。",
        "实现利润5亿元，同比增加0.3亿元，增幅6.4%，占营业收入的8%。营业收入62亿元。",
        "1-9月收入75亿元，完成年初预算的75.3%，高于序时进度0.3个百分点，较上年同期高2.1个百分点。",
        "截至10月底，完成投资60亿元，占年度计划的80%，落后计划进度3.3个百分点。",
        "常住人口100万人，城镇人口60万人，乡村人口40万人。户籍人口120万人，男性62万人，女性58万人。",
        "粮食总产量50万吨，其中夏粮20万吨，秋粮30万吨。夏粮播种面积80万亩，比上年增加2万亩，增长2.6%。",
        "共检查企业320家次，发现隐患560处，已整改540处，整改率96.4%，立案12起，罚款35万元。",
        "全年接待游客120万人次，其中一日游85万人次，过夜35万人次，同比分别增长5%、8%，旅游收入10亿元，增长6%。",
        "争取中央资金3亿元，省级资金2亿元，市级资金0.5亿元，合计6亿元以上。",
        "财政总收入30亿元，其中一般公共预算收入18亿元，税收收入24亿元，占财政总收入的80%。",
        "全市安排项目120个，其中新建70个，续建40个，储备类10个，总投资300亿元，年度计划投资80亿元，1-6月完成45亿元，占56.3%。",
        "办理建议提案156件，其中建议89件，提案67件，办复率100%，满意率98.7%。",
    ],
)
def test_what_cannot_be_tested_stays_silent(text: str) -> None:
    assert [relation for relation in failing(text) if relation.severity == "error"] == []


def test_growth_on_its_own_basis_is_a_note() -> None:
    (relation,) = check("工业产值120亿元，增加30亿元，按可比价格计算增长8.1%。").relations
    assert (relation.type, relation.verdict, relation.severity) == (
        "growth_from_increment",
        "not_checkable",
        "note",
    )
    assert "comparable" in relation.message


@pytest.mark.parametrize(
    ("text", "formula", "recomputed", "units"),
    [
        (
            "完成投资153.7亿元，占年度计划224.0亿元的62.4%。",
            "a ÷ b × 100",
            "68.578..68.654",
            ["%", "亿元", "亿元"],
        ),
        (
            "收入1200万元，增收200万元，增长26.0%。",
            "b ÷ (a - b) × 100",
            "19.93..20.07",
            ["%", "万元", "万元"],
        ),
        ("新增就业1200人，其中失业人员再就业1500人。", "≤ a", "1200", ["人", "人"]),
        ("1—10月完成预算的85.3%，高于序时进度10.3个百分点。", "a - 83.33", "1.917..2.017", ["个百分点", "%"]),
    ],
)
def test_a_finding_carries_what_a_sentence_about_it_needs(
    text: str, formula: str, recomputed: str, units: list[str]
) -> None:
    (found,) = failing(text)
    told = relation_as_dict(found)
    assert (told["formula"], told["recomputed"], told["grade"]) == (formula, recomputed, "gross")
    assert [told["unit"], told["operand_units"]] == [units[0], units[1:]]


def test_title_and_text_of_different_months_are_a_question() -> None:
    (relation,) = of_type("松河县2月财政收支情况\n1—3月，全县收入完成3亿元。", "period")
    assert (relation.verdict, relation.severity) == ("uncertain", "question")
    assert (relation.claim.text, relation.operands[0].text) == ("1—3月", "2月")
    assert of_type("松河县3月财政收支情况\n1—3月，全县收入完成3亿元。", "period") == []


def test_damaged_digits_are_reported_and_never_computed() -> None:
    (relation,) = check("截至1031日，已完成26件。").relations
    assert (relation.type, relation.verdict, relation.claim.text) == ("unreadable", "not_checkable", "1031日")


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("共受理2877件，其中政策类212件，占比7.3%。", "note"),
        ("共受理2877件，其中政策类212件，占比7.5%。", "note"),
        ("共受理2877件，其中政策类212件，占比7.4%。", None),
        ("共受理2877件，其中政策类212件，占比9.4%。", "error"),
    ],
)
def test_the_last_digit_is_a_note_and_a_gross_slip_an_error(text: str, severity: str | None) -> None:
    (relation,) = of_type(text, "share")
    assert relation.severity == severity
    assert relation.expected == (None if severity is None else "7.4")


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("全年收入500亿元，税收收入300亿元。增值税120亿元，占税收收入的24.0%。", "error"),
        ("全年收入500亿元，各项税收300亿元。增值税120亿元，占税收的24.0%。", "question"),
    ],
)
def test_a_share_computed_on_another_printed_total_than_the_one_it_names(text: str, severity: str) -> None:
    (relation,) = of_type(text, "share")
    assert (relation.verdict, relation.severity, relation.grade) == ("fail", severity, "scope")
    assert "120 ÷ 500" in relation.message


def test_shares_of_one_wrong_total_are_one_finding() -> None:
    text = "共受理2844件，其中咨询1246件，占63.7%；求助567件，占29.0%；其他98件，占5.0%。"
    assert [relation.severity for relation in failing(text)] == ["error", "note", "note"]


def test_swapped_digits_are_repaired_when_nothing_else_fits() -> None:
    text = "一般公共预算收入34096万元，其中税收收入21343万元，非税收入12762万元。"
    (relation,) = failing(text)
    assert relation.expected == "34105"
    assert str(relation.repair) == "21343 -> 21334"


def test_no_repair_is_named_when_two_would_do() -> None:
    (relation,) = failing("一般公共预算收入34096万元，其中税收收入21434万元，非税收入12762万元。")
    assert relation.severity == "error" and relation.repair is None


def test_a_slipped_unit_is_repaired() -> None:
    text = "固定资产投资50.63亿元，其中第一产业1.76亿元，第二产业2.35万元，第三产业46.52亿元。"
    (relation,) = failing(text)
    assert relation.repair is not None and (relation.repair.of.text, relation.repair.kind) == ("2.35", "up")


@pytest.mark.parametrize("share", ["超七成", "过半数", "近五成半"])
def test_a_share_in_words_is_told_as_printed(share: str) -> None:
    for relation in check(f"200个村中，有集体经济的76个，占比{share}。").relations:
        assert "成%" not in relation.message and "半%" not in relation.message
    (told,) = check("120个村中，有集体经济的76个，占比超七成。").relations
    assert told.message.startswith("76 ÷ 120 × 100 = 63.33, printed 超七成:")


@pytest.mark.parametrize(
    ("text", "kind", "verdict"),
    [
        ("企业户数由126家增加到183家，净增57家。", "difference", "pass"),
        ("进出口90亿元，其中出口40亿元，进口50亿元，逆差10亿元。", "difference", "pass"),
        ("年收入30亿元，上年同期20亿元，是上年同期的1.5倍。", "ratio", "pass"),
        ("1-9月完成投资75亿元，占年度计划100亿元的75%，时间进度75%。", "elapsed_share", "pass"),
        ("上半年完成投资60亿元，占年度计划100亿元的60%，超序时进度10个百分点。", "pace", "pass"),
        ("1—10月完成预算的85.3%，高于序时进度2.0个百分点。", "pace", "pass"),
        ("1—10月完成预算的85.3%，高于序时进度10.3个百分点。", "pace", "fail"),
        ("惠及120户，投入600万元，户均5万元。", "mean", "pass"),
        ("120个村中，有集体经济的76个，占比超六成。", "vague_share", "pass"),
        ("120个村中，有集体经济的70个，占比近六成。", "vague_share", "pass"),
        ("产值由2015年的100亿元增加到2020年的200亿元，年均增长14.9%。", "annual_growth", "pass"),
        ("抽查37件，合格率96.0%。", "grim", "fail"),
        ("全县56个项目，已开工建设37个，开工率66.1%。", "completion", "pass"),
        (
            "总人口141178万人，与上次普查的133972万人相比，增加7206万人，增长5.38%。",
            "growth",
            "pass",
        ),
        ("接待游客38.62万人次，比上年同期的33.15万人次增长16.5%。", "growth", "pass"),
        (
            "税收18.2亿元，同比下降3.1%，剔除留抵退税因素后增长4.5%，减收0.58亿元。",
            "growth_from_increment",
            "pass",
        ),
        ("收入12亿元，其中A类3亿元、B类4亿元、C类5亿元，三类合计占100%。", "share", "pass"),
        ("新增就业1200人，其中失业人员再就业1500人。", "part_whole", "fail"),
        ("营业收入80亿元，同比增长1.5倍，增加48亿元。", "growth_from_increment", "pass"),
    ],
)
def test_families_of_relations(text: str, kind: str, verdict: str) -> None:
    assert [relation.verdict for relation in of_type(text, kind)] == [verdict]


def test_a_fingerprint_survives_edits_elsewhere() -> None:
    before = BULLETINS[0].with_seed("增长5.7%", "增长7.5%")
    after = "会议通报如下：\n" + before.replace("高于序时进度", "  高于序时进度")
    assert {r.fingerprint for r in failing(before)} <= {r.fingerprint for r in failing(after)}
    prints = [relation.fingerprint for relation in check(before * 2).relations]
    assert len(set(prints)) == len(prints)


def test_traditional_characters_are_read() -> None:
    (relation,) = check("全市財政總收入完成191347萬元，較上年同期增長15.35%，增收25457萬元。").relations
    assert (relation.type, relation.verdict) == ("growth_from_increment", "pass")


FRAGMENTS = st.sampled_from(
    [
        "1-9月",
        "截至9月底",
        "上半年",
        "收入",
        "税收收入",
        "非税收入",
        "其中",
        "，",
        "。",
        "；",
        "：",
        "、",
        "（",
        "）",
        "\n",
        "一、",
        "（一）",
        "1.",
        "完成",
        "为年初预算的",
        "占",
        "占比",
        "同比",
        "增长",
        "下降",
        "增收",
        "增加",
        "上年同期",
        "户均",
        "开工率",
        "合计",
        "其中：",
        "3者合计占",
        "分别",
        "三次产业结构为",
        "12.5%",
        "3.2亿元",
        "450万元",
        "0亿元",
        "0.0%",
        "37件",
        "10:40:50",
        "6:47:3",
        "228日",
        "翻一番",
        "近六成",
        "超七成",
        "过半",
        "由",
        "到",
        "是上年的1.5倍",
        "高于序时进度2.1个百分点",
        "第一产业",
        "第二产业",
        "第三产业",
        "GDP",
        "进出口",
        "出口",
        "进口",
        "顺差",
        "抽查120户",
        "年均增长",
        "2015年",
        "2020年",
        "第",
        "-1",
        "1e9",
        "％",
        "．",
    ]
)


@settings(max_examples=300, deadline=4000)
@given(st.one_of(st.text(max_size=80), st.lists(FRAGMENTS, max_size=40).map("".join)))
def test_any_text_is_checked_and_every_span_lies_in_it(text: str) -> None:
    for relation in check(text).relations:
        for span in (relation.claim, *relation.operands):
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == span.text
        assert (relation.severity is None) == (relation.verdict == "pass")
    assert check(text) == check(text)


@pytest.mark.parametrize(
    "part",
    [
        "1亿元",
        "1亿元，",
        "1个、",
        "占1.5%，",
        "其中1件",
        "1:2:3",
        "1件，占5.5%。",
        "1.\n2个",
        "（1亿元",
        "由1家到2家净增1家，",
    ],
)
def test_hostile_repetition_is_checked_in_bounded_time(part: str) -> None:
    started = time.process_time()
    check(part * (10_000 // len(part)))
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("工业投资由10亿元增加到15亿元，翻一番。", [("fail", "question", "50")]),
        ("出口额40亿元，上年同期20亿元，实现翻两番。", [("fail", "question", "100")]),
        ("出口额19亿元，上年同期10亿元，翻了一番。", [("pass", None, None)]),
        ("出口额25亿元，上年同期10亿元，翻了一番多。", []),
        ("出口额15亿元，上年同期10亿元，到2027年翻一番。", []),
        ("出口额15亿元，上年同期10亿元，比2015年翻一番。", []),
        ("出口额15亿元，上年同期10亿元，近翻一番。", []),
        ("出口额15亿元，上年同期10亿元，利润翻番。", []),
    ],
)
def test_a_doubling_that_falls_short_is_asked_about(
    text: str, told: list[tuple[str, str | None, str | None]]
) -> None:
    assert [(r.verdict, r.severity, r.expected) for r in check(text).relations] == told
