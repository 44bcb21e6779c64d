"""What is read does not depend on how the text is set: width, spaces, line ends, cut lines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.requirements import extract_tasks
from luoshi.kernel.text.targets import extract_targets

SPEECH = Path(__file__).resolve().parents[3] / ".." / "shared" / "sources" / "yushui-2015.txt"
PLAN = """青禾区2024年工作安排
一、明确目标任务，保持稳定增长的良好态势
全区生产总值增长6.5%以上，财政总收入增长5%，固定资产投资达到120亿元，城镇登记失业率控制在4%以内，新增市场主体1200户以上，居民收入增长与经济增长同步。
二、抓好重点工作，推动各项任务落地见效
（一）一手抓工业，一手抓农业。一要培育龙头企业，完善产业链条，支持企业技术改造，新增规上企业15家；二要建设高标准农田3万亩，推广良种良法，稳定粮食面积。
（二）加强督查考核。各部门要倒排工期，6月30日前将进展情况报区督查室，对推进缓慢的事项逐一查明原因，并在全区范围内进行通报。
"""


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char in "0123456789%(),:;" else char for char in text)


def spaced(text: str) -> str:
    return "".join(
        char + " " if index % 3 == 0 and char > "\u4e00" else char for index, char in enumerate(text)
    )


def windows(text: str) -> str:
    return "\ufeff" + text.replace("\n", "\r\n")


def indented(text: str) -> str:
    return "\n\n".join("\u3000\u3000" + line for line in text.split("\n") if line.strip())


def cut(text: str) -> str:
    """Sets every paragraph in lines of 34 characters, closing marks hanging at the margin."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for char in paragraph:
            if len(line) >= 34 and char not in "，。；：、”）,.;:)%":
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    return "\n".join(lines)


def cut_and_indented(text: str) -> str:
    """Every line of the cut text behind the same margin, as a mail or a copied page sets it."""
    return "\n".join("\u3000\u3000" + line for line in cut(text).split("\n") if line.strip())


def reading(text: str) -> tuple[object, ...]:
    clauses = outline(text)
    titles = {node.id: full_width(node.title).replace("，", ",") for node in clauses.nodes}
    return (
        [(full_width(n.mark), n.level, titles[n.id], n.parent and titles[n.parent]) for n in clauses.nodes],
        [(t.indicator, t.kind, t.op, t.value, t.unit, t.period) for t in extract_targets(text, clauses)],
        [
            (t.no, full_width(t.title).replace("，", ","), t.lead, t.support, t.deadline)
            for t in extract_tasks(text, clauses)
        ],
    )


@pytest.mark.parametrize("setting", [full_width, spaced, windows, indented, cut, cut_and_indented])
def test_own_plan_reads_the_same(setting: Callable[[str], str]) -> None:
    expected = reading(PLAN)
    assert len(expected[1]) == 7 and len(expected[2]) >= 3  # type: ignore[arg-type]
    assert reading(setting(PLAN)) == expected


@pytest.mark.parametrize("setting", [full_width, spaced, windows, indented, cut, cut_and_indented])
def test_the_speech_reads_the_same(setting: Callable[[str], str]) -> None:
    if not SPEECH.exists():
        pytest.skip("the speech lies in the shared folder beside the repository, which is absent")
    text = SPEECH.read_text(encoding="utf-8")
    assert reading(setting(text)) == reading(text)
