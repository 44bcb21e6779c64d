"""Targets: the tree, one target's accounts, the split on screen."""

from __future__ import annotations

from django.urls import reverse

from steering import Steering, steering_district  # noqa: F401
from web.signed_in import signed_in


def test_a_target_shows_every_month_beside_the_same_month_of_the_year_before(steering: Steering) -> None:
    part = steering.split(steering.root())["QH-T1"]
    steering.report({"QH-T1": "30"})
    page = signed_in("leader").get(reverse("targets_item", args=[part.pk]))
    assert page.status_code == 200
    june = page.context["series"][-1]
    assert (june.actual, june.base_same_period) == (30, 20)
    row = page.content.decode().split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[-1]
    assert "30.00" in row
    assert "20.00" in row
