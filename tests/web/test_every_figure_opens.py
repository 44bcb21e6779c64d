"""Every figure on every main page opens: it leads to where it came from, for whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from lxml.html import HtmlElement

from luoshi.indicators.models import Observation
from luoshi.targets.models import Target
from prepared import Prepared, prepared_district  # noqa: F401
from web.signed_in import signed_in
from web.test_past_views import pages

pytestmark = pytest.mark.django_db

READERS = ("leader", "supervisor", "assessor", "statistician", "t1_head", "t1_liaison", "inspector", "admin")
# Numbers that are no figures: a number of the row itself, and counts of what the same row or table lists.
COUNTED = {"plan", "plan_coverage", "checks", "reports", "district"}
VERSIONS = {("settings_indicator", "版次"), ("assessment_runs", "版次")}
NUMBER = re.compile(r"\d")


@pytest.fixture(scope="module")
def browsers(prepared: Prepared) -> Iterator[dict[str, Client]]:
    yield {who: signed_in(who) for who in READERS}


def of_class(main: HtmlElement, name: str) -> list[HtmlElement]:
    return list(main.xpath(f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"))


def main_of(client: Client, address: str) -> HtmlElement | None:
    answer = client.get(address)
    if answer.status_code in (403, 404):
        return None
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode()).get_element_by_id("main")


def test_a_figure_is_a_link(prepared: Prepared, browsers: dict[str, Client]) -> None:
    """What is marked as a figure has an address; a dash for what was not reported may have none."""
    bare = set()
    for name, address in pages(prepared).items():
        for who, client in browsers.items():
            main = main_of(client, address)
            for figure in of_class(main, "figure") if main is not None else []:
                if NUMBER.search(figure.text_content()) and not figure.get("href"):
                    bare.add((name, who, figure.text_content().strip()))
    assert bare == set()


def test_a_number_in_a_table_is_a_figure(prepared: Prepared, browsers: dict[str, Client]) -> None:
    """Numbers stand in cells of their own: each opens, or its own row says how it came about."""
    closed = set()
    for name, address in pages(prepared).items():
        main = main_of(browsers["supervisor"], address)
        if main is None or name in COUNTED:
            continue
        for cell in of_class(main, "num"):
            explained = "worked" in cell.get("class") or cell.xpath("ancestor::figure")
            if (
                cell.tag == "td"
                and NUMBER.search(cell.text_content())
                and not explained
                and not cell.xpath(".//a[@href]|.//input|.//button")
            ):
                closed.add((name, cell.get("data-label"), cell.text_content().strip()))
    assert {(name, label) for name, label, _text in closed} <= VERSIONS


def test_whoever_sees_a_figure_may_open_it(prepared: Prepared, browsers: dict[str, Client]) -> None:
    asked: dict[tuple[str, str], int | str] = {}
    for address in pages(prepared).values():
        for who, client in browsers.items():
            main = main_of(client, address)
            for figure in of_class(main, "figure") if main is not None else []:
                where, _sharp, anchor = (figure.get("href") or "").partition("#")
                if where and (who, where + anchor) not in asked:
                    answer = client.get(where)
                    found = not anchor or f'id="{anchor}"' in answer.content.decode()
                    asked[who, where + anchor] = answer.status_code if found else f"no {anchor} there"
                elif anchor and not where and main is not None:
                    asked[who, anchor] = 200 if main.xpath(f"//*[@id='{anchor}']") else f"no {anchor} here"
    assert len(asked) > 100
    assert {place: status for place, status in asked.items() if status != 200} == {}


def test_whoever_does_not_see_the_figure_does_not_open_it(
    prepared: Prepared, browsers: dict[str, Client]
) -> None:
    where = reverse("targets_lineage", args=[prepared.root.pk])
    assert Client().get(where).status_code == 302
    live = reverse("assessment_live_trace", args=["QH-T2"])
    asked = {"scheme": prepared.scheme.pk, "period": "2015-H1", "as_of": "2015-06-12"}
    assert browsers["leader"].get(live, asked).status_code == 200
    assert browsers["t1_liaison"].get(live, asked).status_code == 403
    sheet = reverse("reports_lineage", args=["QH-S1", "invest", "2015-06"])
    assert "62.34" in browsers["statistician"].get(sheet).content.decode()
    assert "62.34" not in browsers["t1_liaison"].get(sheet).content.decode()


def test_the_lineage_of_a_target_tells_who_what_and_how(
    prepared: Prepared, browsers: dict[str, Client]
) -> None:
    target = Target.objects.get(
        unit__code="QH", indicator__code="invest", period="2015", kind="growth", superseded_at=None
    )
    main = main_of(browsers["leader"], reverse("targets_lineage", args=[target.pk]))
    assert main is not None
    said = main.text_content()
    assert prepared.document.title in said
    assert "苏明" in said
    assert main.xpath("//blockquote/mark")
    anchors = {element.get("id") for element in main.xpath(".//*[@id]")}
    assert {"value", "base", "level", "done", "growth", "completion", "gap", "units", "versions"} <= anchors


def test_a_sum_lists_its_parts_and_what_is_missing(prepared: Prepared, browsers: dict[str, Client]) -> None:
    main = main_of(browsers["leader"], reverse("reports_lineage", args=["QH", "invest", "2015-06"]))
    assert main is not None
    rows = {row.xpath("./th")[0].text_content(): row for row in main.xpath(".//*[@id='units']//tbody/tr")}
    assert {"北门街道", "石桥镇", "柳林镇", "沙河镇"} <= rows.keys()
    assert all(rows[name].xpath(".//a[@class='figure']") for name in ("北门街道", "石桥镇"))


def test_a_figure_of_a_document_shows_its_sentence(prepared: Prepared, browsers: dict[str, Client]) -> None:
    """The base of a target, stated in the plan: the page of the figure quotes the words around it."""
    stated = Observation.objects.filter(document=prepared.document, span_start__isnull=False).select_related(
        "unit", "indicator"
    )
    row = stated.earliest("pk")
    where = reverse("reports_lineage", args=[row.unit.code, row.indicator.code, row.period])
    main = main_of(browsers["leader"], where)
    assert main is not None
    (mark,) = main.xpath(".//blockquote/mark")
    assert mark.text_content() == prepared.document.text[row.span_start : row.span_end]
    assert main.xpath(f".//a[starts-with(@href, '{reverse('plan_document', args=[row.document_id])}')]")


def test_a_look_back_and_a_finding_stand_with_the_figure(
    prepared: Prepared, browsers: dict[str, Client]
) -> None:
    where = reverse("reports_lineage", args=["QH-T1", "invest", "2015-05"])
    main = main_of(browsers["leader"], where)
    assert main is not None
    assert main.xpath(
        f".//*[@id='look-back']//a[@href='{reverse('reports_claim', args=[prepared.claim.pk])}']"
    )
    finding = reverse("reports_finding", args=[prepared.finding.pk])
    assert main.xpath(f".//*[@id='findings']//a[@href='{finding}']")
    other = main_of(browsers["t1_liaison"], reverse("reports_lineage", args=["QH-S1", "invest", "2015-05"]))
    assert other is not None
    assert not other.xpath(".//*[@id='findings'] | .//*[@id='look-back']")
