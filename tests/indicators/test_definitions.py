"""What an indicator means has versions; another one changes no value, and formulas are checked before they count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from cast import TODAY, moment
from luoshi.indicators.actions.define_form import NewItem
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.actions.draw_look_back import draw_look_back
from luoshi.indicators.actions.edit_form import FormChange, edit_form
from luoshi.indicators.actions.edit_indicator import IndicatorChange, edit_indicator
from luoshi.indicators.actions.settle_claim import settle_claim
from luoshi.indicators.actions.visit_claim import visit_claim
from luoshi.indicators.definitions import definitions
from luoshi.indicators.look_back_models import Claim
from luoshi.indicators.models import Indicator, Observation
from luoshi.indicators.queries import unit_deviations
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.standing import Standing
from reporting import Reporting

pytestmark = pytest.mark.django_db

FIRST = NewVersion("2010-01", "本年累计完成的固定资产投资", "统计局投资统计报表制度")
WIDER = replace(FIRST, holds_from="2015-01", text="含农户投资", reason="国家统计局改制度")


def office(reporting: Reporting, day: date = TODAY) -> Standing:
    return reporting.district.standing("supervisor", day)


def indicator(code: str) -> Indicator:
    return Indicator.objects.get(code=code)


def new(reporting: Reporting, code: str, unit: str, nature: str = "cumulative") -> Indicator:
    made = define_indicator(office(reporting), [NewIndicator(code, code, unit, nature, "QH-STAT")])
    return made[0]


def refusal(reporting: Reporting, about: Indicator, version: NewVersion) -> dict[str, str]:
    """What is refused, by field."""
    with pytest.raises(Refused) as refused:
        define_version(office(reporting), about, version)
    return {p.code: f"{p.what} {p.mend}" for p in refused.value.problems}


def test_the_version_in_force_is_asked_by_period_and_by_what_was_known(reporting: Reporting) -> None:
    invest = indicator("invest")
    define_version(office(reporting, date(2015, 1, 6)), invest, FIRST)
    changed = define_version(office(reporting, date(2015, 6, 1)), invest, WIDER)
    assert changed.version == 2
    now, before = definitions(moment(TODAY)), definitions(moment(date(2015, 5, 1)))
    told = {
        (known is now, day.year): version.text
        for known in (now, before)
        for day in (date(2014, 3, 1), date(2015, 3, 1))
        if (version := known.in_force(invest.pk, day))
    }
    assert told == {
        (True, 2014): FIRST.text,
        (True, 2015): WIDER.text,
        (False, 2014): FIRST.text,
        (False, 2015): FIRST.text,
    }
    assert [day for day, _version in now.breaks(invest.pk)] == [date(2015, 1, 1)]
    assert before.breaks(invest.pk) == ()
    assert now.in_force(invest.pk, date(2009, 12, 1)) is None
    assert verify().holds


def test_a_correction_of_an_earlier_version_does_not_push_out_the_later_one(reporting: Reporting) -> None:
    invest = indicator("invest")
    define_version(office(reporting), invest, FIRST)
    define_version(office(reporting), invest, WIDER)
    define_version(office(reporting), invest, replace(FIRST, text="更正文字", reason="笔误"))
    known = definitions(moment(TODAY))
    said = [known.in_force(invest.pk, date(year, 6, 1)) for year in (2014, 2015)]
    assert [version and version.text for version in said] == ["更正文字", WIDER.text]


@pytest.mark.parametrize("since", ["2008-12", "2014-12"])
def test_a_version_is_not_put_before_one_that_is_on_record(reporting: Reporting, since: str) -> None:
    invest = indicator("invest")
    define_version(office(reporting), invest, FIRST)
    define_version(office(reporting), invest, WIDER)
    told = refusal(reporting, invest, replace(WIDER, holds_from=since))
    assert set(told) == {"holds_from"}
    assert "2015-01" in told["holds_from"]
    define_version(office(reporting), invest, replace(WIDER, holds_from="2015-02"))


def test_a_changed_definition_rewrites_no_value(reporting: Reporting) -> None:
    round_ = reporting.open()
    reporting.file(round_, {"invest": "5.00", "revenue": "600", "output": "30"})
    before = list(Observation.objects.order_by("pk").values())
    define_version(office(reporting), indicator("invest"), FIRST)
    define_version(office(reporting), indicator("invest"), WIDER)
    assert list(Observation.objects.order_by("pk").values()) == before


def test_the_database_refuses_to_rewrite_a_version(reporting: Reporting) -> None:
    made = define_version(office(reporting), indicator("invest"), FIRST)
    for statement in ("UPDATE indicators_definition SET text = ''", "DELETE FROM indicators_definition"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    made.refresh_from_db()
    assert made.text == FIRST.text


def test_everything_wrong_is_told_at_once_beside_its_field(reporting: Reporting) -> None:
    invest = indicator("invest")
    define_version(office(reporting), invest, FIRST)
    wrong = replace(
        WIDER,
        holds_from="2015",
        text=" ",
        reason="",
        price_basis="fixed",
        aggregation="weighted",
        formula="x +",
    )
    told = refusal(reporting, invest, wrong)
    assert set(told) == {"holds_from", "text", "reason", "base_year", "weight", "formula"}


@pytest.mark.parametrize("since", ["2015-W23", "2015-06A", "20150601", "2015-Q1"])
def test_a_definition_holds_from_a_month(reporting: Reporting, since: str) -> None:
    office, invest = reporting.district.standing("supervisor"), Indicator.objects.get(code="invest")
    with pytest.raises(Refused) as refused:
        define_version(office, invest, replace(FIRST, holds_from=since))
    assert [p.code for p in refused.value.problems] == ["holds_from"]


@pytest.mark.parametrize(
    ("unit", "formula", "field", "said"),
    [
        ("亿元", "invest + revenue", "formula", "10000"),
        ("%", "invest / output", "formula", "100"),
        ("户", "invest", "formula", "户"),
        ("亿元", "investt", "formula", "invest"),
        ("亿元", "2 + 3", "formula", ""),
    ],
)
def test_a_formula_is_refused_with_where_and_how(
    reporting: Reporting, unit: str, formula: str, field: str, said: str
) -> None:
    told = refusal(reporting, new(reporting, "made", unit), replace(FIRST, formula=formula))
    assert list(told) == [field]
    assert said in told[field]


def test_a_cycle_is_refused_with_the_way_it_goes(reporting: Reporting) -> None:
    one, two = new(reporting, "one", "亿元"), new(reporting, "two", "亿元")
    define_version(office(reporting), one, replace(FIRST, formula="invest + two"))
    told = refusal(reporting, two, replace(FIRST, formula="year_ago(one) * 2"))
    assert "two → one → two" in told["formula"]
    assert "one → one" in refusal(reporting, one, replace(WIDER, formula="prev(one)"))["formula"]


def test_formulas_reach_back_so_far_and_no_further(reporting: Reporting) -> None:
    one, two, three = (new(reporting, code, "亿元") for code in ("one", "two", "three"))
    far = "year_ago(" * 10
    define_version(office(reporting), one, replace(FIRST, formula=f"{far}invest{')' * 10}"))
    define_version(office(reporting), two, replace(FIRST, formula=f"{far}one{')' * 10}"))
    told = refusal(reporting, three, replace(FIRST, formula="year_ago(two)"))
    assert "20" in told["formula"]
    assert (
        "20" in refusal(reporting, one, replace(WIDER, formula=f"year_ago({far}invest{')' * 11}"))["formula"]
    )


def test_a_figure_has_one_origin(reporting: Reporting) -> None:
    assert "formula" in refusal(reporting, indicator("invest"), replace(FIRST, formula="output"))
    made = new(reporting, "made", "亿元")
    define_version(office(reporting), made, replace(FIRST, formula="output"))
    items = (NewItem("invest"), NewItem("revenue"), NewItem("output", (3, 6, 9, 12)), NewItem("made"))
    with pytest.raises(Refused):
        edit_form(office(reporting), reporting.form, FormChange("经济月报", items))


def test_a_ratio_of_sums_states_its_scale(reporting: Reporting) -> None:
    share = new(reporting, "share", "%", "rate")
    ratio = replace(FIRST, aggregation="ratio", numerator="invest", denominator="output")
    assert "100" in refusal(reporting, share, ratio)["scale"]
    assert define_version(office(reporting), share, replace(ratio, scale=Decimal(100))).scale == 100
    assert "aggregation" in refusal(reporting, share, replace(WIDER, aggregation="sum"))


def test_who_defines(reporting: Reporting) -> None:
    revenue = indicator("revenue")
    for person in ("statistician", "assessor", "leader", "admin", "t1_head", "inspector"):
        with pytest.raises(Denied):
            define_version(reporting.district.standing(person), revenue, FIRST)
    assert (
        define_version(reporting.district.standing("treasurer"), revenue, FIRST).recorded_by.code
        == "treasurer"
    )


def test_names_may_be_corrected_but_not_the_unit_under_figures(reporting: Reporting) -> None:
    reporting.file(reporting.open(), {"invest": "5", "revenue": "600", "output": "30"})
    change = IndicatorChange(
        "全社会固定资产投资", "亿元", synonyms=("投资",), data_owner="QH-STAT", decimals=1
    )
    row = edit_indicator(office(reporting), indicator("invest"), change)
    assert (row.name, row.synonyms, row.decimals) == ("全社会固定资产投资", ["投资"], 1)
    with pytest.raises(Refused) as refused:
        edit_indicator(
            office(reporting), row, replace(change, unit_name="万元", data_owner="QH-T1", decimals=9)
        )
    assert {p.code for p in refused.value.problems} == {"unit_name", "data_owner", "decimals"}
    assert verify().holds


def test_a_form_asks_for_something_else_and_keeps_what_was_filed(reporting: Reporting) -> None:
    reporting.file(reporting.open(), {"invest": "5", "revenue": "600", "output": "30"})
    jobs = new(reporting, "jobs", "人")
    items = (
        NewItem("output", (3, 6, 9, 12)),
        NewItem("invest", tuple(range(2, 13))),
        NewItem("revenue"),
        NewItem("jobs"),
    )
    edit_form(office(reporting), reporting.form, FormChange("经济运行月报", items))
    asked = [(i.indicator.code, i.months[0]) for i in reporting.form.items.select_related("indicator")]
    assert asked == [("output", 3), ("invest", 2), ("revenue", 1), ("jobs", 1)]
    edit_form(office(reporting), reporting.form, FormChange("经济运行月报", items[:3]))
    assert not jobs.form_items.exists()
    with pytest.raises(Refused):
        edit_form(office(reporting), reporting.form, FormChange("经济运行月报", items[1:3]))
    assert verify().holds


def test_the_direction_stays_once_a_look_back_was_settled_by_it(reporting: Reporting) -> None:
    june = reporting.open()
    reporting.file(june, {"invest": "5", "revenue": "600", "output": "30"}, day=TODAY - timedelta(days=2))
    reporting.verify(june, day=TODAY - timedelta(days=1))
    row = indicator("invest")
    change = IndicatorChange(row.name, row.unit_name, decimals=row.decimals, data_owner="QH-STAT")
    edit_indicator(office(reporting), row, replace(change, direction=-1))
    edit_indicator(office(reporting), row, replace(change, direction=1))
    draw_look_back(office(reporting), "2015-06", 1, 0, seed="公开摇号 37", indicators=["invest"])
    claim = Claim.objects.get()
    visit_claim(office(reporting), claim, Decimal(4), "台账")
    owner = reporting.district.standing("statistician")
    settle_claim(owner, claim)
    before = unit_deviations(owner)
    with pytest.raises(Refused) as refused:
        edit_indicator(office(reporting), row, replace(change, direction=-1))
    assert [p.code for p in refused.value.problems] == ["direction"]
    assert edit_indicator(office(reporting), row, replace(change, name="投资")).name == "投资"
    assert unit_deviations(owner) == before
