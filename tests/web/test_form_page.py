"""The page on which a form is drawn up: what is wrong stands beside its field, and nothing typed is cut."""

from __future__ import annotations

import re
from datetime import date

from django.urls import reverse

from cast import District
from luoshi.indicators.models import Form
from luoshi.indicators.queries import forms_of_units
from reporting import Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in

SAID = {
    "code": "quick",
    "name": "快报",
    "name_en": "",
    "cadence": "monthly",
    "due_working_days": "3",
    "place-invest": "1",
    "units": "QH-T1",
}
MONTHS = {"months-invest": ["1", "2", "3"]}


def answer(**changed: object) -> tuple[int, str]:
    said = {**SAID, **MONTHS, **changed}
    found = signed_in("supervisor").post(reverse("settings_form_new"), said)
    return found.status_code, found.content.decode()


def test_what_is_wrong_stands_beside_its_field(district: District, reporting: Reporting) -> None:
    for field, text, place in (
        ("code", "monthly", "code-errors"),
        ("code", "a" * 41, "code-errors"),
        ("name", "长" * 81, "name-errors"),
        ("name_en", "n" * 121, "name-en-errors"),
    ):
        status, page = answer(**{field: text})
        assert status == 422
        assert f'id="{place}"' in page, field
        assert text in page
    assert Form.objects.count() == 1


def test_an_indicator_without_a_month_is_named(district: District, reporting: Reporting) -> None:
    status, page = answer(**{"months-invest": []})
    assert status == 422
    assert "固定资产投资：没有勾选填报月份。" in page


def test_the_pattern_of_the_code_is_one_that_browsers_take(district: District, reporting: Reporting) -> None:
    page = signed_in("supervisor").get(reverse("settings_form_new")).content.decode()
    pattern = re.findall(r'id="code"[^>]* pattern="([^"]*)"', page)[0]
    assert not re.search(r"\[-|[^\\]-\]", pattern), (
        "with the flag v a hyphen at the edge of a class is an error"
    )
    assert re.fullmatch(pattern, "a-B_9")
    assert not re.fullmatch(pattern, "a b")


def test_who_files_is_changed_on_a_page_of_its_own(district: District, reporting: Reporting) -> None:
    office = signed_in("supervisor")
    where = reverse("settings_form_filers", args=["monthly"])
    assert where in office.get(reverse("settings_form", args=["monthly"])).content.decode()
    wrong = office.post(where, {"units": ["QH-T1"], "since": "2015-13-01", "reason": "另行布置"})
    assert wrong.status_code == 422
    assert 'id="since-errors"' in wrong.content.decode()
    assert ">另行布置</textarea>" in wrong.content.decode()
    assert (
        office.post(where, {"units": ["QH-T1"], "since": "2015-07-20", "reason": "另行布置"}).status_code
        == 302
    )


def test_the_page_of_who_files_begins_where_the_last_change_on_record_does(
    district: District, reporting: Reporting
) -> None:
    office, where = signed_in("supervisor"), reverse("settings_form_filers", args=["monthly"])
    said = {"units": ["QH-T1", "QH-S2"], "since": "2015-07-20", "reason": "另行布置"}
    assert office.post(where, said).status_code == 302
    page = office.get(where).content.decode()
    assert sorted(re.findall(r'value="([\w-]+)" checked', page)) == ["QH-S2", "QH-T1"]
    assert 'min="2015-07-20" value="2015-07-20"' in page


def test_a_unit_that_files_no_more_is_not_among_those_that_do(
    district: District, reporting: Reporting
) -> None:
    office = signed_in("supervisor")
    said = {"units": ["QH-T1", "QH-T2"], "since": "2015-07-06", "reason": "另行布置"}
    assert office.post(reverse("settings_form_filers", args=["monthly"]), said).status_code == 302
    page = office.get(reverse("settings_form", args=["monthly"])).content.decode()
    listed = page[page.index('id="filers-title"') :]
    assert "石桥镇" in listed and "沙河镇" not in listed
    assert [form.units for form in forms_of_units(date(2015, 7, 6))] == [("QH-T1", "QH-T2")]
    assert len(forms_of_units(date(2015, 7, 5))[0].units) == 4
