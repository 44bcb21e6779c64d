"""Days, weeks and thirds of a month make the month, where all that is needed of them is there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.urls import reverse

from luoshi.indicators import journal
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.facts import district_history, district_year
from luoshi.indicators.lineage import Lineage
from luoshi.indicators.models import Form, Indicator, Observation, Origin
from luoshi.indicators.months import assembly
from luoshi.indicators.quality import qualities
from luoshi.indicators.queries import lineage
from luoshi.ledger.record import record
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Cadence, Period
from reporting import Reporting
from web.signed_in import signed_in

UNIT = "QH-T1"
DAY = date(2015, 7, 12)


@pytest.fixture(autouse=True)
def forgotten() -> None:
    journal._kept.clear()


@pytest.fixture
def flows(reporting: Reporting) -> Reporting:
    """A flow and a stock that one town reports in parts of a month."""
    office = reporting.district.standing("supervisor", date(2015, 1, 5))
    define_indicator(
        office,
        [
            NewIndicator("visits", "客流量", "人次", "flow", "QH-STAT", decimals=0),
            NewIndicator("beds", "床位", "张", "stock", "QH-STAT", decimals=0),
        ],
    )
    return reporting


def tell(reporting: Reporting, indicator: str, figures: dict[str, str], day: date = DAY) -> None:
    """History handed over by the data owner: verified figures of any period."""
    who = reporting.district.standing("statistician", day)
    import_history(
        who,
        Indicator.objects.get(code=indicator),
        [PastFigure(UNIT, code, Decimal(v)) for code, v in figures.items()],
        "台账",
    )


def month(indicator: str, number: int, *, day: date = DAY, verified_only: bool = True) -> float:
    facts = district_year(2015, end_of(day), verified_only=verified_only)
    place = facts.unit_codes.index(UNIT), facts.indicator_codes.index(indicator), number - 1
    return float(facts.values[place])


def days(number: int, value: str = "10") -> dict[str, str]:
    period = Period.month(2015, number)
    return {f"2015{number:02d}{n:02d}": value for n in range(1, period.end.day + 1)}


def test_thirty_days_make_a_month_and_twenty_nine_do_not(flows: Reporting) -> None:
    told = days(4)
    last = told.popitem()
    tell(flows, "visits", told)
    assert np.isnan(month("visits", 4))
    tell(flows, "visits", dict([last]))
    assert month("visits", 4) == 300
    facts = district_year(2015, end_of(DAY))
    assert facts.reported[facts.unit_codes.index(UNIT), facts.indicator_codes.index("visits"), 3]
    assert facts.observation_id[facts.unit_codes.index(UNIT), facts.indicator_codes.index("visits"), 3] == 0


def test_thirds_make_a_month_and_a_zero_is_a_figure(flows: Reporting) -> None:
    tell(flows, "visits", {"2015-05A": "4", "2015-05B": "0"})
    assert np.isnan(month("visits", 5))
    tell(flows, "visits", {"2015-05C": "5"})
    assert month("visits", 5) == 9


def test_a_stock_is_that_of_the_last_day_whatever_is_missing_before(flows: Reporting) -> None:
    tell(flows, "beds", {"20150429": "70", "20150430": "71", "20150530": "80"})
    assert month("beds", 4) == 71
    assert np.isnan(month("beds", 5))


def test_a_month_that_was_stated_is_not_made_of_parts(flows: Reporting) -> None:
    tell(flows, "visits", {"2015-05A": "4", "2015-05B": "1", "2015-05C": "5", "2015-05": "11"})
    assert month("visits", 5) == 11
    assert lineage(flows.district.standing("supervisor"), UNIT, "visits", "2015-05", DAY).assembly is None


def test_weeks_that_lie_in_two_months_are_not_split(flows: Reporting) -> None:
    weeks = {f"2015-W{n:02d}": "7" for n in range(18, 24)}
    tell(flows, "visits", weeks)
    tell(flows, "beds", weeks)
    assert np.isnan(month("visits", 5))
    # 31 May 2015 is a Sunday: the level at the end of its week is that of the month.
    assert month("beds", 5) == 7
    found = assembly(
        flows.district.unit(UNIT).pk, Indicator.objects.get(code="visits"), "2015-05", end_of(DAY)
    )
    assert found is not None
    assert found.cadence is Cadence.WEEKLY
    assert [week.code for week in found.split] == ["2015-W18"]
    assert found.value is None


def test_weeks_make_a_month_that_they_tile(flows: Reporting) -> None:
    who = flows.district.standing("statistician")
    # February 2010 began on a Monday and had four weeks.
    weeks = [PastFigure(UNIT, f"2010-W{n:02d}", Decimal(n)) for n in range(5, 9)]
    import_history(who, Indicator.objects.get(code="visits"), weeks, "台账")
    like = district_year(2015, end_of(DAY))
    place = like.unit_codes.index(UNIT), like.indicator_codes.index("visits")
    assert district_history(2010, 2010, end_of(DAY), like)[place][0][:3].tolist()[1] == 26


def test_a_part_counts_from_its_verdict_on_and_is_seen_before(flows: Reporting) -> None:
    office, place = flows.district.standing("supervisor", date(2015, 6, 1)), flows.district.unit(UNIT)
    tell(flows, "visits", {"2015-05A": "4", "2015-05B": "1"}, date(2015, 6, 1))
    made = Observation.objects.create(
        unit=place,
        indicator=Indicator.objects.get(code="visits"),
        period="2015-05C",
        value=5,
        recorded_at=office.at,
        origin=Origin.SUPPLIED,
    )
    record(office.signature(), "indicators.state_value", chain=place.code, subject="客流量", rows=[made])
    assert np.isnan(month("visits", 5))
    assert month("visits", 5, verified_only=False) == 10
    found = lineage(flows.district.standing("supervisor"), UNIT, "visits", "2015-05", DAY).assembly
    assert found is not None
    assert [(p.value, p.waits) for p in found.pieces] == [(4, False), (1, False), (None, True)]
    asked = {"visits": ([place.pk], made.indicator_id)}
    told_so_far = qualities(flows.district.standing("supervisor"), asked, 2015, 6, DAY)["visits"]
    assert (told_so_far.reported, told_so_far.verified) == (1, 0)
    stranger = flows.district.standing("t2_liaison")
    told = lineage(stranger, UNIT, "visits", "2015-05", DAY).assembly
    assert told is not None
    assert not any(piece.waits for piece in told.pieces)


def test_as_known_on_the_day_before_a_month_had_no_figure(flows: Reporting) -> None:
    tell(flows, "visits", {"2015-05A": "4", "2015-05B": "1"}, date(2015, 6, 1))
    tell(flows, "visits", {"2015-05C": "5"}, date(2015, 6, 3))
    assert np.isnan(month("visits", 5, day=date(2015, 6, 2)))
    assert month("visits", 5, day=date(2015, 6, 3)) == 10


def test_the_definition_says_how_parts_make_the_month(flows: Reporting) -> None:
    tell(flows, "visits", {"2015-05A": "4", "2015-05B": "1", "2015-05C": "7"})
    version = NewVersion("2015-01", "日均客流", "文旅局", over_time="mean")
    define_version(flows.district.standing("supervisor"), Indicator.objects.get(code="visits"), version)
    assert month("visits", 5) == 4


def test_months_of_parts_make_the_year_to_date(flows: Reporting) -> None:
    office = flows.district.standing("supervisor")
    total = NewIndicator("visits-ytd", "累计客流量", "人次", "cumulative", "QH-STAT", decimals=0)
    define_indicator(office, [total])
    derived = NewVersion("2015-01", "累计", "文旅局", formula="ytd(visits)")
    define_version(office, Indicator.objects.get(code="visits-ytd"), derived)
    for number in range(1, 4):
        tell(flows, "visits", days(number))
    assert month("visits-ytd", 3) == 10 * (31 + 28 + 31)
    assert np.isnan(month("visits-ytd", 4))


def test_weekly_forms_do_not_owe_months_that_weeks_cannot_make(flows: Reporting) -> None:
    office = flows.district.standing("supervisor", date(2015, 1, 5))
    new = NewForm("weekly", "周报", (NewItem("visits"), NewItem("beds")), (UNIT,), cadence="weekly")
    define_form(office, new, date(2014, 1, 1))
    assert Form.objects.get(code="weekly").cadence == "weekly"
    facts = district_year(2015, end_of(DAY))
    row = facts.unit_codes.index(UNIT)
    owed = {
        code: facts.expected[row, facts.indicator_codes.index(code)].tolist() for code in ("visits", "beds")
    }
    assert owed["visits"] == [False] * 12
    assert [n for n, owes in enumerate(owed["beds"], start=1) if owes] == [5]


def test_a_quarter_is_the_figure_of_its_last_month_where_nobody_is_asked_for_less(flows: Reporting) -> None:
    office = flows.district.standing("supervisor", date(2015, 1, 5))
    new = NewForm("season", "季报", (NewItem("visits"), NewItem("beds")), (UNIT,), cadence="quarterly")
    define_form(office, new, date(2014, 1, 1))
    tell(flows, "visits", {"2015-Q1": "90"})
    tell(flows, "beds", {"2015-Q1": "70", "2015-H1": "75"})
    assert [month("visits", 3), month("beds", 3), month("beds", 6)] == [90, 70, 75]
    facts = district_year(2015, end_of(DAY))
    place = facts.unit_codes.index(UNIT), facts.indicator_codes.index("visits")
    assert [n for n, owes in enumerate(facts.expected[place], start=1) if owes] == [3, 6, 9, 12]
    assert (
        facts.observation_id[place][2]
        == Observation.objects.get(period="2015-Q1", indicator__code="visits").pk
    )
    # Beside months, the amount of a quarter is not that of its last month.
    monthly = NewForm("monthly-visits", "月报", (NewItem("visits"),), ("QH-T2",))
    define_form(office, monthly, date(2014, 1, 1))
    assert np.isnan(month("visits", 3))
    assert month("beds", 3) == 70


def season(flows: Reporting) -> None:
    office = flows.district.standing("supervisor", date(2015, 1, 5))
    new = NewForm("season", "季报", (NewItem("visits"), NewItem("beds")), (UNIT,), cadence="quarterly")
    define_form(office, new, date(2014, 1, 1))


def told_of(flows: Reporting, unit: str, indicator: str, period: str, day: date = DAY) -> Lineage:
    return lineage(flows.district.standing("supervisor"), unit, indicator, period, day)


def test_the_last_month_of_a_quarter_tells_whose_figure_it_has(flows: Reporting) -> None:
    season(flows)
    tell(flows, "visits", {"2015-Q1": "90"}, date(2015, 4, 3))
    found = told_of(flows, UNIT, "visits", "2015-03").longer
    assert found is not None
    assert (found.period, found.value) == ("2015-Q1", 90)
    before = told_of(flows, UNIT, "visits", "2015-03", date(2015, 4, 2))
    assert (before.longer, before.months) == (None, ())
    assert told_of(flows, UNIT, "visits", "2015-02").longer is None
    # Parts of the month give way to the quarter, as they do in the figure.
    tell(flows, "visits", {"2015-03A": "4"})
    parted = told_of(flows, UNIT, "visits", "2015-03")
    assert (parted.longer, parted.assembly) == (found, None)
    # A month that is stated itself is its own.
    tell(flows, "visits", {"2015-03": "31"})
    assert told_of(flows, UNIT, "visits", "2015-03").longer is None


def test_a_quarter_of_which_nothing_was_reported_tells_its_months(flows: Reporting) -> None:
    tell(flows, "visits", {"2015-01": "1", "2015-02A": "2", "2015-02B": "3", "2015-02C": "4"})
    found = told_of(flows, UNIT, "visits", "2015-Q1")
    assert [(one.period.code, one.value) for one in found.months] == [
        ("2015-01", 1),
        ("2015-02", 9),
        ("2015-03", None),
    ]
    assert [one.value for one in told_of(flows, "QH", "visits", "2015-Q1").months] == [1, 9, None]
    tell(flows, "visits", {"2015-Q1": "11"})
    assert told_of(flows, UNIT, "visits", "2015-Q1").months == ()


def test_the_page_of_such_a_figure_leads_to_what_it_is_made_of(flows: Reporting) -> None:
    season(flows)
    tell(flows, "visits", {"2015-Q1": "90", **days(2)}, date(2015, 7, 1))
    client = signed_in("supervisor")

    def page(period: str) -> str:
        return str(client.get(reverse("reports_lineage", args=[UNIT, "visits", period])).content.decode())

    def address(period: str) -> str:
        return 'href="' + reverse("reports_lineage", args=[UNIT, "visits", period]) + '"'

    assert address("2015-Q1") in page("2015-03")
    assert address("20150214") in page("2015-02")
    assert address("2015-03") in page("2015-H1")
    assert not any("empty-state" in page(period) for period in ("2015-03", "2015-02", "2015-H1", "2015-Q1"))
