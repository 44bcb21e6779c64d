"""A frozen run does not move; calculated again it gives the same bytes; what was tampered with is found."""

from __future__ import annotations

from datetime import date

import pytest

from assessing import Assessment, changed
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.models import Run, RunState
from luoshi.assessment.queries import replay
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.models import Sheet
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify


def revise(assessment: Assessment, day: date = date(2015, 6, 25)) -> None:
    """T2 corrects its investment, and the correction is verified."""
    sheet = Sheet.objects.get(round=assessment.round, unit__code="QH-T2")
    assessment.reporting.unlock(sheet.round, "invest", unit="QH-T2", day=day)
    reopen_sheet(
        assessment.district.standing("t2_liaison", day), sheet.round, sheet.unit, reason="漏报一个项目"
    )
    assessment.reporting.file(assessment.round, {"invest": "5.5"}, unit="QH-T2", day=day)
    assessment.reporting.verify_by("statistician", assessment.round, "QH-T2", day, hour=11)


def test_the_same_run_replays_to_the_same_bytes(assessment: Assessment) -> None:
    run = assessment.frozen()
    found = replay(assessment.district.standing("assessor"), Run.objects.get(pk=run.pk))
    assert found.holds
    assert found.digest == run.result_digest
    assert found.size == len(run.result.encode())
    assert found.same_code


def test_two_runs_of_the_same_day_have_the_same_inputs(assessment: Assessment) -> None:
    scheme = assessment.scheme()
    assert assessment.trial(scheme).inputs_digest == assessment.trial(scheme).inputs_digest


def test_a_later_revision_moves_neither_the_frozen_run_nor_a_run_of_that_day(assessment: Assessment) -> None:
    scheme = assessment.scheme()
    run = assessment.frozen(scheme)
    revise(assessment)
    kept = Run.objects.get(pk=run.pk)
    assert kept.result == run.result
    assert replay(assessment.district.standing("assessor"), kept).holds
    assert assessment.trial(scheme).result_digest == run.result_digest
    assert assessment.trial(scheme, date(2015, 6, 30)).result_digest != run.result_digest
    assert verify().holds


def test_inputs_changed_behind_the_back_are_found(assessment: Assessment) -> None:
    run = assessment.frozen()
    assert '"4.79"' in run.inputs
    Run.objects.filter(pk=run.pk).update(inputs=run.inputs.replace('"4.79"', '"9.79"'))
    found = replay(assessment.district.standing("assessor"), Run.objects.get(pk=run.pk))
    assert not found.inputs_intact
    assert not found.same_bytes
    assert found.first_difference is not None
    assert not found.holds
    assert not verify().holds
    with pytest.raises(Refused):
        publish_run(assessment.district.standing("leader"), run)


def test_a_result_changed_behind_the_back_is_found(assessment: Assessment) -> None:
    run = assessment.frozen()
    Run.objects.filter(pk=run.pk).update(result=run.result.replace('"95.32"', '"99.32"'))
    found = replay(assessment.district.standing("assessor"), Run.objects.get(pk=run.pk))
    assert found.inputs_intact
    assert not found.result_intact
    assert not found.same_bytes


def test_rules_changed_behind_the_back_are_found(assessment: Assessment) -> None:
    run = assessment.frozen()
    run.scheme.source = run.scheme.source.replace("cap: 120", "cap: 110")
    run.scheme.save()
    found = replay(assessment.district.standing("assessor"), Run.objects.get(pk=run.pk))
    assert not found.scheme_intact
    assert not found.same_bytes


def test_freezing_needs_published_rules_and_a_trial(assessment: Assessment) -> None:
    draft = assessment.adopt()
    with pytest.raises(Refused):
        assessment.frozen(draft)
    run = assessment.frozen(assessment.scheme(changed("weight: 40", "weight: 41")))
    assert run.state == RunState.FROZEN
    with pytest.raises(Refused):
        assessment.freeze(run)


def test_publishing_a_second_result_needs_a_reason(assessment: Assessment) -> None:
    scheme, leader = assessment.scheme(), assessment.district.standing("leader")
    first = publish_run(leader, assessment.frozen(scheme))
    assert first.state == RunState.PUBLISHED
    second = assessment.frozen(scheme, date(2015, 6, 30))
    with pytest.raises(Refused):
        publish_run(leader, second)
    assert publish_run(leader, second, reason="柳林镇更正数据").state == RunState.PUBLISHED
    assert verify().holds


def test_a_trial_cannot_be_published(assessment: Assessment) -> None:
    with pytest.raises(Refused):
        publish_run(assessment.district.standing("leader"), assessment.trial())
