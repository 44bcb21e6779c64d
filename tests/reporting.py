"""A form of three indicators that four units of the test district file, and short ways to fill it in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cast import FOUNDED, TODAY, District
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.open_round import open_round
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.actions.submit_sheet import submit_sheet
from luoshi.indicators.actions.unlock_cells import unlock_cells
from luoshi.indicators.actions.verify_sheet import verify_sheet
from luoshi.indicators.models import Form, Round, Sheet
from luoshi.indicators.typed import Typed

INDICATORS = [
    NewIndicator(
        "invest",
        "固定资产投资",
        "亿元",
        "cumulative",
        "QH-STAT",
        name_en="Fixed-asset investment",
        unit_name_en="100 million yuan",
        plausible_low=Decimal(0),
        plausible_high=Decimal(100),
    ),
    NewIndicator("revenue", "财政总收入", "万元", "cumulative", "QH-FIN", name_en="Fiscal revenue"),
    NewIndicator("output", "生产总值", "亿元", "cumulative", "QH-STAT", name_en="Gross output"),
]
FILERS = ("QH-S1", "QH-T1", "QH-T2", "QH-T3")
LIAISON = {"QH-S1": "s1_liaison", "QH-T1": "t1_liaison", "QH-T2": "t2_liaison", "QH-T3": "t3_liaison"}


class Reporting:
    """The district with a monthly form; output is asked for quarterly."""

    def __init__(self, district: District) -> None:
        self.district = district
        office = district.standing("supervisor", date(2015, 1, 5))
        define_indicator(office, INDICATORS)
        quarterly = NewItem("output", (3, 6, 9, 12))
        items = (NewItem("invest"), NewItem("revenue"), quarterly)
        define_form(office, NewForm("monthly", "经济月报", items, FILERS, name_en="Monthly report"), FOUNDED)

    @property
    def form(self) -> Form:
        return Form.objects.get(code="monthly")

    def open(self, period: str = "2015-06", day: date = date(2015, 7, 1)) -> Round:
        return open_round(self.district.standing("supervisor", day), self.form, period)

    def save(
        self,
        round_: Round,
        values: dict[str, str],
        *,
        unit: str = "QH-T1",
        notes: dict[str, str] | None = None,
        edition: int | None = None,
        day: date = TODAY,
        person: str = "",
    ) -> Sheet:
        who = self.district.standing(person or LIAISON[unit], day)
        place = self.district.unit(unit)
        typed = [Typed(code, text, (notes or {}).get(code, "")) for code, text in values.items()]
        if edition is None:
            sheet = Sheet.objects.filter(round=round_, unit=place).first()
            edition = sheet.edition if sheet else 0
        return save_cells(who, round_, place, typed, edition=edition)

    def submit(
        self, round_: Round, unit: str = "QH-T1", day: date = TODAY, hour: int = 9, person: str = ""
    ) -> Sheet:
        who = self.district.standing(person or LIAISON[unit], day, hour)
        place = self.district.unit(unit)
        sheet = Sheet.objects.filter(round=round_, unit=place).first()
        return submit_sheet(who, round_, place, edition=sheet.edition if sheet else 0)

    def file(self, round_: Round, values: dict[str, str], *, unit: str = "QH-T1", day: date = TODAY) -> Sheet:
        """Save and submit, with a note on every cell so that nothing is doubted."""
        self.save(round_, values, unit=unit, day=day, notes=dict.fromkeys(values, "已核对"))
        return self.submit(round_, unit, day)

    def verify(self, round_: Round, unit: str = "QH-T1", day: date = TODAY, hour: int = 10) -> Sheet:
        """By both data owners."""
        self.verify_by("statistician", round_, unit, day, hour)
        return self.verify_by("treasurer", round_, unit, day, hour)

    def unlock(
        self, round_: Round, *indicators: str, unit: str = "QH-T1", day: date = TODAY, hour: int = 9
    ) -> None:
        """By the supervision office."""
        who = self.district.standing("supervisor", day, hour)
        unlock_cells(who, round_, self.district.unit(unit), indicators, "更正")

    def verify_by(
        self, person: str, round_: Round, unit: str = "QH-T1", day: date = TODAY, hour: int = 10
    ) -> Sheet:
        who = self.district.standing(person, day, hour)
        return verify_sheet(who, round_, self.district.unit(unit))


@pytest.fixture(name="reporting")
def reporting_district(district: District) -> Reporting:
    return Reporting(district)
