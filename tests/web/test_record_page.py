"""The record of the years prints scores as they were published."""

from __future__ import annotations

import pytest
from django.urls import reverse

from assessment.test_record import publish
from cast import District
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
