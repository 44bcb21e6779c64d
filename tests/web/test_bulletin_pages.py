"""The bulletin pages: list and form, one bulletin, the file; each refusal beside its field."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import resolve, reverse
from lxml import html
from pytest_django import DjangoAssertNumQueries

from briefing.half_year_district import mid_year_district, publish_run  # noqa: F401
from cast import District
from luoshi.briefing.models import Bulletin
from reporting import reporting_district  # noqa: F401


def signed_in(district: District, who: str) -> Client:
    client = Client()
    account = district.person(who).account
    assert account is not None
    client.force_login(account)
    return client


def draft(district: District, **fields: str):  # type: ignore[no-untyped-def]
    entered = {"period": "2015-H1", "as_of": "2015-07-06", "run": "", **fields}
    return signed_in(district, "supervisor").post(reverse("bulletins"), entered)


@pytest.fixture
def issued(mid_year: District) -> Bulletin:
    run = publish_run(mid_year)
    draft(mid_year, run=str(run.pk))
    bulletin = Bulletin.objects.get()
    signed_in(mid_year, "leader").post(reverse("bulletins_publish", args=[bulletin.pk]))
    bulletin.refresh_from_db()
    return bulletin


def test_the_empty_page_teaches_and_only_the_office_is_offered_the_form(mid_year: District) -> None:
    office = signed_in(mid_year, "supervisor").get(reverse("bulletins")).content.decode()
    assert "empty-state" in office
    assert '<option value="2015-H1">' in office
    assert '<option value="2015-H2">' not in office
    assert "<select" not in signed_in(mid_year, "t1_head").get(reverse("bulletins")).content.decode()


def test_a_draft_leads_to_its_page(mid_year: District) -> None:
    response = draft(mid_year)
    bulletin = Bulletin.objects.get()
    assert response.headers["Location"] == reverse("bulletins_item", args=[bulletin.pk])
    page = signed_in(mid_year, "leader").get(response.headers["Location"]).content.decode()
    assert "（草稿，未签发）" in page
    assert reverse("bulletins_publish", args=[bulletin.pk]) in page
    assert signed_in(mid_year, "t1_head").get(response.headers["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("period", "half"), ("as_of", "tomorrow"), ("as_of", "2015-08-01"), ("run", "77"), ("run", "x")],
)
def test_a_refusal_stands_beside_its_field(mid_year: District, field: str, value: str) -> None:
    response = draft(mid_year, **{field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="{field.replace("_", "-")}-errors"' in page
    assert not Bulletin.objects.exists()


def test_an_issued_bulletin_is_read_by_everybody(mid_year: District, issued: Bulletin) -> None:
    for who in ("t1_liaison", "v1_head", "deputy_overseer", "inspector"):
        response = signed_in(mid_year, who).get(reverse("bulletins_item", args=[issued.pk]))
        page = response.content.decode()
        assert response.status_code == 200
        assert "〔2015〕1号" in page
        assert "逾期未报送的有：沙河镇（5月）。" in page
        assert page.count("data-chart=") == 2
        assert 'class="simulated"' in page
        assert reverse("bulletins_publish", args=[issued.pk]) not in page


def test_only_a_leader_signs(mid_year: District) -> None:
    draft(mid_year)
    address = reverse("bulletins_publish", args=[Bulletin.objects.get().pk])
    assert signed_in(mid_year, "supervisor").post(address).status_code == 403
    assert signed_in(mid_year, "leader").get(address).status_code == 405
    assert Bulletin.objects.get().number == ""


def test_the_file_is_downloaded_under_its_chinese_name(mid_year: District, issued: Bulletin) -> None:
    response = signed_in(mid_year, "t1_head").get(reverse("bulletins_docx", args=[issued.pk]))
    assert response.content.startswith(b"PK")
    assert "filename*=UTF-8''%E9%9D%92%E6%B2%B3" in response.headers["Content-Disposition"]


def test_a_visitor_is_sent_to_sign_in(mid_year: District, issued: Bulletin) -> None:
    for name in ("bulletins_item", "bulletins_docx"):
        response = Client().get(reverse(name, args=[issued.pk]))
        assert response.status_code == 302
        assert reverse("login") in response.headers["Location"]


def test_pages_ask_the_database_little(
    mid_year: District, issued: Bulletin, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(mid_year, "supervisor")
    for address in (reverse("bulletins"), reverse("bulletins_item", args=[issued.pk])):
        with django_assert_max_num_queries(15):
            client.get(address)


@pytest.mark.parametrize("who", ["leader", "t1_head"])
def test_units_and_scores_open_as_known_on_the_day(mid_year: District, issued: Bulletin, who: str) -> None:
    client = signed_in(mid_year, who)
    page = html.fromstring(client.get(reverse("bulletins_item", args=[issued.pk])).content.decode())
    cells = page.xpath("//article//table//a/@href")
    behind = {address for address in cells if address.endswith(f"?as_of={issued.as_of.isoformat()}")}
    scores = {address for address in cells if address.startswith(f"/assessment/runs/{issued.run_id}/units/")}
    assert behind and scores and behind | scores == set(cells)
    assert {client.get(address).status_code for address in behind} == {200}
    assert {resolve(address).url_name for address in scores} == {"assessment_trace"}
