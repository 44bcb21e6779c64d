"""What a row of the table of rights is about, and what is sent to it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assessing import SCHEME
from bulletin_document import SOUND, misfit
from luoshi.ledger.models import Entry
from luoshi.org.models import Role, Tenure
from plan_document import PLAN
from prepared import Prepared
from web.rights_table import routed

# Files of another system, and how one is asked for.
EXCHANGED = {
    "units": '{"organisationUnits":[{"id":"O6uvpzGd5pu","name":"新站","openingDate":"2012-01-01"}]}',
    "indicators": '{"dataElements":[{"id":"f7n9E0hX8qk","name":"门诊人次","valueType":"INTEGER"}]}',
    "values": '{"idScheme":"code","dataValues":[{"dataElement":"invest","period":"201306","orgUnit":"QH-T1","value":"3"}]}',
}
NAMED = {"name": "就业人数", "unit_name": "人", "decimals": "0", "direction": "1", "data_owner": "QH-FIN"}
ASKED = {
    "settings_exchange_file": {"kind": "json", "scheme": "uid"},
    **{
        f"assessment_live_{view}": {"scheme": "", "period": "2015-H1", "as_of": "2015-06-12"}
        for view in ("trace", "levers", "comparison", "shift", "robustness")
    },
}


def subject(p: Prepared, name: str, case: str) -> list[Any]:
    """The arguments of the address: the thing that the row is about."""
    trial, drafted = case == "a trial", case == "a draft"
    if name == "ledger_entry":
        return [Entry.objects.filter(chain__key="QH-T1").latest("pk").pk]
    if name in ("assessment_event_ask", "assessment_event_decline"):
        return [(p.asked_event() if name.endswith("decline") else p.counted_event()).pk]
    checked = p.town_check.document if case == "of T1" else p.check.document
    of_name: dict[str, list[Any]] = {
        "api_unknown": ["v2/units"],
        "checks_settle": [p.check.document.pk, misfit(p.check).fingerprint],
        "demo_sign_in": ["t1_head"],
        "plan_changes": [p.edition.pk],
        "plan_keep": [p.edition.pk, p.carried.pk],
        "plan_keep_same": [p.edition.pk],
        "plan_supersede": [p.edition.pk, p.carried.pk],
        "plan_confirm_target": [p.document.pk, p.target_draft.pk],
        "plan_confirm_matter": [p.document.pk, p.matter_draft.pk],
        "plan_reject": [p.document.pk, p.matter_draft.pk],
        "plan_set_aside": [p.document.pk, p.matter_draft.clause.key],
        "targets_split": [p.part.pk if case else p.root.pk],
        "targets_base": [p.asked.pk],
        "targets_take_over": [p.asked.pk],
        "targets_rank": [p.ranked.pk],
        "targets_milestones": [p.milestones.pk],
        "targets_milestones_change": [p.milestones.pk],
        "targets_milestones_lineage": [p.milestones.pk],
        "targets_step_done": [p.step.pk],
        "targets_unit": ["QH-T1"],
        "targets_agreement": ["QH-T1"],
        "targets_levels": [p.root.pk],
        "targets_capacity": [p.part.pk if case else p.root.pk],
        "targets_quotas": [p.root.pk],
        "targets_unit_accounts": ["QH-T1"],
        "targets_release_money": [p.tied.pk],
        "reports_lineage": ["QH-S1", "invest", "2015-06"],
        "reports_export_csv": ["monthly", "2015-06"],
        "reports_export_xlsx": ["monthly", "2015-06"],
        "reports_finding": [p.finding.pk],
        "reports_finding_explain": [p.finding.pk],
        "reports_finding_decide": [p.finding.pk],
        "reports_claim": [p.claim.pk],
        "reports_claim_visit": [p.claim.pk],
        "reports_claim_settle": [p.claim.pk],
        "reports_verify": ["monthly", "2015-06", "QH-S1"],
        "reports_return": ["monthly", "2015-06", "QH-S1"],
        "reports_reopen": ["monthly", "2015-05", "QH-T1"],
        "reports_extend": ["monthly", "2015-05", "QH-T1"],
        "reports_unlock": ["monthly", "2015-05", "QH-T1"],
        "reports_completeness_form": ["monthly"],
        "reports_completeness_unit": ["monthly", "QH-T1"],
        "matters_act": [p.reported.pk if case == "pass" else p.matter.pk, case],
        "assessment_trace": [p.trial_run.pk if trial else p.published_run.pk, "QH-T2"],
        "assessment_live_trace": ["QH-T2"],
        "assessment_levers": [p.trial_run.pk if trial else p.published_run.pk, "QH-T2"],
        "assessment_live_levers": ["QH-T2"],
        "assessment_comparison": [p.trial_run.pk if trial else p.published_run.pk, "QH-T2"],
        "assessment_live_comparison": ["QH-T2"],
        "assessment_shift": [p.trial_run.pk if trial else p.published_run.pk, "QH-T2"],
        "assessment_live_shift": ["QH-T2"],
        "assessment_report": [p.trial_run.pk if trial else p.published_run.pk, "QH-T2"],
        "assessment_report_docx": [p.trial_run.pk if trial else p.published_run.pk, "QH-T2"],
        "assessment_unit_record": ["QH-T1"],
        "assessment_audit": [p.scheme_draft.pk if drafted else p.scheme.pk],
        "assessment_freeze": [p.trial_run.pk],
        "assessment_publish": [p.frozen_run.pk],
        "assessment_scheme": [p.scheme_draft.pk if drafted else p.scheme.pk],
        "assessment_publish_scheme": [p.scheme_approved.pk],
        "assessment_settle": [p.final_run.pk],
        "assessment_consult": [p.scheme_draft.pk],
        "assessment_approve": [p.scheme_draft.pk],
        "assessment_lock": [p.scheme_approved.pk],
        "assessment_opinions": [p.scheme_asked.pk],
        "assessment_answer": [p.opinion.pk],
        "assessment_change": [p.scheme.pk],
        "assessment_difference": [p.scheme_change.pk],
        "assessment_panel": [p.sealed_panel.pk if case else p.open_panel.pk],
        "assessment_panel_export": [p.sealed_panel.pk],
        "assessment_panel_seal": [p.over_panel.pk],
        "assessment_rate": [p.open_panel.pk],
        "assessment_survey": [p.survey.pk],
        "assessment_survey_enter": [p.survey.pk],
        "assessment_survey_export": [p.survey.pk],
        "assessment_event": [p.event.pk],
        "assessment_event_confirm": [p.event.pk],
        "assessment_event_withdraw": [p.event.pk],
        "assessment_appeal": [(p.appeal_draft if drafted else p.appeal).pk],
        "assessment_appeal_act": [_of_verb(p, case), case],
        "assessment_appeal_new": [p.appealed_run.pk],
        "assessment_appeal_gate": [p.gate.pk],
        "assessment_carry_out": [p.trial_run.pk],
        "assessment_terms": [p.scheme_approved.pk],
        "assessment_award_plan": [p.scheme.pk],
        "assessment_gate": [p.scheme.pk],
        "assessment_gate_lift": [p.gate.pk],
        "assessment_awards": [p.awarded_run.pk],
        "assessment_awards_draw": [p.settled_run.pk],
        "assessment_awards_deviate": [p.awarded_run.pk],
        "assessment_awards_publish": [p.awarded_run.pk],
        "bulletins_publish": [p.bulletin_draft.pk],
        "settings_unit": ["QH-T1"],
        "settings_indicator": ["invest"],
        "settings_indicator_edit": ["revenue" if case else "invest"],
        "settings_definition": ["revenue" if case else "invest"],
        "settings_history": ["invest"],
        "settings_form": ["monthly"],
        "settings_form_schedule": ["monthly"],
        "settings_form_filers": ["monthly"],
        "settings_boundaries": ["QH-T1"],
        "settings_calendar_fill": [2016],
        "settings_change": ["QH-T1", case],
    }
    of_room: dict[str, list[Any]] = {
        "plan": [p.document.pk],
        "checks": [checked.pk],
        "targets": [p.part.pk],
        "reports": ["monthly", "2015-06", "QH-T1"],
        "matters": [p.drafted.pk if drafted else p.matter.pk],
        "assessment": [(p.trial_run if trial else p.final_run if case else p.published_run).pk],
        "bulletins": [p.bulletin_draft.pk if drafted else p.issued.pk],
        "settings": [2015],
    }
    if not routed()[name].pattern.converters:
        return []
    return of_name.get(name, of_room.get(name.split("_", maxsplit=1)[0], []))


def _of_verb(p: Prepared, verb: str) -> int:
    """The appeal that stands where the step can be taken."""
    of_verb = {"file": p.appeal_draft, "answer": p.appeal_admitted, "decide": p.appeal_admitted}
    return int(of_verb.get(verb, p.appeal).pk)


def body(p: Prepared, name: str, case: str) -> dict[str, Any]:
    """What somebody who may would send."""
    draft = p.target_draft.proposal
    said = {"since": "2015-07-06", "reason": "区委决定"}
    posts = Tenure.objects.filter(post__unit__code="QH-T1")
    # Another leader than the one who walks the pages: nobody approves what he records himself.
    leader = Tenure.objects.get(person__code="second_leader").post_id
    authority = {"basis": "青府发〔2015〕12号", "approver": str(leader), "reason": "政策调整"}
    bodies: dict[str, dict[str, Any]] = {
        "login": {"username": "nobody", "password": "wrong"},
        "set_language": {"language": "en", "next": "/"},
        "today_read": {"notice": list(p.district.person("t1_liaison").notices.values_list("pk", flat=True))},
        "plan_import": {
            "file": SimpleUploadedFile("next.txt", PLAN.replace("8%", "9%").encode()),
            "title": "另一份安排",
            "year": "2015",
            "kind": "plan",
        },
        "plan_edition": {"text": PLAN.replace("8%", "9%"), "title": "修订", "year": "2015", "kind": "plan"},
        "plan_keep": {"reason": "区委决定"},
        "plan_confirm_target": {k: draft[k] or "" for k in ("indicator", "kind", "op", "value", "period")},
        "plan_confirm_matter": {"title": "改造小区", "lead": "北门街道", "due_on": "2015-12-25"},
        "plan_reject": {"reason": "原则性要求"},
        "plan_set_aside": {"reason": "日常工作"},
        "checks_new": {"text": SOUND, "title": "另一份通报", "unit": "QH-T2", "year": "2015"},
        "checks_settle": {"decision": "reject", "reason": "口径不同", "instead_of": ""},
        "targets_yardsticks": authority,
        "targets_split": authority
        | {
            "rule": "by_hand",
            "apply": "1",
            "over_reason": "作为奋斗目标",
            **{f"part-{unit}": "60" for unit in ("QH-S1", "QH-T1", "QH-T2", "QH-T3")},
        },
        "targets_owner": {"post": str(posts.get(post__role=Role.PRINCIPAL).post_id)},
        "targets_curve": {"curve": "table", **{f"m{m}": f"{m / 12:.3f}" for m in range(1, 12)}, "m12": "1"}
        | authority,
        "targets_base": {"value": "150", "source": "2014年统计公报"} | authority,
        "targets_take_over": {"approver": str(leader)},
        "plan_supersede": {"approver": str(leader), "change_reason": "政策调整"},
        "targets_restate": {
            "restated_period": "2014-06",
            "restated_value": "19",
            "restated_basis": "可比口径",
            "restated_source": "统计局说明",
            "restated_reason": "企业迁出",
        },
        "targets_new": authority
        | {
            "indicator": "invest",
            "unit": "QH-T1",
            "kind": "floor",
            "period": "2015",
            "value": "5",
            "set": "1",
        },
        "targets_change": authority | {"value": "7", "set": "1"},
        "targets_rank": {"period": "2015-H1", "rank": "2", "published_on": "2015-07-05", "source": "通报"},
        "targets_milestones_new": authority
        | {"title": "建成水厂", "unit": "QH-T2", "steps": "2015-09-30 主体完工"},
        "targets_milestones_change": authority
        | {"title": "扩建水厂", "unit": "QH-T1", "steps": "2015-09-30 开工"},
        "targets_step_done": {"done_on": "2015-07-01", "evidence": "开工令"},
        "targets_capacity": authority
        | {
            "measure": "",
            "apply": "1",
            **{f"capacity-{unit}": "60" for unit in ("QH-S1", "QH-T1", "QH-T2", "QH-T3")},
        },
        "targets_quotas": authority
        | {
            "act": case,
            "unit": "QH-T1" if case == "propose" else "QH-T2",
            "agreed": ["QH-T2"],
            "value": "72",
            "reason": "测算",
        },
        "targets_tie_money": {"amount": "300", "document": "〔2015〕1号", "condition": "核减"},
        "targets_release_money": {"release_reason": "已拨付"},
        "reports_open": {"form": "monthly", "period": "2015-07"},
        "reports_sheet": {
            "v-invest": "9.5",
            "n-invest": "已核对",
            "edition": p.june.sheets.get(unit__code="QH-T1").edition,
        },
        "reports_verification_run": {"period": "2015-05"},
        "reports_finding_explain": {"text": "新开工项目"},
        "reports_finding_decide": {"decision": "correction", "reason": "请核对"},
        "reports_rule_end": {"end-code": "small", "end-until": "2015-12-31", "end-reason": "不再适用"},
        "reports_rule_define": {
            "code": "jump",
            "name": "增幅",
            "check": "rule",
            "left": "invest",
            "operator": "less_than",
            "right": "2 * year_ago(invest)",
            "left_missing": "skip_if_any",
            "right_missing": "skip_if_any",
            "tolerance": "0",
            "tolerance_percent": "0",
            "importance": "low",
            "since": "2015-01-01",
        },
        "reports_look_back_draw": {"period": "2015-05", "random": "1", "by_risk": "0"},
        "reports_claim_visit": {"amount": "1", "evidence": "查看台账"},
        "reports_upload": {"file": SimpleUploadedFile("sheet.xlsx", b"no workbook")},
        "reports_return": {"reason": "与台账不符"},
        "reports_reopen": {"reason": "漏报一个项目"},
        "reports_term": {"due_on": "2015-07-31", "reason": "汛期"},
        "reports_lock": {"indicator": "invest", "reason": "封账"},
        "reports_unlock": {"indicator": "invest", "reason": "更正"},
        "reports_extend": {"closes_on": "2015-07-31", "reason": "系统停机"},
        "matters_new": {"title": "整修道路", "lead": "QH-T2", "urgency": "normal"},
        "matters_act": {"report-result": "已清理完毕", "chase-note": "请抓紧", "pass-note": "属实"},
        "assessment_trial": {"scheme": p.scheme.pk, "period": "2015-H1", "as_of": "2015-06-20"},
        "assessment_freeze": {"kind": "in_year"},
        "assessment_publish": {"reason": "按更正后的数据重新计算"},
        "assessment_adopt": {"source": SCHEME.replace("code: trial", "code: another")},
        "assessment_form": {"source": SCHEME.replace("code: trial", "code: another"), "act": "save"},
        "assessment_consult": {"days": "5", "review_days": "5"},
        "assessment_approve": {"document": "区考核办〔2015〕7号", "reason": "沿用上年办法"},
        "assessment_lock": {"reason": "区委常委会决定"},
        "assessment_opinions": {"unit": "QH-T1", "item": "income", "text": "权重偏低"},
        "assessment_answer": {"answer": "taken"},
        "assessment_change": {
            "number": "区考核办〔2015〕8号",
            "title": "关于调整考核权重的通知",
            "reason": "统计制度调整",
            "source": SCHEME.replace("weight: 70", "weight: 60"),
        },
        "assessment_panel_new": {
            "code": "next",
            "period": "2015-H2",
            "name": "下半年评议",
            "groups": ["towns"],
            "questions": "工作作风 | Conduct",
            "kind": "range",
            "low": "0",
            "high": "100",
            "class-name-0": "基层",
            "class-weight-0": "100",
            **{f"post-{role}": "0" for role in ("principal:towns", "liaison:towns", "liaison:streets")},
            "opens_on": "2015-07-06",
            "closes_on": "2015-07-10",
            "trim": "10",
            "least": "5",
        },
        "assessment_rate": {"do": "save", "a-QH-S1-0": "88"},
        "assessment_survey_new": {
            "name": "下半年满意度",
            "code": "next",
            "period": "2015-H2",
            "groups": ["towns"],
            "measured": "share",
            "least": "30",
        },
        "assessment_survey_enter": {
            "source": "更正函",
            "QH-T1-sent": "120",
            "QH-T1-answered": "100",
            "QH-T1-satisfied": "85",
        },
        "assessment_appeal_new": {
            "unit": "QH-T1",
            "items": ["timeliness"],
            "wrong": "漏计",
            "asks": "补计",
            "document": "石桥镇〔2015〕9号",
        },
        "assessment_appeal_gate": {"wrong": "事实不清", "asks": "解除", "document": "石桥镇〔2015〕10号"},
        "assessment_appeal_act": {"reason": "不属受理范围", "basis": "考核办法", "answer": "属实"},
        "assessment_terms": {
            "admission": "2",
            "answer": "2",
            "decision": "5",
            "further": "3",
            "document": "区考核办〔2015〕4号",
        },
        "assessment_award_plan": {
            "tiers": "先进单位 | Advanced | 20%",
            "border": "all_in",
            "document": "〔2015〕9号",
        },
        "assessment_gate": {
            "unit": "QH-T2",
            "code": "造假",
            "basis": "统计法",
            "document": "区纪〔2015〕4号",
            "since": "2015-07-06",
            "until": "2015-12-31",
        },
        "assessment_event_new": {
            "unit": "QH-T2",
            "kind": "praise",
            "level": "city",
            "happened_on": "2015-06-08",
            "title": "获通报表扬",
            "document": "市府〔2015〕6号",
            "evidence": "通报原件",
        },
        "assessment_event_kinds": {"code": "blame", "name": "通报批评"},
        "assessment_event_withdraw": {"reason": "单位写错"},
        "assessment_event_ask": {"reason": "单位写错"},
        "assessment_event_decline": {"reason": "登记无误"},
        "assessment_gate_lift": {"reason": "查无此事"},
        "assessment_awards_deviate": {
            "unit": "QH-T3",
            "tier": "0",
            "document": "〔2015〕20号",
            "reason": "抢险",
        },
        "bulletins": {"period": "2015-H1", "as_of": "2015-07-06", "run": ""},
        "settings_boundaries": {
            "keeps": "65%",
            "to_1": "QH-T2",
            "share_1": "35%",
            "along_QH-T1-V2": "1",
            "on": "2015-07-06",
            "document": "青府〔2015〕9号",
            "approver": "区政府常务会议",
            "reason": "村划归",
            "apply": "1",
        },
        "settings_change": {
            **said,
            "name": "石桥新镇",
            "relation": "managed_by",
            "parent": "QH-S1",
            "role": "deputy",
            "title": "副镇长",
            "code": "t1_new",
            "tenure": posts.get(post__role=Role.DEPUTY).pk,
        },
        "settings_calendar_day": {"day": "2015-07-11", "works": "yes", "source": "区政府办通知"},
        "settings_exchange": {
            "file": SimpleUploadedFile("file.json", EXCHANGED.get(case, "").encode()),
            "source": "县卫健委",
            "part": "all",
            "under": "QH",
            "owner": "QH-STAT",
            "groups": "separate",
        },
        "settings_indicator_new": {**NAMED, "code": "jobs", "nature": "stock"},
        "settings_indicator_edit": {**NAMED, "unit_name": "万元" if case else "亿元"},
        "settings_definition": {
            "holds_from": "2015-01",
            "text": "本年累计",
            "source": "报表制度",
            "price_basis": "current",
            "aggregation": "sum",
            "scale": "1",
            "over_time": "last",
        },
        "settings_history": {"table": "unit,2012-06\nQH-T1,5", "source": "年鉴", "confirm": "1"},
        "settings_form": {
            "name": "月报",
            **{f"place-{code}": n for n, code in enumerate(("invest", "revenue", "output"), start=1)},
            **{f"months-{code}": ["3", "6"] for code in ("invest", "revenue", "output")},
        },
        "settings_form_schedule": {
            "cadence": "quarterly",
            "holds_from": "2016-Q1",
            "due_working_days": "8",
            "reason": "改季报",
        },
        "settings_form_filers": {"units": ["QH-T1", "QH-T2"], "since": "2016-01-01", "reason": "另行布置"},
        "settings_form_new": {
            "code": "yearly",
            "name": "年报",
            "place-invest": "1",
            "months-invest": "12",
            "units": ["QH-T1"],
        },
        "settings_keys": {
            "label": "报表程序",
            "person": "QH-T1|t1_liaison",
            "scopes": "read",
            "until": "2015-12-31",
        },
        "settings_key_revoke": {"key": "00000000", "reason": "遗失"},
        "settings_account": {"old": "a", "new": "长河落日圆-1959", "again": "长河落日圆-1959"},
    }
    return bodies.get(name, {})


def asked(p: Prepared, name: str) -> dict[str, Any]:
    """What the address is asked with."""
    said: dict[str, Any] = ASKED.get(name, {})
    return {**said, "scheme": p.scheme.pk} if said.get("scheme") == "" else said
