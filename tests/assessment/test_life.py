"""The life of a scheme: put to the units, approved by a document, published, locked by its first result."""

from __future__ import annotations

from datetime import date

import pytest

from assessing import Assessment, changed
from luoshi.assessment.actions.answer_opinion import answer_opinion
from luoshi.assessment.actions.approve_scheme import approve_scheme
from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.give_opinion import give_opinion
from luoshi.assessment.actions.lock_scheme import lock_scheme
from luoshi.assessment.actions.open_consultation import open_consultation
from luoshi.assessment.actions.publish_scheme import publish_scheme
from luoshi.assessment.models import Answer, Opinion, RunKind, Scheme, SchemeState
from luoshi.assessment.queries import find_scheme
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.models import Person

ASKED, DUE, AFTER = date(2015, 5, 4), date(2015, 5, 8), date(2015, 5, 11)
DOCUMENT = "区考核办〔2015〕3号"


def asked(assessment: Assessment) -> Scheme:
    return open_consultation(assessment.district.standing("assessor", ASKED), assessment.adopt(), 4)


def objection(assessment: Assessment, scheme: Scheme, text: str = "权重偏高", day: date = ASKED) -> Opinion:
    standing = assessment.district.standing("t1_head", day)
    return give_opinion(standing, scheme, assessment.district.unit("QH-T1"), text, "investment")


def test_the_term_counts_working_days_and_the_units_see_the_draft(assessment: Assessment) -> None:
    draft = assessment.adopt()
    unit = assessment.district.standing("t1_liaison", ASKED)
    assert find_scheme(unit, draft.pk) is None
    scheme = open_consultation(assessment.district.standing("assessor", ASKED), draft, 4, review_days=7)
    assert (scheme.opinions_due_on, scheme.review_days) == (DUE, 7)
    assert find_scheme(unit, draft.pk) == scheme
    assert verify().holds


@pytest.mark.parametrize("days", [0, 61])
def test_a_term_of_no_sensible_length_is_refused_beside_its_field(assessment: Assessment, days: int) -> None:
    with pytest.raises(Refused) as refused:
        open_consultation(assessment.district.standing("assessor"), assessment.adopt(), days)
    assert [p.code for p in refused.value.problems] == ["days"]


def test_an_opinion_is_answered_once_and_not_taken_only_with_a_reason(assessment: Assessment) -> None:
    opinion, office = objection(assessment, asked(assessment)), assessment.district.standing("assessor")
    with pytest.raises(Refused) as refused:
        answer_opinion(office, opinion, taken=False)
    assert [p.code for p in refused.value.problems] == ["reason"]
    answered = answer_opinion(office, opinion, taken=False, reason="与省考核办法一致")
    assert (answered.answer, answered.reason) == (Answer.NOT_TAKEN, "与省考核办法一致")
    with pytest.raises(Refused):
        answer_opinion(office, opinion, taken=True)
    assert verify().holds


def test_no_objection_waits_for_no_answer(assessment: Assessment) -> None:
    opinion = objection(assessment, asked(assessment), "")
    assert not opinion.waits
    with pytest.raises(Refused):
        answer_opinion(assessment.district.standing("assessor"), opinion, taken=True)


def test_opinions_come_in_time_from_assessed_units_by_their_own_staff(assessment: Assessment) -> None:
    scheme = asked(assessment)
    objection(assessment, scheme, day=DUE)
    with pytest.raises(Refused):
        objection(assessment, scheme, day=AFTER)
    with pytest.raises(Denied):
        give_opinion(
            assessment.district.standing("t2_liaison", ASKED), scheme, assessment.district.unit("QH-T1"), "高"
        )
    with pytest.raises(Refused):
        standing = assessment.district.standing("t1_head", ASKED)
        give_opinion(standing, scheme, assessment.district.unit("QH-T1"), "高", "happiness")


def test_approval_waits_for_the_term_and_for_the_answers(assessment: Assessment) -> None:
    scheme = asked(assessment)
    opinion = objection(assessment, scheme)
    with pytest.raises(Refused) as refused:
        approve_scheme(assessment.district.standing("leader", DUE), scheme, DOCUMENT)
    assert ["2015-05-08" in str(p) for p in refused.value.problems] == [True, False]
    leader = assessment.district.standing("leader", AFTER)
    with pytest.raises(Refused):
        approve_scheme(leader, scheme, DOCUMENT)
    answer_opinion(assessment.district.standing("assessor", AFTER), opinion, taken=True)
    with pytest.raises(Refused) as refused:
        approve_scheme(leader, scheme, " ")
    assert [p.code for p in refused.value.problems] == ["document"]
    approved = approve_scheme(leader, scheme, DOCUMENT)
    assert (approved.state, approved.document) == (SchemeState.APPROVED, DOCUMENT)
    assert publish_scheme(leader, approved).state == SchemeState.PUBLISHED
    assert verify().holds


def test_a_draft_after_the_consultation_is_approved_without_asking_again(assessment: Assessment) -> None:
    opinion = objection(assessment, asked(assessment))
    answer_opinion(assessment.district.standing("assessor", AFTER), opinion, taken=True)
    second = assessment.adopt(changed("weight: 40", "weight: 35"))
    leader = assessment.district.standing("leader", AFTER)
    assert approve_scheme(leader, second, DOCUMENT).state == SchemeState.APPROVED


def test_who_was_not_asked_is_told_why(assessment: Assessment) -> None:
    leader = assessment.district.standing("leader")
    with pytest.raises(Refused) as refused:
        approve_scheme(leader, assessment.adopt(), DOCUMENT)
    assert [p.code for p in refused.value.problems] == ["reason"]


def test_rules_are_not_published_before_they_are_approved(assessment: Assessment) -> None:
    with pytest.raises(Refused):
        publish_scheme(assessment.district.standing("leader"), assessment.adopt())


def test_who_drew_it_up_neither_approves_nor_publishes(assessment: Assessment) -> None:
    scheme = assessment.adopt()
    scheme.drafted_by = Person.objects.get(code="leader")
    scheme.save()
    leader = assessment.district.standing("leader")
    with pytest.raises(Denied):
        approve_scheme(leader, scheme, DOCUMENT, "沿用上年办法")
    with pytest.raises(Denied):
        publish_scheme(leader, scheme)


def test_who_approved_the_rules_does_not_freeze_a_result_by_them(assessment: Assessment) -> None:
    run = assessment.trial()
    run.scheme.approved_by = Person.objects.get(code="assessor")
    run.scheme.save()
    with pytest.raises(Denied):
        assessment.freeze(run)


@pytest.mark.parametrize("kind", list(RunKind))
def test_the_first_result_locks_the_rules(assessment: Assessment, kind: RunKind) -> None:
    run = freeze_run(assessment.district.standing("assessor"), assessment.trial(), kind)
    assert Scheme.objects.get().state == SchemeState.LOCKED
    assert Scheme.objects.get().locked_at == run.frozen_at
    with pytest.raises(Refused):
        assessment.adopt(changed("weight: 40", "weight: 35"))
    assert verify().holds


def test_a_leader_locks_by_order_with_a_reason(assessment: Assessment) -> None:
    scheme, leader = assessment.scheme(), assessment.district.standing("leader")
    with pytest.raises(Refused):
        lock_scheme(leader, scheme, " ")
    assert lock_scheme(leader, scheme, "区委常委会决定").state == SchemeState.LOCKED
    with pytest.raises(Refused):
        lock_scheme(leader, scheme, "区委常委会决定")
    assert verify().holds
