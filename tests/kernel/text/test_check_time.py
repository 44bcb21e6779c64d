"""The number check takes time in proportion to the text, also where the text is one long line."""

import time

import pytest

from luoshi.kernel.text.number_check import check

_TIMES = 4
_MOST = 8
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
