"""Appeals and awards bent out of shape: twice, beside the way that was meant, in the wrong order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessing import HALF, Assessment
from assessment.test_appeals import CORRECTED, SAID, decided, filed
from assessment.test_awards import drawn, gate, settled
from assessment.test_frozen import revise
from assessment.test_review import AFTER, OPENED, final
from luoshi.assessment.actions.ask_further_review import ask_further_review
from luoshi.assessment.actions.carry_out_appeals import carry_out_appeals
from luoshi.assessment.actions.deviate_award import deviate_award
from luoshi.assessment.actions.draft_appeal import draft_appeal
from luoshi.assessment.actions.file_appeal import file_appeal
from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.publish_awards import publish_awards
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.actions.set_appeal_terms import Terms, set_appeal_terms
from luoshi.assessment.appeal_desk import may_object
from luoshi.assessment.appeal_models import AppealStep, StepKind
from luoshi.assessment.appeals import history
from luoshi.assessment.award_desk import award_sheet
from luoshi.assessment.models import RunKind
from luoshi.assessment.review import hindrances
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify


def test_two_drafts_about_one_item_are_not_both_filed(assessment: Assessment) -> None:
    """The form was sent twice: each draft is one of its own, the item is appealed once."""
    run, unit = final(assessment), assessment.district.unit("QH-T2")
    head = assessment.district.standing("t2_head", OPENED)
    first, second = (draft_appeal(head, run, unit, SAID) for _twice in range(2))
    number = file_appeal(head, first).number
    with pytest.raises(Refused, match=number):
        file_appeal(head, second)
    assert history(second).state == StepKind.DRAFTED and verify().holds


def test_a_decision_is_carried_out_although_the_correction_is_in_another_result_already(
    assessment: Assessment,
) -> None:
    """The office corrected the figure and froze the result by hand, as every corrected result is frozen."""
    appeal = decided(assessment)
    office = assessment.district.standing("assessor", CORRECTED, 15)
    assert appeal.run is not None
    revise(assessment)
    by_hand = freeze_run(
        office, run_trial(office, appeal.run.scheme, HALF, CORRECTED), RunKind.FINAL, "更正数据"
    )
    again = carry_out_appeals(office, run_trial(office, by_hand.scheme, HALF, CORRECTED))
    step = AppealStep.objects.get(appeal=appeal, kind=StepKind.CARRIED_OUT)
    assert step.run == again and step.effect["score"][0] == "95.32" != step.effect["score"][1]


def test_a_result_waits_while_more_may_be_asked_for_than_was_upheld(assessment: Assessment) -> None:
    scheme, standing = assessment.scheme(), assessment.district.standing
    office = standing("assessor", OPENED)
    set_appeal_terms(office, scheme, Terms(3, 3, 10, 20), "区考核办〔2015〕4号")
    appeal = decided(assessment, "partly", filed(assessment, final(assessment, scheme)))
    revise(assessment)
    office = standing("assessor", CORRECTED, 15)
    run = carry_out_appeals(office, run_trial(office, scheme, HALF, CORRECTED))
    day = date(2015, 7, 6)
    until = history(appeal).further_until
    assert until is not None and until > day
    assert [str(until) in str(problem) for problem in hindrances(run, day)] == [True]
    again = ask_further_review(standing("t2_head", day), appeal, "仍少一项", "请补计")
    assert again.number in {str(problem.where) for problem in hindrances(run, day)}


def test_a_gate_raised_after_a_deviation_closes_the_award(assessment: Assessment) -> None:
    run, leader = settled(assessment), assessment.district.standing("leader", AFTER)
    awards, unit = drawn(assessment, run), assessment.district.unit("QH-T3")
    deviate_award(leader, awards, unit, 0, "区委〔2015〕20号", "防汛突出")
    gate(assessment, run, "QH-T3")
    publish_run(leader, run)
    later = assessment.district.standing("leader", date(2015, 6, 30))
    with pytest.raises(Refused, match="QH-T3"):
        publish_awards(later, awards)
    deviate_award(later, awards, unit, None, "区委〔2015〕21号", "撤销")
    publish_awards(later, awards)
    assert verify().holds


def test_no_awards_by_a_result_that_was_superseded(assessment: Assessment) -> None:
    run, leader = settled(assessment), assessment.district.standing("leader", AFTER)
    awards = drawn(assessment, run)
    publish_run(leader, run)
    revise(assessment)
    newer = final(assessment, run.scheme, CORRECTED, CORRECTED, "更正数据")
    leader = assessment.district.standing("leader", date(2015, 6, 25), 16)
    with pytest.raises(Refused, match=str(newer.pk)):
        publish_awards(leader, awards)


def test_awards_wait_while_a_unit_may_still_appeal_about_a_gate(assessment: Assessment) -> None:
    """Raised on Monday the 22nd, appealed about until the 29th: an award given away before is given away for good."""
    run, leader = settled(assessment), assessment.district.standing("leader", AFTER)
    awards, _raised = drawn(assessment, run), gate(assessment, run, "QH-T1")
    publish_run(leader, run)
    with pytest.raises(Refused, match="2015-06-29"):
        publish_awards(leader, awards)
    publish_awards(assessment.district.standing("leader", date(2015, 6, 30)), awards)


def test_a_superseded_result_is_not_appealed_about(assessment: Assessment) -> None:
    run, unit = final(assessment), assessment.district.unit("QH-T2")
    revise(assessment)
    day = date(2015, 6, 19)
    newer = final(assessment, run.scheme, day, day, "更正数据")
    with pytest.raises(Refused, match=str(newer.pk)):
        draft_appeal(assessment.district.standing("t2_head", day), run, unit, SAID)
    assert not may_object(assessment.district.standing("t2_head", day), run)
    assert may_object(assessment.district.standing("t2_head", day), newer)


def test_who_speaks_for_two_units_speaks_for_the_one_that_appeals(assessment: Assessment) -> None:
    """The head of T2 also heads a unit that comes first: the record names the unit that appeals."""
    head, other = (
        assessment.district.standing("t2_head", OPENED),
        assessment.district.standing("t1_head", OPENED),
    )
    both = replace(head, posts=(*other.posts, *head.posts))
    appeal = draft_appeal(both, final(assessment), assessment.district.unit("QH-T2"), SAID)
    assert file_appeal(both, appeal).steps.last().office == assessment.district.unit("QH-T2")


def test_the_number_of_a_receipt_waits_for_every_scheme_of_the_year(assessment: Assessment) -> None:
    """Two schemes of one year share a row of numbers: whoever files holds them all, not the own one only."""
    run = final(assessment)
    head = assessment.district.standing("t2_head", OPENED)
    draft = draft_appeal(head, run, assessment.district.unit("QH-T2"), SAID)
    with CaptureQueriesContext(connection) as asked:
        file_appeal(head, draft)
    held = [query["sql"] for query in asked if "assessment_scheme" in query["sql"]]
    assert any('WHERE "assessment_scheme"."year" = 2015' in sql for sql in held)


def test_awards_are_not_seen_before_the_day_they_were_published(assessment: Assessment) -> None:
    run, leader = settled(assessment), assessment.district.standing("leader", AFTER)
    awards = drawn(assessment, run)
    publish_run(leader, run)
    day = date(2015, 6, 24)
    publish_awards(assessment.district.standing("leader", day), awards)
    head = assessment.district.standing("t1_head", day)
    now, then = award_sheet(head, run, day), award_sheet(head, run, AFTER)
    assert now.published and now.groups and not then.published and not then.groups and then.list is None
