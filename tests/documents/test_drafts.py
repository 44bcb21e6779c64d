"""An imported plan keeps its text, gives clauses and drafts, and every draft is settled once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cast import TODAY, District
from luoshi.documents import queries
from luoshi.documents.actions.import_document import Heading, import_document
from luoshi.documents.actions.reject_draft import reject_draft
from luoshi.documents.actions.set_aside_clause import set_aside_clause
from luoshi.documents.models import Clause, Document, Draft, DraftState
from luoshi.documents.proposals import propose
from luoshi.kernel.text.outline import outline
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.matters.actions.confirm_draft import MatterDecision, confirm_draft
from luoshi.matters.models import Matter
from luoshi.org.standing import Standing
from plan_document import PLAN, catalogue, import_plan


@pytest.fixture
def plan(district: District) -> Document:
    catalogue()
    return import_plan(district)


def matter_draft(plan: Document, title: str) -> Draft:
    return plan.drafts.select_related("document__unit", "clause").get(proposal__title=title)


def test_the_text_is_kept_to_the_character(plan: Document) -> None:
    assert plan.text == PLAN
    assert len(plan.text_digest) == 64
    for clause in plan.clauses.all():
        assert plan.text[clause.start :].startswith(clause.mark)
        assert clause.title in plan.text[clause.start : clause.end]
    assert verify().holds, verify().findings


def test_clauses_hang_together_as_printed(plan: Document) -> None:
    industry = plan.clauses.get(title="抓好工业")
    assert industry.parent is not None
    assert industry.parent.title == "重点任务"
    assert [c.title for c in industry.children.all()] == ["推进技术改造", "服务企业"]


def test_drafts_stand_in_the_order_of_the_text_on_their_sentences(plan: Document) -> None:
    drafts = list(plan.drafts.all())
    assert [d.start for d in drafts] == sorted(d.start for d in drafts)
    for draft in drafts:
        assert draft.sentence_start <= draft.start < draft.end <= draft.sentence_end
    work = matter_draft(plan, "推进技术改造").proposal
    assert (work["lead"], work["support"], work["deadline"]) == (["财政局"], ["统计局"], "2015-06-30")


def test_the_same_text_is_refused_for_the_same_unit_only(district: District, plan: Document) -> None:
    with pytest.raises(Refused) as caught:
        import_plan(district, title="另一个名字")
    assert [p.code for p in caught.value.problems] == ["imported_before"]
    assert plan.title in str(caught.value)
    other = import_document(
        district.standing("supervisor"),
        "QH-T1",
        Heading(title="镇", year=2015),
        PLAN.encode("gb18030"),
        "a.txt",
    )
    assert other.text_digest == plan.text_digest
    assert other.encoding == "gb18030"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        (Heading(title=" ", year=2015), "title"),
        (Heading(title="长" * 201, year=2015), "title"),
        (Heading(title="计划", year=15), "year"),
        (Heading(title="计划", year=2015, number="号" * 61), "number"),
        (Heading(title="计划", year=2015, kind="poem"), "kind_of_document"),
    ],
)
def test_an_incomplete_heading_is_refused_before_anything_is_kept(
    district: District, heading: Heading, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        import_document(district.standing("leader"), "QH", heading, PLAN.encode(), "a.txt")
    assert [p.code for p in caught.value.problems] == [code]
    assert not Document.objects.exists()


@pytest.mark.parametrize("who", ["assessor", "statistician", "t1_head", "inspector", "admin", "v1_head"])
def test_only_the_office_and_leaders_import_and_settle(district: District, plan: Document, who: str) -> None:
    standing = district.standing(who)
    with pytest.raises(Denied):
        import_document(standing, "QH", Heading("计划", 2015), b"x", "a.txt")
    with pytest.raises(Denied):
        reject_draft(standing, plan.drafts.all()[0], "无关")
    with pytest.raises(Denied):
        set_aside_clause(standing, plan.clauses.all()[0], "回顾")
    assert queries.reader(standing, plan.pk, TODAY).document == plan


def test_a_visitor_reads_nothing(district: District, plan: Document) -> None:
    visitor = Standing(at=district.standing("leader").at)
    assert queries.documents(visitor, TODAY) == []
    with pytest.raises(Denied):
        queries.reader(visitor, plan.pk, TODAY)


def test_a_confirmed_draft_opens_a_matter_on_its_sentence(district: District, plan: Document) -> None:
    draft = matter_draft(plan, "改造老旧小区")
    matter = confirm_draft(
        district.standing("supervisor"),
        draft,
        MatterDecision(draft.proposal["title"], draft.proposal["text"], "QH-S1", due_on=date(2015, 12, 31)),
    )
    assert (matter.document, matter.clause, matter.lead) == (plan, draft.clause, district.unit("QH-S1"))
    assert plan.text[matter.sentence_start : matter.sentence_end].startswith("改造老旧小区")
    draft.refresh_from_db()
    assert draft.decision is not None
    assert (draft.state, draft.decision["number"]) == (DraftState.CONFIRMED, matter.number)
    with pytest.raises(Refused) as again:
        confirm_draft(district.standing("supervisor"), draft, MatterDecision("再来", "一次", "QH-S1"))
    assert [p.code for p in again.value.problems] == ["settled"]
    assert Matter.objects.count() == 1
    assert verify().holds, verify().findings


def test_another_lead_than_printed_is_a_change(district: District, plan: Document) -> None:
    draft = matter_draft(plan, "推进技术改造")
    confirm_draft(
        district.standing("supervisor"),
        draft,
        MatterDecision(draft.proposal["title"], draft.proposal["text"], "QH-T1", due_on=date(2015, 9, 30)),
    )
    draft.refresh_from_db()
    assert draft.state == DraftState.EDITED
    assert draft.proposal["lead"] == ["财政局"]


def test_a_target_draft_is_not_opened_as_a_matter(district: District, plan: Document) -> None:
    draft = plan.drafts.select_related("document__unit").filter(kind="target")[0]
    with pytest.raises(Refused) as caught:
        confirm_draft(district.standing("supervisor"), draft, MatterDecision("a", "b", "QH-S1"))
    assert [p.code for p in caught.value.problems] == ["kind"]


def test_a_rejection_needs_a_reason_and_counts_as_settled(district: District, plan: Document) -> None:
    draft = matter_draft(plan, "服务企业")
    with pytest.raises(Refused):
        reject_draft(district.standing("supervisor"), draft, "  ")
    reject_draft(district.standing("supervisor"), draft, "原则性要求")
    (line,) = queries.documents(district.standing("t1_head"), TODAY)
    assert (line.clauses, line.progress.rejected, line.progress.confirmed) == (8, 1, 0)
    assert line.progress.total == plan.drafts.count()
    view = queries.reader(district.standing("leader"), plan.pk, TODAY)
    assert view.progress == line.progress
    assert verify().holds, verify().findings


def test_what_waits_is_told_to_those_who_may_settle_it(district: District, plan: Document) -> None:
    (waiting,) = queries.drafts_to_settle(district.standing("supervisor"))
    assert (waiting.document, waiting.pending) == (plan, plan.drafts.count())
    assert queries.drafts_to_settle(district.standing("t1_head")) == []
    for draft in plan.drafts.all():
        reject_draft(district.standing("supervisor"), draft, "不办")
    assert queries.drafts_to_settle(district.standing("supervisor")) == []


def test_what_was_not_yet_known_is_not_shown(district: District, plan: Document) -> None:
    yesterday = TODAY - timedelta(days=1)
    assert queries.documents(district.standing("leader"), yesterday) == []
    with pytest.raises(Document.DoesNotExist):
        queries.reader(district.standing("leader"), plan.pk, yesterday)
    assert Clause.objects.filter(document=plan).exists()


def test_a_fall_is_to_be_reached_or_passed() -> None:
    text = "2015年工作安排\n全年单位能耗下降3%，工业投资增长8%。\n"
    found = propose(text, outline(text), 2015)
    assert [(each.content["value"], each.content["op"]) for each in found] == [("-3", "<="), ("8", ">=")]
