"""The two real speeches, read whole; nothing of them is kept in the repository."""

from pathlib import Path

import pytest

from luoshi.kernel.text.bases import find_base
from luoshi.kernel.text.dating import document_year
from luoshi.kernel.text.normalise import normalise
from luoshi.kernel.text.numbers import find_unreadable
from luoshi.kernel.text.outline import Outline, outline
from luoshi.kernel.text.requirements import extract_tasks
from luoshi.kernel.text.targets import extract_targets

SOURCES = Path(__file__).resolve().parents[3] / ".." / "shared" / "sources"


def speech(name: str) -> str:
    path = SOURCES / name
    if not path.exists():
        pytest.skip(f"{name} lies in the shared folder beside the repository, which is absent")
    return path.read_text(encoding="utf-8")


def lists_under(clauses: Outline, parent: str | None) -> list[tuple[str, int]]:
    """(sort of mark, length) of each run of items directly under a clause."""
    items = [node for node in clauses.nodes if node.parent == parent and node.kind == "item"]
    runs: list[list[str]] = []
    for node in items:
        if node.number == 1:
            runs.append([])
        runs[-1].append(node.mark)
    return [(run[0], len(run)) for run in runs]


def test_yushui_outline_is_exact() -> None:
    clauses = outline(speech("yushui-2015.txt"))
    headings = [node for node in clauses.nodes if node.kind == "heading"]
    assert [(node.level, node.mark) for node in headings] == [
        (1, "一、"),
        (1, "二、"),
        (2, "(一)"),
        (2, "(二)"),
        (2, "(三)"),
    ]
    first, second, *parts = headings
    assert first.parent is second.parent is None
    assert {part.parent for part in parts} == {second.id}
    assert lists_under(clauses, first.id) == [("一是", 3), ("一是", 3), ("一是", 4), ("一是", 7), ("一是", 6)]
    assert [lists_under(clauses, part.id) for part in parts] == [[("一要", 6)], [("一要", 3)], [("一要", 4)]]
    invest = next(node for node in clauses.nodes if node.mark == "二要" and node.parent == parts[0].id)
    assert lists_under(clauses, invest.id) == [("首先", 3)]
    assert len(clauses.nodes) == 5 + 23 + 13 + 3
    assert clauses.warnings == ()


def test_guandu_outline_is_exact() -> None:
    text = speech("guandu-2010.txt")
    clauses = outline(text)
    top = [node for node in clauses.nodes if node.level == 1]
    assert [node.mark for node in top] == ["一、", "二、", "三、", "四、"]
    seconds = {
        node.id: [n.mark for n in clauses.nodes if n.parent == node.id and n.level == 2] for node in top
    }
    assert [len(seconds[node.id]) for node in top] == [3, 0, 4, 0]
    assert top[0].title.endswith("统一思想认识")
    assert lists_under(clauses, top[1].id) == [("第一", 5)]
    line = next(node for node in clauses.nodes if node.title == "抓住一条主线不放松")
    assert lists_under(clauses, line.id) == [("一要", 5)]
    assert lists_under(clauses, top[3].id) == [("一要", 3), ("一是", 4)]
    assert clauses.warnings == ()


@pytest.mark.parametrize("name", ["yushui-2015.txt", "guandu-2010.txt"])
def test_marks_and_titles_stand_where_the_offsets_say(name: str) -> None:
    text = speech(name)
    for node in outline(text).nodes:
        printed = "".join(char for char in text[node.start : node.end] if not char.isspace())
        assert printed.startswith(node.mark)
        assert "".join(node.title.split()) in printed


def test_yushui_sets_exactly_four_targets() -> None:
    text = speech("yushui-2015.txt")
    clauses = outline(text)
    targets = extract_targets(text, clauses)
    assert [(t.indicator, t.kind, t.op, t.value, t.unit, t.period) for t in targets] == [
        ("全区生产总值", "growth", "=", "8", "%", "2015"),
        ("财政总收入", "growth", "=", "5", "%", "2015"),
        ("规模以上工业主营业务收入", "growth", "=", "6", "%", "2015"),
        ("全社会固定资产投资", "growth", "=", "6", "%", "2015"),
    ]
    assert [text[t.start : t.end + 1] for t in targets] == ["8%", "5%", "6%", "6%"]
    assert len({(t.sentence_start, t.sentence_end) for t in targets}) == 1
    assert {clauses.by_id[t.clause or ""].mark for t in targets} == {"二是"}


def test_guandu_sets_no_numeric_target() -> None:
    text = speech("guandu-2010.txt")
    assert extract_targets(text, outline(text)) == []


@pytest.mark.parametrize(
    ("names", "printed", "match"),
    [
        (["生产总值", "地区生产总值"], "196.72", "name"),
        (["财政总收入", "财政收入"], "27.63", "synonym"),
        (["规模以上工业主营业务收入"], "287.97", "name"),
    ],
)
def test_stated_bases_of_2014(names: list[str], printed: str, match: str) -> None:
    text = speech("yushui-2015.txt")
    base = find_base(text, names, 2014)
    assert base is not None
    assert (base.statement.printed, base.statement.unit, base.match) == (printed, "亿元", match)
    assert text[base.statement.start : base.statement.end] == printed
    assert base.rivals == ()


def test_a_base_the_speech_does_not_state_is_not_invented() -> None:
    text = speech("yushui-2015.txt")
    assert find_base(text, ["固定资产投资", "全社会固定资产投资"], 2014) is None
    assert find_base(text, ["生产总值"], 2013) is None


def test_yushui_tasks_cover_every_item_and_nothing_of_the_look_back() -> None:
    text = speech("yushui-2015.txt")
    clauses = outline(text)
    tasks = extract_tasks(text, clauses)
    items = [node for node in clauses.nodes if node.mark.endswith("要")]
    titled = {task.clause: task for task in tasks if task.no}
    assert [node.title for node in items if node.id not in titled] == []
    look_back = next(node for node in clauses.nodes if node.mark == "一、")
    assert all(task.start >= look_back.end for task in tasks)
    assert 30 <= len(tasks) <= 50
    assert all(text[task.start : task.end].replace(" ", "") == task.title for task in tasks)
    named = {unit for task in tasks for unit in task.lead}
    assert named == {"各单位", "各部门", "相关部门", "各乡镇（办）"}


def test_digits_run_together_are_reported() -> None:
    doc = normalise(speech("yushui-2015.txt"))
    damaged = [entry.text for entry in find_unreadable(doc.text)]
    assert damaged == ["228日", "1983-199210年间", "1959-198527年间", "13", "〔201462号", "6：47：3"]


def test_year_of_the_plan_is_read() -> None:
    assert document_year(normalise(speech("yushui-2015.txt"))) == 2015
