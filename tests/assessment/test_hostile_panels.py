"""One person has one vote, numbers that no column holds are refused beside their field, and few raters stay unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from cast import District
from luoshi.assessment.actions.define_panel import NewClass
from luoshi.assessment.actions.enter_survey import Counted, enter_survey
from luoshi.assessment.actions.submit_ballot import submit_ballot
from luoshi.assessment.actions.withdraw_ballot import withdraw_ballot
from luoshi.assessment.ballots import Filled, votes_of
from luoshi.assessment.opinions import opinions
from luoshi.assessment.panel_models import Ballot, BallotState, SurveyReturn
from luoshi.ledger.refusal import Denied, Refused
from luoshi.org.models import Tenure
from luoshi.workdays.periods import Period
from panelling import AFTER, UNITS, Panelling, panelling_district  # noqa: F401

pytestmark = pytest.mark.django_db
MOVED = date(2015, 7, 7)
EVERYTHING = Filled({}, dict.fromkeys(UNITS, "不了解情况"))


def move(district: District, person: str, into: str) -> None:
    """``person`` leaves his post for that of ``into``, who leaves."""
    mine, theirs = Tenure.objects.get(person__code=person), Tenure.objects.get(person__code=into)
    for tenure in (mine, theirs):
        tenure.valid_to = MOVED
        tenure.save()
    Tenure.objects.create(post=theirs.post, person=mine.person, valid_from=MOVED)


def test_who_changes_his_post_does_not_vote_twice(panelling: Panelling, district: District) -> None:
    panel = panelling.define()
    panelling.submit("t2_head", panel)
    move(district, "t2_head", into="finance_head")
    moved = district.standing("t2_head", MOVED)
    assert [vote.submitted for vote in votes_of(moved)] == [True]
    with pytest.raises(Refused):
        submit_ballot(moved, panel, EVERYTHING)
    assert Ballot.objects.filter(state=BallotState.SUBMITTED).count() == 1
    withdraw_ballot(moved, panel)
    submit_ballot(moved, panel, EVERYTHING)
    assert Ballot.objects.filter(state=BallotState.SUBMITTED).count() == 1


def test_who_has_left_and_gave_no_vote_has_none(panelling: Panelling, district: District) -> None:
    panel = panelling.define()
    Tenure.objects.filter(person__code="t2_head").update(valid_to=MOVED)
    with pytest.raises(Denied):
        submit_ballot(district.standing("t2_head", MOVED), panel, EVERYTHING)


@pytest.mark.parametrize("weight", ["100000", "0.001", "12.345", "99999999999999"])
def test_a_weight_that_no_column_holds_is_refused(panelling: Panelling, weight: str) -> None:
    sound = panelling.new().classes
    classes = (NewClass("领导", Decimal(weight), sound[0].posts), *sound[1:])
    with pytest.raises(Refused) as refused:
        panelling.define(classes=classes)
    assert [problem.code for problem in refused.value.problems] == ["class-0"]


def test_a_class_of_two_is_refused(panelling: Panelling) -> None:
    """Its answers stay in the result by class: whoever knows the class would know whose they are."""
    sound = panelling.new().classes
    with pytest.raises(Refused) as refused:
        panelling.define(classes=(NewClass("领导", Decimal(40), sound[0].posts[:2]), *sound[1:]))
    assert [problem.code for problem in refused.value.problems] == ["class-0"]


def test_longer_names_than_are_kept_are_refused_and_not_cut(panelling: Panelling) -> None:
    classes = [NewClass(c.name + "领" * 40, c.weight, c.posts, "L" * 60) for c in panelling.new().classes]
    with pytest.raises(Refused) as refused:
        panelling.define(name="评" * 81, name_en="P" * 121, classes=classes)
    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["name", "name_en", *(f"class-{n}" for n in range(len(classes)))]
    with pytest.raises(Refused) as refused:
        panelling.survey(name="评" * 81, name_en="P" * 121)
    assert [problem.code for problem in refused.value.problems] == ["name", "name_en"]
    assert panelling.define(name="评" * 80, name_en="P" * 120).name == "评" * 80


@pytest.mark.parametrize(
    ("found", "field"),
    [
        (Counted("QH-T1", 10, 8, mean=Decimal(100_000), deviation=Decimal(1)), "mean"),
        (Counted("QH-T1", 10, 8, mean=Decimal(80), deviation=Decimal(100_000)), "deviation"),
        (Counted("QH-T1", 10, 8, mean=Decimal("80.00001"), deviation=Decimal(1)), "mean"),
        (Counted("QH-T1", 3_000_000_000, 8, mean=Decimal(80), deviation=Decimal(1)), "sent"),
    ],
)
def test_a_figure_that_no_column_holds_is_refused(panelling: Panelling, found: Counted, field: str) -> None:
    survey = panelling.survey(measured="mean")
    with pytest.raises(Refused) as refused:
        enter_survey(panelling.office, survey, [found], "调查报告")
    assert [problem.code for problem in refused.value.problems] == [f"QH-T1-{field}"]
    assert not SurveyReturn.objects.exists()


@pytest.mark.parametrize("least", [0, 3_000_000_000, 10**20])
def test_a_smallest_sample_that_cannot_be_is_refused(panelling: Panelling, least: int) -> None:
    with pytest.raises(Refused) as refused:
        panelling.survey(least=least)
    assert [problem.code for problem in refused.value.problems] == ["least"]


def test_a_longer_name_of_a_document_than_is_kept_is_refused_and_not_cut(panelling: Panelling) -> None:
    survey, found = panelling.survey(), [Counted("QH-T1", 120, 100, 81)]
    with pytest.raises(Refused) as refused:
        enter_survey(panelling.office, survey, found, "函" * 201)
    assert [problem.code for problem in refused.value.problems] == ["source"]
    (row,) = enter_survey(panelling.office, survey, found, "函" * 200)
    assert row.source == "函" * 200


def test_a_trace_does_not_count_raters_whom_the_result_does_not_count(panelling: Panelling) -> None:
    panelling.sealed("leader", "admin")
    found = opinions("panel.conduct", Period.parse("2015-H1"), AFTER)
    assert {opinion.said["raters"] for opinion in found.values()} == {None}


def test_a_removed_ballot_leaves_nothing_in_the_file(panelling: Panelling) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite keeps what was removed in free pages of its file, unless it is told to wipe them")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone() == (1,)
