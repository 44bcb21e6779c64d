"""Doubts ask for a note; they never block a draft."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from luoshi.indicators.models import Indicator, Nature
from luoshi.indicators.plausibility import doubts
from luoshi.indicators.queries import sheet_view
from luoshi.ledger.refusal import Refused
from reporting import Reporting


def kinds(
    value: str, previous: str | None, year_before: str | None, nature: str = Nature.CUMULATIVE
) -> list[str]:
    indicator = Indicator(nature=nature, unit_name="亿元", plausible_high=Decimal(1000))
    past = [Decimal(v) if v else None for v in (previous, year_before)]
    return [d.kind for d in doubts(indicator, Decimal(value), *past)]


@pytest.mark.parametrize(
    ("value", "previous", "year_before", "expected"),
    [
        ("12", "10", "11", []),
        ("12", None, None, []),
        ("9", "10", "11", ["decrease"]),
        ("18", "10", "11", ["growth"]),
        ("5", "4", "11", ["growth"]),
        ("110", "10", "11", ["unit_factor"]),
        ("0.0011", None, "11", ["unit_factor"]),
        ("2000", None, None, ["out_of_range"]),
        ("10", "10", "0", []),
    ],
)
def test_what_is_doubted(
    value: str, previous: str | None, year_before: str | None, expected: list[str]
) -> None:
    assert kinds(value, previous, year_before) == expected


def test_only_cumulative_values_may_not_fall() -> None:
    assert kinds("9", "10", None, Nature.STOCK) == []


def test_a_doubtful_draft_is_kept_and_submitting_asks_for_a_note(reporting: Reporting) -> None:
    reporting.file(
        reporting.open("2015-05", date(2015, 6, 1)), {"invest": "10", "revenue": "5"}, day=date(2015, 6, 2)
    )
    june = reporting.open()
    reporting.save(june, {"invest": "9", "revenue": "6", "output": "3"})
    view = sheet_view(reporting.district.standing("t1_liaison"), "monthly", "2015-06", "QH-T1")
    assert [(line.indicator.code, line.beside.values[0]) for line in view.doubtful] == [
        ("invest", Decimal(10))
    ]
    with pytest.raises(Refused) as refused:
        reporting.submit(june)
    assert [p.code for p in refused.value.problems] == ["cell:invest"]
    reporting.save(june, {"invest": "9"}, notes={"invest": "核减重复项目"})
    reporting.submit(june)


def test_a_value_out_of_range_is_kept_only_with_a_note(reporting: Reporting) -> None:
    june = reporting.open()
    with pytest.raises(Refused):
        reporting.save(june, {"invest": "101"})
    assert reporting.save(june, {"invest": "101"}, notes={"invest": "新开工大项目"}).edition == 1


def test_a_month_that_does_not_ask_takes_no_value(reporting: Reporting) -> None:
    may = reporting.open("2015-05", date(2015, 6, 1))
    with pytest.raises(Refused) as refused:
        reporting.save(may, {"output": "3"}, day=date(2015, 6, 2))
    assert [p.code for p in refused.value.problems] == ["cell:output"]
    reporting.file(may, {"invest": "10", "revenue": "5"}, day=date(2015, 6, 2))
