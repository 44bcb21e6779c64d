"""The number check takes time in proportion to the text, also where the text is one long line."""

import time

import pytest

from luoshi.kernel.text.number_check import check
from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.requirements import extract_tasks
from luoshi.kernel.text.targets import extract_targets

_TIMES = 4
_MOST = 8
_PAGES, _CHARACTERS = 30, 750
_LIMIT_SECONDS = 2.0
"""A quadratic step takes sixteen times as long for four times the text."""


def seconds(text: str) -> float:
    begin = time.process_time()
    check(text)
    return time.process_time() - begin


@pytest.mark.parametrize(
    "clause",
    [
        "1-9月完成投资1200万元，完成年度计划1500万元的80.0%，高于序时进度5.0个百分点，",
        "受理{0}件，办结120件，办结率{1}%；增长8.5%、9.1%，",
        "受理{0}件，办结率{1}%，",
        "产业类{0}件，占比{1}.3%，比上年增长{1}.7%，",
        "（{0}个）其中甲类120个，占比12.0%，均价{0}元/平方米，三次产业结构为9.6:48.2:42.2，",
    ],
)
def test_four_times_the_line_takes_about_four_times_as_long(clause: str) -> None:
    lines = [
        "".join(clause.format(1000 + i, i % 90 + 1) for i in range(count)) for count in (150, 150 * _TIMES)
    ]
    check(lines[0])
    short, long = (min(seconds(line) for _ in range(2)) for line in lines)
    assert long < _MOST * short


def dense_bulletin(length: int) -> str:
    """Lines of invented counts, shares and changes that hold, each of other numbers, without a sentence of plain words."""
    lines: list[str] = []
    while sum(map(len, lines)) < length:
        one, other = 400 + 7 * len(lines) % 500, 300 + 11 * len(lines) % 400
        both, before = one + other, 600 + 13 * len(lines) % 300
        lines.append(
            f"{len(lines) + 1}号街道受理事项{both}件，比上年同期{before}件增长{(both / before - 1) * 100:.1f}%；其中咨询类{one}件，"
            f"占{one / both * 100:.1f}%，投诉类{other}件，占{other / both * 100:.1f}%；办结{one}件，办结率{one / both * 100:.1f}%。\n"
        )
    return "".join(lines)


def test_thirty_dense_pages_are_read_in_two_seconds() -> None:
    text = dense_bulletin(_PAGES * _CHARACTERS)
    begin = time.process_time()
    clauses = outline(text)
    extract_targets(text, clauses)
    extract_tasks(text, clauses)
    check(text)
    assert time.process_time() - begin < _LIMIT_SECONDS
