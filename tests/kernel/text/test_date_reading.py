"""Printed periods and deadlines."""

from datetime import date

import pytest

from luoshi.kernel.text.dates import find_moments
from luoshi.kernel.text.normalise import normalise


@pytest.mark.parametrize(
    ("text", "kind", "code", "last"),
    [
        ("1-6月", "span", "2015-01..2015-06", date(2015, 6, 30)),
        ("1—9月", "span", "2015-01..2015-09", date(2015, 9, 30)),
        ("1至2月", "span", "2015-01..2015-02", date(2015, 2, 28)),
        ("上半年", "half", "2015H1", date(2015, 6, 30)),
        ("一季度", "quarter", "2015Q1", date(2015, 3, 31)),
        ("前三季度", "span", "2015-01..2015-09", date(2015, 9, 30)),
        ("年底前", "deadline", "2015", date(2015, 12, 31)),
        ("6月底前", "deadline", "2015-06", date(2015, 6, 30)),
        ("4月20日前", "deadline", "2015-04-20", date(2015, 4, 20)),
        ("2016年2月底前", "deadline", "2016-02", date(2016, 2, 29)),
        ("明年底", "deadline", "2016", date(2016, 12, 31)),
        ("去年", "year", "2014", date(2014, 12, 31)),
        ("二〇二〇年", "year", "2020", date(2020, 12, 31)),
        ("2021-2025年", "span", "2021..2025", date(2025, 12, 31)),
        ("2015-03-30", "day", "2015-03-30", date(2015, 3, 30)),
        ("２０１４年", "year", "2014", date(2014, 12, 31)),
    ],
)
def test_period(text: str, kind: str, code: str, last: date) -> None:
    (moment,) = find_moments(normalise(text).text, 2015)
    assert (moment.kind, moment.code, moment.last) == (kind, code, last)


def test_without_a_year_only_the_code_is_known() -> None:
    (moment,) = find_moments("6月底前完成")
    assert (moment.code, moment.year, moment.last) == ("06", None, None)


@pytest.mark.parametrize("text", ["13月", "6月31日", "228日", "9-3月", "2025-2021年间隔"])
def test_impossible_dates_are_left_out(text: str) -> None:
    assert all(moment.kind == "year" for moment in find_moments(text, 2015))


def test_a_year_that_lost_its_word_counts_only_at_a_sentence_start() -> None:
    assert [moment.year for moment in find_moments("2014，全区实现产值5亿元。完成2014，个", None)] == [2014]
