"""Tasks in the layouts of minutes, supervision letters, rectification lists and tables of two cells; all invented."""

import pytest

from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.requirements import extract_tasks

Names = tuple[str, ...]
Row = tuple[str, Names, Names, Names, str | None]

LEAD: Names = ("区住建局",)
HELP: Names = ("区财政局",)
WHOLE: Row = ("改造老旧管网", LEAD, HELP, (), "2026-06-30")


def rows(text: str) -> list[Row]:
    return [
        (t.title, t.lead, t.support, t.leader, t.deadline) for t in extract_tasks(text, outline(text), 2026)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "任务名称\t改造老旧管网\n牵头单位\t区住建局\n配合单位\t区财政局\n完成时限\t6月底前\n",
        "| 任务名称 | 改造老旧管网 |\n| 牵头单位 | 区住建局 |\n| 配合单位 | 区财政局 |\n| 完成时限 | 6月底前 |\n",
        "交办事项：改造老旧管网\n牵头单位：区住建局\n协办单位：区财政局\n办理要求：按时通水。\n办结时限：6月30日\n",
        "一、督办事项：改造老旧管网\n二、整改要求：恢复供水。\n三、整改时限：6月30日前\n四、责任单位：区住建局（牵头）、区财政局\n",
        "一、管网老化问题\n整改目标：不漏。\n整改措施：改造老旧管网。\n整改时限：6月底\n牵头单位：区住建局\n配合单位：区财政局\n",
        "1.改造老旧管网。【区住\n建局牵头，区财政\n局参加，6月底前完成】\n",
        "1.改造老旧管网。（牵头单位：区住建局；责任单位：区\n财政局；完成时限：6月底前）\n",
        "1.改造老旧管网。责任单位：区住建局、区财政局（区住建局牵头）。完成时限：6月底前\n",
        "1.改造老旧管网，由区住建局负责，确保6月底前通水，区财政局配合。\n",
        "序号 | 议定事项 | 牵头单位 | 配合单位 | 计划完成时间\n1 | 改造老旧管网 | 区住建局 | 区财政局 | 6月底前\n",
        "片区    改造任务    牵头单位    配合单位    完成日期\n东    改造老旧管网    区住建局    区财政局    6月30日\n",
    ],
)
def test_one_task_in_many_layouts(text: str) -> None:
    assert rows(text) == [WHOLE]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (
            "会议纪要\n一、关于管网。区住建局要抓紧改造，6月底前完成。\n",
            ("关于管网", LEAD, (), (), "2026-06-30"),
        ),
        ("会议纪要\n一、管网老化问题，请区住建局研究解决。\n", ("管网老化问题", LEAD, (), (), None)),
        (
            "会议纪要\n一、关于宣传。责成区融媒体中心跟进报道，区住建局提供素材。\n",
            ("关于宣传", ("区融媒体中心",), LEAD, (), None),
        ),
        ("会议纪要\n1.区住建局落实奖补资金。\n", ("落实奖补资金", LEAD, (), (), None)),
        (
            "督办通知\n区住建局：\n一、请你局会同区财政局改造老旧管网，6月底前完成。\n",
            ("改造老旧管网", LEAD, HELP, (), "2026-06-30"),
        ),
        (
            "督办通知\n1.区住建局作为第一责任单位，须于6月30日18时前将方案报区政府（联系人：某某）。\n",
            ("将方案报区政府", LEAD, (), (), "2026-06-30"),
        ),
        (
            "1.改造老旧管网，国庆节前完成。（区住建局牵头，区财政局配合）\n",
            ("改造老旧管网", LEAD, HELP, (), "2026-09-30"),
        ),
        (
            "1.改造老旧管网。（牵头单位：区住建局）\n以上任务除另有说明外，均于6月底前完成。\n",
            ("改造老旧管网", LEAD, (), (), "2026-06-30"),
        ),
    ],
)
def test_minutes_and_letters_name_a_task_by_its_heading_or_its_action(text: str, row: Row) -> None:
    assert rows(text) == [row]


def test_several_units_told_in_one_clause_have_tasks_of_their_own() -> None:
    text = "会议纪要\n一、加快配套。区住建局负责管线接入，6月底前完成；区财政局要保障资金。\n"
    assert rows(text) == [
        ("管线接入", LEAD, (), (), "2026-06-30"),
        ("保障资金", HELP, (), (), None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一、管网（区住建局牵头）\n1.改造管线。\n2.新建泵站。\n二、绿化\n3.补种。（区财政局牵头）\n",
        "一、管网\n1.改造管线。\n2.新建泵站。\n牵头单位：区住建局\n二、绿化\n3.补种。\n牵头单位：区财政局\n4.养护。\n牵头单位：区财政局\n",
    ],
)
def test_units_named_once_for_a_section_hold_for_its_clauses(text: str) -> None:
    assert [row[:2] for row in rows(text)][:3] == [("改造管线", LEAD), ("新建泵站", LEAD), ("补种", HELP)]


def test_lines_that_units_head_are_tasks_and_talk_to_everybody_is_none() -> None:
    text = (
        "关于保障考试的通知\n一、职责\n区住建局：负责排水。\n区财政局：做好资金保障。\n"
        "二、工作要求\n各单位要高度重视，严格落实责任制。\n"
    )
    assert [row[:2] for row in rows(text)] == [("排水", LEAD), ("做好资金保障", HELP)]


def test_units_behind_numbered_names_are_responsible_and_one_alone_leads() -> None:
    text = "1.会场布置：区住建局，5月20日前完成。\n2.材料起草：区住建局、区财政局。\n"
    assert rows(text) == [
        ("会场布置", LEAD, (), (), "2026-05-20"),
        ("材料起草", (), LEAD + HELP, (), None),
    ]


def test_a_plan_of_frames_and_appeals_gives_no_task() -> None:
    text = "一、总体要求\n坚持项目为王。\n二、保障措施\n（一）加强组织领导。各级各部门要充分认识重要性，要形成合力。\n"
    assert rows(text) == []


def test_traditional_characters_are_read_and_kept() -> None:
    text = "1.改造老舊管網。（牽頭單位：區住建局；配合單位：區財政局；責任領導：張興國；完成時限：2026年6月底前）\n2.開展檢查。\n"
    found = extract_tasks(text, outline(text), 2026)
    assert rows(text)[0] == ("改造老舊管網", ("區住建局",), ("區財政局",), ("張興國",), "2026-06-30")
    assert text[found[0].start : found[0].end] == "改造老舊管網"


def test_a_table_in_traditional_characters() -> None:
    table = "序號\t工作任務\t牽頭單位\t配合單位\t完成時限\n1\t改造老舊管網\t區住建局\t區財政局\t6月底前\n"
    assert rows(table) == [("改造老舊管網", ("區住建局",), ("區財政局",), (), "2026-06-30")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            (
                "各单位：\n为完成市政府下达的任务，现将分工印发，请各责任单位于3月5日前将方案报区森防办。\n"
                "1.改造老旧管网。（区住建局负责）\n2.修订预案。（区应急局负责）\n"
            ),
            ("将方案报区森防办", ("各责任单位",), (), (), "2026-03-05"),
        ),
        (
            (
                "1.改造老旧管网。（责任领导：王强；牵头单位：区住建局；责任单位：区财政局、区城管局）\n"
                "各单位要于3月25日前将分工方案报区政府办。\n"
            ),
            ("将分工方案报区政府办", ("各单位",), (), (), "2026-03-25"),
        ),
        (
            "一、改造管网。（区住建局牵头）\n二、保障措施\n按设备购置额给予补助。由区工信局负责，12月20日前形成总结报告。\n",
            ("形成总结报告", ("区工信局",), (), (), "2026-12-20"),
        ),
        (
            "第3次区长办公会议纪要\n会议议定：\n1.同意区财政局拨付工作经费50万元。\n2.区住建局抓紧制定收费标准。\n",
            ("拨付工作经费50万元", ("区财政局",), (), (), None),
        ),
        (
            "第3次区长办公会议纪要\n会议议定：\n1.区交警大队对停车泊位进行普查，8月15日前形成清单。\n2.区住建局抓紧制定收费标准。\n",
            ("对停车泊位进行普查", ("区交警大队",), (), (), "2026-08-15"),
        ),
        (
            "责任分工\n1.抓好整改（区住建局、区城管局，9月底前）。\n2.改造老旧管网。（区住建局负责）\n",
            ("抓好整改", (), ("区住建局", "区城管局"), (), "2026-09-30"),
        ),
        (
            "交办单\n任务内容：完成污水厂改造\n交办时间：2026年3月2日\n责任单位：区住建局\n配合单位：区财政局\n办结时限：8月31日前\n",
            ("完成污水厂改造", ("区住建局",), ("区财政局",), (), "2026-08-31"),
        ),
        (
            "1.改造老旧管网由区城投公司实施，2026年12月底前建成。\n2.修订预案。（区应急局负责）\n",
            ("改造老旧管网", ("区城投公司",), (), (), "2026-12-31"),
        ),
    ],
)
def test_who_and_when_in_running_words(text: str, wanted: Row) -> None:
    assert wanted in rows(text)


def test_a_purpose_is_no_unit() -> None:
    text = "责任分工\n1.为完成省政府下达的任务，区住建局要改造老旧管网。\n2.修订预案。（区应急局负责）\n"
    assert all("省政府" not in name for row in rows(text) for name in row[1])
