"""The test district with something in every state: documents, targets, sheets, matters, runs, bulletins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from assessing import SCHEME, Assessment
from bulletin_document import checked_bulletin
from cast import FOUNDED, TODAY, District, found_district
from desk_work import accepted, opened
from luoshi.assessment.actions.admit_appeal import admit_appeal
from luoshi.assessment.actions.approve_scheme import approve_scheme
from luoshi.assessment.actions.ask_withdrawal import ask_withdrawal
from luoshi.assessment.actions.confirm_event import confirm_event
from luoshi.assessment.actions.define_event_kind import define_event_kind
from luoshi.assessment.actions.draft_appeal import NewEvidence, Objection, draft_appeal
from luoshi.assessment.actions.draw_awards import draw_awards
from luoshi.assessment.actions.file_appeal import file_appeal
from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.give_opinion import give_opinion
from luoshi.assessment.actions.open_consultation import open_consultation
from luoshi.assessment.actions.plan_awards import Tier, plan_awards
from luoshi.assessment.actions.propose_change import Grounds, propose_change
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.raise_gate import Grounds as GateGrounds
from luoshi.assessment.actions.raise_gate import raise_gate
from luoshi.assessment.actions.record_event import NewEvent, record_event
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.actions.save_ballot import save_ballot
from luoshi.assessment.actions.seal_panel import seal_panel
from luoshi.assessment.actions.settle_run import settle_run
from luoshi.assessment.ballots import Filled
from luoshi.assessment.event_models import UnitEvent
from luoshi.assessment.models import RunKind, Scheme
from luoshi.briefing.actions.draft_bulletin import draft_bulletin
from luoshi.briefing.actions.publish_bulletin import publish_bulletin
from luoshi.documents.actions.import_document import Heading
from luoshi.documents.actions.import_edition import import_edition
from luoshi.documents.actions.reject_draft import reject_draft
from luoshi.documents.models import Carried, Draft
from luoshi.indicators.actions.define_rule import NewRule, define_rule
from luoshi.indicators.actions.draw_look_back import draw_look_back
from luoshi.indicators.actions.restate_base import NewBase, restate_base
from luoshi.indicators.actions.return_sheet import return_sheet
from luoshi.indicators.actions.run_checks import run_checks
from luoshi.indicators.actions.visit_claim import visit_claim
from luoshi.indicators.check_models import Finding
from luoshi.indicators.look_back_models import Claim
from luoshi.indicators.models import Indicator
from luoshi.indicators.vocabulary import vocabulary
from luoshi.ledger.record import record
from luoshi.matters.actions.confirm_draft import MatterDecision
from luoshi.matters.actions.confirm_draft import confirm_draft as confirm_matter
from luoshi.matters.actions.report import report
from luoshi.matters.models import Matter
from luoshi.org.actions.appoint import Appointment, appoint
from luoshi.org.models import Post
from luoshi.org.standing import Standing
from luoshi.targets.actions.confirm_draft import confirm_draft as confirm_target
from luoshi.targets.actions.confirm_draft import proposed
from luoshi.targets.actions.propose_quota import propose_quota
from luoshi.targets.actions.set_milestones import NewPlan, NewStep, set_milestones
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.actions.tie_money import tie_money
from luoshi.targets.authority import Authority
from luoshi.targets.models import Target
from luoshi.workdays.actions.seed_days import seed_days
from luoshi.workdays.periods import Period
from panelling import GIVEN, Panelling
from plan_document import import_plan
from reporting import Reporting

# Figures and words that stand nowhere else, so that a page that shows one to the wrong reader gives itself away.
DRAFT_VALUE = "71.23"
SUBMITTED_VALUE = "62.34"
TRIAL_NAME = "尚未公布的考核方案"
DRAFT_MATTER = "拟立项待定事项"
GIVEN_BY_T1 = "37"
CHECKED_TITLE = "石桥镇送核的通报"
EVIDENCE = (NewEvidence("document", "石桥镇〔2015〕8号"),)
HALF_YEAR = "一、上半年目标\n\n确定2015年上半年，固定资产投资增长9%，财政收入增长7%。\n"


def variant(code: str) -> str:
    """The scheme of the tests under another code."""
    return SCHEME.replace("code: trial", f"code: {code}", 1)


class Prepared:
    """青河区 on 6 July 2015.

    石桥镇 (T1) is the unit looked at from all sides: its May is verified, its June a draft. 北门街道 (S1) has
    submitted June, 柳林镇 (T2) had it returned.
    """

    def __init__(self) -> None:
        self.district: District = found_district()
        admin = self.district.standing("admin")
        new = [
            Appointment(
                "QH-T1-V1",
                "grid_worker",
                "网格员",
                "Grid Worker",
                "v1_grid",
                "湾格",
                account=True,
                simulated=True,
            )
        ]
        # A second leader, so that one may approve what the other records.
        new.append(Appointment("QH", "leader", "常务副区长", "Executive Deputy", "second_leader", "高阳"))
        appoint(admin, new, FOUNDED)
        seed_days(admin, [2015], chain="QH")
        self._reports()
        self._plan()
        self._matters()
        self._assessment()
        self._bulletins()
        self._checks()
        self._opinions()
        self._events()

    def _events(self) -> None:
        define_event_kind(self.district.standing("assessor"), "praise", "通报表扬", "Commendation")
        said = NewEvent("praise", "city", date(2015, 6, 5), "防汛受到表扬", "市防指〔2015〕3号", "点名该镇")
        self.event = record_event(self.district.standing("supervisor"), self.district.unit("QH-T1"), said)

    def counted_event(self) -> UnitEvent:
        """The same event, confirmed by the assessment office."""
        if not self.event.steps.exists():
            confirm_event(self.district.standing("assessor"), self.event)
        return self.event

    def asked_event(self) -> UnitEvent:
        """It counts, and who recorded it asks to withdraw it."""
        event = self.counted_event()
        if not event.steps.filter(kind="asked").exists():
            ask_withdrawal(self.district.standing("supervisor"), event, "单位写错")
        return event

    def _reports(self) -> None:
        self.reporting = Reporting(self.district)
        self.assessment = Assessment(self.reporting)
        self.june = self.reporting.open("2015-06", date(2015, 7, 1))
        self.reporting.save(self.june, {"invest": DRAFT_VALUE})
        for unit, invest in (("QH-S1", SUBMITTED_VALUE), ("QH-T2", "6.5")):
            values = {"invest": invest, "revenue": "600", "output": "30"}
            self.reporting.file(self.june, values, unit=unit, day=date(2015, 7, 3))
        statistician = self.district.standing("statistician", date(2015, 7, 3), 15)
        return_sheet(statistician, self.june, self.district.unit("QH-T2"), "与台账不符")
        self._verification()
        self._look_back()

    def _verification(self) -> None:
        """Something to ask every unit about in May."""
        office = self.district.standing("supervisor", date(2015, 6, 9))
        rule = NewRule("small", "投资小于一亿元", "invest", "less_than", "1", name_en="Investment below 1")
        define_rule(office, rule, date(2015, 5, 31))
        run_checks(office, "2015-05")
        self.finding = Finding.objects.get(unit__code="QH-T1")

    def _look_back(self) -> None:
        """Everything credited in May was drawn; 石桥镇's investment has been visited and waits for its settlement."""
        office = self.district.standing("supervisor", date(2015, 7, 3), 16)
        draw_look_back(office, "2015-05", 99, 0, seed="公开摇号", indicators=["invest"])
        self.claim = Claim.objects.get(observation__unit__code="QH-T1")
        visit_claim(office, self.claim, Decimal(1), "查看台账")

    def _plan(self) -> None:
        self.document = import_plan(self.district)
        office = self.district.standing("supervisor")
        read = {d: d.proposal for d in self.document.drafts.all()}
        # The plan says 全社会固定资产投资, which the catalogue knows by a shorter name: a person chooses it.
        drafts = {str(p.get("title") or p["indicator"] or "invest"): draft for draft, p in read.items()}
        output = Indicator.objects.get(code="output")
        self.root: Target = confirm_target(office, drafts["output"], proposed(drafts["output"], output))
        self.asked = confirm_target(
            office, drafts["invest"], proposed(drafts["invest"], Indicator.objects.get(code="invest"))
        )
        restated = NewBase("2014", Decimal(150), "可比口径", "统计局说明", "企业迁出")
        statistician = self.district.standing("statistician")
        restate_base(statistician, self.asked.indicator, self.asked.unit, restated)
        decision = MatterDecision("推进技术改造", "完成首批项目", "QH-T1", (), date(2015, 9, 30))
        confirm_matter(office, drafts["推进技术改造"], decision)
        self.rejected = reject_draft(office, drafts["服务企业"], "原则性要求")
        self.target_draft: Draft = drafts["revenue"]
        self.matter_draft: Draft = drafts["改造老旧小区"]
        self.part = Target.objects.get(unit__code="QH-T1", indicator__code="invest")
        self.offer = propose_quota(
            self.district.standing("t2_head"), self.root, self.district.unit("QH-T2"), Decimal(70), "测算"
        )
        self.tied = tie_money(office, self.part, Decimal(300), "区政府办〔2015〕12号", "未完成不予拨付")
        self._editions(office)
        self._other_kinds(office)

    def _other_kinds(self, office: Standing) -> None:
        """A rank of the district, and 石桥镇's waterworks by dated steps."""
        said = Authority("青府办〔2015〕3号", Post.objects.get(tenures__person__code="leader"))
        invest, unit = Indicator.objects.get(code="invest"), self.district.unit
        peers = ("青河区", "白水区", "绿林县")
        rank = NewTarget(invest, unit("QH"), "rank", "2015", Decimal(2), peers=peers)
        self.ranked = set_target(office, rank, said)
        steps = (NewStep("开工", date(2015, 6, 15)), NewStep("主体完工", date(2015, 11, 30)))
        self.milestones = set_milestones(office, NewPlan("扩建水厂", unit("QH-T1"), 2015, steps), said)
        self.step = self.milestones.steps.get(order=1)

    def _editions(self, office: Standing) -> None:
        """A plan of the first half-year with one target, and an edition of it that says another number."""
        earlier = import_plan(self.district, HALF_YEAR, "上半年安排")
        invest, revenue = (Indicator.objects.get(code=code) for code in ("invest", "revenue"))
        drafts = list(earlier.drafts.select_related("document__unit", "clause"))
        for draft, indicator in zip(drafts, (invest, revenue), strict=True):
            self.half_year = confirm_target(office, draft, proposed(draft, indicator))
        self.edition = import_edition(
            office,
            earlier,
            Heading("上半年安排", 2015),
            HALF_YEAR.replace("7%", "6%"),
            vocabulary=vocabulary(),
        )
        self.carried: Carried = self.edition.carried.select_related("draft__document__unit").get(
            draft__proposal__value="6"
        )

    def _matters(self) -> None:
        """One of 石桥镇 under way, one that it reported, and one on nobody's desk yet."""
        day = date(2015, 6, 29)
        self.matter = accepted(self.district, day, title="整治河道")
        self.reported = accepted(self.district, day, title="清理桥面")
        report(self.district.standing("t1_liaison", TODAY), self.reported, "已清理", "照片三张")
        self.drafted = self._not_yet_opened(opened(self.district, day, title=DRAFT_MATTER))

    def _not_yet_opened(self, matter: Matter) -> Matter:
        """The matter in the stage before 立项, which the office keeps to itself."""
        matter.stage = "draft"
        matter.save()
        office = self.district.standing("supervisor")
        record(office.signature(), "matters.draft", chain="QH-T1", subject=str(matter), rows=[matter])
        return matter

    def _assessment(self) -> None:
        assessment, leader = self.assessment, self.district.standing("leader")
        self.scheme = assessment.scheme()
        self.published_run = publish_run(leader, freeze_run(self._assessor(), assessment.trial(self.scheme)))
        self.frozen_run = assessment.freeze(assessment.trial(self.scheme, date(2015, 6, 15)))
        self.trial_run = assessment.trial(self.scheme, date(2015, 6, 16))
        self.scheme_draft = assessment.adopt(
            SCHEME.replace("code: trial", "code: next").replace("上半年考核方案", TRIAL_NAME)
        )
        self._life(assessment, leader)

    def _life(self, assessment: Assessment, leader: Standing) -> None:
        """A scheme before the units with 石桥镇's opinion, an approved one, a change, and a final result."""
        office, unit = self._assessor(), self.district.unit
        self.scheme_asked = open_consultation(office, assessment.adopt(variant("asked")), 3)
        standing = self.district.standing("t1_head")
        self.opinion = give_opinion(standing, self.scheme_asked, unit("QH-T1"), "权重偏高", "investment")
        approved = assessment.adopt(variant("approved").replace("上半年考核方案", TRIAL_NAME))
        self.scheme_approved = approve_scheme(leader, approved, "区考核办〔2015〕5号", "沿用上年办法")
        grounds = Grounds("区考核办〔2015〕6号", "关于调整权重的通知", "统计制度调整")
        heavier = SCHEME.replace("weight: 40", "weight: 10")
        self.scheme_change = propose_change(office, self.scheme, heavier, grounds)
        day = date(2015, 6, 22)
        then = self.district.standing("assessor", day)
        over = run_trial(then, self.scheme, Period.parse("2015-H1"), day)
        self.final_run = freeze_run(then, over, RunKind.FINAL)
        self._appeals(over.scheme, leader)

    def _appeals(self, scheme: Scheme, leader: Standing) -> None:
        """石桥镇 has a draft about one item, has filed about another and been admitted about a third; gate and awards."""
        office, unit = self._assessor(), self.district.unit("QH-T1")
        self.appealed_run = freeze_run(
            office, run_trial(office, scheme, Period.parse("2015-Q1"), TODAY), RunKind.FINAL
        )
        head = self.district.standing("t1_head")
        drafts = [
            draft_appeal(head, self.appealed_run, unit, Objection("漏计", "补计", (item,), EVIDENCE))
            for item in ("closure", "investment", "income")
        ]
        self.appeal_draft, self.appeal = drafts[0], file_appeal(head, drafts[1])
        reviewer = self.district.standing("supervisor")
        self.appeal_admitted = admit_appeal(reviewer, file_appeal(head, drafts[2]))
        tiers = [Tier("先进单位", "Advanced unit", count=1)]
        plan_awards(office, scheme, tiers, "all_in", "区考核办〔2015〕9号")
        grounds = GateGrounds("造假", "统计法", "区纪〔2015〕3号", TODAY, date(2015, 12, 31))
        self.gate = raise_gate(leader, scheme, unit, grounds)
        self._awards(scheme, leader)

    def _awards(self, scheme: Scheme, leader: Standing) -> None:
        """Two more final results behind their windows: one with a list of awards, one before it."""
        then = self.district.standing("assessor", date(2015, 6, 22))
        self.awarded_run, self.settled_run = (
            settle_run(
                leader,
                freeze_run(then, run_trial(then, scheme, Period.parse(of), date(2015, 6, 22)), RunKind.FINAL),
            )
            for of in ("2015-05", "2015-Q2")
        )
        self.awards = draw_awards(self._assessor(), self.awarded_run)

    def _assessor(self) -> Standing:
        return self.district.standing("assessor")

    def _bulletins(self) -> None:
        office, leader = self.district.standing("supervisor"), self.district.standing("leader")
        drafted = draft_bulletin(office, "2015-H1", TODAY, self.published_run)
        self.issued = publish_bulletin(leader, drafted)
        self.bulletin_draft = draft_bulletin(office, "2015-H1", TODAY)

    def _opinions(self) -> None:
        """A sealed panel, one that is over, one that is open and to which T1's head has begun a ballot; a survey."""
        before = Panelling(self.district, date(2015, 6, 22))
        sealed, self.over_panel = (
            before.define(code=code, closes_on=date(2015, 7, 3)) for code in ("service", "over")
        )
        for person in GIVEN:
            before.submit(person, sealed)
        self.sealed_panel = seal_panel(self._assessor(), sealed)
        now = Panelling(self.district)
        self.open_panel = now.define()
        answers = Filled({"QH-T2": (GIVEN_BY_T1,)})
        save_ballot(self.district.standing("t1_head"), self.open_panel, answers)
        self.survey = now.entered()

    def _checks(self) -> None:
        """A bulletin of the district and one of 石桥镇, checked and not decided."""
        self.check = checked_bulletin(self.district)
        self.town_check = checked_bulletin(self.district, title=CHECKED_TITLE, unit="QH-T1")


@pytest.fixture(scope="module", name="prepared")
def prepared_district(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Prepared]:
    """Built once for a module, with people who can sign in; a test marked ``django_db`` takes back what it wrote."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.DEMO", True)
        yield Prepared()
        transaction.set_rollback(True)
