"""How often a form is filed: shown to all, changed by whoever keeps the catalogue; months made of parts are shown."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from cast import TODAY
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.filing_models import Schedule
from luoshi.indicators.models import Indicator
from reporting import Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in

SAID = {"cadence": "quarterly", "holds_from": "2015-Q4", "due_working_days": "8", "reason": "改季报"}


def test_a_change_is_put_on_record_and_shown(reporting: Reporting) -> None:
    office, address = signed_in("supervisor"), reverse("settings_form_schedule", args=["monthly"])
    wrong = office.post(address, SAID | {"holds_from": "2015-10"})
    assert wrong.status_code == 422
    assert "2015-Q2" in wrong.content.decode()
    done = office.post(address, SAID, follow=True).content.decode()
    assert Schedule.objects.get().reason == "改季报"
    for word in ("改季报", "季报", "2015年第4季度"):
        assert word in done
    assert "改季报" in signed_in("t1_liaison").get(address).content.decode()
    assert office.get(reverse("settings_form_schedule", args=["none"])).status_code == 404


def test_a_new_form_says_how_often_and_by_when(reporting: Reporting) -> None:
    office = signed_in("supervisor")
    said = {
        "code": "flash",
        "name": "快报",
        "place-invest": "1",
        "months-invest": ["3", "6"],
        "units": ["QH-T1"],
    }
    wrong = office.post(reverse("settings_form_new"), said | {"cadence": "daily", "due_working_days": "x"})
    assert wrong.status_code == 422
    office.post(reverse("settings_form_new"), said | {"cadence": "ten_day", "due_working_days": "1"})
    form = reporting.form.__class__.objects.get(code="flash")
    assert (form.cadence, form.due_working_days) == ("ten_day", 1)


def test_the_lineage_of_a_month_lists_its_parts(reporting: Reporting) -> None:
    office = reporting.district.standing("supervisor", date(2015, 1, 5))
    define_indicator(office, [NewIndicator("visits", "客流量", "人次", "flow", "QH-STAT", decimals=0)])
    parts = [("2015-05A", 4), ("2015-05B", 1), ("2015-W10", 7)]
    owner, visits = reporting.district.standing("statistician"), Indicator.objects.get(code="visits")
    import_history(owner, visits, [PastFigure("QH-T1", p, Decimal(v)) for p, v in parts], "台账")
    client = signed_in("supervisor")

    def told(period: str) -> str:
        return client.get(reverse("reports_lineage", args=["QH-T1", "visits", period])).content.decode()

    assert "缺 1 个时段" in told("2015-05")
    assert "跨两个月，不作拆分" in told("2015-03")
    import_history(owner, visits, [PastFigure("QH-T1", "2015-05C", Decimal(5))], "台账")
    assert "由月内各时段已核实数合成" in told("2015-05")


def test_the_schedule_of_an_earlier_day_is_told_as_it_was(reporting: Reporting) -> None:
    office, address = signed_in("supervisor"), reverse("settings_form_schedule", args=["monthly"])
    day = TODAY - timedelta(days=1)

    def main(client: Client) -> str:
        page = client.get(address, {"as_of": day.isoformat()}).content.decode()
        assert day.isoformat() in page
        return page.partition("<main")[2].partition("</main>")[0]

    before = main(signed_in("supervisor"))
    assert office.post(address, SAID).status_code == 302
    assert main(signed_in("supervisor")) == before
    assert "改季报" not in before and "<textarea" not in before and 'method="post"' not in before
    assert "改季报" in office.get(address).content.decode()
