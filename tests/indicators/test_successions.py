"""Units merge, split and hand parts over; figures follow, duties follow, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from cast import TODAY, District, moment
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.actions.merge_units import merge_units
from luoshi.indicators.actions.split_unit import Part, split_unit
from luoshi.indicators.facts import Facts, district_year
from luoshi.indicators.models import FormDuty, Indicator
from luoshi.indicators.queries import additive_indicators, filings
from luoshi.indicators.succession_plan import Decree
from luoshi.kernel.boundaries import Basis
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.actions.establish import NewUnit
from luoshi.org.queries import tree
from luoshi.workdays.clock import end_of
from reporting import Reporting

pytestmark = pytest.mark.django_db

DECREE = Decree(date(2015, 3, 1), "青府〔2015〕9号", "区政府常务会议", "撤乡并镇")
NEW = NewUnit("QH-T9", "town", "双河镇", 39, "QH", name_en="Shuanghe Town", group="towns")
PAST = {"QH-S1": "40", "QH-T1": "20", "QH-T2": "10", "QH-T3": "5"}


@pytest.fixture(autouse=True)
def past(reporting: Reporting) -> None:
    """Investment of June and December 2014."""
    figures = [
        PastFigure(unit, f"2014-{month}", Decimal(value) * times)
        for unit, value in PAST.items()
        for month, times in (("06", 1), ("12", 2))
    ]
    invest = Indicator.objects.get(code="invest")
    import_history(reporting.district.standing("statistician", date(2015, 1, 5)), invest, figures, "年鉴")


def june(district: District, day: date = TODAY, boundaries: date | None = TODAY) -> dict[str, float]:
    """Investment of June 2014 by unit."""
    facts = district_year(2014, end_of(day), boundaries=boundaries)
    return {code: of(facts, code) for code in facts.unit_codes}


def of(facts: Facts, unit: str, code: str = "invest", month: int = 6) -> float:
    return float(facts.values[facts.unit_codes.index(unit), facts.indicator_codes.index(code), month - 1])


def merge(district: District, day: date = TODAY) -> None:
    merge_units(district.standing("admin", day), ["QH-T1", "QH-T2"], NEW, DECREE)


def test_a_merger_founds_moves_dissolves_and_hands_the_forms_on(district: District) -> None:
    merge(district)
    after = tree(DECREE.on)
    codes = {n.code: n for n in after.nodes.values()}
    assert "QH-T1" not in codes and "QH-T2" not in codes
    assert after.managed[codes["QH-T1-V1"].id] == codes["QH-T9"].id
    duties = FormDuty.objects.filter(unit__code="QH-T9").values_list("form__code", "valid_from")
    assert list(duties) == [("monthly", DECREE.on)]
    assert set(
        FormDuty.objects.filter(unit__code__in=["QH-T1", "QH-T2"]).values_list("valid_to", flat=True)
    ) == {DECREE.on}
    assert verify().holds, verify().findings


def test_the_past_is_told_as_it_was_and_in_the_boundaries_of_today(district: District) -> None:
    merge(district)
    assert june(district, boundaries=None)["QH-T1"] == 20
    today = june(district)
    assert today["QH-T9"] == 30 and np.isnan(today["QH-T1"])
    assert np.nansum(list(today.values())) == sum(map(int, PAST.values()))
    before = june(district, boundaries=date(2015, 2, 28))
    assert before["QH-T1"] == 20


def test_nobody_knew_of_the_merger_before_it_was_recorded(district: District) -> None:
    merge(district)
    assert "QH-T9" not in june(district, day=date(2015, 7, 5))
    assert june(district, day=date(2015, 7, 5))["QH-T1"] == 20


def test_a_part_is_handed_over_by_its_share_and_another_for_one_indicator(district: District) -> None:
    parts = [
        Part("QH-T1", Fraction(2, 3), {"invest": Fraction(13, 20)}),
        Part("QH-T2", Fraction(1, 3), {"invest": Fraction(7, 20)}, along=("QH-T1-V2",)),
    ]
    split_unit(district.standing("admin"), "QH-T1", parts, DECREE)
    today = june(district)
    assert (today["QH-T1"], today["QH-T2"]) == (13, 17)
    org = tree(TODAY)
    village = next(n for n in org.nodes.values() if n.code == "QH-T1-V2")
    assert org.nodes[org.managed[village.id]].code == "QH-T2"
    facts = district_year(2014, end_of(TODAY), boundaries=TODAY)
    assert (
        facts.basis[facts.unit_codes.index("QH-T2"), facts.indicator_codes.index("invest"), 5]
        == Basis.RESTATED
    )
    assert verify().holds


def test_the_axes_of_other_facts_keep_what_predecessors_brought(district: District) -> None:
    merge(district)
    now = district_year(2015, end_of(TODAY), boundaries=TODAY)
    assert of(district_year(2014, end_of(TODAY), like=now), "QH-T9") == 30


def test_a_dissolved_unit_is_not_expected_after_nor_a_new_one_before(district: District) -> None:
    merge(district)
    facts = district_year(2015, end_of(TODAY))
    column = facts.indicator_codes.index("invest")
    old, new = (facts.expected[facts.unit_codes.index(u), column] for u in ("QH-T1", "QH-T9"))
    assert old.tolist() == [True] * 2 + [False] * 10
    assert new.tolist() == [False] * 2 + [True] * 10


def test_filings_respect_the_life_of_a_unit(district: District, reporting: Reporting) -> None:
    for month, day in (("02", date(2015, 3, 2)), ("03", date(2015, 4, 1))):
        reporting.open(f"2015-{month}", day)
    merge(district)
    owed = {(f.unit.code, f.round.period) for f in filings(district.standing("supervisor"), TODAY)}
    assert ("QH-T1", "2015-02") in owed and ("QH-T1", "2015-03") not in owed
    assert ("QH-T9", "2015-03") in owed and ("QH-T9", "2015-02") not in owed


def refusal(district: District, parts: list[Part], decree: Decree = DECREE, **said: bool) -> set[str]:
    with pytest.raises(Refused) as refused:
        split_unit(district.standing("admin"), "QH-T1", parts, decree, **said)
    assert verify().holds
    return {p.code for p in refused.value.problems}


def test_what_is_refused(district: District) -> None:
    two_thirds = [Part("QH-T1", Fraction(1, 3)), Part("QH-T2", Fraction(1, 3))]
    assert refusal(district, two_thirds) == {"share"}
    assert refusal(district, [Part("QH-T1", Fraction(1))]) == {"units"}
    assert refusal(district, [Part("QH-T2", Fraction(1))]) == {"along"}
    assert refusal(district, two_thirds, Decree(TODAY, "", " ", "")) == {"document", "approver", "reason"}
    gone = [Part("QH-T2", Fraction(1), along=("QH-T1-V1", "QH-T1-V2"))]
    assert refusal(district, gone, Decree(date(2014, 12, 1), "文", "会", "因")) == {"on"}


def test_the_rest_may_leave_the_district_if_that_is_said(district: District) -> None:
    parts = [Part("QH-T1", Fraction(1, 2)), Part("QH-T2", Fraction(1, 4))]
    split_unit(district.standing("admin"), "QH-T1", parts, DECREE, leaves=True)
    assert (june(district)["QH-T1"], june(district)["QH-T2"]) == (10, 15)


@pytest.mark.parametrize("person", ["supervisor", "statistician", "t1_head"])
def test_only_the_administrator_changes_boundaries(district: District, person: str) -> None:
    with pytest.raises(Denied):
        merge_units(district.standing(person), ["QH-T1"], "QH-T2", DECREE)


def test_at_the_moment_of_recording(district: District) -> None:
    merge(district)
    assert "QH-T9" in {*district_year(2014, moment(TODAY), boundaries=TODAY).unit_codes}


def test_who_takes_over_on_a_day_does_not_end_on_it(district: District) -> None:
    """The changes of a day hold at once: what came to it that day would stay with a unit that is gone."""
    admin = district.standing("admin")
    merge_units(admin, ["QH-T3"], "QH-T2", DECREE)
    with pytest.raises(Refused) as refused:
        merge_units(admin, ["QH-T2"], "QH-S1", DECREE)
    assert {p.code for p in refused.value.problems} == {"on"}
    merge_units(admin, ["QH-T2"], "QH-S1", replace(DECREE, on=date(2015, 3, 2)))
    assert june(district)["QH-S1"] == 40 + 10 + 5


def test_nothing_is_left_below_a_unit_that_is_gone_since(district: District) -> None:
    admin = district.standing("admin")
    merge_units(admin, ["QH-T2"], "QH-S1", replace(DECREE, on=date(2015, 5, 1)))
    with pytest.raises(Refused) as refused:
        merge_units(admin, ["QH-T1"], "QH-T2", DECREE)
    assert {p.code for p in refused.value.problems} == {"along"}
    merge_units(admin, ["QH-T3"], "QH-T2", DECREE)
    today = june(district)
    assert (today["QH-S1"], today["QH-T1"]) == (40 + 10 + 5, 20)
    assert verify().holds


def test_an_index_is_not_shared_out(district: District) -> None:
    office = district.standing("supervisor", date(2015, 1, 5))
    define_indicator(office, [NewIndicator("prices", "物价指数", "%", "index", "QH-STAT")])
    half = Fraction(1, 2)
    parts = [Part("QH-T1", half, {"prices": half}), Part("QH-T2", half, {"prices": half})]
    assert refusal(district, parts) == {"indicator"}
    assert "prices" not in {i.code for i in additive_indicators()}
