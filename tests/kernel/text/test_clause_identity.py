"""Clauses keep their ids when the document is edited elsewhere."""

from luoshi.kernel.text.machine import extract_as_dict, outline_as_dict
from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.requirements import extract_tasks
from luoshi.kernel.text.targets import extract_targets

PLAN = """一、抓发展
（一）稳工业。确保增加值增长7%左右。（区工信局牵头，区统计局配合）
（二）扩消费。
二、惠民生
（一）稳就业。
"""


def test_ids_survive_an_inserted_clause_and_a_changed_body() -> None:
    edited = PLAN.replace("（二）扩消费", "（二）引项目。\n（三）扩消费").replace("7%左右", "8%以上")
    before = {node.title: node.id for node in outline(PLAN).nodes}
    after = {node.title: node.id for node in outline(edited).nodes}
    assert {title: after[title] for title in before} == before
    assert set(after) - set(before) == {"引项目"}


def test_equal_titles_get_different_ids() -> None:
    nodes = outline("一、总结\n（一）安排\n二、总结\n（一）安排\n").nodes
    assert len({node.id for node in nodes}) == 4


def test_a_count_that_does_not_hold_is_reported() -> None:
    (oddity,) = outline("下面讲三点意见。\n一、学。\n二、干。\n").warnings
    assert oddity.code == "declared"


def test_numbers_that_run_on_across_parents_are_regular() -> None:
    clauses = outline("一、工业\n1.甲项\n2.乙项\n二、农业\n3.丙项\n4.丁项\n")
    assert [node.number for node in clauses.nodes if node.level == 3] == [1, 2, 3, 4]
    assert clauses.warnings == ()


def test_machine_output_has_exactly_the_documented_keys() -> None:
    clauses = outline(PLAN)
    tree = outline_as_dict(clauses)
    found = extract_as_dict(extract_targets(PLAN, clauses, 2024), extract_tasks(PLAN, clauses, 2024))
    assert tree["nodes"][2] == {  # type: ignore[index]
        "id": clauses.nodes[2].id,
        "parent": clauses.nodes[0].id,
        "level": 2,
        "mark": "（二）",
        "kind": "heading",
        "title": "扩消费",
        "start": PLAN.index("（二）"),
        "end": PLAN.index("\n二、"),
    }
    start = PLAN.index("7%")
    assert found["targets"] == [
        {
            "indicator": "增加值",
            "kind": "growth",
            "op": "~",
            "value": "7",
            "value_high": None,
            "unit": "%",
            "period": "2024",
            "start": start,
            "end": start + 1,
            "clause": clauses.nodes[1].id,
        }
    ]
    assert found["tasks"] == [
        {
            "no": 1,
            "text": "稳工业",
            "lead": ["区工信局"],
            "support": ["区统计局"],
            "leader": [],
            "deadline": None,
            "start": PLAN.index("稳工业"),
            "end": PLAN.index("稳工业") + 3,
            "clause": clauses.nodes[1].id,
        }
    ]
