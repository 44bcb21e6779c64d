"""A form that was refused stands at an address that takes only what is posted: what is asked there leads back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from prepared import Prepared, prepared_district  # noqa: F401
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db


def test_after_a_refusal_language_and_day_and_address_lead_to_the_form(prepared: Prepared) -> None:
    stood, sent = (
        reverse(name, args=[prepared.scheme.pk]) for name in ("assessment_award_plan", "assessment_gate")
    )
    leader = signed_in("leader")
    assert leader.get(sent).status_code == 405
    here = f"http://testserver{stood}"
    assert leader.post(sent, {"unit": "QH-T1"}, headers={"Referer": here}).status_code == 422
    assert leader.get(sent).headers["Location"] == stood
    # Sent once more from the page that told what is wrong.
    again = {"Referer": f"http://testserver{sent}"}
    assert leader.post(sent, {"unit": "QH-T1"}, headers=again).status_code == 422
    assert leader.get(f"{sent}?as_of=2015-05-31").headers["Location"] == f"{stood}?as_of=2015-05-31"
    switched = leader.post(reverse("set_language"), {"language": "en", "next": sent}, follow=True)
    assert switched.status_code == 200 and switched.request["PATH_INFO"] == stood
    # Of another person, and from elsewhere, nothing is known.
    assert signed_in("assessor").get(sent).status_code in (403, 405)
    other = reverse("assessment_awards_deviate", args=[prepared.awarded_run.pk])
    leader.post(other, {"tier": ""}, headers={"Referer": "http://elsewhere.example/page/"})
    assert leader.get(other).status_code == 405
