"""A survey: aggregates from a document, an interval, nothing below the smallest sample, and its way into a scheme."""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import Decimal

import pytest

from assessing import SCHEME, Assessment
from cast import District
from luoshi.assessment.actions.enter_survey import Counted, enter_survey
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.models import Run
from luoshi.assessment.opinions import opinion_codes, opinions
from luoshi.assessment.panel_models import SurveyReturn
from luoshi.assessment.queries import replay
from luoshi.assessment.surveys import findings, survey_view
from luoshi.kernel.survey import mean_score, satisfied_share
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify
from luoshi.workdays.periods import Period
from panelling import AFTER, FOUND, Panelling, panelling_district  # noqa: F401

pytestmark = pytest.mark.django_db

TODAY = date(2015, 7, 6)
HALF = Period.parse("2015-H1")


def test_a_share_has_an_interval_and_a_small_sample_no_figure(panelling: Panelling) -> None:
    survey = panelling.entered()
    first, second, third = findings(survey, TODAY)
    assert (first.unit.code, first.value, first.rate) == ("QH-T1", 81.0, 100 / 120)
    wilson = satisfied_share(81, 100, 5000)
    assert first.se == pytest.approx(100 * float(wilson.se))
    assert (first.low, first.high) == pytest.approx((100 * float(wilson.low), 100 * float(wilson.high)))
    assert second.reported and not second.enough and math.isnan(second.value)
    assert not third.reported and math.isnan(third.rate)
    assert verify().holds


def test_a_mean_comes_with_its_deviation(panelling: Panelling) -> None:
    survey = panelling.survey(measured="mean")
    panelling.entered(
        Counted("QH-T1", 90, 64, mean=Decimal("86.4"), deviation=Decimal(8), population=1000), survey=survey
    )
    found = findings(survey, TODAY)[0]
    normal = mean_score(86.4, 8, 64, 1000)
    assert (found.value, found.low) == pytest.approx((86.4, float(normal.low)))


def test_a_corrected_figure_counts_from_its_day_and_the_first_stays(
    panelling: Panelling, district: District
) -> None:
    survey = panelling.entered()
    entries = Entry.objects.count()
    assert enter_survey(panelling.office, survey, FOUND, "同一文件") == []
    assert Entry.objects.count() == entries
    later = district.standing("assessor", AFTER)
    enter_survey(later, survey, [Counted("QH-T1", 120, 100, 85, population=5000)], "更正函")
    assert [findings(survey, day)[0].value for day in (TODAY, AFTER)] == [81.0, 85.0]
    assert SurveyReturn.objects.filter(unit__code="QH-T1").count() == 2


@pytest.mark.parametrize(
    ("found", "field"),
    [
        (Counted("QH-T1", 10, 11, 5), "answered"),
        (Counted("QH-T1", 10, 8, 9), "satisfied"),
        (Counted("QH-T1", 10, 8, None), "satisfied"),
        (Counted("QH-T1", None, 8, 5), "sent"),
        (Counted("QH-T1", 10, 8, 5, population=9), "population"),
        (Counted("QH-S1", 10, 8, 5), "sent"),
    ],
)
def test_counts_that_cannot_be_are_refused(panelling: Panelling, found: Counted, field: str) -> None:
    with pytest.raises(Refused) as refused:
        panelling.entered(found)
    assert [p.code for p in refused.value.problems] == [f"{found.unit}-{field}"]
    assert not SurveyReturn.objects.exists()


def test_a_figure_needs_its_document(panelling: Panelling) -> None:
    with pytest.raises(Refused) as refused:
        enter_survey(panelling.office, panelling.survey(), FOUND, " ")
    assert [p.code for p in refused.value.problems] == ["source"]


def test_a_unit_reads_its_own_figure_only(panelling: Panelling, district: District) -> None:
    survey = panelling.entered()
    assert [f.unit.code for f in survey_view(district.standing("t1_head"), survey, TODAY).findings] == [
        "QH-T1"
    ]
    assert len(survey_view(district.standing("leader"), survey, TODAY).findings) == 3


def test_the_value_and_its_standard_error_are_there_for_rank_sets(panelling: Panelling) -> None:
    panelling.entered()
    found = opinions("survey.service", HALF, TODAY)
    assert set(found) == {"QH-T1", "QH-T2"}
    assert found["QH-T1"].value == 81.0 and 3 < found["QH-T1"].se < 4
    assert math.isnan(found["QH-T2"].value) and math.isnan(found["QH-T2"].se)
    assert opinions("survey.service", Period.parse("2015"), TODAY).keys() == found.keys()
    assert opinions("survey.service", Period.parse("2015-Q1"), TODAY) == {}
    assert opinions("survey.other", HALF, TODAY) == {}


def with_people(weight: int = 30) -> str:
    """The scheme with what people said in place of the work."""
    head, _work = SCHEME.split("  - code: work")
    return (
        head
        + f"""\
  - code: people
    name: 评议与满意度
    weight: {weight}
    items:
      - code: conduct
        name: 作风评议
        weight: 10
        indicator: panel.conduct
        score: {{measure: value}}
      - code: service
        name: 群众满意度
        weight: 20
        indicator: survey.service
        score: {{measure: value}}
"""
    )


def items(run: Run, unit: str) -> dict[str, dict[str, object]]:
    """The scored items of a unit by code."""
    mine = next(u for u in json.loads(run.result)["units"] if u["code"] == unit)
    return {item["code"]: item for item in mine["items"]}


def test_a_scheme_scores_them_and_a_figure_that_is_missing_costs_nothing(
    assessment: Assessment, district: District
) -> None:
    panelling = Panelling(district)
    panelling.entered()
    with pytest.raises(Refused):
        assessment.adopt(with_people())
    panelling.sealed()
    assert set(opinion_codes()) == {"panel.conduct", "survey.service"}
    scheme = assessment.publish(assessment.adopt(with_people()))
    before = assessment.trial(scheme)
    assert not items(before, "QH-T1")["conduct"]["applies"]
    made = run_trial(district.standing("assessor", AFTER), scheme, HALF, AFTER)
    run = publish_run(district.standing("leader", AFTER), assessment.freeze(made))
    first, second = items(run, "QH-T1"), items(run, "QH-T2")
    assert first["service"]["score"] == "81"
    assert first["conduct"]["applies"]
    assert not second["service"]["applies"] and second["service"]["weight"] == "0"
    assert replay(district.standing("leader", AFTER), run).holds
    said = json.loads(run.inputs)["units"]
    figures = next(u for u in said if u["code"] == "QH-T1")["figures"]["survey.service"]
    assert (figures["answered"], figures["required"]) == (100, 30)
