"""Who calculates, who publishes, who sees what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assessing import HALF, SCHEME, Assessment
from cast import TODAY, moment
from luoshi.assessment.actions.adopt_scheme import adopt_scheme
from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.publish_scheme import publish_scheme
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.queries import find_run, find_scheme, latest_published, live_table, run_view, runs
from luoshi.ledger.refusal import Denied
from luoshi.org.standing import Held, Standing

EVERYBODY = [
    "leader",
    "supervisor",
    "admin",
    "assessor",
    "statistician",
    "treasurer",
    "finance_head",
    "inspector",
    "deputy_overseer",
    "t1_head",
    "t1_deputy",
    "t1_liaison",
    "v1_head",
]
SEE_TRIALS = {"leader", "supervisor", "assessor"}


@pytest.mark.parametrize("person", sorted(set(EVERYBODY) - {"assessor"}))
def test_only_the_assessment_office_draws_up_and_calculates(assessment: Assessment, person: str) -> None:
    scheme = assessment.scheme()
    trial = assessment.trial(scheme)
    standing = assessment.district.standing(person)
    with pytest.raises(Denied):
        adopt_scheme(standing, SCHEME)
    with pytest.raises(Denied):
        run_trial(standing, scheme, HALF, date(2015, 6, 12))
    with pytest.raises(Denied):
        freeze_run(standing, trial)


@pytest.mark.parametrize("role", ["liaison", "statistics_owner", "village_cadre"])
def test_who_makes_the_figures_never_scores_them(assessment: Assessment, role: str) -> None:
    assessor = assessment.district.standing("assessor")
    town = assessment.district.unit("QH-T1")
    both = replace(assessor, posts=(*assessor.posts, Held(0, town.pk, town.code, "石桥镇", role, "兼任")))
    with pytest.raises(Denied):
        adopt_scheme(both, SCHEME)


@pytest.mark.parametrize("person", sorted(set(EVERYBODY) - {"leader"}))
def test_only_a_leader_publishes(assessment: Assessment, person: str) -> None:
    run = assessment.frozen()
    standing = assessment.district.standing(person)
    with pytest.raises(Denied):
        publish_run(standing, run)
    with pytest.raises(Denied):
        publish_scheme(standing, run.scheme)


def test_who_froze_a_run_does_not_publish_it(assessment: Assessment) -> None:
    run = assessment.frozen()
    leader = assessment.district.standing("leader")
    with pytest.raises(Denied):
        publish_run(replace(leader, person_id=run.frozen_by_id), run)


@pytest.mark.parametrize("person", EVERYBODY)
def test_trials_and_drafts_are_for_the_offices_and_results_for_everybody(
    assessment: Assessment, person: str
) -> None:
    standing = assessment.district.standing(person)
    draft = assessment.adopt()
    sees = person in SEE_TRIALS
    assert (find_scheme(standing, draft.pk) is not None) is sees
    run = assessment.frozen(assessment.publish(draft))
    assert (find_run(standing, run.pk, TODAY) is not None) is sees
    assert bool(runs(standing, 2015, TODAY)) is sees
    assert latest_published(standing, 2015, TODAY) is None
    if not sees:
        with pytest.raises(Denied):
            run_view(standing, run)
        with pytest.raises(Denied):
            live_table(standing, run.scheme, HALF, date(2015, 6, 12))
    publish_run(assessment.district.standing("leader"), run)
    assert latest_published(standing, 2015, TODAY) == run
    assert run_view(standing, run).league.lines


def test_a_visitor_sees_nothing(assessment: Assessment) -> None:
    run = publish_run(assessment.district.standing("leader"), assessment.frozen())
    nobody = Standing(at=moment())
    assert find_run(nobody, run.pk, TODAY) is None
    assert latest_published(nobody, 2015, TODAY) is None
