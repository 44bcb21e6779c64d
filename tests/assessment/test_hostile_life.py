"""Nobody gets round the life of a scheme by an old draft, a second proposal or a second post."""

from __future__ import annotations

from datetime import date

import pytest

from assessing import SCHEME, Assessment, assessed_district, changed  # noqa: F401
from assessment.test_scheme_change import GROUNDS, HEAVIER
from luoshi.assessment.actions.answer_opinion import answer_opinion
from luoshi.assessment.actions.approve_scheme import approve_scheme
from luoshi.assessment.actions.give_opinion import give_opinion
from luoshi.assessment.actions.open_consultation import open_consultation
from luoshi.assessment.actions.propose_change import propose_change
from luoshi.assessment.actions.publish_scheme import publish_scheme
from luoshi.assessment.models import Opinion, Scheme, SchemeState
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.models import Post, Role, Tenure

pytestmark = pytest.mark.django_db


def test_a_draft_from_before_the_lock_is_no_way_round_the_document(assessment: Assessment) -> None:
    """The rules are locked by their first result; a draft that lay about needs a document like any other change."""
    first, leader = assessment.adopt(), assessment.district.standing("leader")
    waiting = assessment.adopt(changed("weight: 40", "weight: 30"))
    approved = approve_scheme(leader, assessment.adopt(changed("weight: 40", "weight: 20")), "号", "沿用")
    assessment.frozen(assessment.publish(first))
    assert Scheme.objects.get(pk=first.pk).state == SchemeState.LOCKED
    with pytest.raises(Refused):
        approve_scheme(leader, waiting, "区考核办〔2015〕9号", "沿用上年办法")
    with pytest.raises(Refused):
        publish_scheme(leader, approved)


def test_of_two_proposals_the_second_is_measured_against_the_first(assessment: Assessment) -> None:
    assessment.frozen()
    locked, office = Scheme.objects.get(), assessment.district.standing("assessor")
    leader = assessment.district.standing("leader")
    one = propose_change(office, locked, HEAVIER, GROUNDS)
    two = propose_change(office, locked, changed("weight: 40", "weight: 30"), GROUNDS)
    publish_scheme(leader, approve_scheme(leader, one, "区考核办〔2015〕6号"))
    with pytest.raises(Refused):
        approve_scheme(leader, two, "区考核办〔2015〕6号")


def test_an_older_draft_does_not_appear_beside_the_rules_in_force(assessment: Assessment) -> None:
    old = assessment.adopt()
    assessment.publish(assessment.adopt(changed("weight: 40", "weight: 30")))
    with pytest.raises(Refused):
        approve_scheme(assessment.district.standing("leader"), old, "号", "沿用上年办法")


def test_nobody_answers_his_own_opinion(assessment: Assessment) -> None:
    """A deputy of the town who is in the assessment office as well."""
    day = date(2015, 5, 4)
    person = assessment.district.person("assessor")
    post = Post.objects.create(
        unit=assessment.district.unit("QH-T1"), role=Role.DEPUTY, title="副镇长", order=9
    )
    Tenure.objects.create(post=post, person=person, valid_from=date(2015, 1, 1))
    both = assessment.district.standing("assessor", day)
    scheme = open_consultation(both, assessment.adopt(), 4)
    opinion = give_opinion(both, scheme, assessment.district.unit("QH-T1"), "权重偏高")
    with pytest.raises(Denied):
        answer_opinion(both, opinion, taken=True)


def test_the_same_opinion_sent_twice_is_one(assessment: Assessment) -> None:
    day = date(2015, 5, 4)
    scheme = open_consultation(assessment.district.standing("assessor", day), assessment.adopt(), 4)
    head, town = assessment.district.standing("t1_head", day), assessment.district.unit("QH-T1")
    assert give_opinion(head, scheme, town, "权重偏高") == give_opinion(head, scheme, town, "权重偏高 ")
    assert give_opinion(head, scheme, town) == give_opinion(head, scheme, town)
    assert Opinion.objects.count() == 2
    assert verify().holds
