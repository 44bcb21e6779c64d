"""Titles break into few, balanced lines that cut neither words nor numbers."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.briefing.lines import chinese_date, measure, title_lines


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("上半年目标任务进展情况通报", ["上半年目标任务进展情况通报"]),
        (
            "甲辰区人民政府办公室关于2015年上半年目标任务进展情况的通报",
            ["甲辰区人民政府办公室", "关于2015年上半年目标任务进展情况的通报"],
        ),
        ("督查通报\n（第3期）", ["督查通报", "（第3期）"]),
        ("", [""]),
    ],
)
def test_lines_of_known_titles(title, lines):
    assert title_lines(title, 19) == lines


def test_three_lines_form_a_trapezoid_or_a_diamond():
    title = "甲辰区人民政府办公室关于2015年上半年全区重点项目和固定资产投资目标任务完成情况及排名的通报"
    lines = title_lines(title, 19)
    widths = [measure(line) for line in lines]
    assert len(lines) == 3
    assert lines[1].startswith("关于")
    assert widths[1] >= min(widths[0], widths[2])


@settings(deadline=None)
@given(st.text("甲乙丙目标任务2015年的（）", max_size=200))
def test_nothing_is_lost_and_no_line_is_too_long(title):
    lines = title_lines(title, 19)
    assert "".join(lines) == title
    assert all(measure(line) <= 19 for line in lines)


def test_widths_and_dates():
    assert measure("第3期 A") == 2 + 1.5
    assert chinese_date(date(2015, 7, 6)) == "2015年7月6日"
