"""Indicators are computed from matters, once a month, and say what was counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cast import District, moment
from desk_work import accepted
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.facts import district_year
from luoshi.indicators.lineage import lineage
from luoshi.indicators.models import Observation
from luoshi.jobs.tick import tick
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.matters.actions.record_measures import record_measures
from luoshi.matters.measures import measured, measures
from luoshi.workdays.actions.seed_days import seed_days
from luoshi.workdays.periods import Period

pytestmark = pytest.mark.django_db

MAY = "2015-05"
AFTER = date(2015, 6, 2)


@pytest.fixture(name="busy")
def district_with_a_matter(district: District) -> District:
    """石桥镇 leads one matter that fell due in May and was not answered; its count and rate are in the catalogue."""
    seed_days(district.standing("admin"), [2015], chain="QH")
    accepted(district, date(2015, 5, 4), title="整治河道", due_on=date(2015, 5, 20))
    office = district.standing("supervisor", date(2015, 1, 6))
    rows = define_indicator(
        office,
        [
            NewIndicator("overdue", "逾期事项", "件", "cumulative", "QH-SO", decimals=0),
            NewIndicator("closure", "按期办结率", "%", "rate", "QH-SO", aggregation="none"),
            NewIndicator("running", "在办事项", "件", "stock", "QH-SO", decimals=0),
        ],
    )
    for row, measure in zip(
        rows, ("matters.overdue", "matters.closure", "matters.supervision.under_way"), strict=True
    ):
        define_version(office, row, NewVersion("2015-01", "由督办事项计算", "督办台账", measure=measure))
    return district


def values() -> dict[str, Decimal | None]:
    return {o.indicator.code: o.value for o in Observation.objects.select_related("indicator")}


def test_a_month_is_computed_once(busy: District) -> None:
    office = busy.standing("supervisor", AFTER)
    made = record_measures(office, MAY)
    assert values() == {"overdue": 1, "closure": 0, "running": 1}
    assert {o.note for o in made} == {"", "0/1"}
    assert record_measures(busy.standing("supervisor", date(2015, 7, 1)), MAY) == []
    assert verify().holds


def test_what_was_counted_is_named(busy: District) -> None:
    unit = busy.unit("QH-T1").pk
    assert len(measured("matters.overdue", Period.parse(MAY))[unit].matters) == 1
    assert measured("matters.closure", Period.parse("2015-04")) == {}
    with pytest.raises(KeyError):
        measured("matters.unknown", Period.parse(MAY))
    assert "matters.supervision.done" in measures()


def test_a_computed_figure_counts_without_a_verdict(busy: District) -> None:
    record_measures(busy.standing("supervisor", AFTER), MAY)
    facts = district_year(2015, moment(AFTER, 23))
    cell = facts.unit_codes.index("QH-T1"), facts.indicator_codes.index("overdue"), 4
    assert facts.values[cell] == 1
    assert facts.expected[cell]
    found = lineage(busy.standing("t2_liaison"), "QH-T1", "overdue", MAY, date(2015, 7, 6))
    assert found.in_force is not None
    assert found.in_force.verified
    assert found.in_force.computed


def test_a_formula_over_a_computed_figure_is_due_with_it(busy: District) -> None:
    office = busy.standing("supervisor", date(2015, 1, 6))
    (two,) = define_indicator(
        office, [NewIndicator("two", "逾期两倍", "件", "cumulative", "QH-SO", decimals=0)]
    )
    define_version(office, two, NewVersion("2015-01", "派生", "计算", formula="2 * overdue"))
    record_measures(busy.standing("supervisor", AFTER), MAY)
    facts = district_year(2015, moment(AFTER, 23))
    row, column = facts.unit_codes.index("QH-T1"), facts.indicator_codes.index("two")
    assert facts.values[row, column, 4] == 2
    assert facts.expected[row, column].tolist() == [False] * 4 + [True] + [False] * 7


def test_the_calendar_computes_the_month_that_is_over(busy: District) -> None:
    assert tick(moment(AFTER)).measured == 3
    assert tick(moment(date(2015, 6, 3))).measured == 0


def test_who_computes_and_when(busy: District) -> None:
    for person in ("t1_head", "leader", "admin", "inspector"):
        with pytest.raises(Denied):
            record_measures(busy.standing(person), MAY)
    for period in ("2015-Q1", "2015-13", "2015-07"):
        with pytest.raises(Refused):
            record_measures(busy.standing("supervisor"), period)
