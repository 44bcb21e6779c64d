"""What stands behind a section or a line of aims is planned, though no heading and no verb says so."""

from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.targets import extract_targets

REPORT = """政府工作报告
——2012年2月3日在县第十五届人民代表大会第二次会议上
一、2011年工作回顾
全县财政收入完成4.2亿元，新修乡村道路55公里。
二、2012年预期目标
财政收入增长12%。
三、办好四方面的事
（一）夯实农业。推广地膜玉米9万亩，新修梯田3万亩。
四、存在的问题
还有12个村没有通水泥路。
"""


def told(text: str) -> list[tuple[str, str | None]]:
    return [(draft.value, draft.period) for draft in extract_targets(text, outline(text))]


def test_every_section_behind_the_aims_is_planned_but_one_of_problems() -> None:
    assert [(float(value), period) for value, period in told(REPORT)] == [
        (12, "2012"),
        (9, "2012"),
        (3, "2012"),
    ]


def test_a_section_in_front_of_the_aims_is_not_planned() -> None:
    turned = REPORT.replace("一、2011年工作回顾", "一、办了三方面的事")
    assert told(turned) == told(REPORT)


def test_a_line_of_aims_turns_a_report_without_headings() -> None:
    text = (
        "在镇第九届人民代表大会第四次会议上的工作报告\n（2016年1月20日）\n"
        "2015年，全镇财政收入完成3100万元，引进项目7个。\n"
        "2016年，我镇工作的总体思路是稳中求进。预期目标为：财政收入3400万元。\n"
        "一是兴产业。茶园面积扩大到6000亩。\n二是强基础。硬化道路11公里。\n"
    )
    assert [float(value) for value, _period in told(text)] == [3400, 6000, 11]


def test_a_share_of_last_years_level_is_no_fact() -> None:
    text = "文旅恢复工作方案\n总体目标：2021年游客人数恢复到上年同期的90%以上、旅游收入达到32亿元。\n"
    assert [float(value) for value, _period in told(text)] == [90, 32]


def test_a_unit_cut_by_the_end_of_a_line_is_read() -> None:
    text = "2021年招商工作方案\n全年引进项目20个，其中外资项目5个；实际利用外资1.4亿美\n元。\n"
    assert [draft.unit for draft in extract_targets(text, outline(text))][-1] == "亿美元"


def test_again_the_new_year_turns_ahead_in_front_of_the_first_item() -> None:
    text = (
        "在全市文化工作会议上的报告\n同志们：\n先说2023年。一年来，全市送戏下乡950场。\n"
        "再说2024年。综合考虑，今年接待游客2800万人次。为此，要抓实两件事：\n第一，抓产品。新增景区3家。\n"
    )
    assert [float(value) for value, _period in told(text)] == [2800, 3]


def test_a_year_since_which_is_the_year_itself() -> None:
    text = "关于印发冬季攻坚方案的通知\n2018年以来，全市问题上升3%，决定开展攻坚。\n一、攻坚目标\n全年优良天数不少于210天。\n"
    assert told(text) == [("210", "2018")]


def test_a_year_that_opens_clause_after_clause_is_planned_for() -> None:
    text = (
        "产业座谈会交流材料\n2017年末，全县存栏6.1万头。下面汇报今年的打算。\n"
        "一、稳规模\n2018年，存栏达到7万头。\n二、提单产\n2018年，单产提高到8吨。\n"
    )
    assert [period for _value, period in told(text)] == ["2018", "2018"]


def test_about_is_a_bound() -> None:
    text = "2019年科技工作要点\n发放科技贷款约3亿元。\n"
    assert [(d.op, d.value) for d in extract_targets(text, outline(text))] == [("~", "3")]
