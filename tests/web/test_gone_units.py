"""What a unit reported before it was merged stays readable, is verified, and stands in the files of its rounds."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pytest
from django.urls import reverse

from approval import approval
from cast import TODAY
from luoshi.indicators.actions.define_rule import NewRule, define_rule
from luoshi.indicators.actions.merge_units import merge_units
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.run_checks import run_checks
from luoshi.indicators.actions.split_unit import Part, split_unit
from luoshi.indicators.check_models import Finding
from luoshi.indicators.findings import FindingState, histories, my_turns
from luoshi.indicators.models import Indicator, Observation, Round, Sheet
from luoshi.indicators.policies import may_report
from luoshi.indicators.succession_plan import Decree
from luoshi.ledger.verify import verify
from luoshi.org.actions.dissolve import dissolve
from luoshi.org.actions.establish import NewUnit
from luoshi.org.queries import tree
from luoshi.targets.actions.set_target import NewTarget, set_target
from reporting import FILERS, Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in

MAY, ON = "2015-05", date(2015, 6, 10)
NEW = NewUnit("QH-T9", "town", "双河镇", 39, "QH", name_en="Shuanghe Town", group="towns")
SHEET = ["monthly", MAY, "QH-T1"]


@pytest.fixture
def merged(reporting: Reporting) -> Reporting:
    """石桥镇 and 柳林镇 reported May; only 柳林镇's is verified when they become one town."""
    may = reporting.open(MAY, date(2015, 6, 1))
    for unit in FILERS:
        reporting.file(may, {"invest": "10", "revenue": "600"}, unit=unit, day=date(2015, 6, 3))
        if unit != "QH-T1":
            reporting.verify(may, unit, date(2015, 6, 4))
    decree = Decree(ON, "青府〔2015〕9号", "区政府常务会议", "撤乡并镇")
    merge_units(reporting.district.standing("admin", ON), ["QH-T1", "QH-T2"], NEW, decree)
    return reporting


def test_the_file_of_a_round_has_the_units_that_owed_it(merged: Reporting) -> None:
    for day in (TODAY, date(2015, 6, 5)):
        address = reverse("reports_export_csv", args=["monthly", MAY]) + f"?as_of={day}"
        body = signed_in("supervisor").get(address).content.decode("utf-8-sig")
        rows = {row[0]: row for row in csv.reader(StringIO(body)) if row}
        names = {"北门街道", "石桥镇", "柳林镇", "沙河镇"}
        assert names <= {cell for row in rows.values() for cell in row}, body
        assert "双河镇" not in body and body.count("10") >= len(names)


@pytest.mark.parametrize("person", ["supervisor", "statistician", "inspector"])
def test_the_sheet_can_still_be_read(merged: Reporting, person: str) -> None:
    for asked in ("", "?as_of=2015-06-05"):
        answer = signed_in(person).get(reverse("reports_sheet", args=SHEET) + asked)
        assert answer.status_code == 200, asked
        assert "石桥镇" in answer.content.decode()


def test_the_last_report_can_still_be_verified(merged: Reporting) -> None:
    for person in ("statistician", "treasurer"):
        done = signed_in(person).post(reverse("reports_verify", args=SHEET))
        assert done.status_code == 302, done.content.decode()
    assert Sheet.objects.get(unit__code="QH-T1").state == "verified"
    seen = Observation.objects.filter(unit__code="QH-T1", verdicts__decision="verified")
    assert seen.count() == 2 and verify().holds


def test_the_list_of_reports_leads_to_it(merged: Reporting) -> None:
    client = signed_in("supervisor")
    page = client.get(reverse("reports"), {"period": MAY}).content.decode()
    assert reverse("reports_sheet", args=SHEET) in page


@pytest.mark.parametrize("name", ["targets_item", "targets_lineage"])
def test_a_target_of_a_unit_that_is_gone_is_shown_on_its_last_day(merged: Reporting, name: str) -> None:
    invest, town = Indicator.objects.get(code="invest"), merged.district.unit("QH-T1")
    office = merged.district.standing("supervisor", date(2015, 6, 1))
    target = set_target(office, NewTarget(invest, town, "level", "2015", Decimal(12)), approval())
    answer = signed_in("supervisor").get(reverse(name, args=[target.pk]), follow=True)
    assert answer.status_code == 200 and answer.redirect_chain[0][0].endswith("?as_of=2015-06-09")
    page = answer.content.decode()
    assert "石桥镇" in page and "2015年6月9日" in page
    assert signed_in("supervisor").get(reverse(name, args=[10**9])).status_code == 404


@pytest.mark.parametrize(
    "name", ["settings_unit", "targets_unit", "targets_unit_accounts", "targets_agreement"]
)
def test_a_unit_that_is_gone_is_shown_as_of_its_last_day(merged: Reporting, name: str) -> None:
    client = signed_in("supervisor")
    answer = client.get(reverse(name, args=["QH-T1"]), follow=True)
    assert answer.status_code == 200 and answer.redirect_chain[0][0].endswith("?as_of=2015-06-09")
    if name != "targets_agreement":
        page = answer.content.decode()
        assert "石桥镇" in page and "2015年6月9日" in page
    assert client.get(reverse(name, args=["QH-NONE"])).status_code == 404


def test_a_finding_on_a_unit_that_is_gone_stays_to_be_decided(reporting: Reporting) -> None:
    finding = weak(reporting)
    decree = Decree(ON, "青府〔2015〕9号", "区政府常务会议", "撤乡并镇")
    merge_units(reporting.district.standing("admin", ON), ["QH-T1", "QH-T2"], NEW, decree)
    client = signed_in("supervisor")
    page = client.get(reverse("reports_finding", args=[finding.pk]))
    assert page.status_code == 200 and "石桥镇" in page.content.decode()
    listed = client.get(reverse("reports_verification"), {"period": MAY}).content.decode()
    assert reverse("reports_finding", args=[finding.pk]) in listed


def weak(reporting: Reporting, unit: str = "QH-T1") -> Finding:
    """The figure of a town for May is questioned, before it becomes part of another."""
    may = reporting.open(MAY, date(2015, 6, 1))
    for filer in FILERS:
        reporting.file(may, {"invest": "10", "revenue": "600"}, unit=filer, day=date(2015, 6, 3))
    office = reporting.district.standing("supervisor", date(2015, 6, 4))
    define_rule(office, NewRule("at-most", "上限", "invest", "less_than", "5"), date(2015, 1, 1))
    run_checks(office, MAY)
    return Finding.objects.get(unit__code=unit)


def history_of(finding: Finding) -> FindingState:
    return histories([finding.pk])[finding.pk].state


def test_the_successor_explains_and_the_data_owner_decides(reporting: Reporting) -> None:
    finding = weak(reporting)
    decree = Decree(ON, "青府〔2015〕9号", "区政府常务会议", "撤乡并镇")
    merge_units(reporting.district.standing("admin", ON), ["QH-T1"], "QH-T2", decree)
    heir, owner = signed_in("t2_liaison"), signed_in("statistician")
    explain = reverse("reports_finding_explain", args=[finding.pk])
    decide = reverse("reports_finding_decide", args=[finding.pk])
    # Nobody else: neither who left, nor another town.
    for other in ("t1_liaison", "t3_liaison"):
        assert signed_in(other).post(explain, {"text": "已核对"}).status_code in (403, 404)
    turn = my_turns(reporting.district.standing("t2_liaison"))
    # Its own finding, and the one it inherited.
    assert [(t.period, t.to_explain, t.to_decide) for t in turn] == [(MAY, 2, 0)]
    assert f"period={MAY}" in heir.get(reverse("today")).content.decode()
    page = heir.get(reverse("reports_finding", args=[finding.pk])).content.decode()
    assert explain in page and "由承继单位答复：柳林镇。" in page
    assert heir.post(explain, {"text": "项目集中开工"}).status_code == 302
    assert history_of(finding) is FindingState.OWNER
    assert my_turns(reporting.district.standing("statistician"))[0].to_decide == 1
    assert heir.post(decide, {"decision": "accepted"}).status_code == 403
    assert owner.post(decide, {"decision": "correction", "reason": "附开工令"}).status_code == 302
    assert my_turns(reporting.district.standing("t2_liaison"))[0].to_explain == 2
    assert heir.post(explain, {"text": "开工令见附件"}).status_code == 302
    assert owner.post(decide, {"decision": "accepted"}).status_code == 302
    assert history_of(finding) is FindingState.ACCEPTED and verify().holds


def test_who_got_a_part_of_it_before_does_not_answer_for_it(reporting: Reporting) -> None:
    earlier = Decree(date(2014, 6, 1), "青府〔2014〕3号", "区政府常务会议", "划出一村")
    parts = [Part("QH-T1", Fraction(95, 100)), Part("QH-T3", Fraction(5, 100))]
    split_unit(reporting.district.standing("admin", date(2014, 6, 1)), "QH-T1", parts, earlier)
    finding = weak(reporting)
    decree = Decree(ON, "青府〔2015〕9号", "区政府常务会议", "撤乡并镇")
    merge_units(reporting.district.standing("admin", ON), ["QH-T1"], "QH-T2", decree)
    org = tree(TODAY)
    assert may_report(reporting.district.standing("t2_liaison"), finding.unit_id, org)
    assert not may_report(reporting.district.standing("t3_liaison"), finding.unit_id, org)
    explain = reverse("reports_finding_explain", args=[finding.pk])
    assert signed_in("t3_liaison").post(explain, {"text": "已核对"}).status_code in (403, 404)
    # Its own one alone.
    assert [turn.to_explain for turn in my_turns(reporting.district.standing("t3_liaison"))] == [1]


def test_the_successor_may_correct_what_the_unit_reported(reporting: Reporting) -> None:
    finding = weak(reporting)
    decree = Decree(ON, "青府〔2015〕9号", "区政府常务会议", "撤乡并镇")
    merge_units(reporting.district.standing("admin", ON), ["QH-T1"], "QH-T2", decree)
    heir = reporting.district.standing("t2_liaison")
    may, gone = Round.objects.get(period=MAY), reporting.district.unit("QH-T1")
    reopen_sheet(heir, may, gone, "更正")
    reporting.save(may, {"invest": "4"}, person="t2_liaison", notes={"invest": "已核对"})
    reporting.submit(may, person="t2_liaison")
    run_checks(reporting.district.standing("supervisor"), MAY)
    assert history_of(finding) is FindingState.CLOSED and verify().holds


def test_a_finding_that_nobody_inherits_waits_for_the_data_owner(reporting: Reporting) -> None:
    finding = weak(reporting, "QH-T2")
    dissolve(reporting.district.standing("admin", ON), finding.unit, ON, "撤销")
    turn = my_turns(reporting.district.standing("statistician"))
    assert [(t.period, t.to_explain, t.to_decide) for t in turn] == [(MAY, 0, 1)]
    owner = signed_in("statistician")
    page = owner.get(reverse("reports_finding", args=[finding.pk])).content.decode()
    assert "无承继单位" in page
    assert f"period={MAY}" in owner.get(reverse("today")).content.decode()
    decide = reverse("reports_finding_decide", args=[finding.pk])
    assert owner.post(decide, {"decision": "accepted"}).status_code == 422
    assert owner.post(decide, {"decision": "referred", "reason": "无人答复"}).status_code == 302
    assert my_turns(reporting.district.standing("statistician")) == []
    assert history_of(finding) is FindingState.REFERRED and verify().holds
