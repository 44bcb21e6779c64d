"""What a year expects by each month: the linear curve, a table, and tables that cannot be."""

import pytest

from luoshi.kernel.curve import at, linear, monthly_table
from luoshi.kernel.rounding import half_up

TABLE = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]


def test_november_expects_91_7_percent_of_a_linear_year() -> None:
    assert half_up(float(at(linear(), 11)) * 100, 1).__str__() == "91.7"
    assert at(linear(), 6) == 0.5
    assert at(linear(), 12) == 1


def test_a_table_is_read_by_calendar_month() -> None:
    assert at(monthly_table(TABLE), 1) == 0.05
    assert at([linear(), monthly_table(TABLE)], 11).tolist() == [11 / 12, 0.95]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (TABLE[:11], "12 cumulative shares, found 11"),
        ([*TABLE[:4], 0.1, *TABLE[5:]], r"month 5 has 0\.1 after 0\.3"),
        ([*TABLE[:11], 0.99], "month 12 must be 1"),
        ([-0.1, *TABLE[1:]], "month 1 is negative"),
        ([*TABLE[:2], float("nan"), *TABLE[3:]], "month 3 is missing"),
    ],
)
def test_a_wrong_table_is_refused_with_the_month(table: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        monthly_table(table)


@pytest.mark.parametrize("month", [0, 13])
def test_there_is_no_month_outside_the_year(month: int) -> None:
    with pytest.raises(ValueError, match=r"1\.\.12"):
        at(linear(), month)
