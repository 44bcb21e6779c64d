"""What is at stake is what the calculation says, re-scored from the inputs that were kept."""

from __future__ import annotations

import json
from datetime import date

from assessing import Assessment, changed
from luoshi.assessment.queries import run_view
from luoshi.assessment.stakes import stakes

DAY = date(2015, 6, 12)


def test_the_score_as_it_stands_is_that_of_the_run(assessment: Assessment) -> None:
    run = assessment.trial()
    office = assessment.district.standing("assessor")
    pairs = [(unit, "invest") for unit in ("QH-T1", "QH-T2", "QH-S1")]
    told = stakes(office, pairs, 2015, DAY)
    assert told is not None and told.run == run
    league = run_view(office, run).league
    for (unit, _code), stake in told.found.items():
        line = league.line(unit)
        assert (stake.now.score, stake.now.rank) == (line.score, line.rank)
        assert stake.met.score is not None and stake.now.score is not None and stake.failed.score is not None
        assert stake.met.score >= stake.now.score >= stake.failed.score


def test_a_target_that_is_met_has_lost_nothing_and_one_behind_has(assessment: Assessment) -> None:
    assessment.trial()
    office = assessment.district.standing("assessor")
    told = stakes(office, [("QH-T1", "invest"), ("QH-T2", "invest")], 2015, DAY)
    assert told is not None
    met, behind = told.found["QH-T1", "invest"], told.found["QH-T2", "invest"]
    assert met.lost == 0
    assert behind.lost is not None and behind.lost > 0
    assert met.at_stake is not None and met.at_stake > 0


def test_only_a_result_that_the_reader_may_see_is_scored(assessment: Assessment) -> None:
    assert stakes(assessment.district.standing("assessor"), [("QH-T1", "invest")], 2015, DAY) is None
    assessment.trial()
    assert stakes(assessment.district.standing("t1_head"), [("QH-T1", "invest")], 2015, DAY) is None
    assert (
        stakes(assessment.district.standing("leader"), [("QH-T1", "invest")], 2015, date(2015, 6, 1)) is None
    )


def test_what_the_run_does_not_assess_is_left_out(assessment: Assessment) -> None:
    assessment.trial()
    asked = [("QH", "invest"), ("QH-T1", "output"), ("QH-T1-V1", "invest")]
    told = stakes(assessment.district.standing("assessor"), asked, 2015, DAY)
    assert told is not None and told.found == {}


def test_a_falling_curve_says_that_less_is_better(assessment: Assessment) -> None:
    falling = changed(
        "score: {measure: completion, cap: 120, floor: 0}",
        "score: {measure: completion, knots: [[0.5, 120], [1, 100], [2, 0]]}",
    )
    assessment.trial(assessment.scheme(falling))
    told = stakes(assessment.district.standing("assessor"), [("QH-T1", "invest")], 2015, DAY)
    assert told is not None
    stake = told.found["QH-T1", "invest"]
    assert stake.met.score is not None and stake.now.score is not None and stake.failed.score is not None
    assert stake.met.score >= stake.now.score > stake.failed.score


def test_a_rank_is_told_among_all_who_are_ranked(assessment: Assessment) -> None:
    run = assessment.trial(assessment.scheme(changed("ties: shared", "ties: shared\nrank_among: all")))
    told = stakes(assessment.district.standing("assessor"), [("QH-T1", "invest")], 2015, DAY)
    ranked = [unit for unit in json.loads(run.result)["units"] if unit["rank"]]
    assert told is not None and told.found["QH-T1", "invest"].of == len(ranked) == ranked[0]["of"]
