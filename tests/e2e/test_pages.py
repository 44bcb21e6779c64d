"""Every page is accessible, quiet and as wide as its screen; drawn without inline code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from e2e.conftest import DESK, PHONE, Sit, Site

ROOT_TARGET = "SELECT id FROM targets_target WHERE parent_id IS NULL AND base IS NOT NULL ORDER BY id"
SHEET = "/reports/monthly/2015-06"


@dataclass(frozen=True)
class Shown:
    """A page as one person comes to it; ``path`` is found out from what the district holds."""

    name: str
    person: str | None
    path: Callable[[Site], str]


def fixed(path: str) -> Callable[[Site], str]:
    return lambda site: path


def keyed(path: str, question: str) -> Callable[[Site], str]:
    return lambda site: path.format(site.key(question))


DOCUMENT = "SELECT id FROM documents_document ORDER BY id"
BULLETIN = "SELECT document_id FROM documents_numbercheck"
SCHEME = "SELECT scheme_id FROM assessment_run WHERE state = 'published'"
RUN = "SELECT id FROM assessment_run WHERE state = 'published'"
REVIEW = "SELECT id FROM assessment_run WHERE state = 'review'"
ASKED = "SELECT id FROM assessment_scheme WHERE consulted_at IS NOT NULL"
LOCKED = "SELECT id FROM assessment_scheme WHERE state = 'locked'"
SEALED = "SELECT id FROM assessment_panel WHERE sealed_at IS NOT NULL"
OPEN = "SELECT id FROM assessment_panel WHERE sealed_at IS NULL"
EVENT = "SELECT id FROM assessment_unitevent ORDER BY id DESC"
SURVEY = "SELECT id FROM assessment_survey"
PAGES = [
    Shown("sign-in", None, fixed("/sign-in/")),
    Shown("today", "supervisor", fixed("/")),
    Shown("district", "head", fixed("/district/")),
    Shown("plan", "supervisor", fixed("/plan/")),
    Shown("plan document", "supervisor", keyed("/plan/{}/", DOCUMENT)),
    Shown("coverage", "supervisor", keyed("/plan/{}/coverage/?show=all", DOCUMENT)),
    Shown("number check", "supervisor", fixed("/checks/")),
    Shown("checked bulletin", "supervisor", keyed("/checks/{}/", BULLETIN)),
    Shown("unchecked plan", "supervisor", keyed("/checks/{}/", DOCUMENT)),
    Shown("new edition", "supervisor", keyed("/plan/{}/edition/", DOCUMENT)),
    Shown("targets", "head", fixed("/targets/")),
    Shown("target", "head", keyed("/targets/{}/", ROOT_TARGET)),
    Shown("split", "supervisor", keyed("/targets/{}/split/", ROOT_TARGET)),
    Shown("reports", "statistician", fixed("/reports/")),
    Shown("sheet", "zhangling_liaison", fixed(f"{SHEET}/YS-T05/")),
    Shown("sheet to verify", "statistician", fixed(f"{SHEET}/YS-S5/")),
    Shown("lineage", "statistician", fixed("/reports/lineage/YS-T03/industry_revenue/2015-05/")),
    Shown("matters", "supervisor", fixed("/matters/")),
    Shown("matter", "supervisor", keyed("/matters/{}/", "SELECT id FROM matters_matter ORDER BY id")),
    Shown("new matter", "supervisor", fixed("/matters/new/")),
    Shown("assessment", "assessor", fixed("/assessment/?group=towns")),
    Shown("map", "assessor", fixed("/assessment/?group=towns&view=lost")),
    Shown("robustness", "assessor", keyed("/assessment/runs/{}/robustness/?group=towns", RUN)),
    Shown("record", "assessor", fixed("/assessment/record/")),
    Shown("audit", "assessor", keyed("/assessment/schemes/{}/audit/", SCHEME)),
    Shown("scheme form", "assessor", fixed("/assessment/schemes/form/?open=items[0].items[0]")),
    Shown("trace", "zhenxi_head", keyed("/assessment/runs/{}/units/YS-T01/", RUN)),
    Shown("levers", "assessor", keyed("/assessment/runs/{}/units/YS-T04/levers/", RUN)),
    Shown("since an earlier result", "assessor", keyed("/assessment/runs/{}/units/YS-T04/since/", RUN)),
    Shown("report to a unit", "zhenxi_head", keyed("/assessment/runs/{}/units/YS-T01/report/", RUN)),
    Shown("result under review", "zhenxi_head", keyed("/assessment/runs/{}/", REVIEW)),
    Shown("appeals", "zhangling_head", fixed("/assessment/appeals/")),
    Shown("scheme", "assessor", keyed("/assessment/schemes/{}/", LOCKED)),
    Shown("opinions on a scheme", "assessor", keyed("/assessment/schemes/{}/opinions/", ASKED)),
    Shown("change of a scheme", "assessor", keyed("/assessment/schemes/{}/change/", LOCKED)),
    Shown("new panel", "assessor", fixed("/assessment/panels/new/")),
    Shown("sealed panel", "assessor", keyed("/assessment/panels/{}/", SEALED)),
    Shown("ballot", "zhenxi_head", keyed("/assessment/panels/{}/rate/", OPEN)),
    Shown("figures of a survey", "assessor", keyed("/assessment/surveys/{}/figures/", SURVEY)),
    Shown("events", "assessor", fixed("/assessment/events/")),
    Shown("event", "reviewer", keyed("/assessment/events/{}/", EVENT)),
    Shown("new event", "supervisor", fixed("/assessment/events/new/")),
    Shown("bulletins", "supervisor", fixed("/bulletins/")),
    Shown("bulletin", "deputy", keyed("/bulletins/{}/", "SELECT id FROM briefing_bulletin")),
    Shown("ledger", "inspector", fixed("/ledger/")),
    Shown("settings", "admin", fixed("/settings/")),
    Shown("calendar", "admin", fixed("/settings/calendar/2015/")),
    Shown("exchange", "statistician", fixed("/settings/exchange/")),
    Shown("keys of programs", "admin", fixed("/settings/keys/")),
]
SCREENS = [pytest.param(DESK, "light", id="desk-light"), pytest.param(PHONE, "dark", id="phone-dark")]


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds: the rule, and where."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], [str(node["target"]) for node in each["nodes"]][:5]) for each in found]


@pytest.mark.parametrize(("screen", "colours"), SCREENS)
@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_a_page_is_accessible_quiet_and_fits(
    shown: Shown, screen: dict[str, int], colours: str, sit: Sit, site: Site
) -> None:
    page = sit(shown.person, screen, colours).open(shown.path(site))
    expect(page.locator("h1")).to_have_count(1)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"], "it scrolls sideways"


def test_the_buttons_of_the_tree_stay_on_a_phone(sit: Sit) -> None:
    page = sit("assessor", PHONE).open("/assessment/schemes/form/?open=items[0].items[0]")
    frame = page.locator(".scheme-tree .table-frame")
    assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") <= 0


@pytest.mark.parametrize("path", ["/assessment/?group=towns", "/bulletins/1/"])
def test_a_chart_is_drawn_without_eval(path: str, sit: Sit) -> None:
    page = sit("head").open(path)
    expect(page.locator("[data-chart] svg.marks").first).to_be_visible()


def test_the_english_pages_are_as_quiet(sit: Sit) -> None:
    reader = sit("head")
    page = reader.open("/district/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert violations(page) == []


def test_a_closed_door_says_so_in_the_product_s_own_words(sit: Sit) -> None:
    reader = sit("zhenxi_liaison")
    page = reader.open("/matters/new/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []
    reader.complaints.clear()  # the browser itself notes the 403
