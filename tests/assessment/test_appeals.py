"""An appeal: filed in time by those who speak for the unit, decided by somebody kept apart, carried out through the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from assessing import HALF, Assessment
from assessment.test_frozen import revise
from assessment.test_review import AFTER, LAST, OPENED, final
from cast import FOUNDED
from luoshi.assessment.actions.admit_appeal import admit_appeal
from luoshi.assessment.actions.answer_appeal import answer_appeal
from luoshi.assessment.actions.ask_further_review import ask_further_review
from luoshi.assessment.actions.carry_out_appeals import carry_out_appeals
from luoshi.assessment.actions.decide_appeal import decide_appeal
from luoshi.assessment.actions.dismiss_appeal import dismiss_appeal
from luoshi.assessment.actions.draft_appeal import NewEvidence, Objection, draft_appeal
from luoshi.assessment.actions.file_appeal import file_appeal
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.actions.set_appeal_terms import Terms, set_appeal_terms
from luoshi.assessment.actions.settle_run import settle_run
from luoshi.assessment.actions.withdraw_appeal import withdraw_appeal
from luoshi.assessment.appeal_desk import find_appeal, to_lift
from luoshi.assessment.appeal_models import Appeal, AppealStep, StepKind
from luoshi.assessment.appeal_policies import set_apart_of_each
from luoshi.assessment.appeals import History, histories, history
from luoshi.assessment.duties import duties
from luoshi.assessment.models import Run
from luoshi.assessment.review import hindrances
from luoshi.indicators.actions.draw_look_back import draw_look_back
from luoshi.indicators.actions.settle_claim import settle_claim
from luoshi.indicators.actions.visit_claim import visit_claim
from luoshi.indicators.look_back_models import Claim
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.actions.appoint import Appointment, appoint
from luoshi.org.models import Person, Post, Role
from luoshi.web.appeal_words import sentence
from luoshi.web.duty_words import duty_item

SAID = Objection(
    "一个项目漏计",
    "按台账补计后重新计分",
    ("investment",),
    (NewEvidence("document", "柳林镇〔2015〕8号项目入库报告"), NewEvidence("file", "台账.xlsx", "a" * 64)),
)
CORRECTED = date(2015, 6, 25)


def filed(
    assessment: Assessment, run: Run | None = None, day: date = OPENED, said: Objection = SAID
) -> Appeal:
    run = run or final(assessment)
    head, unit = assessment.district.standing("t2_head", day), assessment.district.unit("QH-T2")
    return file_appeal(head, draft_appeal(head, run, unit, said))


def decided(assessment: Assessment, outcome: str = "upheld", appeal: Appeal | None = None) -> Appeal:
    standing = assessment.district.standing
    appeal = appeal or filed(assessment)
    admit_appeal(standing("supervisor", OPENED), appeal)
    answer_appeal(standing("statistician", OPENED), appeal, "台账属实")
    return decide_appeal(standing("supervisor", OPENED), appeal, outcome, "台账可证", "考核办法第十条")


def kinds(appeal: Appeal) -> list[str]:
    return [step.kind for step in appeal.steps.all()]


def test_the_liaison_drafts_and_the_principal_files(assessment: Assessment) -> None:
    run, unit = final(assessment), assessment.district.unit("QH-T2")
    liaison = assessment.district.standing("t2_liaison", OPENED)
    draft = draft_appeal(liaison, run, unit, SAID)
    assert draft.number == "" and not hindrances(run, AFTER)
    with pytest.raises(Denied):
        file_appeal(liaison, draft)
    appeal = file_appeal(assessment.district.standing("t2_head", OPENED), draft)
    assert appeal.number == "申诉〔2015〕1号"
    assert [problem.where for problem in hindrances(run, AFTER)] == [appeal.number]
    assert verify().holds


@pytest.mark.parametrize("person", ["t1_head", "leader", "assessor", "supervisor", "statistician", "admin"])
def test_nobody_else_speaks_for_the_unit(assessment: Assessment, person: str) -> None:
    run = final(assessment)
    with pytest.raises(Denied):
        draft_appeal(
            assessment.district.standing(person, OPENED), run, assessment.district.unit("QH-T2"), SAID
        )


def test_a_late_appeal_is_refused_with_the_rule(assessment: Assessment) -> None:
    run, unit = final(assessment), assessment.district.unit("QH-T2")
    head = partial(assessment.district.standing, "t2_head")
    draft = draft_appeal(head(LAST), run, unit, SAID)
    for act in (
        partial(file_appeal, head(AFTER), draft),
        partial(draft_appeal, head(AFTER), run, unit, SAID),
    ):
        with pytest.raises(Refused, match="2015-06-19"):
            act()


def test_words_items_and_evidence_are_owed(assessment: Assessment) -> None:
    run, unit = final(assessment), assessment.district.unit("QH-T2")
    head = assessment.district.standing("t2_head", OPENED)
    with pytest.raises(Refused) as refused:
        draft_appeal(head, run, unit, Objection(" ", "", ("economy",)))
    assert {p.code for p in refused.value.problems} == {"wrong", "asks", "document", "items"}
    assert not Appeal.objects.exists()


def test_an_item_is_appealed_once(assessment: Assessment) -> None:
    run = final(assessment)
    first = filed(assessment, run)
    with pytest.raises(Refused, match=first.number):
        filed(assessment, run)
    withdraw_appeal(assessment.district.standing("t2_head", OPENED), first)
    assert filed(assessment, run).number == "申诉〔2015〕2号"


def test_who_made_the_rules_the_result_or_the_figure_is_kept_apart(assessment: Assessment) -> None:
    appeal = filed(assessment)
    for person in (
        "assessor",
        "statistician",
        "treasurer",
        "t2_head",
        "t2_liaison",
        "t1_head",
        "leader",
        "inspector",
    ):
        for act in (admit_appeal, partial(dismiss_appeal, reason="逾期", basis="第九条")):
            with pytest.raises(Denied):
                act(assessment.district.standing(person, OPENED), appeal)
    admit_appeal(assessment.district.standing("supervisor", OPENED), appeal)
    assert kinds(appeal) == ["drafted", "filed", "admitted"]


def test_who_is_kept_apart_is_the_same_alone_and_among_many_for_as_many_queries(
    assessment: Assessment,
) -> None:
    run = final(assessment)
    items = ("investment", "income", "closure")
    appeals = [filed(assessment, run, said=replace(SAID, items=(item,))) for item in items]
    admit_appeal(assessment.district.standing("supervisor", OPENED), appeals[0])
    answer_appeal(assessment.district.standing("statistician", OPENED), appeals[0], "台账属实")

    def asked(*some: Appeal) -> tuple[dict[int, set[int]], int]:
        stories = histories(some)
        with CaptureQueriesContext(connection) as queries:
            found = set_apart_of_each(stories)
        return found, len(queries)

    alone = [asked(appeal) for appeal in appeals]
    together, count = asked(*appeals)
    assert together == {key: persons for found, _count in alone for key, persons in found.items()}
    assert count == alone[0][1] <= 2
    persons = {p.code: p.pk for p in Person.objects.all()}
    # Of the figure itself: who reported it and who verified it; of the matter: who answered, drafted and scored.
    assert {persons["t2_liaison"], persons["statistician"], persons["t2_head"], persons["assessor"]} <= (
        together[appeals[0].pk]
    )
    assert persons["t2_liaison"] not in together[appeals[2].pk]
    assert persons["supervisor"] not in together[appeals[0].pk]


def test_who_answers_does_not_decide(assessment: Assessment) -> None:
    appeal = filed(assessment)
    supervisor = assessment.district.standing("supervisor", OPENED)
    admit_appeal(supervisor, appeal)
    with pytest.raises(Denied):
        answer_appeal(supervisor, appeal, "属实")
    assessor = assessment.district.standing("assessor", OPENED)
    answer_appeal(assessor, appeal, "按已核实数计分")
    with pytest.raises(Denied):
        decide_appeal(assessor, appeal, "rejected", "理由", "依据")


def test_an_upheld_appeal_about_a_result_is_no_gate_that_a_leader_lifts(assessment: Assessment) -> None:
    """Between the decision and the new result a leader has nothing to do about it, and opens Today."""
    appeal = decided(assessment)
    assert history(appeal).to_carry_out
    assert to_lift() == []
    leader = assessment.district.standing("leader", OPENED)
    assert [duty for duty in duties(leader) if duty.kind == "appeal.lift"] == []


def test_an_upheld_appeal_about_a_result_waits_for_the_assessment_office(assessment: Assessment) -> None:
    """From the decision until its new final result stands, whatever notices were read."""
    appeal = decided(assessment)
    assert appeal.run is not None

    def waiting(day: date) -> list[str]:
        duty = [d for d in duties(assessment.district.standing("assessor", day, 15)) if d.appeal is not None]
        return [f"{one.kind} {duty_item(one, day)[0]}" for one in duty]

    with override("en"):
        (told,) = waiting(OPENED)
    assert told.startswith("appeal.carry_out") and appeal.number in told
    leader = assessment.district.standing("leader", OPENED)
    assert "appeal.carry_out" not in {duty.kind for duty in duties(leader)}
    revise(assessment)
    office = assessment.district.standing("assessor", CORRECTED, 15)
    carry_out_appeals(office, run_trial(office, appeal.run.scheme, HALF, CORRECTED))
    assert waiting(CORRECTED) == []


def test_only_an_appeal_that_moved_something_is_said_to_have_changed_the_result(
    assessment: Assessment,
) -> None:
    appeal = decided(assessment)
    still = AppealStep(kind=StepKind.CARRIED_OUT, effect={"score": ["95.32", "95.32"], "rank": [2, 2]})
    moved = AppealStep(kind=StepKind.CARRIED_OUT, effect={"score": ["95.32", "97.10"], "rank": [2, 2]})
    with override("en"):
        assert sentence([History(appeal, (still,))], AFTER) == "1 appeal."
        assert sentence([History(appeal, (moved,))], AFTER) == "1 appeal; 1 changed the result."


def test_who_decides_is_not_asked_for_an_answer_that_was_given(assessment: Assessment) -> None:
    district = assessment.district
    office = Post.objects.get(tenures__person__code="assessor", role=Role.ASSESSMENT_OFFICE).unit.code
    post = Appointment(office, "assessment_office", "副主任", "Deputy", "second_office", "沈复")
    appoint(district.standing("admin"), [post], FOUNDED)
    appeal, reviewer = filed(assessment), district.standing("second_office", OPENED)
    admit_appeal(reviewer, appeal)

    def may() -> frozenset[str]:
        sheet = find_appeal(reviewer, appeal.pk)
        assert sheet is not None
        return sheet.may

    assert may() == {"answer", "decide"}
    answer_appeal(district.standing("statistician", OPENED), appeal, "台账属实")
    assert may() == {"decide"}


def test_the_other_side_is_heard_or_its_term_is_over(assessment: Assessment) -> None:
    appeal = filed(assessment)
    admit_appeal(assessment.district.standing("supervisor", OPENED), appeal)
    with pytest.raises(Refused, match="2015-06-17"):
        decide_appeal(assessment.district.standing("supervisor", OPENED), appeal, "rejected", "理由", "依据")
    later = assessment.district.standing("supervisor", date(2015, 6, 18))
    with pytest.raises(Refused) as refused:
        decide_appeal(later, appeal, "", "", "")
    assert {p.code for p in refused.value.problems} == {"outcome", "reason", "basis"}
    decide_appeal(later, appeal, "rejected", "理由", "依据")
    assert history(appeal).state == StepKind.DECIDED


def test_an_upheld_appeal_is_carried_out_through_the_data(assessment: Assessment) -> None:
    appeal = decided(assessment)
    assert appeal.run is not None
    old, office = appeal.run, assessment.district.standing("assessor", CORRECTED, 15)
    leader = assessment.district.standing("leader", date(2015, 7, 6))
    with pytest.raises(Refused, match=appeal.number):
        carry_out_appeals(office, run_trial(office, old.scheme, HALF, CORRECTED))
    with pytest.raises(Refused, match=appeal.number):
        settle_run(leader, old)
    revise(assessment)
    run = carry_out_appeals(office, run_trial(office, old.scheme, HALF, CORRECTED))
    assert run.supersedes == old and appeal.number in run.reason
    step = AppealStep.objects.get(appeal=appeal, kind=StepKind.CARRIED_OUT)
    assert step.run == run and step.effect["score"][0] == "95.32" != step.effect["score"][1]
    settle_run(leader, run)
    publish_run(leader, run)
    assert verify().holds


def test_a_rejected_appeal_goes_up_once(assessment: Assessment) -> None:
    appeal = decided(assessment, "rejected")
    standing, run = assessment.district.standing, appeal.run
    assert run is not None and appeal.number in {str(p.where) for p in hindrances(run, LAST)}
    again = ask_further_review(standing("t2_head", LAST), appeal, "仍有异议", "请复审")
    assert again.number == "复审〔2015〕1号"
    with pytest.raises(Refused):
        ask_further_review(standing("t2_head", LAST), appeal, "再次", "再次")
    with pytest.raises(Denied):
        admit_appeal(standing("supervisor", LAST), again)
    leader = standing("leader", LAST)
    admit_appeal(leader, again)
    answer_appeal(standing("assessor", LAST), again, "维持")
    decide_appeal(leader, again, "rejected", "证据不足", "考核办法第十二条")
    with pytest.raises(Refused):
        ask_further_review(standing("t2_head", LAST), again, "再次", "再次")
    assert not hindrances(run, AFTER)
    assert verify().holds


def test_after_the_term_no_further_review_is_taken(assessment: Assessment) -> None:
    appeal = decided(assessment, "rejected")
    with pytest.raises(Refused, match="2015-06-19"):
        ask_further_review(assessment.district.standing("t2_head", AFTER), appeal, "仍有异议", "请复审")


def test_terms_are_set_before_the_first_final_result(assessment: Assessment) -> None:
    scheme, office = assessment.scheme(), assessment.district.standing("assessor", OPENED)
    set_appeal_terms(office, scheme, Terms(1, 1, 2, 1), "区考核办〔2015〕4号")
    run = final(assessment, scheme)
    assert history(filed(assessment, run)).due_on == date(2015, 6, 15)
    with pytest.raises(Refused):
        set_appeal_terms(office, scheme, Terms(0, 3, 10, 5), "")
    assert verify().holds


def test_who_visited_the_figure_is_kept_apart(assessment: Assessment) -> None:

    supervisor = assessment.district.standing("supervisor", date(2015, 6, 8))
    draw_look_back(supervisor, "2015-05", 99, 0, seed="公开摇号", indicators=["invest"])
    claim = Claim.objects.get(observation__unit__code="QH-T2")
    visit_claim(supervisor, claim, claim.observation.value, "查看台账")
    settle_claim(assessment.district.standing("statistician", date(2015, 6, 9)), claim)
    with pytest.raises(Denied):
        admit_appeal(assessment.district.standing("supervisor", OPENED), filed(assessment))
