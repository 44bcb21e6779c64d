"""A derived figure is made when it is read: exact as of a day, verified with its inputs, missing with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from numpy.testing import assert_allclose

from cast import TODAY, moment
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.catalogue import indicator_view
from luoshi.indicators.derivation import InputState
from luoshi.indicators.facts import Facts, district_history, district_year
from luoshi.indicators.lineage import Lineage, lineage
from luoshi.indicators.models import Indicator
from luoshi.org.queries import tree
from luoshi.targets.comparable import figures
from luoshi.targets.facts import reach
from reporting import Reporting

pytestmark = pytest.mark.django_db

TEXT = NewVersion("2010-01", "派生", "计算")
JUNE, MAY = 5, 4


@pytest.fixture(name="derived")
def with_growth_and_share(reporting: Reporting) -> Reporting:
    """Growth of investment on last year, and investment as a share of output (a ratio of sums)."""
    office = reporting.district.standing("supervisor", date(2015, 1, 6))
    growth, share = define_indicator(
        office,
        [
            NewIndicator("growth", "投资增速", "%", "rate", "QH-STAT", name_en="Growth", aggregation="none"),
            NewIndicator("share", "投资占比", "%", "rate", "QH-STAT", name_en="Share"),
        ],
    )
    define_version(office, growth, replace(TEXT, formula="(invest / year_ago(invest) - 1) * 100"))
    define_version(
        office,
        share,
        replace(
            TEXT,
            formula="invest / output * 100",
            aggregation="ratio",
            numerator="invest",
            denominator="output",
            scale=Decimal(100),
        ),
    )
    owner = reporting.district.standing("statistician", date(2015, 1, 6))
    past = [PastFigure(unit, "2014-06", Decimal(5)) for unit in ("QH-T1", "QH-T2")]
    import_history(owner, Indicator.objects.get(code="invest"), past, "年鉴")
    return reporting


def cell(facts: Facts, unit: str, code: str, month: int = JUNE) -> float:
    return float(facts.values[facts.unit_codes.index(unit), facts.indicator_codes.index(code), month])


def fill(reporting: Reporting, *units: str, verified: bool = True) -> None:
    round_ = reporting.open()
    for place, unit in enumerate(units):
        values = {"invest": str(6 + place), "revenue": "600", "output": str(30 * (place + 1))}
        reporting.file(round_, values, unit=unit)
        if verified:
            reporting.verify(round_, unit)


def told(reporting: Reporting, code: str = "growth", unit: str = "QH-T1", day: date = TODAY) -> Lineage:
    return lineage(reporting.district.standing("supervisor", day), unit, code, "2015-06", day)


def test_it_is_made_of_verified_figures_and_asked_for_with_them(derived: Reporting) -> None:
    fill(derived, "QH-T1")
    facts = district_year(2015, moment(TODAY, 23))
    assert_allclose([cell(facts, "QH-T1", "growth"), cell(facts, "QH-T1", "share")], [20, 20])
    assert np.isnan([cell(facts, "QH-T1", "growth", MAY), cell(facts, "QH-T2", "growth")]).all()
    asked = facts.expected[facts.unit_codes.index("QH-T1")]
    assert asked[facts.indicator_codes.index("share")].tolist() == [m % 3 == 2 for m in range(12)]
    assert asked[facts.indicator_codes.index("growth")].all()


def test_an_unverified_input_gives_no_verified_figure(derived: Reporting) -> None:
    fill(derived, "QH-T1", verified=False)
    assert np.isnan(cell(district_year(2015, moment(TODAY, 23)), "QH-T1", "growth"))
    assert_allclose(cell(district_year(2015, moment(TODAY, 23), verified_only=False), "QH-T1", "growth"), 20)
    why = told(derived).derivation
    assert why is not None
    assert why.value is None
    assert [(i.indicator.code, i.period and i.period.code, i.state) for i in why.inputs] == [
        ("invest", "2015-06", InputState.UNVERIFIED),
        ("invest", "2014-06", InputState.VERIFIED),
    ]


def test_who_may_not_see_an_unverified_input_is_told_that_it_is_missing(derived: Reporting) -> None:
    fill(derived, "QH-T1", verified=False)
    states = {}
    for person in ("t1_liaison", "leader", "t2_liaison"):
        why = lineage(derived.district.standing(person), "QH-T1", "growth", "2015-06", TODAY).derivation
        assert why is not None
        states[person] = why.inputs[0].state
    assert states == {
        "t1_liaison": InputState.UNVERIFIED,
        "leader": InputState.UNVERIFIED,
        "t2_liaison": InputState.MISSING,
    }


def test_its_lineage_lists_formula_and_inputs(derived: Reporting) -> None:
    fill(derived, "QH-T1")
    found = told(derived).derivation
    assert found is not None
    assert found.definition.formula == "(invest / year_ago(invest) - 1) * 100"
    assert_allclose([i.value for i in found.inputs if i.value is not None], [6, 5])
    assert found.value == pytest.approx(20)
    assert found.lacking == ()
    assert told(derived, "invest").derivation is None
    missing = told(derived, unit="QH-T3").derivation
    assert missing is not None
    assert {i.state for i in missing.lacking} == {InputState.MISSING}


def test_it_is_read_as_it_was_known(derived: Reporting) -> None:
    fill(derived, "QH-T1")
    office = derived.district.standing("supervisor", TODAY, 20)
    other = replace(TEXT, formula="invest / year_ago(invest) * 100", reason="改为指数")
    define_version(office, Indicator.objects.get(code="growth"), other)
    assert_allclose(cell(district_year(2015, moment(TODAY, 21)), "QH-T1", "growth"), 120)
    assert_allclose(cell(district_year(2015, moment(TODAY, 19)), "QH-T1", "growth"), 20)
    assert np.isnan(cell(district_year(2015, moment(date(2015, 7, 1))), "QH-T1", "growth"))


def test_a_formula_holds_from_its_month_on(derived: Reporting) -> None:
    fill(derived, "QH-T1")
    office = derived.district.standing("supervisor")
    other = replace(TEXT, holds_from="2015-07", formula="invest / output * 100", reason="改口径")
    define_version(office, Indicator.objects.get(code="growth"), other)
    assert_allclose(cell(district_year(2015, moment(TODAY, 23)), "QH-T1", "growth"), 20)


def test_a_formula_may_rest_on_another_and_reach_back(derived: Reporting) -> None:
    fill(derived, "QH-T1")
    office = derived.district.standing("supervisor")
    (twice,) = define_indicator(office, [NewIndicator("twice", "两倍", "亿元", "cumulative", "QH-STAT")])
    (last,) = define_indicator(office, [NewIndicator("last", "上年", "亿元", "cumulative", "QH-STAT")])
    define_version(office, last, replace(TEXT, formula="year_ago(twice)"))
    define_version(office, twice, replace(TEXT, formula="2 * invest"))
    facts = district_year(2015, moment(TODAY, 23))
    assert_allclose([cell(facts, "QH-T1", "twice"), cell(facts, "QH-T1", "last")], [12, 10])
    past = district_history(2014, 2015, moment(TODAY, 23), facts)
    row, column = facts.unit_codes.index("QH-T1"), facts.indicator_codes.index("twice")
    assert_allclose(past[row, column, :, JUNE], [10, 12])


def test_the_district_is_put_together_by_the_rule(derived: Reporting) -> None:
    fill(derived, "QH-T1", "QH-T2")
    org, known = tree(TODAY), figures(2015, moment(TODAY, 23))
    root = org.root
    assert root is not None
    found = reach([root.id], org, known, 6)
    column = {code: n for n, code in enumerate(known.now.indicator_codes)}
    assert found.actual[0, column["invest"]] == pytest.approx(13)
    assert found.actual[0, column["share"]] == pytest.approx(13 / 90 * 100)
    assert np.isnan(found.actual[0, column["growth"]])
    assert (found.reporting[0, column["share"]], found.due[0, column["share"]]) == (2, 4)


def test_the_series_marks_where_the_definition_changed(derived: Reporting) -> None:
    fill(derived, "QH-T1")
    office = derived.district.standing("supervisor")
    invest = Indicator.objects.get(code="invest")
    define_version(office, invest, TEXT)
    define_version(office, invest, replace(TEXT, holds_from="2015-01", text="含农户投资", reason="改制度"))
    view = indicator_view(office, "invest", TODAY, "QH-T1")
    assert view.series is not None
    assert [p.period.code for p in view.series.breaks] == ["2015-01"]
    assert {p.period.code: p.value for p in view.series.points if p.value} == {"2014-06": 5, "2015-06": 6}
    assert [i.code for i in view.used_by] == ["growth", "share"]
    whole = indicator_view(office, "share", TODAY).series
    assert whole is not None
    june = whole.points[-1]
    assert (june.period.code, june.partial, june.reporting, june.due) == ("2015-06", True, 1, 4)


def test_the_page_of_a_whole_tells_how_it_was_put_together(derived: Reporting) -> None:
    fill(derived, "QH-T1", "QH-T2")
    told = lineage(derived.district.standing("supervisor"), "QH", "share", "2015-06", TODAY)
    assert told.composition is not None
    assert told.composition.value == pytest.approx(13 / 90 * 100)
    assert (len(told.composition.parts), len(told.composition.missing)) == (4, 2)
    assert told.derivation is None, "no formula is computed for a unit that files nothing"
