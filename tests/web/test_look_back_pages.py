"""The pages of a look-back: every visit stands on them, who gave the seed is said, and a unit that is gone is there."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from cast import TODAY
from luoshi.indicators.actions.draw_look_back import draw_look_back
from luoshi.indicators.actions.merge_units import merge_units
from luoshi.indicators.actions.visit_claim import visit_claim
from luoshi.indicators.look_back_models import Claim
from luoshi.indicators.succession_plan import Decree
from luoshi.workdays.actions.set_clock import set_clock
from reporting import FILERS, Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in

GONE = TODAY + timedelta(days=1)


@pytest.fixture
def claim(reporting: Reporting) -> Claim:
    """沙河镇's investment of June, drawn by lot."""
    june = reporting.open(day=date(2015, 7, 1))
    for unit in FILERS:
        reporting.file(june, {"invest": "10", "revenue": "600", "output": "3"}, unit=unit)
        reporting.verify(june, unit)
    office = reporting.district.standing("supervisor", TODAY, 15)
    draw_look_back(office, "2015-06", 99, 0, seed="公开摇号 37", indicators=["invest"])
    return Claim.objects.get(observation__unit__code="QH-T3")


def page(name: str, *keys: object) -> str:
    answer = signed_in("supervisor").get(reverse(name, args=keys))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_visit_stands_on_the_page(reporting: Reporting, claim: Claim) -> None:
    for hour, (who, amount, words) in enumerate(
        (("supervisor", "8", "账目缺三份"), ("statistician", "9", "补交一份")), start=16
    ):
        visit_claim(reporting.district.standing(who, TODAY, hour), claim, Decimal(amount), words)
    shown = page("reports_claim", claim.pk)
    assert "账目缺三份" in shown and "补交一份" in shown and "此前核查" in shown


def test_who_gave_the_seed_is_said(claim: Claim) -> None:
    shown = page("reports_look_back")
    assert "苏明申报为公开抽取" in shown and "种子为人工填写" in shown


def test_a_unit_that_is_gone_stays_on_the_page(reporting: Reporting, claim: Claim) -> None:
    decree = Decree(GONE, "青府〔2015〕9号", "区政府常务会议", "撤乡并镇")
    admin = reporting.district.standing("admin", GONE)
    merge_units(admin, ["QH-T3"], "QH-T2", decree)
    set_clock(admin.signature(), GONE, chain="QH")
    assert "沙河镇" in page("reports_look_back") and "沙河镇" in page("reports_claim", claim.pk)
    assert "沙河镇" in page("reports_lineage", "QH-T3", "invest", "2015-06")


def test_what_was_typed_stays_beside_what_is_wrong(claim: Claim) -> None:
    address = reverse("reports_claim_visit", args=[claim.pk])
    answer = signed_in("supervisor").post(address, {"amount": "8.123", "evidence": "台" * 2001})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "2000" in shown and "8.123" in shown and Claim.objects.filter(visits__isnull=False).count() == 0
