"""Every score opens down to the observations; the table agrees with the targets' own positions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assessing import HALF, Assessment
from luoshi.assessment.opened import open_run
from luoshi.assessment.queries import live_table, run_view
from luoshi.indicators.models import Observation
from luoshi.targets.queries import board


def test_a_score_opens_down_to_the_observation(assessment: Assessment) -> None:
    run = assessment.trial()
    found = open_run(assessment.district.standing("assessor"), run).trace("QH-T2")
    step = found.steps[0]
    assert (step.actual, step.target, step.share) == (Decimal("4.79"), Decimal(5), Decimal("0.416667"))
    assert step.measure_value == Decimal("0.958")
    assert step.fired == "proportional"
    assert [(o.unit, Observation.objects.get(pk=o.id).value) for o in step.observations] == [
        ("QH-T2", Decimal("4.79"))
    ]
    assert found.of == 3
    assert found.ahead is not None and found.ahead.unit.code == "QH-T1"
    assert found.behind is not None and found.behind.unit.code == "QH-T3"


def test_the_points_add_up_to_the_score(assessment: Assessment) -> None:
    run = assessment.trial()
    for unit in ("QH-T1", "QH-T2", "QH-T3", "QH-S1"):
        found = open_run(assessment.district.standing("assessor"), run).trace(unit)
        assert found.line.score is not None
        assert found.total == pytest.approx(float(found.line.score), abs=0.005)


def test_the_piece_that_fired_is_told(assessment: Assessment) -> None:
    run = assessment.trial()
    best = open_run(assessment.district.standing("assessor"), run).trace("QH-T1")
    silent = open_run(assessment.district.standing("assessor"), run).trace("QH-T3")
    assert best.steps[0].fired == "capped"
    assert silent.steps[0].fired == "missing"
    assert silent.steps[0].target == 5


def test_counted_items_show_their_counts(assessment: Assessment) -> None:
    found = open_run(assessment.district.standing("assessor"), assessment.trial()).trace("QH-T2")
    timeliness = found.steps[2]
    assert timeliness.counted
    assert (timeliness.on_time, timeliness.due) == (1, 1)


def test_a_unit_outside_the_scheme_has_no_trace(assessment: Assessment) -> None:
    with pytest.raises(KeyError):
        open_run(assessment.district.standing("assessor"), assessment.trial()).trace("QH-T1-V1")


def test_figures_are_those_of_the_targets_page(assessment: Assessment) -> None:
    assessment.history("revenue", "QH-T1", "2014-05", "470")
    assessment.growth_target("revenue", "QH-T1", "5")
    assessor, day = assessment.district.standing("assessor"), date(2015, 6, 12)
    run = assessment.trial(day=day)
    positions = {
        (p.target.unit.code, p.target.indicator.code, p.target.kind): p
        for p in board(assessor, HALF, day).rows.values()
    }
    compared = 0
    for unit in ("QH-T1", "QH-T2", "QH-S1"):
        found = open_run(assessor, run).trace(unit)
        for step in found.steps[:2]:
            position = positions[unit, step.indicator, step.kind]
            assert position.actual is not None and step.actual is not None
            assert float(step.actual) == pytest.approx(position.actual)
            if step.kind == "growth":
                assert step.base is not None and float(step.base) == pytest.approx(position.base_same_period)
            else:
                assert step.share is not None and float(step.share) == pytest.approx(
                    position.expected, abs=1e-6
                )
            compared += 1
    assert compared == 6


def test_the_live_table_is_the_trial_without_keeping_it(assessment: Assessment) -> None:
    run = assessment.trial()
    assessor = assessment.district.standing("assessor")
    live = live_table(assessor, run.scheme, HALF, run.as_of)
    kept = run_view(assessor, run).league
    assert [(ln.unit.code, ln.rank, ln.score) for ln in live.lines] == [
        (ln.unit.code, ln.rank, ln.score) for ln in kept.lines
    ]
