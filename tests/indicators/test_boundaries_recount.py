"""Three years with a merger, a split, a hand-over and a new code, counted a second time by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from cast import FOUNDED, District, moment
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.actions.merge_units import merge_units
from luoshi.indicators.actions.split_unit import Part, split_unit
from luoshi.indicators.facts import Facts, district_history, district_year
from luoshi.indicators.models import Indicator
from luoshi.indicators.succession_history import retold
from luoshi.indicators.succession_plan import Decree
from luoshi.ledger.verify import verify
from luoshi.org.actions.establish import NewUnit
from luoshi.org.actions.rename import rename
from luoshi.workdays.periods import Period

pytestmark = pytest.mark.django_db

END = date(2015, 7, 6)
# January is told together with February (1-2月合并).
ASKED = tuple(range(2, 13))
FLOW, SO_FAR, STOCK, ABOVE = "visits", "built", "people", "jobs"
# From which day on whose part belongs to whom; what is left over stays where it is only if it is said.
EVENTS: list[tuple[date, str, dict[str, Fraction]]] = [
    (date(2013, 4, 1), "QH-T2", {"QH-T9": Fraction(1)}),
    (date(2013, 4, 1), "QH-T3", {"QH-T9": Fraction(1)}),
    (date(2014, 7, 1), "QH-S1", {"QH-S7": Fraction(3, 5), "QH-S8": Fraction(2, 5)}),
    (date(2015, 3, 1), "QH-T1", {"QH-T9": Fraction(1, 4), "QH-T1": Fraction(3, 4)}),
    (date(2015, 5, 1), "QH-S2", {"QH-S2N": Fraction(1)}),
    (date(2015, 6, 1), "QH-S7", {"QH-S8": Fraction(1)}),
]
LIVES = {
    "QH-S1": (FOUNDED, date(2014, 7, 1)),
    "QH-S2": (FOUNDED, date(2015, 5, 1)),
    "QH-T1": (FOUNDED, None),
    "QH-T2": (FOUNDED, date(2013, 4, 1)),
    "QH-T3": (FOUNDED, date(2013, 4, 1)),
    "QH-T9": (date(2013, 4, 1), None),
    "QH-S7": (date(2014, 7, 1), date(2015, 6, 1)),
    "QH-S8": (date(2014, 7, 1), None),
    "QH-S2N": (date(2015, 5, 1), None),
}
MONTHS = [(y, m) for y in (2013, 2014, 2015) for m in ASKED if (y, m) <= (2015, 6)]


def lives(unit: str, day: date) -> bool:
    since, until = LIVES[unit]
    return since <= day and (until is None or day < until)


def told(unit: str, code: str, year: int, month: int) -> int:
    """What the unit reported: never a round number, so that a wrong share shows."""
    place = sorted(LIVES).index(unit) + 1
    seed = 100 * place + 7 * month + 31 * (year - 2013)
    match code:
        case "visits":
            return seed * (2 if month == 2 else 1)
        case "built":
            return seed * month
        case "people":
            return 1000 * place + 13 * month
        case _:
            return 400 * place + 11 * month + year - 2013


def recounted(code: str, year: int, month: int, day: date) -> dict[str, Fraction]:
    """The figures of one month in the boundaries of ``day``, event after event, with a pencil."""
    end = Period.month(year, month).end
    found = {unit: Fraction(told(unit, code, year, month)) for unit in LIVES if lives(unit, end)}
    for on in sorted({on for on, _unit, _parts in EVENTS if end < on <= day}):
        before = dict(found)
        for _on, unit, parts in (e for e in EVENTS if e[0] == on):
            whole = before.get(unit, Fraction(0))
            found[unit] = found.get(unit, Fraction(0)) - whole
            for successor, share in parts.items():
                found[successor] = found.get(successor, Fraction(0)) + share * whole
        for _on, unit, parts in (e for e in EVENTS if e[0] == on):
            if unit not in parts:
                assert found.pop(unit) == 0
    return found


def decree(day: date) -> Decree:
    return Decree(day, f"青府〔{day.year}〕9号", "区政府常务会议", "区划调整")


def found(code: str, order: int, kind: str = "subdistrict", group: str = "streets") -> NewUnit:
    return NewUnit(code, kind, f"新{code}", order, "QH", name_en=code, group=group)


@pytest.fixture
def changed(district: District) -> District:
    """Each change is recorded on its day, each month's figures on the second of the month after it."""
    office = district.standing("supervisor", date(2013, 1, 4))
    natures = {FLOW: "flow", SO_FAR: "cumulative", STOCK: "stock", ABOVE: "stock"}
    define_indicator(
        office,
        [NewIndicator(c, c, "人", nature, "QH-STAT", decimals=0) for c, nature in natures.items()]
        + [
            NewIndicator("rate", "就业率", "%", "rate", "QH-STAT"),
            NewIndicator("quota", "就业占比", "%", "rate", "QH-STAT", aggregation="ratio"),
        ],
    )
    by = {i.code: i for i in Indicator.objects.all()}
    define_version(office, by["rate"], NewVersion("2010-01", "就业率", "制度", formula="100 * jobs / people"))
    ratio = NewVersion(
        "2010-01", "占比", "制度", aggregation="ratio", numerator=ABOVE, denominator=STOCK, scale=Decimal(100)
    )
    define_version(office, by["quota"], ratio)
    items = tuple(NewItem(code, ASKED) for code in (*natures, "quota"))
    filers = tuple(u for u in LIVES if LIVES[u][0] == FOUNDED)
    define_form(office, NewForm("yearbook", "月报", items, filers, name_en="Monthly"), FOUNDED)
    days = sorted({on for on, _unit, _parts in EVENTS})
    for year, month in MONTHS:
        _record(district, by, year, month)
        for day in [d for d in days if Period.month(year, month).end < d <= _next(year, month)]:
            _change(district, day)
    assert verify().holds, verify().findings
    return district


def _next(year: int, month: int) -> date:
    """The end of the month that is told after this one."""
    return Period.month(*next(m for m in [*MONTHS, (2015, 8)] if m > (year, month))).end


def _record(district: District, by: dict[str, Indicator], year: int, month: int) -> None:
    end = Period.month(year, month).end
    who = district.standing("statistician", end + timedelta(days=1))
    here = [unit for unit in LIVES if lives(unit, end)]
    for code in (FLOW, SO_FAR, STOCK, ABOVE):
        past = [PastFigure(u, f"{year}-{month:02d}", Decimal(told(u, code, year, month))) for u in here]
        import_history(who, by[code], past, "月报")
    quota = [
        PastFigure(
            u,
            f"{year}-{month:02d}",
            round(Decimal(100 * told(u, ABOVE, year, month)) / told(u, STOCK, year, month), 6),
        )
        for u in here
    ]
    import_history(who, by["quota"], quota, "月报")


def _change(district: District, day: date) -> None:
    admin = district.standing("admin", day)
    if day == date(2013, 4, 1):
        merge_units(admin, ["QH-T2", "QH-T3"], found("QH-T9", 39, "town", "towns"), decree(day))
    elif day == date(2014, 7, 1):
        parts = [Part(found("QH-S7", 27), Fraction(3, 5)), Part(found("QH-S8", 28), Fraction(2, 5))]
        split_unit(admin, "QH-S1", parts, decree(day))
    elif day == date(2015, 3, 1):
        parts = [Part("QH-T9", Fraction(1, 4)), Part("QH-T1", Fraction(3, 4))]
        split_unit(admin, "QH-T1", parts, decree(day))
        rename(admin, district.unit("QH-T9"), "大河镇", day, name_en="Dahe", reason="更名")
    elif day == date(2015, 5, 1):
        merge_units(admin, ["QH-S2"], found("QH-S2N", 21), decree(day))
    else:
        merge_units(admin, ["QH-S7"], "QH-S8", decree(day))


def column(facts: Facts, code: str, month: int) -> dict[str, float]:
    values = facts.values[:, facts.indicator_codes.index(code), month - 1]
    return {u: float(v) for u, v in zip(facts.unit_codes, values, strict=True) if not np.isnan(v)}


def test_every_figure_in_the_boundaries_of_every_day(changed: District) -> None:
    days = [date(2013, 3, 15), date(2014, 6, 30), date(2015, 2, 28), date(2015, 4, 30), END]
    for day in days:
        for year in (2013, 2014, 2015):
            facts = district_year(year, moment(END, 23), boundaries=day)
            for y, month in MONTHS:
                if y != year:
                    continue
                for code in (FLOW, SO_FAR, STOCK, ABOVE):
                    expected = {u: float(v) for u, v in recounted(code, year, month, day).items()}
                    assert column(facts, code, month) == pytest.approx(expected), (day, year, month, code)


def test_rates_are_ratios_of_the_carried_sums(changed: District) -> None:
    for year, month in MONTHS:
        facts = district_year(year, moment(END, 23), boundaries=END)
        top, bottom = (recounted(code, year, month, END) for code in (ABOVE, STOCK))
        expected = {u: float(100 * top[u] / bottom[u]) for u in top}
        assert column(facts, "rate", month) == pytest.approx(expected), (year, month)
        assert column(facts, "quota", month) == pytest.approx(expected, abs=1e-6), (year, month)


def test_the_history_of_a_unit_is_the_same_as_its_years(changed: District) -> None:
    now = district_year(2015, moment(END, 23), boundaries=END)
    past = district_history(2013, 2015, moment(END, 23), now)
    for place, year in enumerate((2013, 2014, 2015)):
        facts = district_year(year, moment(END, 23), like=now)
        np.testing.assert_allclose(past[:, :, place], facts.values)


def test_who_owes_what_when(changed: District) -> None:
    for year in (2013, 2014, 2015):
        facts = district_year(year, moment(END, 23))
        owed = facts.expected[:, facts.indicator_codes.index(FLOW)]
        for place, unit in enumerate(facts.unit_codes):
            for month in range(1, 13):
                expected = unit in LIVES and month in ASKED and lives(unit, Period.month(year, month).end)
                assert owed[place, month - 1] == expected, (unit, year, month)


def test_the_lineage_of_a_ratio_names_what_it_is_divided_from(changed: District) -> None:
    told = retold("QH-T9", "quota", "2013-02", END)
    top, bottom = (recounted(code, 2013, 2, END)["QH-T9"] for code in (ABOVE, STOCK))
    assert told.value == pytest.approx(float(100 * top / bottom))
    assert [one.code for one in told.divided] == [ABOVE, STOCK]
    whole = retold("QH-S2N", "quota", "2013-02", END)
    assert whole.divided == () and [part.share for part in whole.parts] == [1]
    assert retold("QH-T9", FLOW, "2013-02", END).divided == ()
