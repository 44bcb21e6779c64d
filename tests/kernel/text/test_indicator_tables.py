"""Targets that stand in a table of indicators, and numbers near them that are none."""

from __future__ import annotations

import pytest

from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.targets import TargetDraft, extract_targets

PLAN = "清河县粮食产业发展规划（2021—2025年）\n主要指标如下：\n"
SPACED = (
    PLAN
    + "指标　　单位　2020年　2025年　年均增长（%）\n粮食产量　万吨　18.6　19.5　0.9\n良种覆盖率　%　91　≥96　—\n"
)
TABBED = "河东区2026年经济工作要点\n指标名称\t2025年完成\t2026年目标\n规上企业（家）\t214\t230以上\n空气优良天数比例（%）\t88.1\t90\n"
BARRED = (
    PLAN
    + "| 序号 | 指标 | 基期值 | 目标值 |\n|---|---|---|---|\n| 1 | 储备粮规模（万吨） | 6.2 | 7 |\n| 2 | 粮库数量（座） | 4 | 5 |\n"
)


def read(text: str) -> list[TargetDraft]:
    return extract_targets(text, outline(text))


def rows(text: str) -> list[tuple[str, str, str, str, str, str | None]]:
    return [(t.indicator, t.kind, t.op, t.value, t.unit, t.period) for t in read(text)]


def test_the_year_of_the_column_is_the_period() -> None:
    assert rows(SPACED) == [
        ("粮食产量", "level", "=", "19.5", "万吨", "2025"),
        ("粮食产量", "growth", "=", "0.9", "%", "2021..2025"),
        ("良种覆盖率", "share", ">=", "96", "%", "2025"),
    ]


def test_what_was_is_no_target_and_the_unit_may_stand_with_the_name() -> None:
    assert rows(TABBED) == [
        ("规上企业", "count", ">=", "230", "家", "2026"),
        ("空气优良天数比例", "share", "=", "90", "%", "2026"),
    ]


def test_a_column_of_aims_without_a_year_means_the_end_of_the_plan() -> None:
    assert [(r[0], r[3], r[4], r[5]) for r in rows(BARRED)] == [
        ("储备粮规模", "7", "万吨", "2025"),
        ("粮库数量", "5", "座", "2025"),
    ]


def test_the_span_is_that_of_the_number() -> None:
    assert [SPACED[t.start : t.end] for t in read(SPACED)] == ["19.5", "0.9", "96"]


def test_a_bulletin_sets_nothing() -> None:
    assert (
        rows(
            "关于2026年上半年经济运行情况的通报\n指标\t2025年\t2026年目标\n规上企业（家）\t214\t230\n新增户\t12\t15\n"
        )
        == []
    )


@pytest.mark.parametrize(
    "clause",
    [
        "未开工的25个项目必须全部开工",
        "其中约束性指标8项、预期性指标12项",
        "区十届人大四次会议共收到代表建议118件",
        "去年投入资金1.42亿元，其中争取上级0.97亿元",
    ],
)
def test_what_is_left_over_or_received_is_no_target(clause: str) -> None:
    assert rows(f"河东区2026年重点任务分解方案\n{clause}。\n") == []


def test_a_number_that_belongs_to_a_share() -> None:
    found = rows("清河县乡村振兴规划（2021—2025年）\n一、深化改革。年经营性收入10万元以上的村占比达到80%。\n")
    assert [(value, unit) for _n, _k, _o, value, unit, _p in found] == [("80", "%")]


def test_the_words_of_a_contents_field_name_the_task() -> None:
    from luoshi.kernel.text.requirements import extract_tasks

    text = "2026年河湖长制工作任务表\n任务一　入河排污口整治\n　　内容：完成86个入河排污口整治\n　　牵头：县环保局　　配合：县住建局　　时限：11月底\n"
    (task,) = extract_tasks(text, outline(text))
    assert (task.title, task.lead, task.support, task.deadline) == (
        "完成86个入河排污口整治",
        ("县环保局",),
        ("县住建局",),
        "2026-11-30",
    )
