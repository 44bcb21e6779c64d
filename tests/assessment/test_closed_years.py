"""Years before the first form: figures that were handed over are scored, and nothing else is held against a unit."""

from __future__ import annotations

import json
from datetime import date

import pytest

from assessing import Assessment
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.workdays.periods import Period

pytestmark = pytest.mark.django_db

GROWTH = """\
code: growth-2009
year: 2009
name: 2009年增速回顾
groups: [towns]
digits: 2
rank_on: published
ties: shared
missing: zero
items:
  - {code: invest, name: 投资增速, weight: 60, indicator: invest, score: {measure: growth, knots: [[0, 0], [0.2, 100]]}}
  - {code: revenue, name: 收入增速, weight: 40, indicator: revenue, score: {measure: growth, knots: [[0, 0], [0.2, 100]]}}
"""


def test_a_year_that_no_form_asked_about_is_scored_by_the_figures_handed_over(assessment: Assessment) -> None:
    """T1 has both indicators, T2 one of them, T3 none. T1 grew by 10 and by 20 per cent, T2 by 5."""
    for indicator, unit, year, value in (
        ("invest", "QH-T1", 2008, "10"),
        ("invest", "QH-T1", 2009, "11"),
        ("revenue", "QH-T1", 2008, "500"),
        ("revenue", "QH-T1", 2009, "600"),
        ("invest", "QH-T2", 2008, "20"),
        ("invest", "QH-T2", 2009, "21"),
    ):
        assessment.history(indicator, unit, f"{year}-06", value)
    office = assessment.district.standing("assessor")
    run = run_trial(office, assessment.scheme(GROWTH), Period.parse("2009-H1"), date(2015, 6, 12))
    units = {unit["code"]: unit for unit in json.loads(run.result)["units"]}
    # 60 x 50 + 40 x 100 over a hundred; what was never handed over of T2 is not asked of it.
    assert (units["QH-T1"]["score"], units["QH-T2"]["score"], units["QH-T3"]["score"]) == (
        "70.00",
        "25.00",
        None,
    )
    said = {item["code"]: item for item in units["QH-T2"]["items"]}
    assert said["invest"]["applies"] and not said["revenue"]["applies"]
    assert not said["revenue"]["not_reported"]


def test_a_figure_that_a_form_asked_for_stays_owed(assessment: Assessment) -> None:
    """In 2015 the form asks T3 for both, and it files neither."""
    units = {unit["code"]: unit for unit in json.loads(assessment.trial().result)["units"]}
    owed = [item for item in units["QH-T3"]["items"] if item["code"] in ("investment", "income")]
    assert owed and all(item["applies"] and item["not_reported"] for item in owed)
