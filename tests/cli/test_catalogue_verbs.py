"""History taken over and months computed from the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk_work import accepted
from luoshi.cli.main import app
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.models import Observation
from luoshi.ledger.verify import verify
from luoshi.workdays.actions.seed_days import seed_days
from reporting import Reporting, reporting_district  # noqa: F401

pytestmark = pytest.mark.django_db

COUNT = NewVersion("2015-01", "本年逾期的事项", "督办台账", measure="matters.overdue")


def luoshi(*words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, list(words))
    return ran.exit_code, ran.output


def test_a_history_is_tried_taken_and_not_taken_twice(reporting: Reporting, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("单位,2013-01,2013年2月\n石桥镇,1.5,2\n柳林镇,,3\n", encoding="utf-8")
    words = (
        "exchange",
        "history",
        str(file),
        "--indicator",
        "invest",
        "--source",
        "年鉴",
        "--as",
        "statistician",
    )
    assert luoshi(*words, "--dry-run")[0] == 0
    assert not Observation.objects.exists()
    assert luoshi(*words)[0] == 0
    assert sorted(o.value for o in Observation.objects.all() if o.value is not None) == [Decimal("1.5"), 2, 3]
    code, told = luoshi(*words)
    assert code == 0
    assert "0" in told
    assert Observation.objects.count() == 3
    assert verify().holds


def test_what_cannot_be_taken_is_told_cell_by_cell(reporting: Reporting, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("unit,2013-01\nQH-T1,1\nnowhere,2\n", encoding="gb18030")
    words = ("exchange", "history", str(file), "--source", "x", "--as", "statistician", "--indicator")
    code, told = luoshi(*words, "invest")
    assert (code, "B3" in told, "nowhere" in told) == (2, True, True)
    assert luoshi(*words, "nothing")[0] == 2
    file.write_text("unit,2013-01\nQH-T1,1\n", encoding="utf-8")
    assert luoshi(*words, "revenue")[0] == 2, "of another data owner"
    assert not Observation.objects.exists()


def test_a_derived_indicator_has_no_history_of_its_own(reporting: Reporting, tmp_path: Path) -> None:
    office = reporting.district.standing("supervisor")
    (share,) = define_indicator(
        office, [NewIndicator("share", "占比", "%", "rate", "QH-STAT", aggregation="none")]
    )
    define_version(office, share, replace(COUNT, measure="", formula="invest / output * 100"))
    file = tmp_path / "history.csv"
    file.write_text("unit,2013-01\nQH-T1,1\n", encoding="utf-8")
    words = (
        "exchange",
        "history",
        str(file),
        "--indicator",
        "share",
        "--source",
        "x",
        "--as",
        "statistician",
    )
    assert luoshi(*words)[0] == 2


def test_a_month_is_computed(reporting: Reporting) -> None:
    district = reporting.district
    seed_days(district.standing("admin"), [2015], chain="QH")
    accepted(district, date(2015, 5, 4), due_on=date(2015, 5, 20))
    office = district.standing("supervisor", date(2015, 6, 2))
    (late,) = define_indicator(office, [NewIndicator("late", "逾期事项", "件", "cumulative", decimals=0)])
    define_version(office, late, COUNT)
    assert luoshi("jobs", "measure", "2015-05", "--as", "supervisor")[0] == 0
    assert Observation.objects.get().value == 1
    assert luoshi("jobs", "measure", "2015-07", "--as", "supervisor")[0] == 2
    assert luoshi("jobs", "measure", "2015-05", "--as", "t1_head")[0] == 2
