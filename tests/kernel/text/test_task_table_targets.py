"""Targets that the rows of a task table set, and those the text around it has stated already."""

from __future__ import annotations

import pytest

from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.targets import extract_targets

HEAD = "序号\t工作任务\t牵头单位\t完成时限\n"
ROWS = "1\t建设高标准农田32万亩\t农业农村局\t9月底前\n2\t新增停车位500个\t城管局\t11月底前\n3\t开展安全检查\t应急局\t全年\n"


def read(text: str) -> list[str]:
    found = extract_targets(text, outline(text))
    assert all(text[draft.start : draft.end] == draft.value for draft in found)
    return [f"{d.indicator} {d.kind} {d.op} {d.value} {d.unit} {d.period}" for d in found]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "某区2026年重点工作任务分解表\n",
        "在全区农业工作会议上的讲话\n同志们：\n去年，全区建成高标准农田28万亩。任务分解见表。\n",
        "关于工作推进情况的通报\n截至6月底，全区完成投资18亿元。\n",
    ],
)
def test_a_task_cell_sets_its_numbers_whatever_the_text_around_speaks_of(before: str) -> None:
    found = [line.rsplit(" ", 1)[0] for line in read(before + HEAD + ROWS)]
    assert found[-2:] == ["高标准农田 level = 32 万亩", "停车位 count = 500 个"]


def test_cells_beside_the_task_set_nothing() -> None:
    head = "序号\t存在问题\t工作任务\t牵头单位\t完成时限\t备注\n"
    rows = "1\t破损路面860米\t修复破损路面800米\t住建局\t9月底前\t总投资3.2亿元\n"
    assert read("在专题会上的讲话\n" + head + rows) == ["破损路面 level = 800 米 None"]


@pytest.mark.parametrize("period", ["2026年，", "9月底前，"])
def test_what_the_text_states_is_not_drafted_again_from_a_row(period: str) -> None:
    text = f"某区2026年工作要点\n{period}全区建成高标准农田32万亩以上。\n" + HEAD + ROWS
    found = read(text)
    assert [line.split(" ")[0] for line in found] == ["高标准农田", "停车位"]
    assert " >= " in found[0], "the sentence stands, not the row"


def test_another_number_or_another_row_is_another_target() -> None:
    text = "某区2026年工作要点\n建成高标准农田30万亩以上。\n" + HEAD + ROWS
    assert len(read(text)) == 3
    towns = "1\t新建公厕2座\t东镇\t9月底前\n2\t新建公厕2座\t西镇\t9月底前\n"
    assert read("某区2026年任务分解表\n" + HEAD + towns) == ["公厕 count = 2 座 2026"] * 2


def test_of_two_task_cells_the_first_names_what_the_second_sets() -> None:
    text = (
        "某区2026年重点任务分解表\n重点工作\t工作目标\t牵头单位\t完成时限\n"
        "粮食总产\t达到24万吨以上\t农业农村局\t12月底前\n停车位建设\t新增500个\t城管局\t11月底前\n平安建设\t无较大事故\t应急局\t全年\n"
    )
    assert read(text) == ["粮食总产 level >= 24 万吨 2026", "停车位 count = 500 个 2026"]


def test_a_column_of_bare_numbers_sets_them_in_the_unit_of_its_row() -> None:
    beside = (
        "某区2026年重点任务分解表\n序号\t工作任务\t目标值\t牵头单位\t完成时限\n"
        "1\t高标准农田（万亩）\t32\t农业农村局\t9月底前\n2\t新增停车位（个）\t500\t城管局\t11月底前\n"
    )
    assert read(beside) == ["高标准农田 level = 32 万亩 2026", "停车位 count = 500 个 2026"]
    own = (
        "某区2026年重点任务分解表\n任务名称\t目标任务\t单位\t数量\t责任单位\t完成时限\n"
        "高标准农田\t建成32万亩\t万亩\t32\t农业农村局\t9月底前\n停车位\t新增500个\t个\t500\t城管局\t11月底前\n"
    )
    assert read(own) == ["高标准农田 level = 32 万亩 2026", "停车位 count = 500 个 2026"]


def test_cells_between_bars_are_read_apart_too() -> None:
    text = (
        "# 某区2026年重点任务分解表\n\n| 序号 | 重点工作 | 工作目标 | 牵头单位 | 完成时限 |\n|---|---|---|---|---|\n"
        "| 1 | 停车位建设 | 新增500个 | 城管局 | 11月底前 |\n| 2 | 老旧小区改造 | 完成20个，惠及居民1800户 | 住建局 | 10月底前 |\n"
    )
    assert read(text) == [
        "停车位 count = 500 个 2026",
        "老旧小区改造 count = 20 个 2026",
        "居民 count = 1800 户 2026",
    ]
