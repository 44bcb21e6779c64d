"""What pages behind the league table print: scores as published, correlations as heavy as they say."""

from __future__ import annotations

import pytest
from django.urls import reverse

from assessment.test_record import publish
from cast import District
from luoshi.web.pages.standings import _pair
from web.signed_in import signed_in


@pytest.fixture(autouse=True)
def cast_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented people are the ones who sign in."""
    monkeypatch.setattr("django.conf.settings.DEMO", True)


def test_a_score_keeps_the_decimals_it_was_published_with(district: District) -> None:
    publish(2014, {"QH-T1": "83.256", "QH-T2": "83"})
    for address in (
        reverse("assessment_record"),
        reverse("assessment_unit_record", args=["QH-T1"]),
        reverse("assessment_unit_record", args=["QH-T2"]),
    ):
        page = signed_in("leader").get(address).content.decode()
        assert "83.26" not in page and "83.00" not in page
        assert "83.256" in page or "QH-T2" in address


def test_each_year_names_the_rules_it_was_scored_by(district: District) -> None:
    runs = [publish(year, {"QH-T1": "83", "QH-T2": "82"}) for year in (2013, 2014)]
    page = signed_in("leader").get(reverse("assessment_record")).content.decode()
    assert "计分依据" in page
    for run in runs:
        assert f'<a href="{reverse("assessment_run", args=[run.pk])}">{run.scheme.title}</a>' in page


def test_a_correlation_is_as_heavy_as_what_is_printed() -> None:
    assert [_pair(value).tone for value in (0.4996, -0.4996, 0.4949, 0.91)] == [
        "strong",
        "strong",
        "",
        "same",
    ]
    assert [_pair(value).text for value in (0.4996, -0.4996, -0.001)] == ["0.50", "−0.50", "0.00"]
