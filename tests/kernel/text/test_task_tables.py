"""A task table gives one draft a row, with who and when as its columns and merged cells say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.requirements import TaskDraft, extract_tasks

TABLE = """青禾区2015年重点工作任务分解表
序号\t重点任务\t主要内容\t责任分工\t\t责任领导\t完成时限
〃\t〃\t〃\t牵头单位\t配合单位\t〃\t〃
一、经济发展\t\t\t\t\t\t
1\t推进项目建设\t新开工项目30个，完成投资20亿元。\t发改局\t财政局、统计局\t张 三\t2015年12月底前
2\t〃\t建成标准厂房。\t〃\t住建局 国土局\t〃\t2015-06-30
序号\t重点任务\t主要内容\t牵头单位\t配合单位\t责任领导\t完成时限
3\t服务企业\t要开展走访\t工信局\t—\t李四\t〃
〃\t〃\t〃\t\t商务局\t\t
"""


def tasks(text: str) -> list[TaskDraft]:
    return extract_tasks(text, outline(text), 2015)


def rows(text: str) -> list[tuple[object, ...]]:
    return [(t.no, t.title, t.lead, t.support, t.leader, t.deadline) for t in tasks(text)]


def test_merged_cells_hold_for_the_rows_they_cover_and_heads_repeat() -> None:
    assert rows(TABLE) == [
        (1, "新开工项目30个", ("发改局",), ("财政局", "统计局"), ("张三",), "2015-12-31"),
        (2, "建成标准厂房", ("发改局",), ("住建局", "国土局"), ("张三",), "2015-06-30"),
        (3, "服务企业", ("工信局",), ("商务局",), ("李四",), "2015-06-30"),
    ]


def test_every_draft_points_at_its_cell_and_row_and_stands_in_its_clause() -> None:
    clauses = outline(TABLE)
    for task in tasks(TABLE):
        assert TABLE[task.start : task.end] == task.title
        row = TABLE[task.text_start : task.text_end]
        assert row.startswith(f"{task.no}\t")
        assert "\n" not in row
        assert clauses.by_id[task.clause or ""].title == "经济发展"
    assert tasks(TABLE)[2].text == "服务企业：要开展走访"


@pytest.mark.parametrize(
    ("head", "row", "lead", "support"),
    [
        ("工作任务\t责任单位", "修路\t交通局", ("交通局",), ()),
        ("工作任务\t责任单位", "修路\t交通局、财政局", (), ("交通局", "财政局")),
        ("工作任务\t责任单位\t配合单位", "修路\t交通局、住建局\t财政局", ("交通局", "住建局"), ("财政局",)),
        ("工作任务\t牵头单位\t责任单位", "修路\t交通局\t财政局", ("交通局",), ("财政局",)),
        ("工作任务\t责任单位", "修路\t交通局（牵头）、财政局", ("交通局",), ("财政局",)),
        ("工作任务\t责任单位", "修路\t交通局牵头，财政局配合", ("交通局",), ("财政局",)),
        ("工作任务\t责任单位", "修路\t牵头单位：交通局；配合单位：财政局", ("交通局",), ("财政局",)),
        ("工作任务\t责任单位", "修路\t牵头单位:交通局;配合单位:财政局", ("交通局",), ("财政局",)),
        ("工作 任务（项）\t牵 头 单 位", "修路\t区 交 通 局", ("区交通局",), ()),
    ],
)
def test_who_leads_is_what_the_columns_or_the_cell_say(
    head: str, row: str, lead: tuple[str, ...], support: tuple[str, ...]
) -> None:
    (task,) = tasks(f"{head}\n{row}")
    assert (task.lead, task.support) == (lead, support)


def test_the_first_responsible_unit_leads_where_the_document_says_so() -> None:
    text = "工作任务\t责任单位\n修路\t交通局、财政局\n\n注：排在首位的责任单位为牵头单位。"
    assert [(t.lead, t.support) for t in tasks(text)] == [(("交通局",), ("财政局",))]


@pytest.mark.parametrize(
    "text",
    [
        "指标\t单位\t完成\n生产总值\t亿元\t200",
        "序号\t内容\n1\t修路",
        "工作任务\t牵头单位",
        "牵头单位\t完成时限\n交通局\t6月底",
        "工作任务\t牵头单位\n一、经济\t",
    ],
)
def test_a_table_that_names_no_task_or_nobody_gives_none(text: str) -> None:
    assert tasks(text) == []


def test_a_deadline_without_a_date_is_none_and_the_last_of_several_counts() -> None:
    text = "工作任务\t完成时限\n修路\t长期坚持\n架桥\t6月底前完成方案，11月底前建成"
    assert [t.deadline for t in tasks(text)] == [None, "2015-11-30"]


@given(
    st.lists(
        st.lists(
            st.sampled_from(["〃", "", "修路", "交通局", "1", "工作任务", "牵头单位", "6月底"]), max_size=5
        )
    )
)
def test_any_table_is_read_and_spans_hold(grid: list[list[str]]) -> None:
    text = "序号\t工作任务\t牵头单位\t完成时限\n" + "\n".join("\t".join(row) for row in grid)
    for task in tasks(text):
        assert task.text_start <= task.start < task.end <= task.text_end
        assert text[task.start : task.end] == task.title
