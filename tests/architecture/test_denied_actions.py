"""Every action is denied to who has no business with it, and then leaves nothing behind."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import luoshi
from assessing import SCHEME
from bulletin_document import misfit
from cast import TODAY, moment
from luoshi.assessment.actions.define_survey import NewSurvey
from luoshi.assessment.actions.draft_appeal import Objection
from luoshi.assessment.actions.plan_awards import Tier
from luoshi.assessment.actions.propose_change import Grounds
from luoshi.assessment.actions.raise_gate import Grounds as GateGrounds
from luoshi.assessment.actions.record_event import NewEvent
from luoshi.assessment.actions.set_appeal_terms import Terms
from luoshi.assessment.ballots import Filled
from luoshi.documents.actions.import_document import Heading
from luoshi.documents.actions.settle_finding import Ruling
from luoshi.exchange.actions.import_values import ValueOptions
from luoshi.exchange.taking_over import MetadataOptions
from luoshi.indicators.actions.change_filers import NewFilers
from luoshi.indicators.actions.change_schedule import NewSchedule
from luoshi.indicators.actions.define_form import NewForm
from luoshi.indicators.actions.define_indicator import NewIndicator
from luoshi.indicators.actions.define_rule import NewRule
from luoshi.indicators.actions.define_version import NewVersion
from luoshi.indicators.actions.edit_form import FormChange
from luoshi.indicators.actions.edit_indicator import IndicatorChange
from luoshi.indicators.actions.import_history import PastFigure
from luoshi.indicators.actions.import_values import ForeignFigure
from luoshi.indicators.actions.record_computed import Computed
from luoshi.indicators.actions.restate_base import NewBase
from luoshi.indicators.actions.split_unit import Part
from luoshi.indicators.actions.state_value import Evidence
from luoshi.indicators.models import Indicator, Round
from luoshi.indicators.succession_plan import Decree
from luoshi.indicators.typed import Typed
from luoshi.indicators.vocabulary import vocabulary
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied, Refused
from luoshi.matters.actions.confirm_draft import MatterDecision
from luoshi.org.actions.appoint import Appointment
from luoshi.org.actions.establish import NewUnit
from luoshi.org.actions.issue_key import NewKey
from luoshi.org.divisions import Division
from luoshi.org.models import Relation, Tenure, Unit, UnitKind
from luoshi.org.standing import Standing
from luoshi.targets.actions.confirm_draft import proposed
from luoshi.targets.actions.set_milestones import NewPlan, NewStep
from luoshi.targets.actions.set_target import NewTarget
from luoshi.targets.authority import Authority
from luoshi.workdays.periods import Period
from panelling import FOUND, Panelling
from prepared import EVIDENCE, Prepared, prepared_district  # noqa: F401

pytestmark = pytest.mark.django_db

PACKAGE = Path(luoshi.__file__).parent
Arguments = tuple[tuple[Any, ...], dict[str, Any]]


def args(*given: Any, **named: Any) -> Arguments:
    """What follows the standing in a call."""
    return given, named


def town(p: Prepared) -> Unit:
    return p.district.unit("QH-T1")


def tenure(p: Prepared) -> Tenure:
    return Tenure.objects.get(person__code="t1_deputy")


def invest(p: Prepared) -> Indicator:
    return Indicator.objects.get(code="invest")


def may(p: Prepared) -> Round:
    return Round.objects.get(period="2015-05")


DUE = date(2015, 9, 30)
DECREE = Decree(TODAY, "青府〔2015〕9号", "区政府常务会议", "村划归")

# Everything is about 石桥镇 or the whole district; the stranger is of 柳林镇.
ACTIONS: dict[str, Callable[[Prepared], Arguments]] = {
    "assessment.adopt_scheme": lambda p: args(SCHEME),
    "assessment.answer_opinion": lambda p: args(p.opinion, taken=True),
    "assessment.approve_scheme": lambda p: args(p.scheme_draft, "〔2015〕5号", "沿用上年办法"),
    "assessment.give_opinion": lambda p: args(p.scheme_asked, town(p), "权重偏高"),
    "assessment.lock_scheme": lambda p: args(p.scheme_approved, "区委决定"),
    "assessment.open_consultation": lambda p: args(p.scheme_draft, 5),
    "assessment.propose_change": lambda p: args(p.scheme, SCHEME, Grounds("〔2015〕6号", "通知", "调整")),
    "assessment.publish_scheme": lambda p: args(p.scheme_approved),
    "assessment.define_event_kind": lambda p: args("blame", "通报批评"),
    "assessment.define_panel": lambda p: args(Panelling(p.district).new(code="next")),
    "assessment.define_survey": lambda p: args(NewSurvey("next", "2015-H2", "满意度", ("towns",))),
    "assessment.enter_survey": lambda p: args(p.survey, FOUND[:1], "更正函"),
    "assessment.save_ballot": lambda p: args(p.open_panel, Filled({})),
    "assessment.seal_panel": lambda p: args(p.over_panel),
    "assessment.submit_ballot": lambda p: args(p.open_panel, Filled({})),
    "assessment.withdraw_ballot": lambda p: args(p.open_panel),
    "assessment.withdraw_event": lambda p: args(p.event, "单位写错"),
    "assessment.ask_withdrawal": lambda p: args(p.counted_event(), "单位写错"),
    "assessment.decline_withdrawal": lambda p: args(p.asked_event(), "登记无误"),
    "assessment.record_event": lambda p: args(
        town(p), NewEvent("praise", "city", TODAY, "获通报表扬", "市府〔2015〕6号", "通报原件")
    ),
    "assessment.run_trial": lambda p: args(p.scheme, Period.parse("2015-H1"), TODAY),
    "assessment.freeze_run": lambda p: args(p.trial_run),
    "assessment.publish_run": lambda p: args(p.frozen_run),
    "assessment.settle_run": lambda p: args(p.final_run),
    "assessment.admit_appeal": lambda p: args(p.appeal),
    "assessment.answer_appeal": lambda p: args(p.appeal_admitted, "属实"),
    "assessment.ask_further_review": lambda p: args(p.appeal, "有异议", "请复审"),
    "assessment.carry_out_appeals": lambda p: args(p.trial_run),
    "assessment.confirm_event": lambda p: args(p.event),
    "assessment.decide_appeal": lambda p: args(p.appeal_admitted, "upheld", "理由", "依据"),
    "assessment.deviate_award": lambda p: args(p.awards, town(p), None, "文件", "理由"),
    "assessment.dismiss_appeal": lambda p: args(p.appeal, "理由", "依据"),
    "assessment.draft_appeal": lambda p: args(
        p.appealed_run, town(p), Objection("漏计", "补计", ("timeliness",), EVIDENCE)
    ),
    "assessment.draw_awards": lambda p: args(p.settled_run),
    "assessment.file_appeal": lambda p: args(p.appeal_draft),
    "assessment.lift_gate": lambda p: args(p.gate, "查无此事"),
    "assessment.plan_awards": lambda p: args(p.scheme, [Tier("先进", count=1)], "all_in", "〔2015〕9号"),
    "assessment.publish_awards": lambda p: args(p.awards),
    "assessment.raise_gate": lambda p: args(
        p.scheme, town(p), GateGrounds("造假", "统计法", "〔2015〕3号", TODAY, DUE)
    ),
    "assessment.set_appeal_terms": lambda p: args(p.scheme_approved, Terms(1, 1, 1, 1), "〔2015〕4号"),
    "assessment.withdraw_appeal": lambda p: args(p.appeal),
    "briefing.draft_bulletin": lambda p: args("2015-H1", TODAY),
    "briefing.publish_bulletin": lambda p: args(p.bulletin_draft),
    "documents.check_numbers": lambda p: args(p.check.document),
    "documents.import_document": lambda p: args(
        "QH", Heading(title="安排", year=2015), "一、任务".encode(), "plan.txt", vocabulary()
    ),
    "documents.import_edition": lambda p: args(
        p.document, Heading(title="安排", year=2015), "一、任务", "", vocabulary()
    ),
    "documents.keep_decision": lambda p: args(p.carried, "区委决定"),
    "documents.reject_draft": lambda p: args(p.matter_draft, "原则性要求"),
    "documents.set_aside_clause": lambda p: args(p.matter_draft.clause, "日常工作"),
    "documents.settle_draft": lambda p: args(p.matter_draft, "rejected", reason="原则性要求"),
    "indicators.change_schedule": lambda p: args(
        p.reporting.form, NewSchedule("quarterly", "2016-Q1", 8, "改季报")
    ),
    "indicators.decide_finding": lambda p: args(p.finding, "correction", "请核对"),
    "documents.settle_finding": lambda p: args(misfit(p.check), Ruling("rejected", reason="口径不同")),
    "exchange.export_lake": lambda p: args(Path("lake")),
    "exchange.import_metadata": lambda p: args(b'{"dataElements": []}', MetadataOptions("试迁")),
    "exchange.import_values": lambda p: args(b'{"dataValues": []}', ValueOptions("试迁")),
    "indicators.change_filers": lambda p: args(p.reporting.form, NewFilers(("QH-T1",), TODAY, "另行布置")),
    "indicators.define_form": lambda p: args(NewForm("weekly", "周报", (), ()), TODAY),
    "indicators.define_indicator": lambda p: args([NewIndicator("jobs", "就业", "人", "flow", "QH-STAT")]),
    "indicators.define_rule": lambda p: args(
        NewRule("jump", "增幅", "invest", "less_than", "2 * year_ago(invest)"), TODAY
    ),
    "indicators.define_version": lambda p: args(invest(p), NewVersion("2015-01", "本年累计", "报表制度")),
    "indicators.draw_look_back": lambda p: args("2015-05", 1, 0),
    "indicators.edit_form": lambda p: args(p.reporting.form, FormChange("月报", ())),
    "indicators.edit_indicator": lambda p: args(invest(p), IndicatorChange("投资", "亿元")),
    "indicators.end_rule": lambda p: args("jump", date(2015, 12, 31), "不再适用"),
    "indicators.explain_finding": lambda p: args(p.finding, "新开工项目"),
    "indicators.extend_round": lambda p: args(may(p), date(2015, 8, 1), "系统停机"),
    "indicators.file_sheet": lambda p: args(p.june, town(p), [Typed("invest", "1")], edition=1),
    "indicators.grant_term": lambda p: args(p.june, town(p), date(2015, 8, 1), "汛期"),
    "indicators.import_history": lambda p: args(
        invest(p), [PastFigure("QH-T1", "2013-06", Decimal(1))], "年鉴"
    ),
    "indicators.import_values": lambda p: args(
        [ForeignFigure("QH-T1", "invest", "2013-06", Decimal(1))], "年鉴"
    ),
    "indicators.lock_cells": lambda p: args(may(p), town(p), ["invest"], "封账"),
    "indicators.merge_units": lambda p: args(["QH-T1"], "QH-T2", DECREE),
    "indicators.open_round": lambda p: args(p.reporting.form, "2015-07"),
    "indicators.record_computed": lambda p: args(invest(p), "2015-05", [Computed("QH-T1", Decimal(1))]),
    "indicators.remind_filers": lambda p: args(p.june),
    "indicators.reopen_sheet": lambda p: args(may(p), town(p), "漏报"),
    "indicators.restate_base": lambda p: args(
        invest(p), town(p), NewBase("2014-06", Decimal(19), "可比口径", "统计局说明", "企业迁出")
    ),
    "indicators.return_sheet": lambda p: args(p.june, p.district.unit("QH-S1"), "与台账不符"),
    "indicators.run_checks": lambda p: args("2015-05"),
    "indicators.save_cells": lambda p: args(p.june, town(p), [Typed("invest", "1")], edition=1),
    "indicators.settle_claim": lambda p: args(p.claim),
    "indicators.split_unit": lambda p: args(
        "QH-T1", [Part("QH-T1", Fraction(1, 2)), Part("QH-T2", Fraction(1, 2))], DECREE
    ),
    "indicators.state_value": lambda p: args(
        invest(p), town(p), "2014-12", Decimal(1), Evidence(source="年鉴")
    ),
    "indicators.submit_sheet": lambda p: args(p.june, town(p), edition=1),
    "indicators.unlock_cells": lambda p: args(may(p), town(p), ["invest"], "更正"),
    "indicators.verify_sheet": lambda p: args(p.june, p.district.unit("QH-S1")),
    "indicators.visit_claim": lambda p: args(p.claim, Decimal(1), "台账"),
    "matters.accept": lambda p: args(p.matter),
    "matters.archive": lambda p: args(p.matter),
    "matters.ask_extension": lambda p: args(p.matter, DUE, "雨季"),
    "matters.assign": lambda p: args(p.matter),
    "matters.chase": lambda p: args(p.matter),
    "matters.close": lambda p: args(p.matter),
    "matters.confirm_draft": lambda p: args(p.matter_draft, MatterDecision("改造", "", "QH-T1", (), DUE)),
    "matters.decide_extension": lambda p: args(p.matter, granted=True),
    "matters.look_back": lambda p: args(p.matter, effective=True, finding="属实"),
    "matters.mark_overdue": lambda p: args(p.matter),
    "matters.object_to": lambda p: args(p.matter, "职责不在本单位"),
    "matters.open_matter": lambda p: args(type="supervision", title="修路", text="", lead=town(p)),
    "matters.reassign": lambda p: args(p.matter, unit=town(p), post=None, due_on=DUE, reason="职责"),
    "matters.record_measures": lambda p: args("2015-05"),
    "matters.remind": lambda p: args(p.matter),
    "matters.report": lambda p: args(p.matter, "完成"),
    "matters.review": lambda p: args(p.reported, passed=True),
    "matters.uphold": lambda p: args(p.matter, "维持"),
    "notices.mark_read": lambda p: args(),
    "notices.notify": lambda p: args([1], "matter.assigned", "matter:1", {}, chain="QH"),
    "org.appoint": lambda p: args([Appointment("QH-T1", "deputy", "副镇长", "", "new", "新人")], TODAY),
    "org.dissolve": lambda p: args(p.district.unit("QH-T1-V1"), TODAY, "撤并"),
    "org.end_tenure": lambda p: args(tenure(p), TODAY, "调离"),
    "org.establish": lambda p: args([NewUnit("QH-T4", "town", "新镇", 40, "QH")], TODAY),
    "org.group_peers": lambda p: args([("hills", "山区", "Hills")], chain="QH"),
    "org.import_divisions": lambda p: args([Division(1, "QH-T9", "远镇", UnitKind.TOWN, "QH")], TODAY),
    "org.issue_key": lambda p: args(NewKey("报表程序", "t1_liaison", "QH-T1", ("read",), DUE)),
    "org.move": lambda p: args(town(p), p.district.unit("QH-S1"), Relation.MANAGED_BY, TODAY, "委托管理"),
    "org.open_account": lambda p: args("t1_deputy", "deputy1", "长河落日圆-1959"),
    "org.rename": lambda p: args(town(p), "新石桥镇", TODAY, "更名"),
    "org.revoke_key": lambda p: args("00000000", "遗失"),
    "targets.agree_quota": lambda p: args(p.root, p.offer.unit),
    "targets.assign_owner": lambda p: args(p.part, tenure(p).post),
    "targets.cascade": lambda p: args(p.root, "share", ["QH-T1"]),
    "targets.change_target": lambda p: args(p.part, Decimal(7), None, Authority("纪要", None)),
    "targets.confirm_draft": lambda p: args(p.target_draft, proposed(p.target_draft, invest(p))),
    "targets.finish_milestone": lambda p: args(p.step, TODAY, "开工令"),
    "targets.record_rank": lambda p: args(p.ranked, "2015-H1", 1, TODAY, "通报"),
    "targets.counter_quota": lambda p: args(p.root, p.offer.unit, Decimal(75), "全区增速"),
    "targets.propose_quota": lambda p: args(p.root, town(p), Decimal(70), "测算"),
    "targets.release_money": lambda p: args(p.tied, "已拨付"),
    "targets.set_curve": lambda p: args(p.part, None),
    "targets.set_milestones": lambda p: args(
        NewPlan("建成水厂", town(p), 2015, (NewStep("开工", DUE),)), Authority("纪要", None)
    ),
    "targets.set_target": lambda p: args(
        NewTarget(invest(p), town(p), "floor", "2015", Decimal(5)), Authority("纪要", None)
    ),
    "targets.set_yardsticks": lambda p: args(chain="QH", over_allocation_limit=Decimal("0.1")),
    "targets.supersede_target": lambda p: args(
        p.half_year, p.carried.draft, proposed(p.carried.draft, p.half_year.indicator), None, "修订"
    ),
    "targets.supply_base": lambda p: args(p.asked, Decimal(150), "年鉴"),
    "targets.take_over_base": lambda p: args(p.asked),
    "targets.tie_money": lambda p: args(p.part, Decimal(1), "文件", "条件"),
    "workdays.edit_day": lambda p: args(date(2015, 7, 11), True, name="", source="通知", chain="QH"),
    "workdays.seed_days": lambda p: args([2016], chain="QH"),
}
# Called by other actions or for oneself, with a signature in place of a standing.
SIGNED = {
    "identity.answer_once",
    "identity.change_password",
    "identity.create_account",
    "identity.forget_answers",
    "identity.open_with_key",
    "identity.receive_requests",
    "identity.settle_request",
    "identity.sign_in",
    "workdays.set_clock",
}
# Whoever is known may tell others and put his own notices away.
FOR_EVERYBODY = {"notices.mark_read", "notices.notify"}


def action_called(name: str) -> Callable[..., Any]:
    """The function behind "room.verb"."""
    room, verb = name.split(".")
    found: Callable[..., Any] = getattr(importlib.import_module(f"luoshi.{room}.actions.{verb}"), verb)
    return found


def visitor(_prepared: Prepared) -> Standing:
    return Standing(at=moment())


def without_post(prepared: Prepared) -> Standing:
    return Standing(at=moment(), name="无职", person_id=prepared.district.person("t1_head").pk)


def stranger(prepared: Prepared) -> Standing:
    return prepared.district.standing("t2_liaison")


def overseer(prepared: Prepared) -> Standing:
    return prepared.district.standing("inspector")


def calendar(_prepared: Prepared) -> Standing:
    return Standing(at=moment(), by_calendar=True)


OUTSIDERS = (visitor, without_post, stranger)
# What the calendar does by itself: reminders, sheets, periods.
BY_CALENDAR = {
    "assessment.seal_panel",
    "matters.mark_overdue",
    "matters.record_measures",
    "matters.remind",
    "notices.notify",
    "indicators.open_round",
    "indicators.record_computed",
    "indicators.remind_filers",
    "indicators.run_checks",
}


def test_every_action_is_in_the_table() -> None:
    found = {
        f"{path.parent.parent.name}.{path.stem}"
        for path in PACKAGE.glob("*/actions/*.py")
        if path.stem != "__init__"
    }
    assert found == set(ACTIONS) | SIGNED


@pytest.mark.parametrize("name", ACTIONS)
def test_who_has_no_business_with_it_is_denied(name: str, prepared: Prepared) -> None:
    action = action_called(name)
    given, named = ACTIONS[name](prepared)
    before = Entry.objects.count()
    for outsider in (visitor,) if name in FOR_EVERYBODY else OUTSIDERS:
        with pytest.raises(Denied):
            action(outsider(prepared), *given, **named)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - FOR_EVERYBODY))
def test_overseers_and_the_calendar_change_nothing(name: str, prepared: Prepared) -> None:
    """They know of matters, so that the stage of one may be what they are told first."""
    action = action_called(name)
    given, named = ACTIONS[name](prepared)
    before = Entry.objects.count()
    for outsider in (overseer,) if name in BY_CALENDAR else (overseer, calendar):
        with pytest.raises((Denied, Refused)):
            action(outsider(prepared), *given, **named)
    assert Entry.objects.count() == before
