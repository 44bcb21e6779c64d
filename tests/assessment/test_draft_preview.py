"""Today's table by a text that is no draft yet: beside the version in force, from the figures of now, kept nowhere."""

from __future__ import annotations

from datetime import date

import pytest

from assessing import SCHEME, Assessment, assessed_district, changed  # noqa: F401
from luoshi.assessment.draft_preview import latest, tried
from luoshi.assessment.models import Scheme
from luoshi.ledger.refusal import Denied

pytestmark = pytest.mark.django_db

LIGHTER = changed("weight: 70", "weight: 10")


def scores(found: object) -> dict[str, tuple[str | None, str | None]]:
    moves = found.moves  # type: ignore[attr-defined]
    return {unit.code: (unit.score_before, unit.score_after) for group in moves for unit in group.units}


def test_without_a_version_in_force_only_the_new_table_stands(assessment: Assessment) -> None:
    found = tried(assessment.district.standing("assessor"), SCHEME)
    assert found.against is None and not found.by_document
    assert scores(found)["QH-T1"][0] is None and scores(found)["QH-T1"][1] is not None
    assert Scheme.objects.count() == 0


def test_both_tables_are_of_today_and_follow_the_figures(assessment: Assessment) -> None:
    scheme, standing = assessment.scheme(), assessment.district.standing("assessor")
    first = tried(standing, LIGHTER)
    assert first.against == scheme and first.problems == []
    before, after = scores(first)["QH-T1"]
    assert before != after
    assert all(one == other for one, other in scores(tried(standing, SCHEME)).values())
    assessment.target("invest", "QH-S2", "12")
    day = date(2015, 6, 5)
    assessment.reporting.file(assessment.round, {"invest": "4", "revenue": "90"}, unit="QH-T3", day=day)
    assessment.reporting.verify(assessment.round, "QH-T3", day)
    assert scores(tried(standing, LIGHTER))["QH-T3"] != scores(first)["QH-T3"]


def test_what_is_wrong_is_said_and_no_table_is_made(assessment: Assessment) -> None:
    assessment.scheme()
    standing = assessment.district.standing("assessor")
    unknown = tried(standing, changed("indicator: invest", "indicator: nothing"))
    assert [problem.where for problem in unknown.problems] == ["nothing"]
    assert unknown.moves == () and unknown.text is None
    broken = tried(standing, changed("weight: 70", "weight: many"))
    assert broken.against is not None and broken.moves == ()
    assert tried(standing, "- a\n").against is None


@pytest.mark.parametrize("person", ["leader", "supervisor", "statistician", "t1_head", "admin"])
def test_only_the_assessment_office_tries_a_text(assessment: Assessment, person: str) -> None:
    standing = assessment.district.standing(person)
    with pytest.raises(Denied):
        tried(standing, SCHEME)
    with pytest.raises(Denied):
        latest(standing, "trial")
