"""A new edition takes over what kept its words, and lists what was confirmed on words that it changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import TODAY, District
from luoshi.documents import queries
from luoshi.documents.actions.import_document import Heading
from luoshi.documents.actions.import_edition import import_edition
from luoshi.documents.actions.keep_decision import keep_decision
from luoshi.documents.actions.reject_draft import reject_draft
from luoshi.documents.actions.set_aside_clause import set_aside_clause
from luoshi.documents.editions import Comparison, comparison, editions
from luoshi.documents.models import Carried, Document, Draft
from luoshi.indicators.models import Indicator
from luoshi.indicators.vocabulary import vocabulary
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify
from luoshi.matters.actions.confirm_draft import MatterDecision
from luoshi.matters.actions.confirm_draft import confirm_draft as confirm_matter
from luoshi.matters.models import Matter
from luoshi.targets.actions.confirm_draft import confirm_draft, proposed
from luoshi.targets.coverage import coverage
from luoshi.targets.models import Target
from plan_document import PLAN, catalogue, import_plan

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def plan(district: District) -> Document:
    """The plan with everything decided: two targets and two matters confirmed, the rest turned down."""
    catalogue()
    found = import_plan(district)
    office = district.standing("supervisor")
    for draft in found.drafts.select_related("document__unit", "clause"):
        read = draft.proposal
        if draft.kind == "target" and read["indicator"] in {"gdp", "fiscal_revenue"}:
            confirm_draft(office, draft, proposed(draft, Indicator.objects.get(code=read["indicator"])))
        elif draft.kind == "matter" and read["title"] in {"推进技术改造", "改造老旧小区"}:
            decision = MatterDecision(read["title"], read["text"], "QH-FIN", due_on=date(2015, 12, 31))
            confirm_matter(office, draft, decision)
        else:
            reject_draft(office, draft, "不办")
    set_aside_clause(office, found.clauses.get(title="2014年情况"), "回顾上年")
    return found


def next_edition(
    district: District, earlier: Document, text: str, day: date = TOMORROW, hour: int = 9
) -> Document:
    return import_edition(
        district.standing("supervisor", day, hour),
        earlier,
        Heading(earlier.title, 2015),
        text,
        vocabulary=vocabulary(),
    )


def states(document: Document) -> dict[str, str]:
    """What became of the drafts, by title or phrase."""
    return {d.proposal.get("title") or d.proposal["phrase"]: d.state for d in document.drafts.all()}


def side_by_side(
    district: District, document: Document, who: str = "supervisor", day: date = TOMORROW
) -> Comparison:
    standing = district.standing(who, day)
    found = comparison(standing, queries.document(standing, document.pk, day), day)
    assert found is not None
    return found


def owners(district: District, document: Document, day: date = TOMORROW) -> dict[str, str]:
    standing = district.standing("supervisor", day)
    return {line.clause.title: line.state for line in coverage(standing, document.pk, day).clauses}


def opened(document: Document) -> list[Carried]:
    return list(document.carried.filter(state="open").select_related("origin", "draft"))


def test_what_kept_its_words_keeps_its_decisions(district: District, plan: Document) -> None:
    text = PLAN.replace("（二）抓好民生", "（二）抓好农业\n\n要修好水渠。\n\n（三）抓好民生")
    found = next_edition(district, plan, text)
    assert {k: v for k, v in states(found).items() if k in states(plan)} == states(plan)
    assert opened(found) == []
    assert found.carried.filter(state="carried").count() == plan.drafts.count()
    assert found.clauses.get(title="2014年情况").set_aside == "回顾上年"
    before, now = owners(district, plan, TODAY), owners(district, found)
    assert {title: now[title] for title in before} == {**before, "重点任务": "partly"}
    assert now["抓好农业"] == "nobody"
    assert verify().holds, verify().findings


def test_a_target_and_a_matter_are_known_on_the_new_text(district: District, plan: Document) -> None:
    found = next_edition(district, plan, PLAN + "\n以上请认真落实。\n")
    lines = coverage(district.standing("supervisor", TOMORROW), found.pk, TOMORROW).clauses
    standing_on = {line.clause.title: line for line in lines}
    assert {t.indicator.code for t in standing_on["2015年目标"].targets} == {"gdp", "fiscal_revenue"}
    (matter,) = standing_on["改造老旧小区"].matters
    assert (matter.document, matter.clause) == (plan, plan.clauses.get(title="改造老旧小区"))
    for draft in found.drafts.filter(state="confirmed"):
        assert (
            draft.document.text[draft.start : draft.end]
            == plan.text[draft.carried.origin.start : draft.carried.origin.end]
        )


def test_an_edited_number_is_looked_at_again(district: District, plan: Document) -> None:
    found = next_edition(district, plan, PLAN.replace("增长8%", "增长7%"))
    assert states(found)["全区生产总值"] == states(found)["财政总收入"] == "pending"
    assert states(found)["推进技术改造"] == "edited"
    told = side_by_side(district, found)
    by_indicator = {r.carried.origin.proposal["indicator"]: r for r in told.reviews}
    assert set(by_indicator) == {"gdp", "fiscal_revenue"}
    gdp = by_indicator["gdp"]
    assert (gdp.numbers, gdp.same, gdp.state) == ((("8%", "7%"),), False, "open")
    assert "".join(p.text for p in gdp.new if p.kind) == "7%"
    assert by_indicator["fiscal_revenue"].same
    assert Target.objects.filter(superseded_at=None).count() == 2
    assert owners(district, found)["2015年目标"] == "nobody"
    assert owners(district, plan)["2015年目标"] == "owned"


def test_a_kept_decision_counts_on_the_new_words(district: District, plan: Document) -> None:
    found = next_edition(district, plan, PLAN.replace("增长8%", "增长7%"))
    office = district.standing("supervisor", TOMORROW, 10)
    by_indicator = {c.origin.proposal["indicator"]: c for c in opened(found)}
    keep_decision(office, by_indicator["fiscal_revenue"])
    with pytest.raises(Refused) as refused:
        keep_decision(office, by_indicator["gdp"], " ")
    assert [p.code for p in refused.value.problems] == ["reason"]
    keep_decision(office, by_indicator["gdp"], "区委要求不降")
    assert (states(found)["全区生产总值"], states(found)["财政总收入"]) == ("edited", "confirmed")
    assert owners(district, found)["2015年目标"] == "owned"
    assert opened(found) == []
    with pytest.raises(Refused) as again:
        keep_decision(office, by_indicator["gdp"], "再来")
    assert [p.code for p in again.value.problems] == ["settled"]
    assert verify().holds, verify().findings


def test_what_the_text_no_longer_says_is_looked_at_again(district: District, plan: Document) -> None:
    found = next_edition(district, plan, PLAN[: PLAN.index("（二）抓好民生")])
    (lost,) = opened(found)
    assert (lost.draft, lost.origin.proposal["title"]) == (None, "改造老旧小区")
    office = district.standing("supervisor", TOMORROW)
    for draft in found.drafts.filter(state="pending").select_related("document__unit"):
        reject_draft(office, draft, "不办")
    (waiting,) = queries.drafts_to_settle(office)
    assert (waiting.document, waiting.pending) == (found, 1)
    (told,) = side_by_side(district, found).reviews
    assert (told.new, told.is_open) == ((), True)
    keep_decision(district.standing("leader", TOMORROW, 10), lost, "改由专项方案推进")
    assert queries.drafts_to_settle(district.standing("supervisor", TOMORROW)) == []
    assert Matter.objects.count() == 2


def test_a_base_stated_otherwise_elsewhere_puts_the_target_in_question(
    district: District, plan: Document
) -> None:
    found = next_edition(district, plan, PLAN.replace("200.5亿元", "201.5亿元"))
    (again,) = opened(found)
    assert again.origin.proposal["indicator"] == "gdp"
    assert side_by_side(district, found).reviews[0].numbers == (("200.5亿元", "201.5亿元"),)
    assert found.clauses.get(title="2014年情况").set_aside == ""


def test_what_was_turned_down_is_read_afresh_where_the_words_changed(
    district: District, plan: Document
) -> None:
    found = next_edition(district, plan, PLAN.replace("逐项销号", "逐户走访"))
    assert states(found)["服务企业"] == "pending"
    assert opened(found) == []


def test_the_earlier_edition_stays_and_is_decided_no_more(district: District, plan: Document) -> None:
    before = states(plan)
    found = next_edition(district, plan, PLAN.replace("增长8%", "增长7%"))
    plan.refresh_from_db()
    assert (plan.text, states(plan)) == (PLAN, before)
    office = district.standing("supervisor", TOMORROW)
    for again in (
        lambda: set_aside_clause(office, plan.clauses.get(title="服务企业"), "不办"),
        lambda: next_edition(district, plan, PLAN + "\n又一稿。\n"),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert [p.code for p in refused.value.problems] == ["superseded"]
    with pytest.raises(Refused) as same:
        next_edition(district, found, PLAN)
    assert [p.code for p in same.value.problems] == ["imported_before"]
    assert Document.objects.count() == 2


def test_a_pending_draft_of_an_earlier_edition_is_not_settled_there(district: District) -> None:
    catalogue()
    plan = import_plan(district)
    next_edition(district, plan, PLAN + "\n附件略。\n")
    with pytest.raises(Refused) as refused:
        reject_draft(district.standing("supervisor", TOMORROW), plan.drafts.all()[0], "不办")
    assert [p.code for p in refused.value.problems] == ["superseded"]


def test_lists_show_the_newest_edition_known_on_the_day(district: District, plan: Document) -> None:
    found = next_edition(district, plan, PLAN.replace("增长8%", "增长7%"))
    leader = district.standing("leader", TOMORROW)
    (line,) = queries.documents(leader, TOMORROW)
    assert (line.document, line.edition) == (found, 2)
    (earlier,) = queries.documents(leader, TODAY)
    assert (earlier.document, earlier.edition) == (plan, 1)
    assert editions(plan, TODAY).later is None
    assert editions(plan, TOMORROW).newest == found


def test_a_third_edition_goes_on_from_the_second(district: District, plan: Document) -> None:
    second = next_edition(district, plan, PLAN.replace("增长8%", "增长7%"), hour=9)
    by_indicator = {c.origin.proposal["indicator"]: c for c in opened(second)}
    keep_decision(district.standing("supervisor", TOMORROW, 10), by_indicator["gdp"], "不降")
    third = next_edition(district, second, second.text.replace("逐项销号", "逐户走访"), hour=11)
    assert third.edition.number == 3
    (left,) = opened(third)
    assert left.origin == by_indicator["fiscal_revenue"].origin
    assert states(third)["全区生产总值"] == "edited"
    kept = third.carried.get(draft__proposal__indicator="gdp")
    assert (kept.state, kept.origin) == ("carried", by_indicator["gdp"].origin)
    keep_decision(district.standing("supervisor", TOMORROW, 12), left)
    assert owners(district, third)["2015年目标"] == "owned"
    assert verify().holds, verify().findings


def test_what_was_lost_stays_lost_until_somebody_decides(district: District, plan: Document) -> None:
    second = next_edition(district, plan, PLAN[: PLAN.index("（二）抓好民生")])
    third = next_edition(district, second, second.text.replace("逐项销号", "逐户走访"), hour=11)
    (lost,) = opened(third)
    assert (lost.draft, lost.origin.proposal["title"]) == (None, "改造老旧小区")
    (told,) = side_by_side(district, third).reviews
    assert told.new == ()


def test_a_clause_inserted_into_one_set_aside_is_not_set_aside(district: District) -> None:
    catalogue()
    plan = import_plan(district)
    set_aside_clause(district.standing("leader"), plan.clauses.get(title="重点任务"), "另行发文")
    found = next_edition(district, plan, PLAN.replace("二要服务企业", "二要开拓市场。\n\n三要服务企业"))
    reasons = {c.title: c.set_aside for c in found.clauses.all()}
    assert reasons["抓好民生"] == reasons["推进技术改造"] == reasons["服务企业"] == "另行发文"
    assert reasons["重点任务"] == reasons["抓好工业"] == reasons["开拓市场"] == reasons["改造老旧小区"] == ""
    now = owners(district, found)
    assert (now["开拓市场"], now["服务企业"], now["改造老旧小区"]) == ("nobody", "set_aside", "set_aside")


def test_a_reader_that_overlooks_what_was_decided_does_not_undo_it(
    district: District, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luoshi.documents.actions.import_document.propose", lambda *_given: [])
    found = next_edition(district, plan, "前言。\n\n" + PLAN.replace("逐项销号", "逐户走访"))
    assert "服务企业" not in states(found)
    gdp = found.drafts.get(proposal__indicator="gdp")
    base = gdp.proposal["base"]
    assert (gdp.state, found.text[base["start"] : base["end"]]) == ("confirmed", "200.5")
    assert found.text[gdp.start : gdp.end] == "8"
    assert owners(district, found)["2015年目标"] == "owned"
    assert opened(found) == []


def test_one_entry_vouches_for_a_new_edition(district: District, plan: Document) -> None:
    before = Entry.objects.count()
    found = next_edition(district, plan, PLAN.replace("增长8%", "增长7%"))
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.detail["open"]) == ("documents.import_edition", 2)
    assert entry.detail["changes"]["edited"] == 1
    tables = {table for table, _key, _digest in entry.rows}
    assert {"documents.edition", "documents.carried", "documents.draft"} <= tables
    assert found.text_digest == entry.detail["digest"]


def test_only_offices_see_what_is_looked_at_again(district: District, plan: Document) -> None:
    found = next_edition(district, plan, PLAN.replace("增长8%", "增长7%"))
    assert side_by_side(district, found, "t1_head").reviews == ()
    assert side_by_side(district, found, "t1_head").counts["edited"] == 1


SPOTS = [
    "200.5",
    "31.2",
    "8%",
    "5%",
    "6%",
    "首批项目",
    "逐项销号",
    "年度任务",
    "北门街道",
    "统计局",
    "建立台账",
]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spot=st.sampled_from(SPOTS), words=st.text("改新办理增一二9.", max_size=4))
def test_whatever_is_edited_all_other_clauses_keep_their_decisions(
    district: District, plan: Document, spot: str, words: str
) -> None:
    """The fixture stays for all examples; each is taken back by its own savepoint."""
    text = PLAN.replace(spot, words)
    if text == PLAN:
        return
    with transaction.atomic():
        found = next_edition(district, plan, text)
        at = PLAN.index(spot)
        edited = plan.clauses.filter(start__lte=at, end__gt=at).order_by("-level").first()
        now = {(d.kind, d.proposal.get("title") or d.proposal["phrase"]): d for d in found.drafts.all()}
        for draft in plan.drafts.select_related("clause"):
            stated = (draft.proposal.get("base") or {}).get("clause")
            if edited is not None and edited.key in {draft.clause and draft.clause.key, stated}:
                continue
            after = now[draft.kind, draft.proposal.get("title") or draft.proposal["phrase"]]
            assert _decision(after) == _decision(draft)
            assert after.carried.origin == draft
        transaction.set_rollback(True)


def _decision(draft: Draft) -> tuple[object, ...]:
    return draft.state, draft.decision, draft.reason, draft.decided_by_id, draft.decided_at
