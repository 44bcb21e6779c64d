"""A final result lies open to the units, is settled when its window is over, and is superseded beside the old one."""

from __future__ import annotations

from datetime import date

import pytest

from assessing import HALF, Assessment
from assessment.test_frozen import revise
from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.actions.settle_run import settle_run
from luoshi.assessment.models import Run, RunKind, RunState, Scheme
from luoshi.assessment.queries import find_run, latest_published, run_moves
from luoshi.assessment.review import hindrances, is_open
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify

OPENED, LAST, AFTER = date(2015, 6, 12), date(2015, 6, 19), date(2015, 6, 22)


def final(
    assessment: Assessment,
    scheme: Scheme | None = None,
    as_of: date = OPENED,
    day: date = OPENED,
    reason: str = "",
) -> Run:
    office = assessment.district.standing("assessor", day)
    run = run_trial(office, scheme or assessment.scheme(), HALF, as_of)
    return freeze_run(office, run, RunKind.FINAL, reason)


def test_the_window_counts_working_days_and_the_units_see_the_result(assessment: Assessment) -> None:
    run = final(assessment)
    assert (run.state, run.review_until) == (RunState.REVIEW, LAST)
    assert is_open(run, LAST) and not is_open(run, AFTER)
    unit = assessment.district.standing("t1_liaison", OPENED)
    assert find_run(unit, run.pk, OPENED) == run
    assert find_run(unit, run.pk, date(2015, 6, 11)) is None
    assert latest_published(unit, 2015, OPENED) is None


def test_before_the_end_of_the_window_the_reason_and_the_day_are_told(assessment: Assessment) -> None:
    run, leader = final(assessment), assessment.district.standing("leader", LAST)
    for act in (settle_run, publish_run):
        with pytest.raises(Refused) as refused:
            act(leader, run)
        assert "2015-06-19" in str(refused.value) and "2015-06-22" in str(refused.value)


def test_after_the_window_it_is_settled_and_then_published(assessment: Assessment) -> None:
    run, leader = final(assessment), assessment.district.standing("leader", AFTER)
    with pytest.raises(Refused):
        publish_run(leader, run)
    assert settle_run(leader, run).state == RunState.SETTLED
    with pytest.raises(Refused):
        settle_run(leader, run)
    assert publish_run(leader, run).state == RunState.PUBLISHED
    assert latest_published(leader, 2015, AFTER) == run
    earlier = find_run(leader, run.pk, LAST)
    assert earlier is not None and earlier.state == RunState.REVIEW and earlier.settled_at is None
    assert verify().holds


def test_who_froze_the_run_does_not_settle_it(assessment: Assessment) -> None:
    run = final(assessment)
    with pytest.raises(Denied):
        settle_run(assessment.district.standing("assessor", AFTER), run)


def test_an_in_year_result_is_published_without_a_window(assessment: Assessment) -> None:
    run = assessment.frozen()
    leader = assessment.district.standing("leader")
    with pytest.raises(Refused):
        settle_run(leader, run)
    assert publish_run(leader, run).review_until is None


def test_a_corrected_final_result_stands_beside_the_old_and_tells_whom_it_moved(
    assessment: Assessment,
) -> None:
    scheme = assessment.scheme()
    first = final(assessment, scheme)
    revise(assessment)
    day = date(2015, 6, 26)
    with pytest.raises(Refused) as refused:
        final(assessment, scheme, day, day)
    assert [p.code for p in refused.value.problems] == ["reason"]
    second = final(assessment, scheme, day, day, "柳林镇申诉成立")
    assert second.supersedes == first
    leader = assessment.district.standing("leader", day)
    assert [str(p.what) for p in hindrances(first, day)]
    with pytest.raises(Refused):
        settle_run(leader, first)
    moves = run_moves(leader, second)
    moved = [unit for group in moves for unit in group.moved]
    assert [unit.code for unit in moved] == ["QH-T2"]
    assert [item.code for item in moved[0].items] == ["investment"]
    assert moved[0].score_before == "95.32" != moved[0].score_after
    assert Run.objects.get(pk=first.pk).result == first.result
    assert verify().holds


def test_a_published_correction_of_an_in_year_result_names_the_one_it_supersedes(
    assessment: Assessment,
) -> None:
    scheme, leader = assessment.scheme(), assessment.district.standing("leader")
    first = publish_run(leader, assessment.frozen(scheme))
    second = publish_run(leader, assessment.frozen(scheme, date(2015, 6, 30)), reason="更正数据")
    assert (second.supersedes, second.reason) == (first, "更正数据")
