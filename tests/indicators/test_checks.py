"""The checks: what fires is asked about once, explained, decided and closed; nothing of it is rewritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from cast import FOUNDED, TODAY
from indicators.checking import NEVER_FALLS, clean_history, ruled
from luoshi.indicators.actions.decide_finding import decide_finding
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_rule import NewRule, define_rule
from luoshi.indicators.actions.explain_finding import explain_finding
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.run_checks import run_checks
from luoshi.indicators.check_models import CheckRun, Finding, FindingEvent, Rule
from luoshi.indicators.models import Indicator, Verdict
from luoshi.indicators.queries import FindingState, FindingView, findings_of, sheet_view
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from reporting import Reporting

TOMORROW = TODAY + timedelta(days=1)
JUNE = "2015-06"


def check(reporting: Reporting, day: date = TODAY, hour: int = 15, period: str = JUNE) -> CheckRun:
    return run_checks(reporting.district.standing("supervisor", day, hour), period)


def seen(reporting: Reporting, who: str = "supervisor", day: date = TODAY) -> list[FindingView]:
    return findings_of(reporting.district.standing(who, day, 16), JUNE)


@pytest.fixture
def fallen(reporting: Reporting) -> Reporting:
    """石桥镇's cumulative investment fell from May to June."""
    ruled(reporting)
    may = reporting.open("2015-05", date(2015, 6, 1))
    reporting.file(may, {"invest": "10", "revenue": "5"}, day=date(2015, 6, 2))
    reporting.file(reporting.open(), {"invest": "9", "revenue": "6", "output": "3"})
    return reporting


def test_a_violation_becomes_one_finding_however_often_it_is_run(fallen: Reporting) -> None:
    check(fallen)
    first = seen(fallen)
    assert [(v.unit.code, v.finding.indicator.code, v.state) for v in first] == [
        ("QH-T1", "invest", FindingState.REPORTER)
    ]
    assert first[0].seen == {"left": "9", "right": "10"}
    check(fallen, TOMORROW)
    again = seen(fallen, day=TOMORROW)
    assert (Finding.objects.count(), FindingEvent.objects.count()) == (1, 1)
    assert again[0].first_seen == first[0].first_seen
    assert again[0].last_seen.date() == TOMORROW
    assert verify().holds


def test_explained_and_accepted(fallen: Reporting) -> None:
    check(fallen)
    finding = Finding.objects.get()
    owner = fallen.district.standing("statistician", TODAY, 17)
    with pytest.raises(Refused):
        decide_finding(owner, finding, "accepted")
    explain_finding(fallen.district.standing("t1_liaison", TODAY, 16), finding, "核减一个重复项目")
    assert seen(fallen)[0].state is FindingState.OWNER
    assert seen(fallen, "statistician")[0].may_decide
    decide_finding(owner, finding, "accepted")
    check(fallen, TOMORROW)
    view = seen(fallen, day=TOMORROW)[0]
    assert view.state is FindingState.ACCEPTED
    assert [e.kind for e in view.history.events] == ["seen", "explained", "accepted"]
    assert verify().holds


def test_other_figures_need_another_explanation(fallen: Reporting) -> None:
    check(fallen)
    finding = Finding.objects.get()
    explain_finding(fallen.district.standing("t1_liaison", TODAY, 16), finding, "核减一个重复项目")
    decide_finding(fallen.district.standing("statistician", TODAY, 17), finding, "accepted")
    correct(fallen, "8")
    check(fallen, TOMORROW)
    view = seen(fallen, day=TOMORROW)[0]
    assert view.state is FindingState.REPORTER
    assert view.seen["left"] == "8"


def test_a_finding_closes_when_the_figure_is_mended_and_opens_again(fallen: Reporting) -> None:
    check(fallen)
    owner = fallen.district.standing("statistician", TODAY, 17)
    with pytest.raises(Refused):
        decide_finding(owner, Finding.objects.get(), "correction", " ")
    decide_finding(owner, Finding.objects.get(), "correction", "漏报项目请补")
    assert seen(fallen)[0].state is FindingState.REPORTER
    correct(fallen, "11")
    check(fallen, TOMORROW)
    view = seen(fallen, day=TOMORROW)[0]
    assert view.state is FindingState.CLOSED
    assert view.last_seen.date() == TODAY
    with pytest.raises(Refused):
        explain_finding(fallen.district.standing("t1_liaison", TOMORROW, 16), view.finding, "已补")
    correct(fallen, "7", TOMORROW + timedelta(days=1))
    check(fallen, TOMORROW + timedelta(days=1))
    assert seen(fallen, day=TOMORROW + timedelta(days=1))[0].state is FindingState.REPORTER
    assert Finding.objects.count() == 1
    assert verify().holds


def correct(reporting: Reporting, invest: str, day: date = TOMORROW) -> None:
    june = reporting.form.rounds.get(period=JUNE)
    unit = reporting.district.unit("QH-T1")
    if Verdict.objects.exists():
        reporting.unlock(june, "invest", day=day)
    reopen_sheet(reporting.district.standing("t1_liaison", day, 9), june, unit, "更正")
    reporting.file(june, {"invest": invest}, day=day)


def test_who_sees_and_does_what(fallen: Reporting) -> None:
    check(fallen)
    finding = Finding.objects.get()
    assert seen(fallen, "t1_liaison")[0].may_explain
    assert not seen(fallen, "t1_liaison")[0].may_decide
    assert seen(fallen, "t2_liaison") == []
    assert not seen(fallen, "treasurer")[0].may_decide
    with pytest.raises(Denied):
        explain_finding(fallen.district.standing("t2_liaison"), finding, "不知")
    for stranger in ("t1_liaison", "treasurer", "leader"):
        with pytest.raises(Denied):
            decide_finding(fallen.district.standing(stranger), finding, "accepted")


@pytest.mark.parametrize("table", ["checkrun", "finding", "findingevent"])
def test_the_database_refuses_to_rewrite(fallen: Reporting, table: str) -> None:
    check(fallen)
    for change in ("UPDATE indicators_{} SET id = id", "DELETE FROM indicators_{}"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change.format(table))


def test_a_rule_has_versions(reporting: Reporting) -> None:
    first = ruled(reporting)
    second = ruled(reporting, left="invest * 2", since=date(2015, 6, 1))
    first.refresh_from_db()
    assert first.valid_to == second.valid_from
    with pytest.raises(Refused):
        ruled(reporting, since=date(2015, 5, 1))
    assert verify().holds


def test_all_mistakes_of_a_rule_are_told_at_once_with_their_place(reporting: Reporting) -> None:
    with pytest.raises(Refused) as refused:
        ruled(
            reporting,
            left="investt + last(revenue)",
            right="(output",
            operator="about",
            tolerance=Decimal(-1),
            compulsory=True,
            instruction="",
        )
    assert [p.code for p in refused.value.problems] == [
        "left",
        "left",
        "right",
        "operator",
        "tolerance",
        "instruction",
    ]
    assert "invest" in str(refused.value.problems[0].mend)
    assert Rule.objects.count() == 0


def test_units_may_not_set_up_rules(reporting: Reporting) -> None:
    before = Entry.objects.count()
    with pytest.raises(Denied):
        define_rule(reporting.district.standing("t1_head"), NEVER_FALLS, FOUNDED)
    with pytest.raises(Denied):
        run_checks(reporting.district.standing("t1_head"), JUNE)
    assert Entry.objects.count() == before


def test_a_sheet_warns_before_it_is_submitted_and_does_not_block(reporting: Reporting) -> None:
    ruled(reporting)
    may = reporting.open("2015-05", date(2015, 6, 1))
    reporting.file(may, {"invest": "10", "revenue": "5"}, day=date(2015, 6, 2))
    june = reporting.open()
    values = {"invest": "9", "revenue": "6", "output": "3"}
    reporting.save(june, values, notes=dict.fromkeys(values, "已核对"))
    view = sheet_view(reporting.district.standing("t1_liaison"), "monthly", JUNE, "QH-T1")
    assert [(w.rule.code, w.left, w.right) for w in view.violated] == [
        ("invest_never_falls", Decimal(9), Decimal(10))
    ]
    reporting.submit(june)


def test_a_compulsory_rule_blocks_and_says_how_to_meet_it(reporting: Reporting) -> None:
    ruled(reporting, compulsory=True)
    may = reporting.open("2015-05", date(2015, 6, 1))
    reporting.file(may, {"invest": "10", "revenue": "5"}, day=date(2015, 6, 2))
    june = reporting.open()
    values = {"invest": "9", "revenue": "6", "output": "3"}
    reporting.save(june, values, notes=dict.fromkeys(values, "已核对"))
    with pytest.raises(Refused) as refused:
        reporting.submit(june)
    assert [(p.code, p.mend) for p in refused.value.problems] == [("cell:invest", NEVER_FALLS.instruction)]
    reporting.save(june, {"invest": "10"})
    reporting.submit(june)


def test_an_outlier_is_found_and_clean_figures_are_not(reporting: Reporting) -> None:
    clean_history(reporting)
    june = reporting.open()
    # 43 % of the year, 8 % more than in June 2014; 柳林镇 files twice that.
    usual = {
        unit: (10 + 7 * n) * 1.08**6 * 0.43 for n, unit in enumerate(("QH-S1", "QH-T1", "QH-T2", "QH-T3"))
    }
    for unit, value in usual.items():
        stated = value * (2 if unit == "QH-T2" else 1)
        reporting.file(june, {"invest": f"{stated:.2f}", "revenue": "6", "output": "3"}, unit=unit)
    check(reporting)
    assert [(v.finding.check_kind, v.unit.code) for v in seen(reporting)] == [("outlier", "QH-T2")]
    assert Decimal(seen(reporting)[0].seen["expected"]) == pytest.approx(
        Decimal(f"{usual['QH-T2']:.2f}"), rel=Decimal("0.05")
    )


def test_a_revision_for_the_better_just_before_the_closing(reporting: Reporting) -> None:
    june = reporting.open()
    reporting.file(june, {"invest": "10", "revenue": "6", "output": "3"})
    day = june.closes_on - timedelta(days=1)
    correct(reporting, "11", day)
    run_checks(reporting.district.standing("supervisor", day, 15), JUNE)
    found = seen(reporting, day=day)
    assert [(v.finding.check_kind, v.seen) for v in found] == [
        ("late_revision", {"before": "10", "after": "11", "gain": "10"})
    ]


def test_a_printed_growth_is_held_against_its_levels(reporting: Reporting) -> None:
    clean_history(reporting, range(2014, 2015))
    growth = replace(
        NEVER_FALLS, code="growth", check="growth", left="output", right="invest", operator="equal_to"
    )
    ruled(reporting, growth)
    june = reporting.open()
    # The levels say about 8 %; the column of growth rates says 30.
    reporting.file(june, {"invest": f"{17 * 1.08**6 * 0.43:.2f}", "revenue": "6", "output": "30"})
    check(reporting)
    assert [v.finding.check_kind for v in seen(reporting)] == ["growth"]


def test_a_unit_above_is_held_against_those_below(reporting: Reporting) -> None:
    june = reporting.open()
    office = reporting.district.standing("supervisor", date(2015, 1, 5))
    define_form(office, NewForm("whole", "全区月报", (NewItem("invest"),), ("QH",)), FOUNDED)
    for unit in ("QH-S1", "QH-T1", "QH-T2", "QH-T3"):
        reporting.file(june, {"invest": "10", "revenue": "6", "output": "3"}, unit=unit)
    ruled(reporting, NewRule("whole", "全区等于各镇之和", "invest", "equal_to", "children(invest)"))
    owner = reporting.district.standing("statistician", TODAY)
    import_history(owner, Indicator.objects.get(code="invest"), [PastFigure("QH", JUNE, Decimal(45))], "公报")
    check(reporting)
    assert {(v.finding.check_kind, v.unit.code, frozenset(v.seen.values())) for v in seen(reporting)} == {
        ("rule", "QH", frozenset({"45", "40"})),
        ("part_whole", "QH", frozenset({"45", "40"})),
    }


def test_a_sheet_is_warned_of_rules_about_other_forms_as_well(reporting: Reporting) -> None:
    office = reporting.district.standing("supervisor", date(2015, 1, 5))
    power = NewIndicator("power", "用电量", "万千瓦时", "cumulative", "QH-STAT")
    define_indicator(office, [power])
    ruled(reporting, NewRule("power", "投资不超过用电", "invest", "less_than", "power"))
    owner = reporting.district.standing("statistician", TODAY)
    figure = PastFigure("QH-T1", JUNE, Decimal(4))
    import_history(owner, Indicator.objects.get(code="power"), [figure], "供电公司")
    june = reporting.open()
    reporting.save(june, {"invest": "9"})
    view = sheet_view(reporting.district.standing("t1_liaison"), "monthly", JUNE, "QH-T1")
    assert [(w.left, w.right) for w in view.violated] == [(Decimal(9), Decimal(4))]
