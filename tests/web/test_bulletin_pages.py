"""The bulletin pages: list and form, one bulletin, the file; each refusal beside its field."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import resolve, reverse
from lxml import html
from pytest_django import DjangoAssertNumQueries

from briefing.half_year_district import mid_year_district, publish_run  # noqa: F401
from cast import District
from luoshi.briefing.content import from_json
from luoshi.briefing.models import Bulletin
from luoshi.briefing.official import Paragraph
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
    known = f"?as_of={issued.as_of.isoformat()}"
    behind = {address for address in cells if address.endswith(known)}
    figures = {address for address in cells if f"/lineage/{known}" in address}
    scores = {address for address in cells if address.startswith(f"/assessment/runs/{issued.run_id}/units/")}
    assert behind and scores and figures and behind | scores | figures == set(cells)
    assert {client.get(address).status_code for address in behind} == {200}
    assert {resolve(address).url_name for address in scores} == {"assessment_trace"}


@pytest.mark.parametrize("who", ["leader", "t1_head", "inspector"])
def test_each_figure_of_a_sentence_opens_where_it_is_told(
    mid_year: District, issued: Bulletin, who: str
) -> None:
    client = signed_in(mid_year, who)
    page = html.fromstring(client.get(reverse("bulletins_item", args=[issued.pk])).content.decode())
    links = page.xpath("//article//p//a[@class='figure'] | //article//table[1]//td/a")
    assert {"52.70亿元", "52.70", "−0.6", "同比增长5.4%", "46.8%", "9.99亿元"} <= {
        link.text_content() for link in links
    }
    addresses = {link.get("href") for link in links}
    # The district's run is made up: its pages refuse to explain what nobody calculated.
    scores = {address for address in addresses if address.startswith(f"/assessment/runs/{issued.run_id}/")}
    assert {resolve(address).url_name for address in scores} == {"assessment_trace", "assessment_run"}
    for address in sorted(addresses - scores):
        answer = client.get(address.partition("#")[0])
        assert answer.status_code == 200, address
        anchor = address.partition("#")[2]
        assert not anchor or f'id="{anchor}"' in answer.content.decode(), address
    # What is left of the text holds no figure: decimals stand in links, scores and rates too.
    for link in links:
        link.text = ""
    bare = [p.text_content() for p in page.xpath("//article//p") if re.search(r"\d\.\d", p.text_content())]
    assert bare == []


def test_a_figure_opens_at_the_month_of_the_bulletin(mid_year: District) -> None:
    draft(mid_year, period="2015-05")
    bulletin = Bulletin.objects.get()
    client = signed_in(mid_year, "leader")
    page = html.fromstring(client.get(reverse("bulletins_item", args=[bulletin.pk])).content.decode())
    link = next(a for a in page.xpath("//article/p//a") if a.get("href").endswith("#done"))
    told = html.fromstring(client.get(link.get("href").partition("#")[0]).content.decode())
    shown = told.xpath("//tr[@id='done']/td[last()]")[0].text_content()
    assert shown.strip() == link.text_content().removesuffix("亿元")
    assert "按截至2015-05的数据评价" in told.text_content()
    year = html.fromstring(client.get(link.get("href").partition("&")[0]).content.decode())
    assert year.xpath("//tr[@id='done']/td[last()]")[0].text_content() != shown


def test_no_link_of_the_text_is_closed_to_its_reader(mid_year: District, issued: Bulletin) -> None:
    client = signed_in(mid_year, "v1_head")
    page = html.fromstring(client.get(reverse("bulletins_item", args=[issued.pk])).content.decode())
    for address in {a.get("href") for a in page.xpath("//article/p//a[@class='figure']")}:
        assert client.get(address.partition("#")[0]).status_code in (200, 422), address
    assert "52.70亿元" in page.text_content()


def test_a_bulletin_from_before_is_read_as_it_was(mid_year: District, issued: Bulletin) -> None:
    old = json.loads(issued.content)
    for block in old["body"]:
        block.pop("sources", None)
    read = from_json(json.dumps(old))
    assert [b.text for b in read.body if isinstance(b, Paragraph)] == [
        b.text for b in from_json(issued.content).body if isinstance(b, Paragraph)
    ]
    assert not any(b.sources for b in read.body if isinstance(b, Paragraph))


def test_the_spread_between_units_opens_where_it_is_told(mid_year: District) -> None:
    draft(mid_year)
    bulletin = Bulletin.objects.get()
    client = signed_in(mid_year, "leader")
    page = html.fromstring(client.get(reverse("bulletins_item", args=[bulletin.pk])).content.decode())
    links = [a for a in page.xpath("//article/p//a") if a.get("href").endswith("#imbalance")]
    assert links
    told = client.get(links[0].get("href").partition("#")[0]).content.decode()
    assert all(link.text_content() in told for link in links)
    for wrong in ("2015-13", "x", "2014", "2015-06-T1"):
        assert client.get(links[0].get("href").partition("?")[0], {"period": wrong}).status_code == 200


def test_the_list_heads_the_titles_of_bulletins_as_titles(mid_year: District, issued: Bulletin) -> None:
    page = signed_in(mid_year, "leader").get(reverse("bulletins")).content.decode()
    assert '<th scope="col">标题</th>' in page
    assert "职务名称" not in page
