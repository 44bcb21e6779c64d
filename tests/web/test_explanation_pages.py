"""Explanation pages: what they say of a kept result and of the table of a day, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django.fixtures import DjangoAssertNumQueries

from assessing import SCHEME, Assessment, assessed_district, changed  # noqa: F401
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.models import Run
from reporting import reporting_district  # noqa: F401

MOST = 15
VIEWS = ("trace", "levers", "comparison", "shift", "report")

Visit = Callable[[str], Client]


@pytest.fixture
def visit(client: Client, assessment: Assessment) -> Visit:
    def as_person(code: str) -> Client:
        client.force_login(assessment.district.person(code).account)
        client.cookies["django_language"] = "en"
        return client

    return as_person


@pytest.fixture
def published(assessment: Assessment) -> Run:
    return publish_run(assessment.district.standing("leader"), assessment.frozen())


def read(client: Client, view: str, run: Run, unit: str = "QH-T2", asked: str = "") -> str:
    answer = client.get(reverse(f"assessment_{view}", args=[run.pk, unit]) + asked)
    assert answer.status_code == 200, view
    return " ".join(answer.content.decode().split())


def test_a_unit_reads_why_and_what_would_move_it(visit: Visit, published: Run) -> None:
    client = visit("t2_liaison")
    why = read(client, "trace", published)
    assert "between 0.0% and 100.0%: 1.00 points a percentage point" in why
    assert "does not apply: its weight went to Timely reporting" in why
    assert "10.0% where everything applies" in why
    levers = read(client, "levers", published)
    assert "Most is to be gained in Fiscal revenue: 3.00 points with the full mark." in levers
    assert "No single item wins a place: not at its best" in levers
    assert "+9.68 points, rank 2" in levers


def test_two_units_side_by_side(visit: Visit, published: Run) -> None:
    client = visit("t2_liaison")
    said = read(client, "comparison", published, asked="?other=QH-T1")
    assert "12.68 points behind" in said and "−9.68" in said and "−3.00" in said
    assert "/reports/lineage/QH-T1/invest/2015-05/" in said
    # An unknown unit or one of another group leads to the one just ahead.
    assert "12.68 points behind" in read(client, "comparison", published, asked="?other=QH-S1")
    assert "nothing can be subtracted" in read(client, "comparison", published, unit="QH-S1")


def test_the_first_result_has_nothing_before_it_and_the_second_has(
    visit: Visit, published: Run, assessment: Assessment
) -> None:
    assert "There is no earlier result to compare with." in read(visit("t2_liaison"), "shift", published)
    later = assessment.trial(published.scheme, date(2015, 6, 15))
    said = read(visit("assessor"), "shift", later)
    assert "0.00 points, rank 2 as before" in said and "the rules are the same" in said
    assert "0.00 points, rank 2 as before" in read(visit("assessor"), "report", later)


def test_the_table_of_a_day_is_explained_as_well(visit: Visit, published: Run) -> None:
    client = visit("leader")
    asked = f"?scheme={published.scheme_id}&period=2015-H1&as_of=2015-06-12"
    for view in VIEWS[:-1]:
        answer = client.get(reverse(f"assessment_live_{view}", args=["QH-T2"]) + asked)
        assert answer.status_code == 200, view
        assert "as_of=2015-06-12" in answer.content.decode()
    assert client.get(reverse("assessment_live_levers", args=["QH-XX"]) + asked).status_code == 404
    assert client.get(reverse("assessment_live_levers", args=["QH-T2"])).status_code == 404


def test_a_unit_without_a_score_is_told_so(visit: Visit, published: Run) -> None:
    client = visit("t2_liaison")
    unranked = next(u for u in ("QH-KH", "QH-FIN", "QH-STAT", "QH-DC") if _assessed(published, u))
    for view in VIEWS:
        read(client, view, published, unit=unranked)
    assert "It has no score in this result." in read(client, "report", published, unit=unranked)


def _assessed(run: Run, unit: str) -> bool:
    return f'"code":"{unit}"' in run.result


@pytest.mark.parametrize("view", VIEWS)
def test_an_explanation_asks_few_queries(
    visit: Visit, published: Run, view: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = visit("supervisor")
    read(client, view, published)
    with django_assert_max_num_queries(MOST):
        read(client, view, published)


BESIDE = """\
rank_among: all
adjustments:
  items:
    - {code: bonus, name: 财政增收, indicator: revenue, score: {measure: completion, knots: [[1, 0], [1, 3]]}}
    - {code: late, name: 迟报, indicator: output, each: -1}
vetoes:
  - {code: shortfall, name: 虚报, basis: 统计法, indicator: revenue, at_least: 480}
  - {code: accident, name: 事故, basis: 安全生产法, indicator: output}
grades:
  - {code: excellent, name: 优秀, at_least: 60}
  - {code: fair, name: 一般}
exclusions:
  - {unit: QH-T3, reason: 未参加考核}
"""


def test_what_is_decided_beside_the_score_is_told(visit: Visit, assessment: Assessment) -> None:
    run, client = assessment.trial(assessment.scheme(SCHEME + BESIDE)), visit("assessor")
    for view in ("trace", "report"):
        said = read(client, view, run, "QH-T1")
        assert "Veto: 虚报 (统计法). It limits the grade and leaves the score." in said
        assert "Veto 事故 (安全生产法): there is no figure, so it does not take effect." in said
        assert "Grade: 一般." in said and "+3.00" in said
        assert "not known: gives and takes nothing" in said
        assert "among all units" in said and "in its group" not in said
        assert "It is scored and not ranked: 未参加考核." in read(client, view, run, "QH-T3")
    # Next to it in the ranking is a street, which is in another group.
    assert "points ahead of" in read(client, "trace", run, "QH-T1")


CONDITIONAL = """\
adjustments:
  items:
    - {code: bonus, name: 财政增收, indicator: revenue, each: 0.01, when: [{indicator: output, measure: value, at_least: 1}]}
grades:
  - {code: excellent, name: 优秀, at_least: 999}
  - {code: good, name: 良好, at_least: 998}
  - {code: fair, name: 一般}
jumps:
  - {code: reached, name: 达标晋档, when: [{indicator: revenue, measure: value, at_least: 480}]}
  - code: both
    name: 超额晋档
    up: 2
    when: [{indicator: revenue, measure: value, at_most: 480}, {indicator: output, measure: value, at_least: 3}]
"""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "财政增收 does not count, not all conditions hold: ",
                " at least 1 (no figure, not met).",
                "Grade jump 达标晋档, all conditions hold: Fiscal revenue at least 480 (500, met).",
                "No grade jump 超额晋档, not all conditions hold: Fiscal revenue at most 480 (500, not met), ",
                "The grade rises from 一般 to 良好; score and rank stay.",
                "Grade: 良好.",
            ),
        ),
        (
            "zh-hans",
            (
                "财政增收不计分，条件未全部满足：",
                "符合晋档“达标晋档”，条件全部满足：",
                "不低于480（500，已满足）",
                "不符合晋档“超额晋档”，条件未全部满足：",
                "等次由一般晋为良好，得分和名次不变。",
            ),
        ),
    ],
)
def test_which_conditions_held_is_told(
    visit: Visit, assessment: Assessment, language: str, words: tuple[str, ...]
) -> None:
    run, client = assessment.trial(assessment.scheme(SCHEME + CONDITIONAL)), visit("assessor")
    client.cookies["django_language"] = language
    for view in ("trace", "report"):
        said = read(client, view, run, "QH-T1")
        assert [one for one in words if one not in said] == []


def test_a_bonus_that_gives_nothing_says_why_in_its_row(visit: Visit, assessment: Assessment) -> None:
    run, client = assessment.trial(assessment.scheme(SCHEME + CONDITIONAL)), visit("assessor")
    for view in ("trace", "report"):
        page = html.fromstring(
            client.get(reverse(f"assessment_{view}", args=[run.pk, "QH-T1"])).content.decode()
        )
        (row,) = page.xpath("//tr[th[normalize-space()='财政增收']]")
        said = " ".join(" ".join(row.itertext()).split())
        assert "+0.01 for each Fiscal revenue counted here: 500" in said
        assert (
            "no points, for not all conditions hold: " in said and "at least 1 (no figure, not met)" in said
        )
        assert "0.00" in said


def test_what_follows_the_sum_is_named_in_english_where_the_scheme_says_it(
    visit: Visit, assessment: Assessment
) -> None:
    source = SCHEME + BESIDE
    for name, english in (("财政增收", "Revenue growth"), ("虚报", "False report"), ("一般", "Fair")):
        source = source.replace(f"name: {name}", f"name: {name}, name_en: {english}")
    scheme, client = assessment.scheme(source), visit("assessor")
    run = assessment.trial(scheme)
    for view in ("trace", "report"):
        said = read(client, view, run, "QH-T1")
        assert "Veto: False report (统计法)." in said and "Grade: Fair." in said and "Revenue growth" in said
        assert not any(name in said for name in ("财政增收", "虚报", "一般"))
    rules = client.get(reverse("assessment_scheme", args=[scheme.pk])).content.decode().split("<pre")[0]
    assert "at best Fair" in rules and "Revenue growth" in rules and "财政增收" not in rules


def test_weights_from_figures_are_not_held_against_written_ones(visit: Visit, assessment: Assessment) -> None:
    source = changed("    weight: 70\n", "    weight: 70\n    weights: {by: entropy}\n")
    source = source.replace("        weight: 40\n", "").replace("        weight: 30\n", "")
    said = read(visit("assessor"), "trace", assessment.trial(assessment.scheme(source)), "QH-T1")
    assert "33.3% where everything applies" not in said and "35.0% where everything applies" not in said


def test_what_has_no_score_or_no_weight_says_why(visit: Visit, assessment: Assessment) -> None:
    source = changed("    weight: 70\n", "    weight: 70\n    least_reported: 1\n").replace(
        "        indicator: invest\n",
        "        indicator: invest\n        missing: exclude\n"
        "        gate: {indicator: output, measure: value, at_least: 1}\n",
    )
    said = read(visit("assessor"), "trace", assessment.trial(assessment.scheme(source)), "QH-T1")
    # The figure is there, the one of the condition is not; with it goes the whole block.
    assert "at least 1; that was not reported, so it cannot be scored" in said
    assert "carries no weight: too few figures in its block, or all units alike in it" in said


def test_counted_events_are_told(visit: Visit, assessment: Assessment) -> None:
    counted = "events: {points: 10, %s counted: [{indicator: revenue, each: -0.002}]}"
    source = changed(
        "        indicator: invest\n        score: {measure: completion, cap: 120, floor: 0}\n",
        f"        {counted % 'start: 10,'}\n",
    ).replace(
        "indicator: reporting.timeliness\n        score: {measure: value}",
        f"indicator: reporting.timeliness\n        score: {{measure: value, cap: null, floor: null}}\n        {counted % ''}",
    )
    said = read(visit("assessor"), "trace", assessment.trial(assessment.scheme(source)), "QH-T1")
    # Revenue is 500: a point less, of ten.
    assert said.count("counted events −1.00, out of 10.00 points") == 2
    assert "begins with 10.00 points" in said and "place on the scale" not in said
